"""What do the newest members of a story add up to?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from processors.held import Told

WEIGHED = 48  # newest members of a story that make its centre: bounds the work in a story that never ends

Vector = dict[int, int]  # steps of weight by word number


@dataclass(slots=True)
class Sums:
    """What the newest members of a story add up to.

    Weights are whole numbers, so the sums are exact and a restart that reads the members back finds the same.
    """

    count: int = 0  # the first so many members are in the sums
    centroid: Vector = field(default_factory=dict)
    square: int = 0
    last_s: float = 0.0
    places: set[str] = field(default_factory=set)
    left: list[int] = field(default_factory=list)  # positions of members in the sums that weigh no more

    def add(self, member: Told) -> None:
        """Take a member in."""
        for word, weight in zip(member.words, member.weights, strict=False):
            had = self.centroid.get(word, 0)
            self.centroid[word] = had + weight
            self.square += weight * (2 * had + weight)
        self.last_s = max(self.last_s, member.at.timestamp())
        self.places.update(member.places)
        self.count += 1

    def drop(self, left: Sequence[Told], others: Sequence[Told]) -> None:
        """Take members out; `others` are those that stay."""
        for member in left:
            for word, weight in zip(member.words, member.weights, strict=False):
                had = self.centroid.pop(word)
                self.square -= weight * (2 * had - weight)
                if had > weight:
                    self.centroid[word] = had - weight
        self.last_s = max([0.0, *(each.at.timestamp() for each in others)])
        self.places = set(chain.from_iterable([each.places for each in others]))


class Story:
    """A story's newest members, by their positions."""

    __slots__ = ("count", "earlier", "members", "name", "newest_s", "sums")

    def __init__(self, name: str) -> None:
        """Take the id of the story."""
        self.name = name
        self.members: list[int] = []
        self.earlier: list[int] | None = None  # members in the window that are too old to weigh
        self.count = 0  # members in the window, also those too old to weigh
        self.newest_s = 0.0  # no member has a later time
        self.sums: Sums | None = None  # brought up to date when they are asked for

    def join(self, position: int, at_s: float) -> None:
        """Take a member in; beyond the newest that weigh the oldest is only counted."""
        self.count += 1
        self.newest_s = max(self.newest_s, at_s)
        if len(self.members) == WEIGHED:
            self.earlier = self.earlier or []
            self.earlier.append(self.members.pop(0))
            if self.sums and self.sums.count:
                self.sums.left.append(self.earlier[-1])
                self.sums.count -= 1
        self.members.append(position)

    def leave(self) -> None:
        """Take the oldest member of the window out; it weighs only in stories that are not large."""
        weighs = not self.earlier
        gone = (self.earlier or self.members).pop(0)
        if self.sums and (weighs or gone in self.sums.left):
            self.sums = None
        self.count -= 1

    def positions(self) -> list[int]:
        """Return the positions of all members in the window."""
        return [*(self.earlier or ()), *self.members]

    @property
    def first(self) -> int:
        """The oldest member in the window."""
        return self.earlier[0] if self.earlier else self.members[0]
