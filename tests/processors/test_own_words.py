"""Words that few say: how they are counted, what they make of a score that is too low, and of two stories."""

from array import array
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from marsad.records import Decision, Fingerprint, Footprint
from processors.stories import BY_OWN_WORDS, STEPS, Stories
from processors.window.index import Index
from processors.window.own_words import KNOWN, enough, own_words
from processors.window.shared_words import POSTINGS
from processors.window.wanted import THRESHOLD

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


def window(*stories, before=KNOWN, since_h=-100.0, words=()):
    """A window with `stories`, each the articles of one, after `before` others that also say `words`."""
    found, positions = Stories(), count()
    for each in others(before, since_h=since_h, words=words):
        found.add(next(positions), each, each.article)
    for name, members in zip("st", stories, strict=False):
        for each in members:
            found.add(next(positions), each, name)
    return found


SAID = (1, 2, 3, 4)
ONE, OTHER = ({**dict.fromkeys(SAID, 0.3), own: 0.8} for own in (50, 51))
LATER = {**dict.fromkeys(SAID, 0.15), 60: 0.95}


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
        (range(POSTINGS - 1), range(POSTINGS - 1), 1),
        (range(POSTINGS), range(POSTINGS), 0),
    ],
    ids=[
        "alone",
        "another says it",
        "two",
        "half of a row",
        "less",
        "less than half of the members",
        "copies",
        "all",
        "full",
    ],
)
def test_a_word_is_a_storys_own_when_half_of_it_and_half_of_those_who_say_it_are_the_same(row, members, expected):
    """Of one article nobody else may say it; copies of one text are one voice. Here 8 and 20 are copies."""
    assert expected == own_words(rows(row), members, lambda theirs: theirs != [8, 20])


@pytest.mark.parametrize(
    ("own", "score", "hours", "alone", "expected"),
    [
        (4, 0.17, 35, False, True), (4, 0.17, 37, False, False), (3, 0.18, 1, False, False), (3, 0.19, 23, False, True),
        (3, 0.19, 25, False, False), (1, 0.21, 1, False, False), (3, 0.17, 35, True, True), (2, 0.21, 1, True, False),
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
        ((ONE, OTHER), {"since_h": -22.0}, None),
    ],
    ids=["two", "one", "copies", "others say them", "few articles", "few hours"],
)
def test_an_article_joins_by_words_that_few_say(members, around, expected):
    """Its score is too low. Copies of one text show as little as a text by itself, and a young window knows nobody."""
    near = [[article(each) for each in members]]
    found = window(*near, **around).best(article(LATER, hours=1, name="b"))

    assert expected == (found.why if found else None)
    assert window(*near, **around).nearness(article(LATER, hours=1)).score < THRESHOLD


def test_an_article_of_another_place_does_not_join_by_them():
    """What keeps an article out keeps it out here too."""
    near = window([article(each, places=("pl:homs",)) for each in (ONE, OTHER)])

    assert near.best(article(LATER, hours=1, name="b", places=("pl:homs",)))
    assert near.best(article(LATER, hours=1, name="b", places=("pl:taiz",))) is None


def test_an_article_of_the_same_desk_does_not_join_by_them():
    """What few others say is a phrase of the desk, or of its series."""
    near = window([article(each) for each in (ONE, OTHER)])

    assert near.best(article(LATER, hours=1, name="b"))
    assert near.best(article(LATER, hours=1, name="a")) is None


TOLD = (1, 2, 3, 4, 5)
HERE, THERE = (
    [{**dict.fromkeys(TOLD, 0.25), own: 0.55, own + 1: 0.5} for own in pair] for pair in ((50, 52), (60, 62))
)


def test_two_stories_have_words_in_common_that_few_others_say():
    """The article is of one of them; five words of both are enough, four are not, nor five that others say."""
    joining = article({**dict.fromkeys(TOLD, 0.25), 70: 0.8}, hours=2)
    here, there = ([article(each) for each in members] for members in (HERE, THERE))
    found = window(here, there).kindred(joining, "s")

    assert ("t", 5) == (found.story, found.words)
    assert window(here, there, words=TOLD[:1]).kindred(joining, "s")
    assert window(here, there, words=(*TOLD, 50, 60)[1:]).kindred(joining, "s")
    fewer = [article({word: weight for word, weight in each.items() if word != 5}) for each in THERE]
    assert window(here, fewer).kindred(joining, "s") is None
    assert window(here, there, before=KNOWN - 5).kindred(joining, "s") is None


def decision(theirs, story):
    return Decision(
        article=theirs.article, revision="r", url="", verdict="new", story=story, at=theirs.at, seen=theirs.at,
        family=theirs.family,
    )  # fmt: skip


@pytest.mark.parametrize(("hours", "expected"), [(1, True), (11, True), (13, False)])
@pytest.mark.parametrize("restarts", [False, True], ids=["running", "after a restart"])
def test_such_stories_become_one_when_they_opened_within_half_a_day(hours, expected, restarts):
    """A window that was read back answers the same."""
    log = [(each, decision(each, each.article)) for each in others(KNOWN)]
    for name, members, at in (("s", HERE, 0), ("t", THERE, hours)):
        log += [
            (each, decision(each, name))
            for each in (article(said, hours=at, name=f"{name}{n}"[: 1 + n]) for n, said in enumerate(members))
        ]
    index = Index()
    if restarts:
        index.load(log)
    else:
        for theirs, decided in log:
            index.add(theirs, decided)
    union = index.union(article({**dict.fromkeys(TOLD, 0.12), 70: 0.96}, hours=hours + 1, name="z"), "t")

    assert expected == bool(union)
    if union:
        assert ("s", "t") == (union.into, union.gone)
        assert "both say 5 words that few others say" in union.why
