"""Words that were said on earlier days are a form of words; what came later, or too long ago, is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.window.background import DAYS, Background, day_of
from processors.window.series import usual_prints
from tests.processors_news import minutes

TODAY = 20_000
PRINTS = (1 << 31, 2 << 20, 3 << 25)


def known(*days):
    background = Background()
    for day in days:
        background.add(day, PRINTS[:1])
    return background


def test_a_print_of_an_earlier_day_is_not_new():
    """What was said before the day asked about is no news; the other prints are."""
    assert [False, True, True] == known(TODAY - 3, TODAY).unseen(PRINTS, TODAY)


def test_a_print_of_the_same_day_is_new():
    """A copy is not erased by its own original, whichever of them came first."""
    assert [True, True, True] == known(TODAY).unseen(PRINTS, TODAY)


def test_what_left_the_window_is_new_again():
    """Days that are not wholly in the window are not asked: a restart could not know them."""
    background = known(TODAY)
    background.add(TODAY + DAYS, PRINTS[1:2])

    assert [True, True, True] == background.unseen(PRINTS, TODAY + DAYS)


def test_an_article_too_old_for_the_window_changes_nothing():
    """A late article of a forgotten day does not speak for the day that has its place now."""
    assert [True, True, True] == known(TODAY, TODAY - DAYS).unseen(PRINTS, TODAY + 1 - DAYS + 1)


@pytest.mark.parametrize(
    ("others", "unseen"),
    [
        pytest.param(2, [False] * 4, id="an issue, half of it"),
        pytest.param(3, [False, False, True, True, True], id="an issue"),
        pytest.param(5, [True] * 7, id="a text that has some of its words"),
    ],
)
def test_an_issue_of_a_usual_series_says_nothing_new_on_the_first_day(others, unseen):
    """What every issue says counts as said before; not in a text of which most is its own."""
    prints = (*sorted(usual_prints())[:2], *(1 + (n << 20) for n in range(others)))

    assert unseen == Background().unseen(prints, TODAY)


@given(
    st.lists(st.tuples(st.integers(TODAY, TODAY + 20), st.lists(st.integers(0, 2**32 - 1), max_size=5)), max_size=40)
)
def test_what_is_loaded_is_what_was_added(rows):
    """A restart answers as a process that never stopped."""
    added, loaded = Background(), Background()
    for day, prints in rows:
        added.add(day, prints)
    loaded.load([day for day, _ in rows], [tuple(prints) for _, prints in rows])
    probes = sorted({print_ for _, prints in rows for print_ in prints})

    for before in range(TODAY, TODAY + 22):
        assert added.unseen(probes, before) == loaded.unseen(probes, before)


def test_days_are_of_universal_time():
    """The day of an article does not depend on the zone it is written in."""
    assert 1 == day_of(minutes(24 * 60)) - day_of(minutes(0))
