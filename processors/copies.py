"""Is this text already here? Near-copies by shared winnowed prints, judged by containment and by figures.

MinHash measures resemblance and must miss a short text inside a long one (recall .03 to .19 on such pairs);
containment of winnowed prints finds them (.96 to .97).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from marsad.records import Fingerprint, Footprint, Verdict

WINDOW_S = 72 * 3600
POSTINGS = 24  # newest articles kept per print: bounds the work whatever the corpus
CANDIDATES = 6
CONTAINED = 0.35  # share of the shorter text's prints found in the longer one
COPY = 0.5  # share of the longer text's prints: above it is a copy, below one holds the other
SHARED_MIN = 3  # one or two prints are a quotation or a footer
WORDS_MIN = 8  # shorter texts say too little to be copies of each other
SERIES = 3  # so many figures differ, and so many times those that agree: the next issue of a series
_NOTHING: npt.NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
_POSITION_BITS, _POSITIONS = np.uint64(32), np.uint64(0xFFFF_FFFF)  # a print and a position fit into 64 bits


class Kinship(NamedTuple):
    """How an article is related to an earlier one."""

    verdict: Verdict
    of: int  # position of the earlier one
    similarity: float
    why: str


class Copies:
    """Prints of the window -> positions of the articles that hold them.

    What was loaded at once lies in one array, sorted by print and position: a dict of it takes three times as long to
    fill and five times the memory. What is added later is in a dict.
    """

    def __init__(self) -> None:
        self._loaded: npt.NDArray[np.uint64] = _NOTHING
        self._first, self._last = 0, -1  # loaded positions that have not left
        self._postings: dict[int, int | list[int]] = {}  # most prints have one article: no list for them

    def load(self, first: int, prints: Sequence[tuple[int, ...]]) -> None:
        """Let articles be found by their prints, at the positions from `first` on; only before all others."""
        self._first, self._last = first, first + len(prints) - 1
        positions = np.arange(first, first + len(prints), dtype=np.uint64)
        lengths = np.fromiter(map(len, prints), dtype=np.intp)
        numbers = np.fromiter(chain.from_iterable(prints), dtype=np.uint64)
        self._loaded = (numbers << _POSITION_BITS) | np.repeat(positions, lengths)
        self._loaded.sort()

    def add(self, position: int, prints: tuple[int, ...]) -> None:
        """Let the article at `position` be found by its prints."""
        for print_ in prints:
            row = self._postings.get(print_)
            if row is None:
                self._postings[print_] = position
            elif isinstance(row, int):
                self._postings[print_] = [row, position]
            else:
                row.append(position)
                if len(row) > POSTINGS:
                    del row[0]

    def remove(self, position: int, prints: tuple[int, ...]) -> None:
        """Take the oldest article out."""
        if position <= self._last:
            self._first = position + 1
            self._loaded = self._loaded if position < self._last else _NOTHING
            return
        for print_ in prints:
            row = self._postings.get(print_)
            if row == position:
                del self._postings[print_]
            elif isinstance(row, list) and row[0] == position:
                del row[0]
                if not row:
                    del self._postings[print_]

    def candidates(self, prints: tuple[int, ...]) -> list[int]:
        """Return the positions that share most prints, ties by age."""
        found: Counter[int] = Counter()
        loaded = self._loaded_with(prints)
        for print_ in prints:
            held = loaded.get(print_)
            if (late := self._postings.get(print_)) is not None:
                held = [*(held or ()), *((late,) if isinstance(late, int) else late)][-POSTINGS:]
            if held:
                found.update(held)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return [position for position, shared in ranked[:CANDIDATES] if shared >= min(SHARED_MIN, len(prints))]

    def _loaded_with(self, prints: tuple[int, ...]) -> dict[int, list[int]]:
        """Return the newest loaded positions, oldest first, of the prints that have any."""
        if not len(self._loaded):
            return {}
        low = np.array(prints, dtype=np.uint64) << _POSITION_BITS
        begins = np.searchsorted(self._loaded, low | np.uint64(self._first))
        ends = np.searchsorted(self._loaded, low | _POSITIONS)
        begins = np.maximum(begins, ends - POSTINGS)
        runs = zip(prints, begins.tolist(), ends.tolist(), strict=True)
        return {each: (self._loaded[begin:end] & _POSITIONS).tolist() for each, begin, end in runs if begin < end}


def kinship(ours: Footprint, theirs: Footprint, position: int) -> Kinship | None:
    """Return how `ours` is related to the earlier `theirs` at `position`, or None."""
    mine, other = ours.fingerprint, theirs.fingerprint
    shared = len(set(mine.prints) & set(other.prints))
    smaller, larger = sorted((len(mine.prints), len(other.prints)))
    differ, agree = compare_figures(mine, other)
    if (
        min(mine.words, other.words) < WORDS_MIN
        or (ours.at - theirs.at).total_seconds() > WINDOW_S
        or shared < CONTAINED * smaller
        or _about_others(ours, theirs)
        or _next_of_a_series(len(differ), agree)
    ):
        return None
    similarity = round(shared / smaller, 3)
    if differ:
        return Kinship("update", position, similarity, f"figures differ: {differ[0]}")
    if shared >= COPY * larger:
        return Kinship("copy", position, similarity, f"{shared} of {larger} prints shared")
    if mine.words <= other.words:
        return Kinship("contained", position, similarity, f"{shared} of its {smaller} prints are in the longer text")
    return Kinship("contains", position, similarity, f"holds {shared} of the {smaller} prints of the shorter text")


def _about_others(ours: Footprint, theirs: Footprint) -> bool:
    """Say whether one form of words names other people: cables of condolence, appointments."""
    return bool(ours.actors and theirs.actors and not set(ours.actors) & set(theirs.actors))


def _next_of_a_series(differ: int, agree: int) -> bool:
    """Say whether every figure changed: the bourse closes every day in the same words."""
    return differ >= SERIES and differ >= SERIES * agree


def compare_figures(ours: Fingerprint, theirs: Fingerprint) -> tuple[list[str], int]:
    """Return (contexts in which neither holds the other's figures, in words; number of contexts that agree)."""
    mine, others = _by_context(ours), _by_context(theirs)
    differ, agree = [], 0
    for context in sorted(mine.keys() & others.keys()):
        a, b = mine[context], others[context]
        if a <= b or b <= a:
            agree += 1
        else:
            differ.append(context.replace("#", f"{_join(b)} → {_join(a)}"))
    return differ, agree


def _by_context(fingerprint: Fingerprint) -> dict[str, set[str]]:
    contexts: dict[str, set[str]] = {}
    for context, value in fingerprint.figures:
        contexts.setdefault(context, set()).add(value)
    return contexts


def _join(values: set[str]) -> str:
    return "/".join(sorted(values))
