"""Words that few say: how they are counted, and what they make of a score that is too low."""

from array import array
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from marsad.records import Fingerprint, Footprint
from processors.own_words import KNOWN, enough, own_words
from processors.stories import BY_OWN_WORDS, STEPS, THRESHOLD, Stories

START = datetime(2026, 3, 1, tzinfo=UTC)


def article(weights, *, hours=0.0, name="a", places=()):
    """An article whose words weigh so much, of 1."""
    return Footprint(
        article=name, revision="r", at=START + timedelta(hours=hours), fingerprint=Fingerprint(words=300),
        words=tuple(weights), weights=tuple(round(STEPS * weight) for weight in weights.values()), places=places,
        family=name,
    )  # fmt: skip


def others(number, *, since_h=-100.0, words=()):
    """So many articles of the days before, which say nothing together but `words`."""
    for n in range(number):
        own = dict.fromkeys(words, 0.3) if n < 4 else {}
        yield article({10_000 + n: 0.9, **own}, hours=since_h * (1 - n / number), name=f"o{n}")


def window(story, *, before=KNOWN, since_h=-100.0, words=()):
    """A window with the articles of a story, after `before` others that also say `words`."""
    found, positions = Stories(), count()
    for each in others(before, since_h=since_h, words=words):
        found.add(next(positions), each, each.article)
    for each in story:
        found.add(next(positions), each, "s")
    return found


SAID = (1, 2, 3, 4)
ONE, OTHER = ({**dict.fromkeys(SAID, 0.3), own: 0.8} for own in (50, 51))
LATER = {**dict.fromkeys(SAID, 0.18), 60: 0.93}


def rows(*positions):
    return [array("q", [each * STEPS + 7 for each in row]) for row in positions]


@pytest.mark.parametrize(
    ("row", "members", "expected"),
    [
        ((8,), (8,), 1),
        ((7, 8), (8,), 0),
        ((8, 9), (8, 9), 1),
        ((1, 2, 8, 9), (8, 9), 1),
        ((1, 2, 3, 8, 9), (8, 9), 0),
        ((8, 9), (5, 6, 7, 8, 9), 0),
        ((8, 20), (8, 20), 0),
    ],
    ids=["alone", "another says it", "two", "half of a row", "less", "less than half of the members", "copies"],
)
def test_a_word_is_a_storys_own_when_half_of_it_and_half_of_those_who_say_it_are_the_same(row, members, expected):
    """Of one article nobody else may say it; copies of one text are one voice. Here 8 and 20 are copies."""
    assert expected == own_words(rows(row), members, lambda theirs: theirs != [8, 20])


@pytest.mark.parametrize(
    ("own", "score", "hours", "alone", "expected"),
    [
        (4, 0.20, 35, False, True), (4, 0.20, 37, False, False), (3, 0.21, 1, False, False), (3, 0.22, 23, False, True),
        (3, 0.22, 25, False, False), (1, 0.25, 1, False, False), (3, 0.20, 35, True, True), (2, 0.25, 1, True, False),
    ],
)  # fmt: skip
def test_few_own_words_need_more_likeness_and_less_time(own, score, hours, alone, expected):
    """A single article has no second one that shows which of its words matter: some are not enough."""
    assert expected == enough(own, score, hours * 3600, alone=alone)


@pytest.mark.parametrize(
    ("members", "around", "expected"),
    [
        ((ONE, OTHER), {}, BY_OWN_WORDS),
        ((ONE,), {}, BY_OWN_WORDS),
        ((ONE, ONE), {}, None),
        ((ONE, OTHER), {"words": SAID}, None),
        ((ONE, OTHER), {"before": KNOWN - 3}, None),
        ((ONE, OTHER), {"since_h": -70.0}, None),
    ],
    ids=["two", "one", "copies", "others say them", "few articles", "few days"],
)
def test_an_article_joins_by_words_that_few_say(members, around, expected):
    """Its score is too low. Copies of one text show as little as a text by itself, and a young window knows nobody."""
    near = window([article(each) for each in members], **around)
    found = near.best(article(LATER, hours=1))

    assert expected == (found.why if found else None)
    assert near.nearness(article(LATER, hours=1)) < THRESHOLD


def test_an_article_of_another_place_does_not_join_by_them():
    """What keeps an article out keeps it out here too."""
    near = window([article(each, places=("pl:homs",)) for each in (ONE, OTHER)])

    assert near.best(article(LATER, hours=1, places=("pl:homs",)))
    assert near.best(article(LATER, hours=1, places=("pl:taiz",))) is None
