"""When are two open stories one event, what becomes of what was said of them, and which names did a story have before?

An article shows it when its words are enough to join either, the centres of both are near each other, both were opened
within a day and a half, and nothing in what opened them speaks against one event; more is wanted of a story that is not
the nearest to it. Or the articles of both, with the one that joins, say several words that hardly any other story says,
and both were opened within half a day. The story that came first stays; the id of the other is an alias for as long as
the decision that says so is in the window. All of this follows from the decisions of the window, so a restart and a
replay find the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from marsad.records import Alert

CENTRES = 0.28  # cosine of the two; below it the article is what they share, a digest for one
FURTHER_CENTRES = 0.32  # with a story that is not the nearest: the same telegram to two presidents is nearer than 0.28
APART = timedelta(hours=36)  # between the openings: events of one kind, and prices, come again with the same words
# Where own words are shared no single article is of both: the centres may be further apart, the openings not.
KINDRED_CENTRES, KINDRED_APART = 0.25, timedelta(hours=12)


class Rival(NamedTuple):
    """Another story that an article belongs to: the lower of its scores with the two, and how near their centres are.

    `nearest`: no other story has an article that shares more of its heaviest words.
    """

    story: str
    score: float
    centres: float
    nearest: bool

    @property
    def is_near(self) -> bool:
        """Whether the centres of both are near enough for one event."""
        return self.centres >= (CENTRES if self.nearest else FURTHER_CENTRES)


class Kindred(NamedTuple):
    """Another story that has words in common with a story and hardly anybody else: how many, and how near the centres are."""

    story: str
    words: int
    centres: float


@dataclass(slots=True)
class StoryState:
    """What was said of a story: who carries it, and which cases are open."""

    families: dict[str, list[int]] = field(default_factory=dict)  # family -> positions of its members
    cases: dict[str, list[tuple[int, Alert]]] = field(default_factory=dict)  # rule -> (position, opening alert)
    fired: dict[str, list[int]] = field(default_factory=dict)  # rule -> positions of the articles it fired on

    def in_order(self) -> list[str]:
        """Return the families in order of arrival."""
        return sorted(self.families, key=lambda family: self.families[family][0])

    def openings(self) -> Iterator[Alert]:
        """Yield the alert that opened each case, in an order that hangs on nothing that has left the window."""
        opened = sorted((opened[0][0], rule, opened[0][1]) for rule, opened in self.cases.items())
        return (alert for _, _, alert in opened)

    def forget(self, rule: str, position: int) -> None:
        """Forget the case of `rule` that was opened at `position`, if one was."""
        opened = [each for each in self.cases.pop(rule, ()) if each[0] != position]
        if opened:
            self.cases[rule] = opened

    def unfire(self, rule: str, position: int) -> None:
        """Forget that `rule` fired on the article at `position`."""
        left = [each for each in self.fired.pop(rule, ()) if each != position]
        if left:
            self.fired[rule] = left

    def positions(self) -> list[int]:
        """Return the positions of all members, the oldest first."""
        return sorted(position for positions in self.families.values() for position in positions)


class Union(NamedTuple):
    """Two stories that are one: `gone` is an alias of `into` from here on."""

    into: str
    gone: str
    why: str
    ours: StoryState  # of `into`, before
    theirs: StoryState  # of `gone`, before
    said: StoryState  # of both

    def families_before(self, rule: str) -> int:
        """Return how many families carried the case of `rule`: that of `into` goes on where both have one."""
        return len((self.ours if rule in self.ours.cases else self.theirs).families)


def united(ours: StoryState, theirs: StoryState, into: str) -> StoryState:
    """Return what was said of both; of two cases of one rule that of `ours`, the story `into`, speaks."""
    said = StoryState(
        families={family: list(positions) for family, positions in ours.families.items()},
        cases={rule: list(opened) for rule, opened in ours.cases.items()},
        fired={rule: list(positions) for rule, positions in ours.fired.items()},
    )
    for family, positions in theirs.families.items():
        said.families[family] = sorted([*said.families.get(family, ()), *positions])
    for rule, positions in theirs.fired.items():
        said.fired[rule] = sorted([*said.fired.get(rule, ()), *positions])
    for rule, opened in theirs.cases.items():
        said.cases.setdefault(rule, []).extend((position, replace(alert, story=into)) for position, alert in opened)
    return said


class Aliases:
    """Which story an id stands for."""

    def __init__(self) -> None:
        self._into: dict[str, tuple[str, int]] = {}

    def current(self, story: str) -> str:
        """Return the story that `story` has become, itself when it was never merged."""
        while known := self._into.get(story):
            story = known[0]
        return story

    def add(self, gone: str, into: str, position: int) -> None:
        """Let `gone` stand for `into`, as the decision at `position` says."""
        self._into[gone] = into, position

    def remove(self, gone: str, position: int) -> None:
        """Forget what the decision at `position` said: none of the members that had the old id is in the window."""
        if self._into.get(gone, ("", -1))[1] == position:
            del self._into[gone]
