"""What the window is made of: packed articles, a row that slides, and prints with the newest positions of each."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.records import Fingerprint, Footprint
from processors.window.held import Held
from processors.window.postings import Postings
from processors.window.sliding import Sliding

MOST = 3
PRINTS = st.sets(st.sampled_from([*range(12), 2**16, 2**31, 2**32 - 1]), max_size=6).map(sorted)


@given(
    st.sets(st.integers(0, 2**32 - 1), max_size=9).map(sorted).map(tuple),
    st.lists(st.integers(0, 2**24 - 1), unique=True, max_size=9).map(tuple),
    st.lists(st.integers(1, 255), max_size=9).map(tuple),
)
def test_what_is_held_is_the_footprint(prints, words, weights):
    """All of it that is compared, whatever its numbers."""
    figures = (("مقتل # اشخاص", "12"), ("نحو # ريال", "٣٫٥"))
    footprint = Footprint(
        article="a", revision="r", at=datetime(2026, 3, 1, 8, 30, tzinfo=UTC), family="sana", actors=("per:x",),
        places=("SY", "IQ"), fingerprint=Fingerprint(words=70_000, prints=prints, figures=figures), words=words, weights=weights,
    )  # fmt: skip
    held = Held(footprint)

    assert footprint.fingerprint == held.fingerprint
    assert (prints, words, weights) == (tuple(held.prints), tuple(held.words), tuple(held.weights))
    assert (footprint.article, footprint.at, footprint.family) == (held.article, held.at, held.family)
    assert (footprint.actors, footprint.places) == (held.actors, held.places)


def test_items_are_found_at_their_positions_while_the_oldest_leave():
    """Also after the room of those that left was taken back, and when none is left."""
    row = Sliding[int](7)
    for position in range(7, 4007):
        row.append(10 * position)
        if position % 4:
            assert 10 * row.first == row[row.first] == row.popleft()

    assert (1000, 3007, 4007) == (len(row), row.first, row.end)
    assert [10 * position for position in range(3007, 4007)] == [*row] == [row[each] for each in range(3007, 4007)]
    for _ in range(1000):
        row.popleft()
    assert (0, 4007) == (len(row), row.first)
    with pytest.raises(IndexError):
        row.popleft()


@given(
    st.lists(PRINTS, max_size=20),
    st.lists(st.tuples(PRINTS, st.integers(0, 3), PRINTS), max_size=40),
    st.integers(1, 12),
)
def test_a_print_is_found_in_its_newest_articles(loaded, coming, young):
    """In the dict, in either array or in all three, while the oldest leave: as a plain list says it."""
    postings, first = Postings(MOST, young), 5
    rows = dict(enumerate(loaded, first))
    numbers = [print_ for prints in loaded for print_ in prints]
    positions = [position for position, prints in rows.items() for _ in prints]
    postings.load(np.array(numbers, dtype=np.uint32), np.array(positions, dtype=np.uint32))
    for position, (prints, gone, asked) in enumerate(coming, first + len(loaded)):
        rows[position] = prints
        postings.add(position, prints)
        for oldest in list(rows)[:gone]:
            del rows[oldest]
            postings.leave(oldest)
        newest = [each for print_ in asked for each in [held for held in rows if print_ in rows[held]][-MOST:]]

        assert sorted(newest) == sorted(postings.find(asked))
        times = Counter(newest)
        for least in range(4):
            assert {each: n for each, n in times.items() if n >= least} == postings.often(asked, least)
