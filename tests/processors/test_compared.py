"""Two articles compared again come out as they were decided, and what kept them apart is named."""

import pytest
from msgspec.structs import replace

from marsad.records import Decision
from processors.window.compared import compared
from processors.window.index import Index
from processors.window.one_event import LIKELY
from processors.window.own_words import KNOWN
from processors.window.wanted import SAME_FAMILY, THRESHOLD
from tests.contract.decided import decided
from tests.written import SERIES, TAIL, TEXT, TITLE, written

_ENDS = (
    "وقال شاهد إن الدخان غطى الحي كله حتى المساء.",
    "ووعد المحافظ بتعويض التجار عن خسائرهم خلال شهر.",
    "وأغلقت المدارس القريبة أبوابها يوما واحدا احترازا.",
    "وكان مخزن مجاور قد احترق في الشتاء الماضي أيضا.",
)


_OWN = (
    "أقر البرلمان موازنة العام المقبل بعد نقاش طويل، وزاد فيها مخصصات التعليم الابتدائي والطرق الريفية. واعترض نواب المعارضة على"
    " ضريبة جديدة تشمل السلع المستوردة، وطالبوا بعرضها على استفتاء شعبي قبل حلول الربيع."
)


def remembered(*analyses):
    """What is remembered when each of them opened a story of its own."""
    index, rows = Index(), []
    for each in analyses:
        footprint = index.footprint(each)
        decision = Decision(
            article=each.article, revision=each.revision, url=each.url, verdict="new", story=each.article, at=each.at,
            seen=each.seen, family=each.publisher, why="opened a story",
        )  # fmt: skip
        index.add(footprint, decision)
        rows.append((footprint, decision))
    return rows, index


def comparison(earlier, later, *before):
    rows, index = remembered(*before, earlier)
    return compared(rows, earlier.article, index.footprint(later))


def test_what_was_called_related_is_related_again():
    """Every verdict of the shipped corpus about another text comes out again, with its similarity's reason."""
    rows = decided()
    related = [(n, decision) for n, (_, decision) in enumerate(rows) if decision.of not in (None, decision.article)]
    again = [compared(rows[:n], decision.of, rows[n][0]).texts for n, decision in related]

    assert len(related) > 20
    assert [(decision.verdict, decision.why) for _, decision in related] == [(each.verdict, each.why) for each in again]


def test_what_joins_by_its_words_joins_again():
    """Score and story are those that deciding finds, and the nearest story is named beside."""
    rows, index = remembered(written("qna", SERIES.format(1, 2, 3, 4), "المؤشر يرتفع"), written("sana"))
    footprint = index.footprint(written("wafa", TEXT[:150] + TAIL, hours=2))
    joined = index.story(footprint)
    own, other = compared(rows, "sana", footprint).words, compared(rows, "qna", footprint).words

    assert joined
    assert ("sana", joined.score, True) == (own.story, own.score, own.joins)
    assert ("qna", False) == (other.story, other.joins)
    assert other.score < joined.score == own.nearest_score == other.nearest_score
    assert "sana" == own.nearest == other.nearest


def test_what_others_of_the_day_say_too_keeps_two_issues_apart():
    """Two issues alone would be one text; beside others they are a form of words."""
    papers = ("sana", "wafa", "qna", "spa")
    issues = [written(paper, f"{TEXT} {tail}") for paper, tail in zip(papers, _ENDS, strict=True)]
    alone, beside = comparison(issues[2], issues[3]).texts, comparison(issues[2], issues[3], *issues[:2]).texts

    assert alone.verdict
    assert (None, ("old words",)) == (beside.verdict, beside.apart)


@pytest.mark.parametrize(
    ("apart", "earlier", "later"),
    [
        (("time",), written("sana"), written("wafa", TEXT + TAIL, hours=90)),
        (("publisher",), written("sana"), replace(written("next", f"{_OWN} {TEXT[90:310]}"), publisher="sana")),
        (("actors",), written("sana", actors=("per:nabil",)), written("wafa", TEXT, actors=("per:sami",))),
        (
            ("figures",),
            written("sana", SERIES.format(4120, 31, 12, 9)),
            written("wafa", SERIES.format(4180, 44, 17, 23), hours=5),
        ),
    ],
)
def test_the_one_condition_that_keeps_two_texts_apart_is_named(apart, earlier, later):
    """They are no relatives, and without that condition they would be."""
    texts = comparison(earlier, later).texts

    assert (None, apart) == (texts.verdict, texts.apart)


