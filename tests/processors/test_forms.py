"""What several articles of the window say is a form of words, from the first day on."""

from datetime import UTC, datetime, timedelta

import pytest

from marsad.records import Decision, Footprint
from processors.fingerprint import fingerprint
from processors.window.forms import said_by_others
from processors.window.index import Index

AT = datetime(2026, 3, 1, 6, tzinfo=UTC)
ACCIDENT = (
    "لقي {0} مصرعهم وجرح {1} حين اصطدمت {2} بحافلة ركاب على الطريق الدائري فجرا، وهرعت فرق الإسعاف إلى المكان ونقلت المصابين إلى"
    " المستشفى المركزي. وفتحت شرطة السير تحقيقا لمعرفة الأسباب، ودعت السائقين إلى التمهل عند المنعطفات وربط أحزمة الأمان وعدم"
    " تجاوز السرعة المحددة في أوقات الضباب."
)
STATEMENT = (
    "قال وزير الري إن السد الجديد سيدخل الخدمة في الخريف بعد أن أنجزت الشركة المنفذة أعمال الخرسانة في الجسم الرئيسي، وإن"
    " القرى الواقعة أسفل الوادي ستحصل على المياه بالتناوب إلى أن تكتمل شبكة الأنابيب. وأضاف أن الكلفة لم تتجاوز ما رصد لها."
)


def footprint(article, text, hours=0, family="sana"):
    return Footprint(
        article=article, revision="r", at=AT + timedelta(hours=hours), family=family, fingerprint=fingerprint("", text)
    )


def held(rows):
    """An index that holds articles, each with the one it is related to."""
    index = Index()
    for theirs, of in rows:
        index.add(
            theirs,
            Decision(
                article=theirs.article, revision="r", url="", verdict="copy" if of else "new", of=of, story=of or theirs.article,
                at=theirs.at, seen=theirs.at, family=theirs.family,
            ),
        )  # fmt: skip
    return index


def accident(number, *said):
    return footprint(f"a{number}", ACCIDENT.format(*said), number)


ISSUES = (
    accident(0, "3", "7", "شاحنة"),
    accident(1, "4", "9", "سيارة أجرة"),
    accident(2, "2", "8", "جرافة"),
    accident(3, "5", "12", "صهريج"),
)


@pytest.mark.parametrize(
    ("earlier", "related"),
    [pytest.param(2, True, id="two of a kind may be one text"), pytest.param(3, False, id="three are a series")],
)
def test_an_issue_of_a_series_is_known_by_the_others_of_its_day(earlier, related):
    """Each tells of another accident in the same words, and none of them was there on an earlier day."""
    index = held([(issue, None) for issue in ISSUES[:earlier]])

    assert related == (index.relative(ISSUES[3]) is not None)


def test_copies_of_one_text_make_no_form_of_words():
    """However many carry it: they are one family."""
    rows = [(footprint(f"c{n}", STATEMENT, n, f"paper{n}"), "c0" if n else None) for n in range(6)]

    told = held(rows).relative(footprint("late", STATEMENT, 7, "qna"))

    assert told
    assert "copy" == told.kin.verdict


def test_an_equal_text_is_a_copy_in_whatever_words():
    """Nothing in it is new by then, and nothing in it differs."""
    told = held([(issue, None) for issue in ISSUES]).relative(
        footprint("again", ACCIDENT.format("5", "12", "صهريج"), 5)
    )

    assert told
    assert ("a3", "copy") == (told.article, told.kin.verdict)


@pytest.mark.parametrize(
    ("holders", "said"),
    [
        pytest.param([(1, (7, 8))], set(), id="the family itself"),
        pytest.param([(1, (7,)), (2, (7, 8))], set(), id="one other: a copy that was missed"),
        pytest.param([(2, (7, 8)), (2, (7,))], set(), id="two of one family"),
        pytest.param([(1, (7,)), (2, (7, 8)), (3, (7, 9))], {7}, id="two others"),
    ],
)
def test_two_other_families_make_a_form_of_words(holders, said):
    """Of the prints that an article has."""
    assert said == said_by_others((6, 7, 8), 1, holders)
