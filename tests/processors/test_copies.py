"""Texts that share prints: how they are found, and what of a shared text makes a copy."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from processors.window.copies import FORM_WORDS, FRAMED, Copies, kinship
from tests.processors.footprints import AT, nothing_before, text, told

rows = st.lists(st.sets(st.integers(0, 30), max_size=8).map(sorted).map(tuple), max_size=120)


@given(rows, st.integers(0, 100), st.integers(1, 12))
def test_what_is_folded_into_the_array_is_found_as_before(prints, gone, dict_max):
    """Where a print is kept changes no answer, while articles come and while the oldest leave."""
    plain, folding = Copies(), Copies(dict_max)
    for position, each in enumerate(prints):
        plain.add(position, each)
        folding.add(position, each)
        if position >= gone:
            plain.remove(position - gone)
            folding.remove(position - gone)

        assert plain.candidates(each) == folding.candidates(each)


@pytest.mark.parametrize(
    ("prints", "found"),
    [pytest.param(4, [0], id="a wire of three lines"), pytest.param(5, [], id="a footer of a longer one")],
)
def test_half_of_a_wire_of_three_lines_is_enough_to_be_found(prints, found):
    """Two prints of four are half a text; of a longer one they are a quotation or a footer."""
    copies = Copies()
    copies.add(0, (1, 2, *range(50, 80)))

    assert found == copies.candidates(tuple(range(1, prints + 1)))


def seen_before(prints):
    """A background that holds the first eight prints."""
    return [print_ >= 8 for print_ in prints]


@pytest.mark.parametrize(
    ("background", "related"),
    [
        pytest.param(nothing_before, True, id="words nobody said before"),
        pytest.param(seen_before, False, id="words of every issue of a series"),
    ],
)
def test_only_new_words_make_a_copy(background, related):
    """Two texts share eight of twelve prints: a copy, unless those eight are a form of words of earlier days."""
    ours, theirs = text(range(12)), text([*range(8), *range(20, 24)])

    assert related == (kinship(ours, theirs, 0, background) is not None)


@pytest.mark.parametrize(
    ("shared", "background", "related"),
    [
        pytest.param(4, seen_before, True, id="a wire item on a page"),
        pytest.param(4, nothing_before, False, id="the rest is its own"),
        pytest.param(3, lambda prints: [print_ >= 13 for print_ in prints], False, id="less than a third"),
    ],
)
def test_a_third_of_a_short_text_is_enough_where_its_page_said_the_rest_before(shared, background, related):
    """Of twelve prints eight are those of a page, every day the same; what is new stands in the other."""
    wire, root = text(range(12), 60), text([*range(12 - shared, 12), *range(100, 130)], 300)

    assert related == (kinship(wire, root, 0, background) is not None)


def test_of_a_longer_text_half_must_be_shared():
    """However old the rest: a report may quote what is new in another."""
    ours, theirs = text(range(FRAMED + 2), 200), text([*range(10, FRAMED + 2), *range(100, 130)], 300)

    assert kinship(ours, theirs, 0, seen_before) is None


def test_the_same_text_is_a_copy_of_itself_however_old_its_words():
    """Nothing in it is new, and nothing in it differs."""
    assert "copy" == kinship(text(range(8)), text(range(8)), 0, seen_before).verdict


def test_old_words_with_another_figure_are_the_next_issue():
    """The prints of two closes of the bourse may all be those of every close; their figures are not."""
    issue, next_one = (text(range(8), figures=(("مستوى # نقطة", close),)) for close in ("9102", "9043"))

    assert kinship(next_one, issue, 0, seen_before) is None


KING, PRESIDENT, STATE, OTHER = "per:king", "per:president", "state:CO", "per:emir"


@pytest.mark.parametrize(
    ("named", "hours", "words", "related"),
    [
        pytest.param((KING, PRESIDENT), 3, 60, True, id="one cable, two desks"),
        pytest.param((KING, PRESIDENT), 25, 60, False, id="the next day's"),
        pytest.param((KING, OTHER), 3, 60, False, id="to somebody else"),
        pytest.param((KING, PRESIDENT), 3, FORM_WORDS + 1, False, id="a report"),
    ],
)
def test_short_texts_in_old_words_are_one_when_they_name_the_same_on_one_day(named, hours, words, related):
    """A cable is told in the words of all cables: whom it names tells whether two desks tell of one."""
    ours = text(range(12), words, (KING, PRESIDENT), places=(STATE,), at=AT + timedelta(hours=hours))
    theirs = text([*range(8), *range(20, 24)], words, named, places=(STATE,))

    assert related == (kinship(ours, theirs, 0, seen_before) is not None)


@pytest.mark.parametrize(
    ("words", "related"),
    [pytest.param(FORM_WORDS, False, id="a cable"), pytest.param(FORM_WORDS + 1, True, id="a report")],
)
def test_other_names_make_other_news_of_short_texts_only(words, related):
    """A cable to somebody else is no copy; of a report's two versions each may tag other people."""
    ours, theirs = text(range(12), words, ("per:king",)), text(range(12), words, ("per:emir",))

    assert related == (kinship(ours, theirs, 0, nothing_before) is not None)


