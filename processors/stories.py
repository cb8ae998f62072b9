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
    members: deque[tuple[int, Footprint]] = field(default_factory=deque)
    centroid: Vector = field(default_factory=dict)
    square: float = 0.0
    last_s: float = 0.0
    places: set[str] = field(default_factory=set)

    def weigh(self, footprint: Footprint) -> None:
        for word, weight in footprint.vector:
            had = self.centroid.get(word, 0.0)
            self.centroid[word] = had + weight
            self.square += weight * (2 * had + weight)
        self.last_s = max(self.last_s, footprint.at.timestamp())
        self.places.update(footprint.places)

    def drop_oldest(self) -> None:
        """Weigh what is left anew: the sums must be those a restart would compute, to the last bit."""
        self.members.popleft()
        self.centroid, self.square, self.last_s, self.places = {}, 0.0, 0.0, set()
        for _, footprint in self.members:
            self.weigh(footprint)


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
            if self._elsewhere(footprint, known):
                continue
            score = 0.5 * _dot(vector, known.centroid) / math.sqrt(known.square or 1.0) + 0.5 * neighbour
            score *= 0.5 ** (max(0.0, now_s - known.last_s) / HALF_LIFE_S)
            if score >= THRESHOLD and (best is None or score > best.score):
                best = Joined(story, round(score, 3))
        return best

    @staticmethod
    def _elsewhere(footprint: Footprint, story: _Story) -> bool:
        """Two events of one kind on one day differ in place."""
        return bool(footprint.places and story.places and not story.places.intersection(footprint.places))

    def _neighbours(self, ranked: tuple[tuple[str, float], ...], vector: Vector) -> dict[str, float]:
        partial: dict[int, float] = {}
        for word, weight in ranked[:QUERY_TERMS]:
            for position, other in self._postings.get(word, ()):
                partial[position] = partial.get(position, 0.0) + weight * other
        near: dict[str, float] = {}
        for position in sorted(partial, key=lambda p: (-partial[p], p))[:RESCORED]:
            known = self._vectors.get(position)
            if known is not None:
                story = self._of[position]
                near[story] = max(near.get(story, 0.0), _dot(vector, known))
        return near

    def add(self, position: int, footprint: Footprint, story: str) -> None:
        """Count the article as a member of `story`."""
        self._vectors[position], self._of[position] = dict(footprint.vector), story
        known = self._stories.setdefault(story, _Story())
        known.members.append((position, footprint))
        known.weigh(footprint)
        for word, weight in footprint.vector[:QUERY_TERMS]:
            self._postings.setdefault(word, deque(maxlen=POSTINGS)).append((position, weight))
        for word, _ in footprint.fingerprint.terms:
            self._with_word[word] = self._with_word.get(word, 0) + 1
        self._articles += 1

    def remove(self, position: int, footprint: Footprint) -> None:
        """Take the oldest article out of the window."""
        story = self._of.pop(position)
        del self._vectors[position]
        self._stories[story].drop_oldest()
        if not self._stories[story].members:
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
