"""What does the index of copies cost as it grows, and what do others take for the same prints?

    python benchmarks/bench_stories.py CORPUS.jsonl[.xz] [--limit 5000] [--articles 100000 1000000]

Articles beyond those of the corpus are replicas under other words. Rows of one run stand on the same machine and load,
so their ratios hold. rensa and datasketch are compared where they are installed; SimHash is written out here.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from marsad.demo.corpus import read_corpus
from processors.copies import Copies
from processors.fingerprint import fingerprint

ASKED = 2000
SIMHASH_BITS, BAND_BITS = 64, 8
Prints = tuple[int, ...]


def replicas(base: Sequence[Prints], count: int) -> Iterable[Prints]:
    """Yield `count` articles: those of the corpus, then the same with a quarter of the prints kept."""
    chance = random.Random(1)
    for n in range(count):
        turn, which = divmod(n, len(base))
        mark = chance.getrandbits(32)
        yield (
            base[which]
            if not turn
            else tuple(sorted({p if i % 4 == 0 else p ^ mark for i, p in enumerate(base[which])}))
        )


def per_article_us(ask: Callable[[Prints], object], prints: Sequence[Prints]) -> float:
    """Return microseconds of CPU for each question, the best of three rounds."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for each in prints:
            ask(each)
        rounds.append(time.process_time() - began)
    return 1e6 * min(rounds) / len(prints)


def simhash(prints: Prints) -> int:
    """Return the 64 bits of Charikar's SimHash over the prints."""
    total = [0] * SIMHASH_BITS
    for print_ in prints:
        value = print_ * 0x9E3779B97F4A7C15 & 0xFFFF_FFFF_FFFF_FFFF
        for bit in range(SIMHASH_BITS):
            total[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit in range(SIMHASH_BITS) if total[bit] > 0)


class SimHashIndex:
    """Bands of eight bits: what differs in at most seven bits shares one."""

    def __init__(self) -> None:
        self._bands: dict[tuple[int, int], list[int]] = {}

    def add(self, position: int, prints: Prints) -> None:
        """Let the article be found."""
        for band in self._of(prints):
            self._bands.setdefault(band, []).append(position)

    def ask(self, prints: Prints) -> set[int]:
        """Return the positions that share a band."""
        return {position for band in self._of(prints) for position in self._bands.get(band, ())[-24:]}

    @staticmethod
    def _of(prints: Prints) -> list[tuple[int, int]]:
        value = simhash(prints)
        return [(n, value >> n * BAND_BITS & 0xFF) for n in range(SIMHASH_BITS // BAND_BITS)]


def rivals(base: Sequence[Prints]) -> Iterable[tuple[str, float]]:
    """Yield (name, microseconds of one sketch) of the other ways that can be had here."""
    yield "SimHash, sketch", per_article_us(simhash, base[:300])
    index = SimHashIndex()
    for position, prints in enumerate(base):
        index.add(position, prints)
    yield "SimHash, look-up", per_article_us(index.ask, base[:300])
    if importlib.util.find_spec("datasketch"):
        from datasketch import MinHash

        yield (
            "datasketch, sketch",
            per_article_us(
                lambda prints: MinHash(75).update_batch([p.to_bytes(8, "little") for p in prints]), base[:300]
            ),
        )
    if importlib.util.find_spec("rensa"):
        from rensa import RMinHash

        yield (
            "rensa, sketch",
            per_article_us(lambda prints: RMinHash(75, 1).update([str(p) for p in prints]), base[:300]),
        )


def main() -> None:
    """Print microseconds and bytes an article."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--limit", type=int, default=5000)
    options.add_argument("--articles", type=int, nargs="+", default=[100_000, 1_000_000])
    chosen = options.parse_args()
    base = [fingerprint(piece.title, piece.text).prints for piece in read_corpus(chosen.corpus, chosen.limit)]
    print(f"{len(base)} articles, {sum(map(len, base)) / len(base):.1f} prints each")
    for count in sorted(chosen.articles):
        index = Copies()
        began = time.process_time()
        for position, prints in enumerate(replicas(base, count)):
            index.add(position, prints)
        added = 1e6 * (time.process_time() - began) / count
        asked = per_article_us(index.candidates, base[:ASKED])
        print(
            f"{count:>9} articles: look-up {asked:6.1f} us, add {added:6.1f} us, {index.array_bytes / count:5.0f} bytes each"
        )
    for name, cost in rivals(base):
        print(f"{name:>20}: {cost:8.1f} us")


if __name__ == "__main__":
    main()
