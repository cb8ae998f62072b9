"""In which articles does a print stand? Prints -> the newest positions of each, six bytes and a bit for one.

What is added goes to a dict, from there to a small array whenever the dict is full, and from there to the large one
whenever the small one has an eighth of it: so adding costs the same in a window of any size. Both are searched through
a directory of the first bits of their prints, which are hashes: so does looking up.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

YOUNG = 32_768  # prints in the dict: a hundred bytes each
_SMALL = 8  # the small array has at most so much of the large one
_BUCKET = 8  # entries behind one place of the directory
_PRINT_BITS, _SHORT_BITS = 32, 16
_POSITION_BITS, _POSITIONS = np.uint64(32), np.uint64(0xFFFF_FFFF)
_THIS_AND_NEXT = np.array([[0], [1]])

_Numbers = npt.NDArray[np.integer]
_Packed = npt.NDArray[np.uint64]  # print and position, so that they sort by both
_EMPTY: _Packed = np.empty(0, dtype=np.uint64)


class Postings:
    """Prints -> positions, which come in rising order and leave in the same order."""

    def __init__(self, most: int, young: int = YOUNG) -> None:
        """Take how many positions are kept of a print, and how many prints lie in the dict."""
        self._most, self._young = most, young
        self._late: dict[int, int] = {}  # print -> its newest position; most have no other
        self._more: dict[int, list[int]] = {}  # the positions before that one
        self._small, self._large = _Run(_EMPTY), _Run(_EMPTY)
        self._least, self._last = 0, -1  # positions below the least have left

    @property
    def array_bytes(self) -> int:
        """How much memory the arrays take."""
        return self._large.nbytes + self._small.nbytes

    def load(self, prints: _Numbers, positions: _Numbers) -> None:
        """Hold these, each print with its position; only before all others."""
        packed = _packed(prints, positions)
        packed.sort()
        self._large = _Run(self._newest(packed))
        self._last = int(positions.max()) if len(positions) else -1

    def add(self, position: int, prints: Iterable[int]) -> None:
        """Hold `position`, which is newer than all others, for each of `prints`."""
        late = self._late
        for each in late.keys() & prints:
            row = self._more.setdefault(each, [])
            row.append(late[each])
            if len(row) >= self._most:
                del row[0]
        late.update(dict.fromkeys(prints, position))
        self._last = position
        if len(late) >= self._young:
            self._fold()

    def leave(self, position: int) -> None:
        """Let go of `position` and of all below it."""
        self._least = position + 1
        if position >= self._last:
            self._late, self._more = {}, {}
            self._small, self._large = _Run(_EMPTY), _Run(_EMPTY)

    def find(self, prints: Sequence[int]) -> list[int]:
        """Return the newest positions of each of `prints`, which are different; one position as often as it is found."""
        return self._found(prints).tolist()  # type: ignore[no-any-return]

    def often(self, prints: Sequence[int], least: int) -> dict[int, int]:
        """Return the positions that `find` gives `least` times or more, once at least, and how often it gives each."""
        found, before = self._found(prints), max(least, 1) - 1
        if len(found) <= before:
            return {}
        found.sort()
        again = found[before:][found[before:] == found[: len(found) - before]]  # a position once less `before` times
        if not len(again):
            return {}
        return {position: times + before for position, times in Counter(again.tolist()).items()}

    def _found(self, prints: Sequence[int]) -> _Packed:
        found = self._in_dict(prints)
        if len(self._large) or len(self._small):
            asked = np.frombuffer(array("I", prints), dtype=np.uint32).astype(np.uint64)
            rows = [row for row in (self._large.find(asked), self._small.find(asked), found) if len(row)]
            if not rows:
                return _EMPTY
            found = rows[0] if len(rows) == 1 else np.concatenate(rows)
        if len(found) > self._most:  # of fewer all are among the newest
            found.sort()
            found = self._newest(found)
        positions = found & _POSITIONS
        return positions[positions >= self._least] if self._least else positions

    def _in_dict(self, prints: Sequence[int]) -> _Packed:
        """Return those of `prints` that lie in the dict, each with its positions."""
        found = self._late.keys() & prints
        if not found:
            return _EMPTY
        rows = [(print_ << 32, (*self._more.get(print_, ()), self._late[print_])) for print_ in found]
        return np.array([print_ | position for print_, row in rows for position in row], dtype=np.uint64)

    def _fold(self) -> None:
        """Move what the dict holds to the small array, and that to the large one when it is not small any more."""
        prints, positions = (np.fromiter(each, dtype=np.uint64) for each in (self._late, self._late.values()))
        rows = self._more.values()
        before = np.fromiter(self._more, dtype=np.uint64).repeat([len(row) for row in rows])
        older = np.fromiter(chain.from_iterable(rows), dtype=np.uint64)
        self._late, self._more = {}, {}
        late = np.concatenate((_packed(before, older), _packed(prints, positions)))
        small = self._merged(self._small.packed(), late)
        if len(small) * _SMALL >= len(self._large):
            self._large = _Run(self._merged(self._large.packed(), small))
            small = _EMPTY
        self._small = _Run(small)

    def _merged(self, old: _Packed, new: _Packed) -> _Packed:
        packed = np.concatenate((old[(old & _POSITIONS) >= self._least], new))
        packed.sort(kind="stable")  # sorted runs: few passes
        return self._newest(packed)

    def _newest(self, packed: _Packed) -> _Packed:
        """Return the newest of each print: who is asked for a few of them never needs the others."""
        prints, most = packed >> _POSITION_BITS, self._most
        newest = np.empty(len(packed), dtype=np.bool_)
        newest[-most:] = True
        np.not_equal(prints[most:], prints[:-most], out=newest[:-most])
        return packed[newest]


class _Run:
    """Prints and positions in order: the last bits of a print, the first being its place in the directory."""

    __slots__ = ("_begins", "_low", "_positions", "_rest", "_shift")

    def __init__(self, packed: _Packed) -> None:
        """Take them sorted."""
        bits = min(_PRINT_BITS, (len(packed) // _BUCKET).bit_length())
        self._shift = _PRINT_BITS - bits
        self._rest = (1 << self._shift) - 1
        prints = packed >> _POSITION_BITS
        counts = np.bincount((prints >> self._shift).astype(np.intp), minlength=1 << bits)
        self._begins = np.concatenate((np.zeros(1, np.uint32), np.cumsum(counts, dtype=np.uint32)))
        self._low = (prints & self._rest).astype(np.uint16 if self._shift <= _SHORT_BITS else np.uint32)
        self._positions = packed.astype(np.uint32)

    def __len__(self) -> int:
        return len(self._low)

    @property
    def nbytes(self) -> int:
        return self._begins.nbytes + self._low.nbytes + self._positions.nbytes

    def packed(self) -> _Packed:
        buckets = np.arange(len(self._begins) - 1, dtype=np.uint64).repeat(np.diff(self._begins))
        return _packed((buckets << self._shift) | self._low.astype(np.uint64), self._positions)

    def find(self, asked: _Packed) -> _Packed:
        """Return those of the prints `asked` that are there, each with its positions."""
        if not len(self):
            return _EMPTY
        buckets = (asked >> self._shift).view(np.intp)
        begins, ends = self._begins.take(buckets + _THIS_AND_NEXT).astype(np.intp)
        lengths = ends - begins
        where = (ends - lengths.cumsum()).repeat(lengths)
        where += np.arange(len(where))
        prints = asked.repeat(lengths)
        hits = (self._low.take(where) == (prints & self._rest).astype(self._low.dtype)).nonzero()[0]
        if not len(hits):
            return _EMPTY
        found: _Packed = prints.take(hits)
        found <<= _POSITION_BITS
        found |= self._positions.take(where.take(hits))
        return found


def _packed(prints: _Numbers, positions: _Numbers) -> _Packed:
    return (prints.astype(np.uint64) << _POSITION_BITS) | positions.astype(np.uint64)
