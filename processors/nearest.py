"""How much do articles share with one that comes? Their weighed words as rows of a table, compared in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from marsad.records import Footprint
from processors.held import Told

_ROWS = 1024  # at first
_SLOTS = 1 << 16  # of the words that are asked: a table that stays near the processor; words are hashes
_WEIGHT_BITS = 8
_SLOT, _WEIGHT = _SLOTS - 1, (1 << _WEIGHT_BITS) - 1
_Words = npt.NDArray[np.int64]


class Nearest:
    """The weighed words of the window: five bytes each, in a ring that grows with the window.

    Positions come one after the other and leave in the same order.
    """

    def __init__(self, terms: int) -> None:
        """Take how many words of an article weigh something, at most."""
        self._terms = terms
        self._words = np.zeros((_ROWS, terms), dtype=np.uint32)
        self._weights = np.zeros((_ROWS, terms), dtype=np.uint8)
        self._asked = np.zeros(_SLOTS, dtype=np.uint32)  # word and weight by slot, while a question is answered
        self._first, self._next = 0, 0  # positions held: from the first on, before the next

    def load(self, first: int, footprints: Sequence[Told]) -> None:
        """Hold articles at the positions from `first` on; only before all others."""
        self._first, self._next = first, first + len(footprints)
        size = max(_ROWS, 1 << (len(footprints) - 1).bit_length()) if footprints else _ROWS
        self._words = np.zeros((size, self._terms), dtype=np.uint32)
        self._weights = np.zeros((size, self._terms), dtype=np.uint8)
        for position, each in enumerate(footprints, first):
            self._hold(position % size, each)

    def add(self, position: int, footprint: Told) -> None:
        """Hold the article at `position`."""
        if self._first == self._next:
            self._first = position
        if position - self._first >= len(self._words):
            self._grow()
        self._hold(position % len(self._words), footprint)
        self._next = position + 1

    def _hold(self, row: int, footprint: Told) -> None:
        count = min(self._terms, len(footprint.words), len(footprint.weights))
        self._words[row, :count] = footprint.words[:count]
        self._weights[row, :count] = footprint.weights[:count]
        self._weights[row, count:] = 0

    def remove(self, position: int) -> None:
        """Let go of the oldest article, which lies at `position`."""
        self._first = position + 1

    def shared(self, footprint: Footprint, positions: Sequence[int]) -> list[int]:
        """Return for each of `positions` the sum of the products of weights, over the words it has in common."""
        return self.compared(footprint, positions)[0]

    def compared(self, footprint: Footprint, positions: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return what `shared` does, and for each of `positions` the sum of the squares of its weights."""
        rows = np.array(positions, dtype=np.intp) % len(self._words)
        count = min(len(footprint.words), len(footprint.weights))
        words = np.array(footprint.words[:count], dtype=np.int64)
        asked = words << _WEIGHT_BITS | np.array(footprint.weights[:count], dtype=np.int64)
        theirs, held = self._words[rows], self._weights[rows].astype(np.uint32)
        products = np.zeros(len(rows), dtype=np.int64)
        for some in _apart(words & _SLOT):
            slots = words[some] & _SLOT
            self._asked[slots] = asked[some]
            found = self._asked[theirs & _SLOT]
            self._asked[slots] = 0
            ours = (found & _WEIGHT) * (found >> _WEIGHT_BITS == theirs)
            products += np.einsum("ij,ij->i", ours, held)
        return products.tolist(), np.einsum("ij,ij->i", held, held).tolist()

    def _grow(self) -> None:
        held = np.arange(self._first, self._next)
        old, size = held % len(self._words), 2 * len(self._words)
        words = np.zeros((size, self._terms), dtype=np.uint32)
        weights = np.zeros((size, self._terms), dtype=np.uint8)
        words[held % size], weights[held % size] = self._words[old], self._weights[old]
        self._words, self._weights = words, weights


def _apart(slots: _Words) -> list[_Words] | list[slice]:
    """Return parts of `slots`, by their places, in none of which two are the same: most often all are one part."""
    if len(set(slots.tolist())) == len(slots):
        return [slice(None)]
    parts, left = [], np.arange(len(slots))
    while len(left):
        _, first = np.unique(slots[left], return_index=True)
        parts.append(left[first])
        left = np.delete(left, first)
    return parts
