"""A log of analyses and a decider on it, whose Redis is real; what Kafka skips and still knows is up to the test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import asynccontextmanager
from functools import cache

from marsad.metrics import Metrics
from marsad.ports import LogRow
from marsad.records import Analysis, Decision, decode, encode
from marsad.runtime.decider import Decider, Poison, Rebuilt
from marsad.stores.memory import PlainMemory
from marsad.stores.redis import RedisMemory, connect
from marsad.stores.rows import Row
from processors.decide import decide
from processors.window.index import Index
from tests.analysed import analyses

PREFIX = "d."


@cache
def shipped() -> tuple[bytes, ...]:
    """Return the analyses of the shipped articles as they lie in the log."""
    return tuple(map(encode, analyses()))


def plainly(values: Iterable[bytes]) -> list[bytes]:
    """Return what deciding says of a log with everything in order: a second record of a revision says nothing."""
    index, memory, said = Index(), PlainMemory(), []
    for value in values:
        analysis = decode(value, Analysis)
        if memory.decision(analysis.article, analysis.revision) is None:
            said.append(encode(decide(analysis, index, memory)))
    return said


def bytes_of(settled: Iterable[Decision | Poison]) -> list[bytes]:
    return [encode(each) for each in settled if isinstance(each, Decision)]


class Log:
    """The partition: what it holds by offset, what was asked of it, and what was said of its records."""

    def __init__(self, values: Sequence[bytes]) -> None:
        self.values = dict(enumerate(values))
        self.holes: list[tuple[int, int]] = []
        self.rebuilds = 0
        self.said: list[Decision | Poison] = []

    async def read_hole(self, first: int, last: int) -> list[LogRow]:
        """Return what is held of a hole."""
        self.holes.append((first, last))
        return [LogRow(offset, "", self.values[offset]) for offset in range(first, last) if offset in self.values]

    async def rebuild(self) -> Rebuilt:
        """Return what was said so far as Kafka would know it."""
        self.rebuilds += 1
        decided = {(each.article, each.revision): each for each in self.said if isinstance(each, Decision)}
        index, rows, known = Index(), [], set()
        for offset, value in sorted(self.values.items()):
            analysis = decode(value, Analysis)
            key = (analysis.article, analysis.revision)
            if key not in decided and key not in known:
                return Rebuilt(rows, offset)
            if key not in known:
                known.add(key)
                row = Row(offset, index.footprint(analysis), decided[key])
                index.add(row.footprint, row.decision)
                rows.append((row, analysis.seen))
        return Rebuilt(rows, max(self.values, default=-1) + 1)


class Deciding:
    """A decider of a log: one process that owns the language."""

    def __init__(self, log: Log, memory: RedisMemory) -> None:
        self.log, self.metrics = log, Metrics("test", "cluster")
        self.decider = Decider("ar", memory, self.metrics, read_hole=log.read_hole, rebuild=log.rebuild)

    async def settle(self, offsets: Iterable[int]) -> list[Decision | Poison]:
        """Settle records in the order given, and keep what is said as sent."""
        out: list[Decision | Poison] = []
        for offset in offsets:
            settled = await self.decider.settle(offset, self.log.values[offset])
            self.log.said += settled
            out += settled
        return out

    async def settle_together(self, offsets: Sequence[int], size: int) -> list[Decision | Poison]:
        """Settle records in the order given, `size` waiting at a time, and keep what is said as sent."""
        out: list[Decision | Poison] = []
        while offsets:
            settled = await self.decider.settle_all([(each, self.log.values[each]) for each in offsets[:size]])
            offsets = offsets[len(settled) :]
            for said in settled:
                self.log.said += said
                out += said
        return out

    def metric(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"marsad_{name}", labels)


@asynccontextmanager
async def deciding(server, log: Log):
    """A decider with a connection of its own; `server` is whatever has a `url`."""
    client = connect(server.url)
    try:
        yield Deciding(log, RedisMemory(client, PREFIX, "ar"))
    finally:
        await client.aclose()


class Front:
    """A Redis behind a proxy."""

    def __init__(self, proxy):
        self.url = f"redis://{proxy.address}/0"


def contents(server):
    with server.client() as client:
        return {key: client.hgetall(key) for key in client.keys()}  # noqa: SIM118 - no dict