@pytest.mark.parametrize(
    ("ours", "theirs", "related"),
    [
        pytest.param("new:محمد-بن-عبد-العزيز-السعد", "new:محمد-السعد", True, id="father left out"),
        pytest.param("new:عبد-الله-السعد", "new:عبدالله-بن-سعيد-السعد", True, id="written in one"),
        pytest.param("new:محمد-السعد", "new:علي-السعد", False, id="his brother"),
        pytest.param("new:محمد-السعد", "new:السعد", False, id="a house of that name"),
        pytest.param("per:king", "media:sana", True, id="who told it"),
    ],
)
def test_one_person_is_written_with_more_names_and_with_fewer(ours, theirs, related):
    """Whoever is named only by a longer or shorter name, or by the agency that told it, is nobody else."""
    one, other = (text(range(12), FORM_WORDS, (name,)) for name in (ours, theirs))

    assert related == (kinship(one, other, 0, nothing_before) is not None)
    assert related == (kinship(other, one, 0, nothing_before) is not None)


@pytest.mark.parametrize(
    ("hours", "shared", "named", "words", "related"),
    [
        pytest.param(20, 12, (KING,), FORM_WORDS, True, id="a cable of the day"),
        pytest.param(25, 12, (KING,), FORM_WORDS, False, id="the next day's"),
        pytest.param(20, 11, (KING,), FORM_WORDS, False, id="a cable with words of its own"),
        pytest.param(20, 12, (KING, OTHER), FORM_WORDS, False, id="a cable to somebody else"),
        pytest.param(20, 10, (KING, OTHER), FORM_WORDS + 1, True, id="a statement"),
        pytest.param(20, 9, (KING, OTHER), FORM_WORDS + 1, False, id="a statement with much of its own"),
    ],
)
def test_nearly_all_of_a_text_in_another_of_its_day_is_that_text(hours, shared, named, words, related):
    """However old its words: statements come in the words of all statements, and an issue says more of its own."""
    ours = text(range(12), words, (KING, PRESIDENT), at=AT + timedelta(hours=hours))
    theirs = text([*range(shared), *range(20, 26)], words, named)

    assert related == (kinship(ours, theirs, 0, lambda prints: [False] * len(prints)) is not None)


@pytest.mark.parametrize(
    ("words", "related"),
    [pytest.param(FORM_WORDS, False, id="an accident"), pytest.param(FORM_WORDS + 1, True, id="a report")],
)
def test_other_places_make_other_news_of_short_texts_only(words, related):
    """The accidents of two towns are told in one form of words; two desks may place a long report differently."""
    ours, theirs = text(range(12), words, places=("pl:homs",)), text(range(12), words, places=("pl:taiz",))

    assert related == (kinship(ours, theirs, 0, nothing_before) is not None)


def gold(*figures):
    """The prices of a day beside what is said every day: 24, 22 and 18 carats."""
    carats = (("عيار # في", "24"), ("عيار # نحو", "22"), ("عيار # مستوى", "18"))
    prices = zip(("عند # ريالا", "نحو # ريالا", "مستوى # ريالا", "قرب # دولارا"), figures, strict=True)
    return text(range(12), figures=tuple(sorted((*carats, *prices))))


def test_figures_that_change_each_in_its_own_way_are_another_issue():
    """The constants of a series do not outweigh four prices that changed."""
    assert kinship(gold("240", "220", "180", "2310"), gold("236", "217", "177", "2290"), 0, nothing_before) is None


def test_what_never_changes_does_not_make_issues_one_text():
    """Three prices changed; 24 carats and the year are those of every issue."""
    assert kinship(gold("240", "220", "180", "2310"), gold("236", "217", "177", "2310"), 0, nothing_before) is None


