"""What the words of an article weigh: as a plain sum over them says it, and whatever was said before and left."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.identity import word_number, word_numbers
from marsad.records import Fingerprint
from processors.terms import and_also, packed, terms, terms_of
from processors.window.shared_words import STEPS
from processors.window.weighing import COMMON, COMMON_MIN, KEPT_TERMS, PRIOR, PRIOR_WITH_WORD, Weighing

WORDS = [f"كلمة{n}" for n in range(150)]

articles = st.lists(st.lists(st.sampled_from(WORDS), unique=True), max_size=40)
asked = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([1.0, 1.5, 2.5, 4.0])), unique_by=lambda term: term[0]
).map(tuple)


def numbered(said):
    """The terms that these words are, with how often they are said."""
    return terms(word_numbers([word for word, _ in said]), [times for _, times in said])


def after(said):
    """A window that says these words."""
    weighing = Weighing()
    for each in said:
        weighing.add(word_numbers(each))
    return weighing


@given(articles, asked, st.sampled_from([1, 20, COMMON_MIN]))
def test_rare_words_that_are_said_often_weigh_most(said, asked, times_over):
    """Term by term, as the formula has it: heaviest first, at most so many, of unit length in whole steps."""
    said = said * times_over
    total, limit = len(said) + PRIOR, max(COMMON_MIN, COMMON * len(said))
    heavy = []
    for word, times in asked:
        seen = sum(word in each for each in said)
        if seen < limit:
            heavy.append((-(1 + math.log(times)) * math.log(total / (PRIOR_WITH_WORD + seen)), word_number(word)))
    heavy = sorted(heavy)[:KEPT_TERMS]
    norm = math.sqrt(sum([weight * weight for weight, _ in heavy]))
    steps = tuple(min(STEPS - 1, max(1, round(STEPS * -weight / norm))) for weight, _ in heavy)
    words, weights = after(said).weighed(numbered(asked))

    assert ([number for _, number in heavy], steps) == ([*words[: len(heavy)]], weights)
    assert sorted(word_number(word) for word, _ in asked) == sorted(words)


@given(articles, articles, asked)
def test_what_left_weighs_nothing_and_what_is_loaded_is_what_was_added(gone, said, asked):
    """A window after its oldest articles left, one that was loaded, and one that never knew those weigh alike."""
    moved, loaded = after([*gone, *said]), Weighing()
    for each in gone:
        moved.remove(word_numbers(each))
    loaded.load(map(word_numbers, said))

    assert after(said).weighed(numbered(asked)) == moved.weighed(numbered(asked)) == loaded.weighed(numbered(asked))


@given(asked)
def test_words_in_letters_count_as_their_numbers(said):
    """Analyses that lie in the log from an earlier version have words, those of today their numbers, packed."""
    old, new = terms_of(Fingerprint(terms=said)), terms_of(Fingerprint(said=packed(numbered(said))))

    assert [*map(word_number, dict(said))] == new.words.tolist() == old.words.tolist()
    assert [1 + math.log(times) for _, times in said] == new.loudness.tolist() == old.loudness.tolist()


@given(asked, asked)
def test_what_is_named_counts_beside_what_is_said(said, names):
    """Word by word, behind those of the text."""
    names = [(f"@{name}", times) for name, times in names]
    words, loudness = and_also(numbered(said), packed(numbered(names)) if names else b"")

    assert [word_number(word) for word, _ in (*said, *names)] == words.tolist()
    assert [1 + math.log(times) for _, times in (*said, *names)] == loudness.tolist()


def test_words_that_share_a_number_weigh_as_one():
    """Of half a million words some share the 24 bits that stand for them: no word is said twice."""
    both = "كلمة2751", "كلمة8233"
    assert word_number(both[0]) == word_number(both[1])

    assert after([]).weighed(numbered([(both[0], 3.0)])) == after([]).weighed(numbered([(word, 1.5) for word in both]))


@pytest.mark.parametrize(("articles_with_it", "others", "expected"), [(30, 70, (STEPS - 1,)), (300, 700, ())])
def test_what_a_third_of_few_articles_say_is_an_event(articles_with_it, others, expected):
    """What fills the first days of a small desk weighs something; of a thousand articles it is a usual word."""
    window = after([*[WORDS[:1]] * articles_with_it, *[WORDS[1 + n % 100 : 2 + n % 100] for n in range(others)]])

    assert window.weighed(numbered([(WORDS[0], 1.0)]))[1] == expected
