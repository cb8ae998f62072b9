"""A window that is loaded at once answers as one whose articles came one by one."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marsad.identity import word_number, word_numbers
from marsad.records import Alert, Decision, Fingerprint, Footprint
from processors.terms import terms
from processors.window.index import WINDOW, Index

START = datetime(2026, 3, 1, tzinfo=UTC)
RULES, PLACES, FAMILIES = ("attack", "quake"), ("loc:mosul", "loc:idlib"), ("sana", "wafa", "qna")

WORDS = [f"كلمة{n}" for n in range(30)]


def footprint(chance, article, at):
    """Prints and words of so few kinds that many articles share them, and more than are kept of each."""
    words = tuple(map(word_number, chance.sample(WORDS, chance.randrange(len(WORDS)))))
    weights = sorted((chance.randrange(1, 256) for _ in words[: chance.randrange(50)]), reverse=True)
    return Footprint(
        article=article,
        revision="r",
        at=at,
        family=chance.choice(FAMILIES),
        fingerprint=Fingerprint(
            words=40,
            prints=tuple(sorted(chance.sample([*range(40), 2**32 - 1], chance.randrange(12)))),
            figures=tuple(
                (f"مقتل {chance.choice('#$')}", str(chance.randrange(4))) for _ in range(chance.randrange(3))
            ),
        ),
        places=tuple(chance.sample(PLACES, chance.randrange(3))),
        words=words,
        weights=tuple(weights),
    )


def decision(chance, theirs, story, of=None):
    alerts = tuple(
        Alert(
            id=f"{theirs.article} {rule}", reason=chance.choice(["opened", "spread"]), level="0", rule=rule, name=rule,
            severity="high", story=story, article=theirs.article, url="", title="", at=theirs.at, seen=theirs.at,
            places=theirs.places,
        )
        for rule in chance.sample(RULES, chance.randrange(3))
    )  # fmt: skip
    return Decision(
        article=theirs.article, revision="r", url="", verdict="copy" if of else "new", of=of, story=story, at=theirs.at, seen=theirs.at,
        family=theirs.family, alerts=alerts,
    )  # fmt: skip


def log(chance, count):
    """Yield articles of a few stories; most come minutes apart, some days apart, some out of order."""
    at = START
    for n in range(count):
        at += timedelta(days=chance.choice([-1, 1, 2])) if chance.random() < 0.02 else timedelta(minutes=10)
        theirs = footprint(chance, f"a{n}", at)
        of = f"a{chance.randrange(max(0, n - 20), n)}" if n and chance.random() < 0.3 else None
        yield theirs, decision(chance, theirs, f"a{chance.randrange(max(1, n - 20), n + 1)}" if n else "a0", of)


def answers(index, probes):
    """Everything an index can be asked."""
    return [
        (index.stories, index.latest, index.since()),
        [(index.relative(each), index.story(each), index.said(each.article)) for each in probes],
        [index.opened(rule, (place,)) for rule in RULES for place in PLACES],
        index._weighing.weighed(terms(word_numbers(WORDS), [1.0] * len(WORDS))),  # without an analysis around them
    ]


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(0, 400), st.integers(0, 60))
@example(seed=1, held=0, later=10)
@example(seed=2, held=1, later=0)
def test_what_is_loaded_is_what_was_added(seed, held, later):
    """At once, after more has come, and when all that was loaded has left."""
    chance = random.Random(seed)
    rows = list(log(chance, held + later))
    probes = [theirs for theirs, _ in rows[-30:]]
    added, loaded = Index(), Index()
    for row in rows[:held]:
        added.add(*row)
    loaded.load(rows[:held])
    assert answers(added, probes) == answers(loaded, probes)
    for row in rows[held:]:
        added.add(*row)
        loaded.add(*row)
        assert answers(added, probes[:3]) == answers(loaded, probes[:3])
    beyond = footprint(chance, "late", (added.latest or START) + WINDOW + timedelta(seconds=1))
    last = decision(chance, beyond, "late")
    added.add(beyond, last)
    loaded.add(beyond, last)
    assert 1 == loaded.stories
    assert answers(added, probes) == answers(loaded, probes)


def test_only_a_new_index_is_loaded():
    """What is loaded would stand behind what was added."""
    chance = random.Random(1)
    rows = list(log(chance, 4))
    index = Index()
    index.load(rows[:2])
    with pytest.raises(ValueError, match="before anything is added"):
        index.load(rows[2:])
