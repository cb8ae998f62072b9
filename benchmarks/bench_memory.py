"""What does the decider's memory cost in Redis, and how long does a new owner take to be ready?

    python benchmarks/bench_memory.py [CORPUS.jsonl[.xz]] [--rows 100000]

Rows are the footprints of real analyses, each repeated under other ids, prints and words over seven days. Starts a
redis-server of its own on loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from bench_pipeline import ROOT, article, repeated

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.identity import digest
from marsad.metrics import Metrics
from marsad.records import Analysis, Decision, Footprint
from marsad.runtime.decider import Decider, Rebuilt
from marsad.stores.memory import PlainMemory
from marsad.stores.redis import RedisMemory, connect
from marsad.stores.rows import Row
from processors.decide import judge
from processors.pipeline import analyse, compile_watch
from processors.window.closing import Living
from processors.window.index import Index
from tests.servers.redis import RedisServer

START = datetime(2026, 1, 1, tzinfo=UTC)
BASE = 1500
JOINING, NEAR = 0.2, 50  # share of articles in the story of an earlier one, and how much earlier


def resident_bytes() -> int:
    """Return how much memory this process has from the system."""
    gc.collect()
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * resource.getpagesize()


def remembered(analyses: list[Analysis]) -> list[tuple[Footprint, Decision]]:
    """What deciding keeps of each, in order."""
    index, memory, kept = Index(), PlainMemory(), []
    for analysis in analyses:
        footprint, decision = judge(analysis, index, memory)
        index.add(footprint, decision)
        memory.keep(footprint, decision)
        kept.append((footprint, decision))
    return kept


def rows(base: list[tuple[Footprint, Decision]], count: int) -> Iterator[Row]:
    """`count` rows over seven days; a quarter of the words of each is its own, and each closes what it finds quiet."""
    rng, living = random.Random(1), Living()
    for n in range(count):
        footprint, decision = base[n % len(base)]
        turn = n // len(base)
        mark = rng.getrandbits(32) if turn else 0
        id_ = digest("bench", str(n))
        joins = n > NEAR and rng.random() < JOINING
        story = digest("bench", str(n - rng.randrange(1, NEAR))) if joins else id_
        at = START + timedelta(days=7) * (n / count)
        closed = living.quiet(at, story)  # else those of five days would be open, and each article close 64 of them
        for each in closed:
            living.end(each)
        living.hear(story, at)
        own = msgspec.structs.replace(
            footprint,
            article=id_,
            at=at,
            fingerprint=msgspec.structs.replace(
                footprint.fingerprint, prints=tuple(sorted({p ^ mark for p in footprint.fingerprint.prints}))
            ),
            words=tuple(w if i % 4 else (w + 7919 * turn) % (1 << 24) for i, w in enumerate(footprint.words)),
        )
        told = msgspec.structs.replace(decision, article=id_, story=story, alerts=_of(decision, story), closed=closed)
        yield Row(n, own, told)


def _of(decision: Decision, story: str):  # noqa: ANN202
    return tuple(msgspec.structs.replace(alert, story=story) for alert in decision.alerts)


async def main() -> None:
    """Print bytes an article, microseconds a write, and seconds until a new owner is ready."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--rows", type=int, default=100_000)
    chosen = options.parse_args()
    pieces = list(read_corpus(chosen.corpus, BASE) if chosen.corpus else repeated(BASE))
    watch = compile_watch(load(ROOT / "config").config)
    base = remembered([analyse(article(piece), watch) for piece in pieces])

    async def nothing_there() -> Rebuilt:
        return Rebuilt((), 0)

    async def no_hole(first: int, last: int) -> list:
        raise AssertionError((first, last))

    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(Path(folder))
        server.start()
        client = connect(server.url)
        before = (await client.info("memory"))["used_memory"]
        memory = RedisMemory(client, "bench.", "ar")
        owner = await memory.own()
        await memory.move(owner.epoch, 0)
        began = time.perf_counter()
        for row in rows(base, chosen.rows):
            answer = await memory.write(owner.epoch, row.offset, row, row.footprint.at)
            assert answer.kind == "new", answer
        wrote_s = time.perf_counter() - began
        used = (await client.info("memory"))["used_memory"] - before
        decider = Decider("ar", memory, Metrics("0", "bench"), read_hole=no_hole, rebuild=nothing_there)
        held, began, ran = resident_bytes(), time.perf_counter(), time.process_time()
        await decider.own()
        owned_s, ran_s = time.perf_counter() - began, time.process_time() - ran
        held = resident_bytes() - held
        print(f"{chosen.rows} articles in the window")
        print(f"redis memory          {used / chosen.rows:8.0f} bytes an article")
        print(f"one write, in a row   {wrote_s / chosen.rows * 1e6:8.0f} us, making the row included")
        print(
            f"take-over until ready {owned_s:8.1f} s, {owned_s / chosen.rows * 1e6:.0f} us an article; {ran_s:.1f} s of processor time"
        )
        print(f"process memory        {held / chosen.rows:8.0f} bytes an article, all rows known among them")
        await client.aclose()
        server.stop()


if __name__ == "__main__":
    asyncio.run(main())