def toll(figure):
    """One toll, said in three places of a text without another figure."""
    return text(range(12), figures=tuple((f"مقتل # {word}", figure) for word in ("اشخاص", "جنود", "قتلي")))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(gold("19", "19", "19", "19"), gold("12", "12", "12", "12"), id="among figures that agree"),
        pytest.param(toll("9"), toll("7"), id="alone"),
    ],
)
def test_one_toll_that_was_raised_in_many_places_is_an_update(ours, theirs):
    """It is said many times, and changed once."""
    told = kinship(ours, theirs, 0, nothing_before)

    assert told
    assert "update" == told.verdict


def test_a_changed_figure_is_an_update():
    """A toll that differs is never called a copy."""
    ours = text(range(12), figures=(("مقتل # شخصا", "19"),))
    theirs = text(range(12), figures=(("مقتل # شخصا", "12"),))

    assert ("update", "figures differ: مقتل 12 → 19 شخصا") == kinship(ours, theirs, 0, nothing_before)[::3]


@pytest.mark.parametrize(
    ("shared", "common", "hours", "background", "related"),
    [
        pytest.param(7, 14, 6, nothing_before, True, id="reworded"),
        pytest.param(6, 14, 6, nothing_before, False, id="less than a third of its rows"),
        pytest.param(7, 12, 6, nothing_before, False, id="a quotation: it has words of its own"),
        pytest.param(7, 14, 25, nothing_before, False, id="the next day's"),
        pytest.param(7, 14, 6, seen_before, False, id="rows that were said before"),
    ],
)
def test_a_text_that_a_desk_reworded_is_known_by_its_words(shared, common, hours, background, related):
    """A third of its rows of three words and two thirds of all its words stand in the other, on one day."""
    ours = told(range(20), range(20), at=AT + timedelta(hours=hours))
    theirs = told([*range(shared), *range(50, 50 + 20 - shared)], [*range(common), *range(50, 56)])

    assert related == (kinship(ours, theirs, 0, background) is not None)


def test_a_rare_name_counts_for_more_than_a_common_word():
    """Two accidents are told in the same words; what is rare in each is the other's no word."""
    theirs = told([*range(7), *range(50, 65)], range(1, 10))

    assert kinship(told(range(20), range(10)), theirs, 0, nothing_before)
    assert kinship(told(range(20), range(10), [90, *[10] * 9]), theirs, 0, nothing_before) is None


def test_a_reworded_text_with_another_toll_is_no_copy():
    """What is not the same text cannot be told to be the same with another figure."""
    ours = told(range(20), range(20), figures=(("مقتل # شخصا", "19"),))
    theirs = told([*range(7), *range(50, 63)], range(20), figures=(("مقتل # شخصا", "12"),))

    assert kinship(ours, theirs, 0, nothing_before) is None


@pytest.mark.parametrize(
    ("common", "related"),
    [pytest.param(6, True, id="an item in a report"), pytest.param(5, False, id="the line of a page")],
)
def test_the_few_rows_of_a_short_text_are_those_of_its_page_when_its_words_are_not_shared(common, related):
    """A caption between the lines of a page shares two rows of four with whatever else stood between them."""
    caption, other = told(range(4), range(20)), told([0, 1, *range(50, 90)], [*range(common), *range(50, 90)])

    assert related == (kinship(caption, other, 0, nothing_before) is not None)


@pytest.mark.parametrize(
    ("family", "shared", "common", "related"),
    [
        pytest.param("cnn", 12, 14, False, id="below what it writes"),
        pytest.param("bbc", 12, 14, True, id="another publisher"),
        pytest.param("cnn", 16, 14, True, id="nearly all of it"),
        pytest.param("cnn", 12, 15, True, id="published again, edited"),
    ],
)
def test_what_a_site_repeats_below_what_it_writes_makes_no_copy(family, shared, common, related):
    """Background and what else is read stand below articles of one site; of a text it edited the words are the same."""
    ours = replace(told(range(20), range(20)), family="cnn")
    theirs = replace(told([*range(shared), *range(50, 70 - shared)], [*range(common), *range(50, 56)]), family=family)

    assert related == (kinship(ours, theirs, 0, nothing_before) is not None)


def test_old_words_do_not_crowd_a_copy_out():
    """Eight issues share more rows with an issue than the one that holds its news."""
    copies = Copies()
    copies.add(0, (1, 2, 3, 4))
    for position in range(1, 9):
        copies.add(position, range(10, 20))
    prints = (1, 2, 3, 4, *range(10, 20))

    assert 0 not in copies.candidates(prints)
    assert 0 == copies.candidates(prints, lambda some: [print_ < 10 for print_ in some])[0]
