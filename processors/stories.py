"""Is this event already here? Single pass over weighted words: half centroid, half best neighbour, decayed.

Articles of one event share rare words; common words weigh nothing. Weights are those of the moment an article was
decided and are stored with it, so a restart rebuilds the same state.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from marsad.identity import WORD_BITS, word_number
from marsad.records import Footprint
from processors.copies import compare_figures, next_of_a_series
from processors.merging import Rival
from processors.nearest import Nearest

WINDOW_S = 7 * 86400
THRESHOLD = 0.26
ISSUE_FIGURES = 5  # so many figures differ between issues of a series; two desks on one event give some differently
KEPT_TERMS = 96
STEPS = 256  # of a weight from 0 to 1: a byte where rows are kept
QUERY_TERMS = 24
POSTINGS = 96
_ENTRY_BITS = 63 - WORD_BITS  # of a posting: position and weight
_PRODUCT_BITS, _POSITION_BITS = 24, 36
# With a story of one member the score is the cosine, but for the rounding of weights: at most a step in each.
_ALONE = 0.96 * STEPS * STEPS
RESCORED = 24
RIVAL_TERMS = 8  # heaviest words that show whether an article may belong to a second story: looked at for every article
RIVAL_SHARE = 0.1  # of a cosine that they must give
RIVAL_NEAREST = 0.45  # cosine with that article: where two stories were one, none had less than .49
WEIGHED = 48  # newest members of a story that make its centre: bounds the work in a story that never ends
HALF_LIFE_S = 96 * 3600
COMMON = 0.04  # words in more than this share of the window carry no story
PRIOR = 500  # so many articles are imagined before the first: a cold start must join stories too
PRIOR_WITH_WORD = 2

Vector = dict[int, int]  # steps of weight by word number


class Joined(NamedTuple):
    """The story an article belongs to by its words."""

    story: str
    score: float


@dataclass
class _Story:
    """A story's newest members and what they add up to.

    Weights are whole numbers, so the sums are exact and a restart that reads the members back finds the same. They are
    brought up to date when they are asked for.
    """

    members: list[Footprint] = field(default_factory=list)
    count: int = 0  # members in the window, also those too old to weigh
    _weighed: int = 0  # the first so many members are in the sums
    _centroid: Vector = field(default_factory=dict)
    _square: int = 0
    _last_s: float = 0.0
    _places: set[str] = field(default_factory=set)

    def join(self, footprint: Footprint) -> None:
        self.count += 1
        if len(self.members) == WEIGHED:
            self._let_go()
        self.members.append(footprint)

    def leave(self) -> None:
        """Take the oldest member of the window out; it weighs only in stories that are not large."""
        if self.count == len(self.members):
            self._let_go()
        self.count -= 1

    def _let_go(self) -> None:
        del self.members[0]
        self._weighed, self._centroid, self._square, self._last_s, self._places = 0, {}, 0, 0.0, set()

    def _fresh(self) -> None:
        for footprint in islice(self.members, self._weighed, None):
            for word, weight in zip(footprint.words, footprint.weights, strict=False):
                had = self._centroid.get(word, 0)
                self._centroid[word] = had + weight
                self._square += weight * (2 * had + weight)
            self._last_s = max(self._last_s, footprint.at.timestamp())
            self._places.update(footprint.places)
        self._weighed = len(self.members)

    def score(self, vector: Vector, shared: int, now_s: float) -> float:
        """Return half the cosine with the members' sum and half that with the best member, decayed.

        `shared` is what `vector` and the best member have in common.
        """
        self._fresh()
        with_all = shared if len(self.members) == 1 else _dot(vector, self._centroid)
        cosine = with_all / math.sqrt(self._square or 1) / STEPS
        half_lives = max(0.0, now_s - self._last_s) / HALF_LIFE_S
        return (0.5 * cosine + 0.5 * (shared / (STEPS * STEPS))) * math.pow(0.5, half_lives)

    def likeness(self, other: _Story) -> float:
        """Return the cosine of the members' sums."""
        self._fresh()
        other._fresh()
        return _dot(self._centroid, other._centroid) / math.sqrt((self._square or 1) * (other._square or 1))

    def elsewhere(self, footprint: Footprint) -> bool:
        """Two events of one kind on one day differ in place."""
        self._fresh()
        return bool(footprint.places and self._places and not self._places.intersection(footprint.places))