def test_words_that_were_said_before_are_named():
    """A form of words of last week, used twice today with endings of its own: what is shared is old."""
    form = written("qna", hours=-60)
    earlier = written("sana", TEXT + TAIL)
    later = written(
        "wafa", TEXT + " وأعلنت البلدية فتح حساب لجمع التبرعات ونشرت أرقام الهواتف على صفحتها الرسمية مساء.", hours=1
    )
    texts = comparison(earlier, later, form).texts

    assert (None, ("old words",)) == (texts.verdict, texts.apart)
    assert texts.new_shared < texts.new < min(texts.prints)


def test_texts_with_few_words_in_common_are_kept_apart_by_no_condition():
    """Nothing that could be taken away would make them related."""
    texts = comparison(written("sana"), written("wafa", SERIES.format(1, 2, 3, 4))).texts

    assert (None, (), 0) == (texts.verdict, texts.apart, texts.shared)


def test_another_place_keeps_an_article_out_of_a_story_that_its_words_resemble():
    """The score is that of the words alone; the place is named."""
    words = comparison(
        written("sana", places=("loc:aden",)), written("wafa", TEXT + TAIL, hours=1, places=("loc:taiz",))
    ).words

    assert (False, ("places",)) == (words.joins, words.apart)
    assert words.score >= THRESHOLD


def test_an_article_that_is_like_too_few_of_a_story_is_kept_out_by_them():
    """A chain: each is like the one before, and the last not like the first. The score is told all the same."""
    parts = (TEXT[:180], TEXT[180:], SERIES.format(1, 2, 3, 4), TAIL)
    sana, qna, wafa = (
        written(name, parts[n] + " " + parts[n + 1], parts[n][:30], hours=n)
        for n, name in enumerate(("sana", "qna", "wafa"))
    )
    rows, index = remembered(sana, qna)
    rows = [(footprint, replace(decision, story="sana")) for footprint, decision in rows]
    found = compared(rows, "sana", index.footprint(wafa)).words

    assert (False, ("members",)) == (found.joins, found.apart)
    assert found.score >= THRESHOLD


def test_the_next_text_of_a_desk_must_be_nearer_than_that_of_another():
    """The same words join when another publisher tells them; the score that is wanted is named."""
    other = written("next", TEXT[:60] + TAIL + SERIES.format(1, 2, 3, 4), " ".join(TITLE.split()[:4]), hours=1)
    own = comparison(written("sana"), replace(other, publisher="sana")).words
    another = comparison(written("sana"), other).words

    assert (False, ("publisher",), SAME_FAMILY) == (own.joins, own.apart, own.wanted)
    assert (True, (), THRESHOLD) == (another.joins, another.apart, another.wanted)
    assert THRESHOLD < own.score == another.score < SAME_FAMILY


def test_silence_keeps_an_article_out_of_a_story_that_its_words_resemble():
    """Half of the score is lost in sixty hours; six days are too long for words that would have joined at once."""
    words = comparison(written("sana"), written("wafa", TEXT[:150] + TAIL, hours=144)).words

    assert (False, ("time",)) == (words.joins, words.apart)
    assert 0 < words.score < THRESHOLD


def test_signs_are_weighed_as_they_were_when_the_later_one_came():
    """Those of the article and the earlier one's story, among all that were there; none in a young window."""
    others = [written(f"o{n}", f"خبر{n} قصة{n} حادث{n} موضوع{n}", f"عنوان{n}", hours=n / 4 - 60) for n in range(KNOWN)]
    rows, index = remembered(*others, written("sana", places=("loc:aden",)))
    later = index.footprint(written("wafa", TEXT[:150] + TAIL, hours=1, places=("loc:aden",)))
    weighed = compared(rows, "sana", later).words

    assert weighed.likelihood > LIKELY
    assert "both name the same places" in weighed.signs
    assert comparison(written("sana"), written("wafa", TEXT[:150] + TAIL, hours=1)).words.likelihood is None


def test_an_article_that_left_the_window_is_compared_no_more():
    """Eight days later there is nothing to compare with."""
    rows, index = remembered(written("sana", hours=-24 * 9), written("qna", SERIES.format(1, 2, 3, 4)))

    assert compared(rows, "sana", index.footprint(written("wafa"))) is None


def test_an_article_that_was_never_there_is_compared_with_nothing():
    """An empty memory has no answer, and raises nothing."""
    assert compared([], "sana", Index().footprint(written("wafa"))) is None
