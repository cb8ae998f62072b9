"""Words that few others say show two stories to be one."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from marsad.records import Decision, Fingerprint, Footprint
from processors.stories import STEPS, Stories
from processors.window.index import Index
from processors.window.own_words import KNOWN

START = datetime(2026, 3, 1, tzinfo=UTC)


def article(weights, *, hours=0.0, name="a"):
    """An article whose words weigh so much, of 1."""
    return Footprint(
        article=name, revision="r", at=START + timedelta(hours=hours), fingerprint=Fingerprint(words=300),
        words=tuple(weights), weights=tuple(round(STEPS * weight) for weight in weights.values()), family=name,
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
