"""Were these words said before? Prints of the last days, day by day: what was, is a form of words and no sign of a copy.

A table of slots with one bit a day; two prints of one slot hide each other, copies and series
alike, so the share of new prints that two texts have in common stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

import numpy as np
import numpy.typing as npt

SLOT_BITS = 23
DAYS = 7  # bits of a slot; days that are not wholly in the window any more are not asked
_SHIFT = np.uint32(32 - SLOT_BITS)
_DAY_S = 86400
_Bits = npt.NDArray[np.uint8]


def day_of(at: datetime) -> int:
    """Return the number of the UTC day of `at`."""
    return int(at.astimezone(UTC).timestamp() // _DAY_S)


class Background:
    """Which prints were there on which of the last seven days."""

    def __init__(self) -> None:
        self._table: _Bits = np.zeros(1 << SLOT_BITS, dtype=np.uint8)  # pages of memory come as they are used
        self._latest = 0

    def add(self, day: int, prints: Sequence[int]) -> None:
        """Remember the prints of an article of `day`; what lies seven days behind the newest day is forgotten."""
        self._turn(day)
        if self._latest - DAYS < day:
            self._table[_slots(prints)] |= _bit(day)

    def load(self, days: Sequence[int], prints: Sequence[tuple[int, ...]]) -> None:
        """Remember the prints of many articles: what adding them one by one gives, in less time."""
        if not days:
            return
        self._turn(max(days))
        kept = [(day, each) for day, each in zip(days, prints, strict=True) if self._latest - DAYS < day]
        for day in {day for day, _ in kept}:
            self._table[_slots(list(chain.from_iterable(each for on, each in kept if on == day)))] |= _bit(day)

    def unseen(self, prints: Sequence[int], before: int) -> list[bool]:
        """Return of each print whether it was on no day before the day `before`."""
        asked = 0
        for day in range(self._latest - DAYS + 1, min(before, self._latest + 1)):
            asked |= int(_bit(day))
        return ((self._table[_slots(prints)] & np.uint8(asked)) == 0).tolist()  # type: ignore[no-any-return]

    def _turn(self, day: int) -> None:
        """Let the newest day be `day` if it is newer, and forget the days whose bits the new ones take."""
        if day <= self._latest:
            return
        gone = 0
        for each in range(max(self._latest + 1, day - DAYS + 1), day + 1):
            gone |= int(_bit(each))
        if self._latest:
            self._table &= np.uint8(~gone & 0xFF)
        self._latest = day


def _bit(day: int) -> np.uint8:
    return np.uint8(1 << day % DAYS)


def _slots(prints: Sequence[int]) -> npt.NDArray[np.uint32]:
    return np.array(prints, dtype=np.uint32) >> _SHIFT
