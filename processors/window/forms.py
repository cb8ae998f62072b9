"""Is what two texts share a form of words? Others of the window say it too, that are copies of neither.

What earlier days said is told by the background; an issue of a series, or what a site says below all that it writes, is
told by the third article that has it, on the first day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from processors.window.copies import Unseen

OTHERS = 2  # families that hold a print beside the two: of one a copy may have been missed


def said_by_others(prints: Iterable[int], family: int, holders: Iterable[tuple[int, Iterable[int]]]) -> frozenset[int]:
    """Return which of `prints` are in at least OTHERS families of `holders` (family, prints) but `family`."""
    ours = frozenset(prints)
    held: dict[int, set[int]] = {}
    for each, theirs in holders:
        if each != family:
            held.setdefault(each, set()).update(ours.intersection(theirs))
    if len(held) < OTHERS:
        return frozenset()
    times = Counter(print_ for each in held.values() for print_ in each)
    return frozenset(print_ for print_, often in times.items() if often >= OTHERS)


def but(unseen: Unseen, said: frozenset[int]) -> Unseen:
    """Return `unseen` that calls no print new which is `said`."""

    def new(prints: Sequence[int]) -> list[bool]:
        return [fresh and print_ not in said for print_, fresh in zip(prints, unseen(prints), strict=True)]

    return new
