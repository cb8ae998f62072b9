"""What do the newest members of a story add up to?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import add, mul

from processors.window.held import Told

WEIGHED = 48  # newest members of a story that make its centre: bounds the work in a story that never ends

Vector = dict[int, int]  # steps of weight by word number


def add_to(vector: Vector, member: Told) -> int:
    """Add the weights of a member to a sum, and return by how much the sum of its squares grows."""
    weights = member.weights
    words = member.words[: len(weights)]
    if not vector:
        vector.update(zip(words, weights, strict=True))
        return sum(map(mul, weights, weights))
    had = list(map(vector.get, words, repeat(0)))
    now = list(map(add, had, weights))
    vector.update(zip(words, now, strict=False))
    return sum(map(mul, weights, map(add, had, now)))


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
        self.square += add_to(self.centroid, member)
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


def top(vector: Vector, most: int) -> list[int]:
    """Return the words that weigh most, the heaviest first; of equal ones the higher number."""
    least = min(sorted(vector.values(), reverse=True)[:most], default=0)
    heavy = sorted([(weight, word) for word, weight in vector.items() if weight >= least], reverse=True)
    return [word for _, word in heavy[:most]]


def cosine(vector: Vector, square: int, sums: Sums) -> float:
    """Return the cosine of a vector, the sum of whose squares is `square`, with the sum of a story's members."""
    others = sums.centroid
    product = sum([vector[word] * others[word] for word in vector.keys() & others.keys()])
    return product / math.sqrt((square or 1) * (sums.square or 1))


class Story:
    """A story's newest members, by their positions."""

    __slots__ = ("count", "earlier", "members", "name", "newest_s", "number", "sums")

    def __init__(self, name: str, number: int) -> None:
        """Take the id of the story, and the position of its first article, which is no other story's number."""
        self.name, self.number = name, number
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
