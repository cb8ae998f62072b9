"""What the words of an article weigh: as a plain sum over them says it, and whatever was said before and left."""

import math

from hypothesis import given
from hypothesis import strategies as st

from marsad.identity import word_number, word_numbers
from processors.shared_words import STEPS
from processors.weighing import COMMON, KEPT_TERMS, PRIOR, PRIOR_WITH_WORD, Weighing

WORDS = [f"كلمة{n}" for n in range(150)]

articles = st.lists(st.lists(st.sampled_from(WORDS), unique=True), max_size=40)
terms = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([1.0, 1.5, 2.5, 4.0])), unique_by=lambda term: term[0]
)


def after(said):
    """A window that says these words."""
    weighing = Weighing()
    for each in said:
        weighing.add(word_numbers(each))
    return weighing


@given(articles, terms)
def test_rare_words_that_are_said_often_weigh_most(said, asked):
    """Term by term, as the formula has it: heaviest first, at most so many, of unit length in whole steps."""
    total, limit = len(said) + PRIOR, max(8.0, COMMON * len(said))
    heavy = []
    for word, times in asked:
        seen = sum(word in each for each in said)
        if seen < limit:
            heavy.append((-(1 + math.log(times)) * math.log(total / (PRIOR_WITH_WORD + seen)), word_number(word)))
    heavy = sorted(heavy)[:KEPT_TERMS]
    norm = math.sqrt(sum([weight * weight for weight, _ in heavy]))
    words = dict.fromkeys([*(number for _, number in heavy), *(word_number(word) for word, _ in asked)])
    steps = tuple(min(STEPS - 1, max(1, round(STEPS * -weight / norm))) for weight, _ in heavy)

    assert (tuple(words), steps) == after(said).weighed(tuple(asked))


@given(articles, articles, terms)
def test_what_left_weighs_nothing_and_what_is_loaded_is_what_was_added(gone, said, asked):
    """A window after its oldest articles left, one that was loaded, and one that never knew those weigh alike."""
    moved, loaded = after([*gone, *said]), Weighing()
    for each in gone:
        moved.remove(word_numbers(each))
    loaded.load(map(word_numbers, said))

    assert after(said).weighed(tuple(asked)) == moved.weighed(tuple(asked)) == loaded.weighed(tuple(asked))


def test_words_that_share_a_number_weigh_as_one():
    """Of half a million words some share the 24 bits that stand for them: no word is said twice."""
    both = "كلمة2751", "كلمة8233"
    assert word_number(both[0]) == word_number(both[1])

    assert after([]).weighed(((both[0], 3.0),)) == after([]).weighed(tuple((word, 1.5) for word in both))