class Stories:
    """The stories of the window, found by their heaviest words."""

    def __init__(self) -> None:
        # Articles by word number; the pages of memory come as they are used.
        self._with_word = np.zeros(1 << WORD_BITS, dtype=np.uint32)
        self._articles = 0
        self._postings: dict[int, array[int]] = {}  # by word: position and weight in one number
        self._nearest = Nearest(KEPT_TERMS)
        self._members: dict[int, tuple[Footprint, str]] = {}  # position -> article and its story
        self._stories: dict[str, _Story] = {}

    def __len__(self) -> int:
        return len(self._stories)

    def weighed(self, terms: tuple[tuple[str, float], ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the words of an article, heaviest first, and the weights of those that weigh something."""
        total = self._articles + PRIOR
        limit = max(8.0, COMMON * self._articles)
        numbers: dict[int, float] = {}
        for word, tf in terms:
            number = word_number(word)
            numbers[number] = numbers.get(number, 0.0) + tf
        counts = self._with_word[list(numbers)].tolist()
        rarity = {seen: math.log(total / (PRIOR_WITH_WORD + seen)) for seen in set(counts) if seen < limit}
        known = zip(numbers.items(), counts, strict=True)
        heavy = sorted([(-_often(tf) * rarity[seen], number) for (number, tf), seen in known if seen in rarity])
        del heavy[KEPT_TERMS:]
        norm = math.sqrt(sum(weight * weight for weight, _ in heavy)) or 1.0
        words = dict.fromkeys([*(number for _, number in heavy), *numbers])
        steps = [round(STEPS * -weight / norm) or 1 for weight, _ in heavy]
        return tuple(words), tuple([min(STEPS - 1, steps[0]), *steps[1:]] if steps else ())

    def best(self, footprint: Footprint, least: float = THRESHOLD) -> Joined | None:
        """Return the story the article scores best with, or None below `least`."""
        vector = dict(zip(footprint.words, footprint.weights, strict=False))
        now_s = footprint.at.timestamp()
        best: Joined | None = None
        for story, (shared, nearest) in sorted(self._neighbours(footprint).items()):
            known = self._stories[story]
            if known.count == 1 and shared < least * _ALONE:
                continue
            score = known.score(vector, shared, now_s)
            if score < least or (best and score <= best.score):  # so are most, and figures take long to compare
                continue
            if not known.elsewhere(footprint) and not _another_issue(footprint, nearest):
                best = Joined(story, round(score, 3))
        return best

    def rival(self, footprint: Footprint, story: str, threshold: float) -> Rival | None:
        """Return another story that the article scores `threshold` with, as it does with `story`, or None."""
        vector = dict(zip(footprint.words, footprint.weights, strict=False))
        if (position := self._beside(vector, story)) is None:
            return None
        (nearest, other), now_s = self._members[position], footprint.at.timestamp()
        if (near := _shared(nearest, vector)) < RIVAL_NEAREST * STEPS * STEPS:
            return None
        ours, theirs = self._stories[story], self._stories[other]
        score = theirs.score(vector, near, now_s)
        if score < threshold or theirs.elsewhere(footprint) or _another_issue(footprint, nearest):
            return None
        own = ours.score(vector, max(_shared(member, vector) for member in ours.members), now_s)
        return Rival(other, min(own, score), ours.likeness(theirs)) if own >= threshold else None

    def _beside(self, vector: Vector, story: str) -> int | None:
        """Return the position of the article outside `story` that shares most of the heaviest words, None for a few."""
        partial: dict[int, int] = {}
        for word, weight in islice(vector.items(), RIVAL_TERMS):
            for entry in self._postings.get(word, ()):
                position = entry // STEPS
                partial[position] = partial.get(position, 0) + weight * (entry % STEPS)
        least = RIVAL_SHARE * STEPS * STEPS
        near = [p for p, shared in partial.items() if shared >= least and self._members[p][1] != story]
        return max(near, key=lambda p: (partial[p], -p), default=None)

    def merge(self, into: str, gone: str, positions: Sequence[int]) -> None:
        """Count the members of both stories, which lie at `positions`, as members of `into`."""
        self._stories.pop(gone, None)
        self._stories[into] = both = _Story()
        for position in positions:
            footprint, _ = self._members[position]
            self._members[position] = footprint, into
            both.join(footprint)

    def _neighbours(self, footprint: Footprint) -> dict[str, tuple[int, Footprint]]:
        """Return by story what the article shares with its nearest member, and that member."""
        asked = zip(footprint.words[:QUERY_TERMS], footprint.weights, strict=False)
        rows = [(row, weight) for word, weight in asked if (row := self._postings.get(word))]
        positions = most_shared(rows)
        near: dict[str, tuple[int, Footprint]] = {}
        for position, shared in zip(positions, self._nearest.shared(footprint, positions), strict=True):
            member, story = self._members[position]
            if story not in near or shared > near[story][0]:
                near[story] = shared, member
        return near

    def add(self, position: int, footprint: Footprint, story: str) -> None:
        """Count the article as a member of `story`."""
        self._members[position] = footprint, story
        self._nearest.add(position, footprint)
        self._stories.setdefault(story, _Story()).join(footprint)
        for word, weight in zip(footprint.words[:QUERY_TERMS], footprint.weights, strict=False):
            entry = position * STEPS + weight
            row = self._postings.get(word)
            if row is None:
                self._postings[word] = array("q", (entry,))
            else:
                row.append(entry)
                if len(row) > POSTINGS:
                    del row[0]
        self._with_word[list(footprint.words)] += 1
        self._articles += 1

    def load(self, first: int, window: Sequence[tuple[Footprint, str]]) -> None:
        """Count articles as members of their stories, at the positions from `first` on; only before all others."""
        self._members = dict(enumerate(window, first))
        for footprint, story in window:
            self._stories.setdefault(story, _Story()).join(footprint)
        self._nearest.load(first, [footprint for footprint, _ in window])
        self._postings = _postings(first, [footprint for footprint, _ in window])
        words = np.fromiter(chain.from_iterable(footprint.words for footprint, _ in window), dtype=np.int32)
        numbers, articles = np.unique(words, return_counts=True)
        self._with_word[numbers] = articles
        self._articles = len(window)

    def remove(self, position: int, footprint: Footprint) -> None:
        """Take the oldest article out of the window."""
        _, story = self._members.pop(position)
        self._nearest.remove(position)
        self._stories[story].leave()
        if not self._stories[story].count:
            del self._stories[story]
        for word, _ in zip(footprint.words[:QUERY_TERMS], footprint.weights, strict=False):
            row = self._postings.get(word)
            if row and row[0] // STEPS == position:
                del row[0]
                if not row:
                    del self._postings[word]
        self._with_word[list(footprint.words)] -= 1
        self._articles -= 1


def _postings(first: int, footprints: Sequence[Footprint]) -> dict[int, array[int]]:
    """Return what adding the footprints one by one would have left, in a third of the time."""
    lengths = [min(QUERY_TERMS, len(each.words), len(each.weights)) for each in footprints]
    parts = list(zip(footprints, lengths, strict=True))
    words = np.fromiter(chain.from_iterable(each.words[:n] for each, n in parts), dtype=np.int32)
    weights = np.fromiter(chain.from_iterable(each.weights[:n] for each, n in parts), dtype=np.uint8)
    entries = np.repeat(np.arange(first, first + len(footprints)), np.array(lengths, dtype=np.intp))
    entries *= STEPS
    entries += weights
    entries |= words.astype(np.int64) << _ENTRY_BITS  # sorted by word, and in place: these arrays are large
    entries.sort()
    words = (entries >> _ENTRY_BITS).astype(np.int32)
    entries &= (1 << _ENTRY_BITS) - 1
    begins = np.flatnonzero(np.diff(words, prepend=np.int32(-1)))
    ends = np.append(begins, len(words))[1:]
    newest = np.maximum(begins, ends - POSTINGS)
    runs = zip(words[begins].tolist(), newest.tolist(), ends.tolist(), strict=True)
    return {word: array("q", entries[begin:end].tobytes()) for word, begin, end in runs}


def _another_issue(ours: Footprint, theirs: Footprint) -> bool:
    """Say whether the figures tell two issues of a series apart: the bourse of today and that of yesterday."""
    differ, agree = compare_figures(ours.fingerprint, theirs.fingerprint)
    return len(differ) >= ISSUE_FIGURES and next_of_a_series(len(differ), agree)


def most_shared(rows: Sequence[tuple[array[int], int]]) -> list[int]:
    """Return the positions that share most with the words of the `rows`, given with their weights; ties by age."""
    if not rows:
        return []
    entries = np.frombuffer(b"".join([row for row, _ in rows]), dtype=np.int64)
    weights = np.repeat(np.array([weight for _, weight in rows]), [len(row) for row, _ in rows])
    products = entries // STEPS << _PRODUCT_BITS | entries % STEPS * weights
    products.sort()
    positions = products >> _PRODUCT_BITS
    begins = np.flatnonzero(np.diff(positions, prepend=-1))
    sums = np.add.reduceat(products & ((1 << _PRODUCT_BITS) - 1), begins)
    order = (positions[begins] - (sums << _POSITION_BITS)).astype(np.int64)
    if len(order) > RESCORED:
        order = np.partition(order, RESCORED)[:RESCORED]
    order.sort()
    return (order & ((1 << _POSITION_BITS) - 1)).tolist()  # type: ignore[no-any-return]


@lru_cache(4096)
def _often(tf: float) -> float:
    return 1 + math.log(tf)


def _shared(footprint: Footprint, vector: Vector) -> int:
    """Return what an article has in common with `vector`, of STEPS * STEPS at most."""
    pairs = zip(footprint.words, footprint.weights, strict=False)
    return sum(weight * vector[word] for word, weight in pairs if word in vector)


def _dot(a: Vector, b: Vector) -> int:
    return sum([a[word] * b[word] for word in a.keys() & b.keys()])
