"""How much do articles share with one that comes? Their weighed words as rows of a table, compared in one go.

A word of 24 bits is a slot of 16 and a rest of 8, which stands in one number with the weight. So the words that are asked
are a table of slots that stays near the processor, and few bytes are moved.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from marsad.identity import WORD_BITS
from processors.window.held import Told, heaviest

_ROWS = 1024  # at first
_AT_ONCE = 10_000  # articles that are loaded in one go, for memory
_SLOT_BITS = 16
_REST_BITS = WORD_BITS - _SLOT_BITS
_WEIGHT_BITS = _SLOT_BITS - _REST_BITS
_WEIGHT = np.uint16((1 << _WEIGHT_BITS) - 1)
_Words = npt.NDArray[np.uint32]
_Steps = npt.NDArray[np.uint8]
_Halves = npt.NDArray[np.uint16]


class Nearest:
    """The weighed words of the window: four bytes each, in a ring that grows with the window.

    Positions come one after the other and leave in the same order.
    """

    def __init__(self, terms: int) -> None:
        """Take how many words of an article weigh something, at most."""
        self._terms = terms
        self._make(_ROWS)
        # By slot, the rests and weights of the article that was compared last: of one several things are asked.
        self._asked = np.zeros(1 << _SLOT_BITS, dtype=np.uint16)
        self._last: Told | None = None
        self._last_words: tuple[_Halves, _Halves] = (self._asked[:0], self._asked[:0])
        self._hidden: list[tuple[int, int]] = []  # slots, rests and weights of words whose slot another has
        self._first, self._next = 0, 0  # positions held: from the first on, before the next

    def _make(self, size: int) -> None:
        """Make room for `size` articles, a power of two."""
        # In a row the slots of all words, then their rests and weights: what is compared of an article lies together.
        self._rows = np.zeros((size, 2 * self._terms), dtype=np.uint16)
        self._squares = np.zeros(size, dtype=np.int32)

    def load(self, first: int, footprints: Sequence[Told]) -> None:
        """Hold articles at the positions from `first` on; only before all others."""
        self._first, self._next = first, first + len(footprints)
        self._make(max(_ROWS, 1 << (len(footprints) - 1).bit_length()) if footprints else _ROWS)
        for begin in range(0, len(footprints), _AT_ONCE):
            self._take(first + begin, footprints[begin : begin + _AT_ONCE])

    def _take(self, first: int, footprints: Sequence[Told]) -> None:
        """Hold articles at the positions from `first` on, whose rows are empty."""
        lengths, words, weights = heaviest(footprints, self._terms)
        places = np.arange(first, first + len(lengths)) % len(self._rows)
        rows = places.repeat(lengths)
        columns = np.arange(len(rows)) - (lengths.cumsum() - lengths).repeat(lengths)
        slots, weighed = _halves(words, weights)
        self._rows[rows, columns], self._rows[rows, columns + self._terms] = slots, weighed
        held = (self._rows[places, self._terms :] & _WEIGHT).astype(np.int64)
        self._squares[places] = np.einsum("ij,ij->i", held, held)

    def add(self, position: int, footprint: Told) -> None:
        """Hold the article at `position`."""
        if self._first == self._next:
            self._first = position
        if position - self._first >= len(self._rows):
            self._grow()
        self._hold(position % len(self._rows), footprint)
        self._next = position + 1

    def _hold(self, place: int, footprint: Told) -> None:
        slots, weighed = self._last_words if footprint is self._last else self._words(footprint)
        row, count = self._rows[place], len(slots)
        row[:count], row[self._terms : self._terms + count] = slots, weighed
        row[self._terms + count :] = 0
        weights = (weighed & _WEIGHT).astype(np.int32)
        self._squares[place] = weights.dot(weights)

    def remove(self, position: int) -> None:
        """Let go of the oldest article, which lies at `position`."""
        self._first = position + 1

    def square(self, position: int) -> int:
        """Return the sum of the squares of the weights at `position`."""
        return int(self._squares[position % len(self._squares)])

    def shared(self, footprint: Told, positions: Sequence[int]) -> list[int]:
        """Return for each of `positions` the sum of the products of weights, over the words it has in common."""
        return self.compared(footprint, positions)[0]

    def compared(self, footprint: Told, positions: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return what `shared` does, and for each of `positions` the sum of the squares of its weights."""
        self._ask(footprint)
        places = np.array(positions, dtype=np.intp) & (len(self._rows) - 1)
        rows = self._rows.take(places, axis=0)
        slots, weighed = rows[:, : self._terms], rows[:, self._terms :]
        held = weighed & _WEIGHT
        found = self._asked.take(slots)
        ours = (found & _WEIGHT) * ((found ^ weighed) <= _WEIGHT)  # the rests are the same
        ours *= held  # of two bytes: it fits
        products = np.add.reduce(ours, axis=1, dtype=np.uint32)
        for slot, own in self._hidden:
            same = (slots == slot) & ((weighed ^ own) <= _WEIGHT)
            products += np.add.reduce(held * same, axis=1, dtype=np.uint32) * (own & _WEIGHT)
        return products.tolist(), self._squares.take(places).tolist()

    def _ask(self, footprint: Told) -> None:
        """Let the words of an article lie in the table."""
        if footprint is self._last:
            return
        self._asked[self._last_words[0]] = 0
        slots, weighed = self._last_words = self._words(footprint)
        self._last, self._hidden = footprint, []
        self._asked[slots] = weighed
        hidden = (self._asked.take(slots) != weighed).nonzero()[0]
        if len(hidden):
            self._hidden = list(zip(slots[hidden], weighed[hidden], strict=True))

    def _words(self, footprint: Told) -> tuple[_Halves, _Halves]:
        """Return the words that weigh something, as a row holds them."""
        weights = np.frombuffer(bytes(footprint.weights[: self._terms]), dtype=np.uint8)
        words = np.frombuffer(array("I", footprint.words[: len(weights)]), dtype=np.uint32)
        return _halves(words, weights[: len(words)])

    def _grow(self) -> None:
        held = np.arange(self._first, self._next)
        rows, squares = self._rows, self._squares
        old, new = held % len(rows), held % (2 * len(rows))
        self._make(2 * len(rows))
        self._rows[new], self._squares[new] = rows[old], squares[old]


def _halves(words: _Words, weights: _Steps) -> tuple[_Halves, _Halves]:
    """Return the slots of the words, and what stands beside these."""
    return words.astype(np.uint16), (words >> _SLOT_BITS << _WEIGHT_BITS | weights).astype(np.uint16)
