"""Is this text already here? Near-copies by shared winnowed prints, judged by containment and by figures.

MinHash measures resemblance and must miss a short text inside a long one (recall .03 to .19 on such pairs);
containment of winnowed prints finds them (.96 to .97).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from marsad.records import Fingerprint, Footprint, Verdict

WINDOW_S = 72 * 3600
POSTINGS = 24  # newest articles kept per print: bounds the work whatever the corpus
CANDIDATES = 6
DICT_MAX = 200_000  # prints of some 5,000 articles
CONTAINED = 0.5  # share of the shorter text's prints found in the longer one
COPY = 0.6  # share of the longer text's prints: above it is a copy, below one holds the other
SHARED_MIN = 3  # one or two prints are a quotation or a footer
WORDS_MIN = 8  # shorter texts say too little to be copies of each other
NEW_MIN = 2  # fewer new prints say nothing: only the same text is a copy
NEW_SHARED = 0.5  # share of the shorter text's new prints found in the longer one
NEW_WORDS_MIN = 16  # a shorter text has one print or two
MOSTLY_OLD, OLD_FORM_SHARED = 0.34, 0.8  # where two of three prints are old, the few new ones must be shared
FORM_WORDS = 150  # cables, appointments and obituaries are short; longer texts name others by chance
CHANGES = 4  # so many figures that changed, each in its own way, and more than agree
SERIES = 3  # so many figures differ, and so many times those that agree: the next issue of a series
Unseen = Callable[[Sequence[int]], list[bool]]
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

    Most lies in one array, sorted by print and position: eight bytes a print, where a dict takes a hundred. What is added
    goes to a dict, and from there to the array whenever the dict is full.
    """

    def __init__(self, dict_max: int = DICT_MAX) -> None:
        """Take how many prints the dict may hold."""
        self._dict_max = dict_max
        self._loaded: npt.NDArray[np.uint64] = _NOTHING
        self._first, self._last = 0, -1  # loaded positions that have not left
        self._postings: dict[int, int | list[int]] = {}  # most prints have one article: no list for them

    @property
    def array_bytes(self) -> int:
        """How much memory the array takes."""
        return self._loaded.nbytes

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
        if len(self._postings) >= self._dict_max:
            self._fold(position)

    def _fold(self, last: int) -> None:
        """Move what the dict holds to the array, which then reaches to position `last`, and drop what left the window."""
        # Tuples for the rows of one: lists of one, 200,000 at once, would set the cycle collector to work.
        rows = [(row,) if isinstance(row, int) else row for row in self._postings.values()]
        prints = np.fromiter(self._postings, dtype=np.uint64, count=len(rows))
        late = np.repeat(prints << _POSITION_BITS, np.fromiter(map(len, rows), dtype=np.intp, count=len(rows)))
        late |= np.fromiter(chain.from_iterable(rows), dtype=np.uint64, count=len(late))
        late.sort()
        held = self._loaded[(self._loaded & _POSITIONS) >= np.uint64(self._first)]
        self._loaded = np.concatenate((held, late))
        self._loaded.sort(kind="stable")  # two sorted runs: one pass
        self._last, self._postings = last, {}

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


def kinship(ours: Footprint, theirs: Footprint, position: int, unseen: Unseen) -> Kinship | None:
    """Return how `ours` is related to the earlier `theirs` at `position`, or None.

    `unseen` says of prints whether they are new: words that were there before both texts make no copy.
    """
    mine, other = ours.fingerprint, theirs.fingerprint
    both = set(mine.prints) & set(other.prints)
    shared = len(both)
    smaller, larger = sorted((len(mine.prints), len(other.prints)))
    if (
        min(mine.words, other.words) < WORDS_MIN
        or (ours.at - theirs.at).total_seconds() > WINDOW_S
        or shared < CONTAINED * smaller
        or _about_others(ours, theirs)
    ):
        return None
    differ, agree = compare_figures(mine, other)
    if (
        next_of_a_series(len(differ), agree)
        or _changed_all_over(mine, other, len(differ), agree)
        or _form_of_words(mine, other, both, unseen)
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


def _form_of_words(mine: Fingerprint, other: Fingerprint, both: set[int], unseen: Unseen) -> bool:
    """Say whether what the texts share was said before: of the new prints of the shorter text too few are shared."""
    prints = min(mine.prints, other.prints, key=len)
    new = [print_ for print_, fresh in zip(prints, unseen(prints), strict=True) if fresh]
    if len(new) < min(NEW_MIN, len(prints)) or min(mine.words, other.words) < NEW_WORDS_MIN:
        return mine.prints != other.prints
    wanted = NEW_SHARED if len(new) >= MOSTLY_OLD * len(prints) else OLD_FORM_SHARED
    return sum(print_ in both for print_ in new) < wanted * len(new)


def _about_others(ours: Footprint, theirs: Footprint) -> bool:
    """Say whether one form of words names other people or places: cables of condolence, appointments, accidents."""
    short = max(ours.fingerprint.words, theirs.fingerprint.words) <= FORM_WORDS
    return short and (_apart(ours.actors, theirs.actors) or _apart(ours.places, theirs.places))


def _apart(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether both name something, and nothing that the other names."""
    return bool(ours and theirs) and set(ours).isdisjoint(theirs)


def _changed_all_over(mine: Fingerprint, other: Fingerprint, differ: int, agree: int) -> bool:
    """Say whether many figures changed, each in its own way: a series with constants in it, as gold of 24 carats.

    One toll that was raised stands in several places, and changed once.
    """
    if differ < CHANGES:
        return False
    ours, theirs = by_context(mine), by_context(other)
    changes = {
        (frozenset(ours[context]), frozenset(theirs[context]))
        for context in ours.keys() & theirs.keys()
        if contradict(ours[context], theirs[context])
    }
    return len(changes) >= CHANGES and len(changes) > agree


def next_of_a_series(differ: int, agree: int) -> bool:
    """Say whether every figure changed: the bourse closes every day in the same words."""
    return differ >= SERIES and differ >= SERIES * agree


def compare_figures(ours: Fingerprint, theirs: Fingerprint) -> tuple[list[str], int]:
    """Return (contexts in which neither holds the other's figures, in words; number of contexts that agree)."""
    mine, others = by_context(ours), by_context(theirs)
    shared = sorted(mine.keys() & others.keys())
    differ = [context for context in shared if contradict(mine[context], others[context])]
    told = [context.replace("#", f"{_join(others[context])} → {_join(mine[context])}") for context in differ]
    return told, len(shared) - len(differ)


def unconfirmed(ours: Fingerprint, theirs: Fingerprint, relatives: Iterable[Fingerprint]) -> bool:
    """Say whether a figure of ours that `theirs` contradicts stands in none of the `relatives`."""
    mine, others = by_context(ours), by_context(theirs)
    given = {figure for each in relatives for figure in each.figures}
    return any(
        (context, value) not in given
        for context in mine.keys() & others.keys()
        if contradict(mine[context], others[context])
        for value in mine[context] - others[context]
    )


def contradict(ours: set[str], theirs: set[str]) -> bool:
    """Say whether neither text has all the figures that the other gives in one context."""
    return not (ours <= theirs or theirs <= ours)


def by_context(fingerprint: Fingerprint) -> dict[str, set[str]]:
    """Return the figures of a text by the words around them."""
    contexts: dict[str, set[str]] = {}
    for context, value in fingerprint.figures:
        contexts.setdefault(context, set()).add(value)
    return contexts


def _join(values: set[str]) -> str:
    return "/".join(sorted(values))
