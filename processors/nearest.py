"""How much do articles share with one that comes? Their weighed words as rows of a table, compared in one go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from marsad.identity import WORD_BITS
from marsad.records import Footprint

_ROWS = 1024  # at first


class Nearest:
    """The weighed words of the window: five bytes each, in a ring that grows with the window.

    Positions come one after the other and leave in the same order.
    """

    def __init__(self, terms: int) -> None:
        """Take how many words of an article weigh something, at most."""
        self._terms = terms
        self._words = np.zeros((_ROWS, terms), dtype=np.int32)
        self._weights = np.zeros((_ROWS, terms), dtype=np.uint8)
        self._asked = np.zeros(1 << WORD_BITS, dtype=np.uint16)  # weight by word number while a question is answered
        self._first, self._next = 0, 0  # positions held: from the first on, before the next

    def load(self, first: int, footprints: Sequence[Footprint]) -> None:
        """Hold articles at the positions from `first` on; only before all others."""
        self._first, self._next = first, first + len(footprints)
        size = max(_ROWS, 1 << (len(footprints) - 1).bit_length()) if footprints else _ROWS
        self._words = np.zeros((size, self._terms), dtype=np.int32)
        self._weights = np.zeros((size, self._terms), dtype=np.uint8)
        counts = [min(self._terms, len(each.words), len(each.weights)) for each in footprints]
        parts = list(zip(footprints, counts, strict=True))
        rows = np.repeat(np.arange(first, self._next) % size, counts)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum([0, *counts])[:-1], counts)
        self._words[rows, columns] = np.fromiter(chain.from_iterable(each.words[:n] for each, n in parts), np.int32)
        self._weights[rows, columns] = np.fromiter(chain.from_iterable(each.weights[:n] for each, n in parts), np.uint8)

    def add(self, position: int, footprint: Footprint) -> None:
        """Hold the article at `position`."""
        if self._first == self._next:
            self._first = position
        if position - self._first >= len(self._words):
            self._grow()
        row, count = position % len(self._words), min(self._terms, len(footprint.words), len(footprint.weights))
        self._words[row, :count] = footprint.words[:count]
        self._weights[row, :count] = footprint.weights[:count]
        self._weights[row, count:] = 0
        self._next = position + 1

    def remove(self, position: int) -> None:
        """Let go of the oldest article, which lies at `position`."""
        self._first = position + 1

    def shared(self, footprint: Footprint, positions: Sequence[int]) -> list[int]:
        """Return for each of `positions` the sum of the products of weights, over the words it has in common."""
        rows = np.array(positions, dtype=np.intp) % len(self._words)
        count = min(len(footprint.words), len(footprint.weights))
        words = np.array(footprint.words[:count], dtype=np.intp)
        self._asked[words] = footprint.weights[:count]
        weights = self._asked[self._words[rows]].astype(np.int32)
        self._asked[words] = 0
        return (weights * self._weights[rows]).sum(axis=1).tolist()  # type: ignore[no-any-return]

    def _grow(self) -> None:
        held = np.arange(self._first, self._next)
        old, size = held % len(self._words), 2 * len(self._words)
        words = np.zeros((size, self._terms), dtype=np.int32)
        weights = np.zeros((size, self._terms), dtype=np.uint8)
        words[held % size], weights[held % size] = self._words[old], self._weights[old]
        self._words, self._weights = words, weights
