"""What a figure counts is one word, whichever number it stands behind."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from marsad.text import fold
from processors.counted import compared, noun, pair
from processors.fingerprint import fingerprint
from tests.processors_news import Decider, analysis, match, minutes


@pytest.mark.parametrize(
    "forms",
    [
        "أشخاص شخصا شخص",
        "قتلى قتيلا قتيل",
        "جرحى جريحا جريح",
        "ضحايا ضحية",
        "مدنيين مدنيون مدنيا مدني",
        "مصابين مصابا مصاب",
        "سيارات سيارة",
        "نساء امرأة",
        "ملايين مليونا مليون",
        "دولارات دولارا دولار",
        "سنوات سنة",
        "مهاجرين مهاجرا مهاجر",
    ],
)
def test_a_noun_behind_figures_is_one_word(forms):
    """From three to ten a plural, to 99 the accusative, behind a hundred the singular."""
    assert 1 == len({noun(fold(word)) for word in forms.split()})


@pytest.mark.parametrize(
    ("dual", "counts"), [("شخصان", "شخص"), ("شخصين", "شخص"), ("ضحيتين", "ضحية"), ("جنديان", "جندي")]
)
def test_a_dual_is_two_of_them(dual, counts):
    assert fold(counts) == pair(fold(dual))
    assert (f"مقتل # {fold(counts)}", "2") in fingerprint(f"مقتل {dual} في هجوم", "").figures


@pytest.mark.parametrize("word", ["مواطنين", "طالبان", "بحرين", "ميدان", "إنسان", "لبنان", "شخص"])
def test_what_may_be_a_plural_or_a_name_is_no_dual(word):
    assert pair(fold(word)) is None


TOLD = (
    "مقتل {} في انفجار خزان وقود بمرفأ السلام. وقال الدفاع المدني إن {} قضوا حين امتدت النيران إلى المستودعات، وإن فرق الإطفاء"
    " تعمل على تبريد الخزانات المجاورة فيما أغلقت الشرطة الطرق المؤدية إلى المرفأ ونقلت العائلات إلى مدرسة قريبة."
)
IN_WORDS = [("أربعة أشخاص", "اثني عشر شخصا"), ("أحد عشر شخصا", "خمسة عشر شخصا"), ("تسعة عشر شخصا", "21 شخصا")]
TOLLS = ["شخصين", "ثلاثة أشخاص", "4 أشخاص", "10 أشخاص", "12 شخصا", "93 شخصا", "100 شخص", "150 شخصا"]


@pytest.mark.parametrize(("before", "now"), [*pairwise(TOLLS), ("4 أشخاص", "93 شخصا"), ("شخصين", "14 شخصا"), *IN_WORDS])
@pytest.mark.parametrize("other", [True, False], ids=["another publisher", "the same address"])
def test_a_toll_that_rises_is_never_hidden_whatever_number_its_noun_stands_in(before, now, other):
    """Over ten, from two, to a hundred: the text is an update, and the case is told anew."""
    first, second = Decider()(*risen(before, now, "b" if other else "a"))

    assert ("update", first.story) == (second.verdict, second.story)
    assert ["updated"] == [each.reason for each in second.alerts]
    assert ("toll", "مقتل # شخص") in {(each.what, compared(each.of)) for each in second.changes}


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [("12 شخصا", "19 شخصا", "12 → 19 شخصا"), ("4 أشخاص", "93 شخصا", "4 → 93 شخصا"), ("99 شخصا", "100 شخص", "99 → 100 شخص"),
     ("شخصين", "ثلاثة أشخاص", "2 → 3 اشخاص"), ("14 راكبا", "8 ركاب", "14 → 8 ركاب")],
)  # fmt: skip
@pytest.mark.parametrize("restarts", [False, True])
def test_a_changed_toll_is_told_in_the_words_of_the_newer_text(before, now, shown, restarts):
    """Not with the noun in the form it is compared by; a marsad started anew in between says the same."""
    decider = Decider()
    first, second = risen(before, now, "b")
    decider(first)
    if restarts:
        decider.restart()
    (told,) = decider(second)

    assert f"figures differ: ان {shown}" == told.why
    assert f"مقتل # {shown.split()[-1]}" in {each.of for each in told.changes}


def test_what_was_remembered_with_the_noun_in_one_form_is_compared_as_ever():
    """Stores and analyses of before have it so: deciding them again answers the same but for the words shown."""
    first, second = risen("4 أشخاص", "93 شخصا", "b")
    now = Decider()(first, second)
    before = Decider()(*(in_one_form(each) for each in (first, second)))
    over_the_upgrade = Decider()(in_one_form(first), second)

    assert now == over_the_upgrade
    assert "figures differ: ان 4 → 93 شخص" == before[1].why
    assert [(each.verdict, each.similarity, each.story, each.alerts) for each in now] == [
        (each.verdict, each.similarity, each.story, each.alerts) for each in before
    ]


def in_one_form(each):
    figures = tuple((compared(context), value) for context, value in each.fingerprint.figures)
    return replace(each, fingerprint=replace(each.fingerprint, figures=figures))


def risen(before, now, outlet):
    """Return two analyses of one text with another toll: the second is of another publisher where it is not `a`."""
    return (
        analysis("https://a.example/1", TOLD.format(before, before), title=f"مقتل {before} في انفجار", matches=(match(),)),
        analysis(
            f"https://{outlet}.example/1", TOLD.format(now, now), title=f"مقتل {now} في انفجار", at=minutes(40),
            publisher="almashriq" if outlet == "a" else outlet, matches=(match(),),
        ),
    )  # fmt: skip
