"""The finders of near-copies that ours is compared with: SimHash, written out here, and MinHash of datasketch and rensa.

Each is given the prints that ours has of a text, so that only the way of finding differs. They know one text at a time
and nothing of figures, people or of what was said before.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Iterable
from typing import Any

BITS, BAND_BITS = 64, 8
NEAR_BITS = 8  # of a SimHash: farther apart is another text
BANDS, ROWS = 25, 5  # of a MinHash: half alike is found nine times of ten or more
ALIKE = 0.5  # estimated Jaccard from which a candidate of MinHash is one text
NEWEST = 24  # candidates of a band: as many as ours keeps of a print
Prints = tuple[int, ...]
_SPREAD = 0x9E3779B97F4A7C15
_FULL = (1 << BITS) - 1


class SimHash:
    """Charikar's SimHash in bands of eight bits: what differs in at most seven bits shares one."""

    name, package = "SimHash", ""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._bands: dict[tuple[int, int], deque[int]] = {}
        self._kept: list[int] = []

    def sketch(self, prints: Prints) -> int:
        """Return the 64 bits."""
        total = [0] * BITS
        for print_ in prints:
            value = print_ * _SPREAD & _FULL
            for bit in range(BITS):
                total[bit] += 1 if value >> bit & 1 else -1
        return sum(1 << bit for bit in range(BITS) if total[bit] > 0)

    def add(self, sketch: int) -> None:
        """Let the next article be found."""
        for band in self._of(sketch):
            self._bands.setdefault(band, deque(maxlen=NEWEST)).append(len(self._kept))
        self._kept.append(sketch)

    def ask(self, sketch: int) -> list[int]:
        """Return the positions of the articles that are near enough."""
        near = {position for band in self._of(sketch) for position in self._bands.get(band, ())}
        return [position for position in near if (self._kept[position] ^ sketch).bit_count() <= NEAR_BITS]

    @staticmethod
    def _of(sketch: int) -> Iterable[tuple[int, int]]:
        return ((n, sketch >> n * BAND_BITS & 0xFF) for n in range(BITS // BAND_BITS))


class _Kept:
    """What the two libraries have in common: an index asked by MinHash, and the hashes themselves."""

    _index: Any

    def __init__(self) -> None:
        self._kept: list[Any] = []

    def add(self, sketch: Any) -> None:
        """Let the next article be found."""
        self._index.insert(len(self._kept), sketch)
        self._kept.append(sketch)

    def ask(self, sketch: Any) -> list[int]:
        """Return the positions of the articles that are near enough."""
        return [position for position in self._index.query(sketch) if self._kept[position].jaccard(sketch) >= ALIKE]


class Datasketch(_Kept):
    """datasketch: MinHash of 125 permutations on numpy, LSH of 25 bands in dicts."""

    name, package = "datasketch", "datasketch"

    def __init__(self) -> None:
        """Begin with nothing; raises ImportError where it is not installed."""
        super().__init__()
        library = importlib.import_module("datasketch")
        self._minhash = library.MinHash
        self._index = library.MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))

    def sketch(self, prints: Prints) -> Any:
        """Return the MinHash."""
        sketch = self._minhash(BANDS * ROWS)
        sketch.update_batch([print_.to_bytes(8, "little") for print_ in prints])
        return sketch


class Rensa(_Kept):
    """rensa: MinHash of 125 permutations in Rust, LSH of 25 bands."""

    name, package = "rensa", "rensa"

    def __init__(self) -> None:
        """Begin with nothing; raises ImportError where it is not installed."""
        super().__init__()
        library = importlib.import_module("rensa")
        self._minhash = library.RMinHash
        self._index = library.RMinHashLSH(ALIKE, BANDS * ROWS, BANDS)

    def sketch(self, prints: Prints) -> Any:
        """Return the MinHash."""
        sketch = self._minhash(BANDS * ROWS, 1)
        sketch.update([str(print_) for print_ in prints])
        return sketch


Rival = SimHash | Datasketch | Rensa
RIVALS: tuple[type[Rival], ...] = (SimHash, Datasketch, Rensa)
