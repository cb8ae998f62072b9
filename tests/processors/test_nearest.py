"""What articles share with one that comes, and which of them share most: as a plain sum over words says it."""

from array import array
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from marsad.records import Footprint
from processors.window.nearest import Nearest
from processors.window.shared_words import RESCORED, STEPS, most_shared

TERMS = 6

words = st.integers(0, 30) | st.sampled_from([n + (high << 16) for n in (1, 2) for high in (1, 2, 255)])  # of one slot
weighed = st.dictionaries(words, st.integers(1, STEPS - 1), max_size=TERMS)
postings = st.lists(st.tuples(st.dictionaries(st.integers(0, 60), st.integers(1, STEPS - 1)), st.integers(1, 255)))


def article(weights: dict[int, int]) -> Footprint:
    return Footprint(
        article="a", revision="r", at=datetime(2026, 3, 1, tzinfo=UTC),
        words=(*weights, 99), weights=tuple(weights.values()),
    )  # fmt: skip


def plain_sum(one: dict[int, int], other: dict[int, int]) -> int:
    return sum(weight * other.get(word, 0) for word, weight in one.items())


@given(st.lists(weighed, max_size=40), weighed, st.integers(0, 20), st.integers(0, 5000))
def test_articles_share_the_products_of_their_weights(held, asked, gone, first):
    """Wherever the window begins, and after its oldest articles left; words without a weight share nothing."""
    nearest = Nearest(TERMS)
    for position, each in enumerate(held, first):
        nearest.add(position, article(each))
    for position in range(first, first + min(gone, len(held))):
        nearest.remove(position)
    left = range(first + min(gone, len(held)), first + len(held))

    assert [plain_sum(asked, held[each - first]) for each in left] == nearest.shared(article(asked), left)


@given(st.lists(weighed, max_size=40), weighed, st.integers(0, 5000))
def test_what_is_loaded_is_what_was_added(held, asked, first):
    """A restart finds what a process that never stopped finds, and goes on."""
    added, loaded = Nearest(TERMS), Nearest(TERMS)
    for position, each in enumerate(held, first):
        added.add(position, article(each))
    loaded.load(first, [article(each) for each in held])
    everything = range(first, first + len(held) + 1)
    for each in (added, loaded):
        each.add(everything[-1], article(asked))

    assert added.shared(article(asked), everything) == loaded.shared(article(asked), everything)


def test_a_full_table_that_was_loaded_grows_too():
    """As many articles as rows are loaded; the next one overwrites none of them."""
    nearest = Nearest(TERMS)
    nearest.load(5, [article({3: 1 + n % 200}) for n in range(1024)])
    nearest.add(5 + 1024, article({3: 9}))

    assert [*(1 + n % 200 for n in range(1024)), 9] == nearest.shared(article({3: 1}), range(5, 5 + 1025))


def test_the_table_grows_with_the_window():
    """Of three thousand articles each is found with what it was given."""
    nearest = Nearest(TERMS)
    for position in range(7, 3007):
        nearest.add(position, article({position: 2, 5000: 1 + position % 200}))

    assert [1 + position % 200 for position in range(7, 3007)] == nearest.shared(article({5000: 1}), range(7, 3007))


@given(postings)
def test_the_articles_that_share_most_come_first(rows):
    """Ties go to the older article, and there is a most of them."""
    shared: dict[int, int] = {}
    for row, asked in rows:
        for position, weight in row.items():
            shared[position] = shared.get(position, 0) + weight * asked
    ranked = sorted(shared, key=lambda position: (-shared[position], position))

    packed = [
        (array("q", [position * STEPS + weight for position, weight in row.items()]), n) for row, n in rows if row
    ]

    assert ranked[:RESCORED] == most_shared(packed)
