"""Is this event already here? Single pass over weighted words: half centroid, half best neighbour, decayed.

Articles of one event share rare words; common words weigh nothing. Weights are those of the moment an article was
decided and are stored with it, so a restart rebuilds the same state.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from marsad.records import Footprint

WINDOW_S = 7 * 86400
THRESHOLD = 0.26
KEPT_TERMS = 96
QUERY_TERMS = 24
POSTINGS = 96
RESCORED = 24
WEIGHED = 48  # newest members of a story that make its centre: bounds the work in a story that never ends
HALF_LIFE_S = 96 * 3600
COMMON = 0.04  # words in more than this share of the window carry no story
PRIOR = 500  # so many articles are imagined before the first: a cold start must join stories too
PRIOR_WITH_WORD = 2

Vector = dict[str, float]


class Joined(NamedTuple):
    """The story an article belongs to by its words."""

    story: str
    score: float


@dataclass
class _Story:
    """A story's newest members and what they add up to.

    The sums are always those of the members in their order, from zero: a restart that reads the members back computes
    them to the last bit. After a member has left they are computed anew, when next asked for.
    """

    members: deque[Footprint] = field(default_factory=deque)
    count: int = 0  # members in the window, also those too old to weigh
    _stale: bool = False
    _centroid: Vector = field(default_factory=dict)
    _square: float = 0.0
    _last_s: float = 0.0
    _places: set[str] = field(default_factory=set)

    def join(self, footprint: Footprint) -> None:
        self.count += 1
        if len(self.members) == WEIGHED:
            self.members.popleft()
            self._stale = True
        self.members.append(footprint)
        if not self._stale:
            self._weigh(footprint)

    def leave(self) -> None:
        """Take the oldest member of the window out; it weighs only in stories that are not large."""
        if self.count == len(self.members):
            self.members.popleft()
            self._stale = True
        self.count -= 1

    def _weigh(self, footprint: Footprint) -> None:
        for word, weight in footprint.vector:
            had = self._centroid.get(word, 0.0)
            self._centroid[word] = had + weight
            self._square += weight * (2 * had + weight)
        self._last_s = max(self._last_s, footprint.at.timestamp())
        self._places.update(footprint.places)

    def _fresh(self) -> None:
        if self._stale:
            self._stale, self._centroid, self._square, self._last_s, self._places = False, {}, 0.0, 0.0, set()
            for footprint in self.members:
                self._weigh(footprint)

    def score(self, vector: Vector, neighbour: float, now_s: float) -> float:
        """Return half the cosine with the members' sum and half that with the best member, decayed."""
        self._fresh()
        cosine = _dot(vector, self._centroid) / math.sqrt(self._square or 1.0)
        half_lives = max(0.0, now_s - self._last_s) / HALF_LIFE_S
        return (0.5 * cosine + 0.5 * neighbour) * math.pow(0.5, half_lives)

    def elsewhere(self, footprint: Footprint) -> bool:
        """Two events of one kind on one day differ in place."""
        self._fresh()
        return bool(footprint.places and self._places and not self._places.intersection(footprint.places))


class Stories:
    """The stories of the window, found by their heaviest words."""

    def __init__(self) -> None:
        self._with_word: dict[str, int] = {}
        self._articles = 0
        self._postings: dict[str, deque[tuple[int, float]]] = {}
        self._vectors: dict[int, Vector] = {}
        self._of: dict[int, str] = {}
        self._stories: dict[str, _Story] = {}

    def __len__(self) -> int:
        return len(self._stories)

    def vector(self, terms: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
        """Return the weighted terms of an article, unit length, heaviest first."""
        total = self._articles + PRIOR
        limit = max(8.0, COMMON * self._articles)
        weights = []
        for word, tf in terms:
            seen = self._with_word.get(word, 0)
            if seen < limit:
                weights.append((word, (1 + math.log(tf)) * math.log(total / (PRIOR_WITH_WORD + seen))))
        weights.sort(key=lambda pair: (-pair[1], pair[0]))
        kept = weights[:KEPT_TERMS]
        norm = math.sqrt(sum(weight * weight for _, weight in kept)) or 1.0
        return tuple((word, round(weight / norm, 6)) for word, weight in kept)

    def best(self, footprint: Footprint) -> Joined | None:
        """Return the story the article scores best with, or None below the threshold."""
        vector = dict(footprint.vector)
        now_s = footprint.at.timestamp()
        best: Joined | None = None
        for story, neighbour in sorted(self._neighbours(footprint.vector, vector).items()):
            known = self._stories[story]
            if known.elsewhere(footprint):
                continue
            score = known.score(vector, neighbour, now_s)
            if score >= THRESHOLD and (best is None or score > best.score):
                best = Joined(story, round(score, 3))
        return best

    def _neighbours(self, ranked: tuple[tuple[str, float], ...], vector: Vector) -> dict[str, float]:
        partial: dict[int, float] = {}
        for word, weight in ranked[:QUERY_TERMS]:
            for position, other in self._postings.get(word, ()):
                partial[position] = partial.get(position, 0.0) + weight * other
        near: dict[str, float] = {}
        for position in sorted(partial, key=lambda p: (-partial[p], p))[:RESCORED]:
            story = self._of[position]
            near[story] = max(near.get(story, 0.0), _dot(vector, self._vectors[position]))
        return near

    def add(self, position: int, footprint: Footprint, story: str) -> None:
        """Count the article as a member of `story`."""
        self._vectors[position], self._of[position] = dict(footprint.vector), story
        self._stories.setdefault(story, _Story()).join(footprint)
        for word, weight in footprint.vector[:QUERY_TERMS]:
            self._postings.setdefault(word, deque(maxlen=POSTINGS)).append((position, weight))
        for word, _ in footprint.fingerprint.terms:
            self._with_word[word] = self._with_word.get(word, 0) + 1
        self._articles += 1

    def remove(self, position: int, footprint: Footprint) -> None:
        """Take the oldest article out of the window."""
        story = self._of.pop(position)
        del self._vectors[position]
        self._stories[story].leave()
        if not self._stories[story].count:
            del self._stories[story]
        for word, _ in footprint.vector[:QUERY_TERMS]:
            row = self._postings.get(word)
            if row and row[0][0] == position:
                row.popleft()
                if not row:
                    del self._postings[word]
        for word, _ in footprint.fingerprint.terms:
            self._with_word[word] -= 1
            if not self._with_word[word]:
                del self._with_word[word]
        self._articles -= 1


def _dot(a: Vector, b: Vector) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(weight * b[word] for word, weight in a.items() if word in b)
