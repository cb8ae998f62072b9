"""`--role analyse`: `articles` -> `analyses`, pure and wide, in a process that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

import msgspec

from marsad.config.models import Config
from marsad.errors import MarsadError
from marsad.faultpoint import fault
from marsad.pool import Analysed, AnalysePool
from marsad.runtime.agent import Out, Place, dead_letter
from marsad.runtime.rebuild import read
from marsad.runtime.shell import Shell

_log = logging.getLogger("marsad.runtime")

ANALYSE_DEPTH = 32  # articles under way: a chunk at the worker, others on their way to and from it
CHUNK = 16  # articles given to the worker at once


class _Fired(msgspec.Struct):
    """What of a Match is counted."""

    rule: str


class _Addressed(msgspec.Struct):
    """What of an Analysis says where it goes, and what is counted of it."""

    article: str
    language: str = "ar"
    matches: tuple[_Fired, ...] = ()


class NoAnalysis(MarsadError):
    """An article that the stage cannot take."""


class Chunks:
    """Gives the worker what has gathered while it was at work: a trip to another process costs as much for 16 as for one."""

    def __init__(self, pool: AnalysePool) -> None:
        self.pool = pool
        self._waiting: deque[tuple[bytes, asyncio.Future[Analysed]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def analyse(self, value: bytes) -> Analysed:
        """Return what became of an encoded Article."""
        done: asyncio.Future[Analysed] = asyncio.get_running_loop().create_future()
        self._waiting.append((value, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run(), name="chunks")
        return await done

    async def _run(self) -> None:
        while self._waiting:
            part = [self._waiting.popleft() for _ in range(min(CHUNK, len(self._waiting)))]
            try:
                results = await self.pool.analyse([value for value, _ in part])
            except Exception as problem:  # noqa: BLE001 - whoever waits must hear of it
                results = [Analysed(b"", f"{type(problem).__name__}: {problem}", 0.0)] * len(part)
            for (_, done), result in zip(part, results, strict=True):
                if not done.done():
                    done.set_result(result)


class AnalysePart:
    """`articles` -> `analyses`: pure and wide, in a process that can be killed."""

    name, source, depth = "analyse", "articles", ANALYSE_DEPTH
    targets: tuple[str, ...] = ("analyses",)

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._languages = shell.config.settings.cluster.languages
        self._chunks = Chunks(AnalysePool(shell.config, 1))
        self._where = msgspec.json.Decoder(_Addressed)
        self._next: dict[int, int] = {}  # by partition, since it was assigned: the offset that should come
        self._holes: dict[Place, tuple[int, int]] = {}  # by the record that came instead

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:
        """Return the analysis of an article, for the partition of its language; before it, of those Kafka skipped."""
        outs = await self._skipped(place)
        outs += await self._analysed(value)
        self._holes.pop(place, None)
        return outs

    async def _skipped(self, place: Place) -> list[Out]:
        """Read what lies between this record and the one before it: `articles` has no holes of its own."""
        expected = self._next.get(place.partition, place.offset)
        if place.offset > expected:
            self._holes[place] = (expected, place.offset)
            self._shell.metrics.log_gaps_total.labels("articles").inc(place.offset - expected)
            _log.warning(
                "gap in articles: offsets %d to %d of partition %d", expected, place.offset - 1, place.partition
            )
        self._next[place.partition] = max(expected, place.offset + 1)
        if place not in self._holes:
            return []
        first, last = self._holes[place]
        settings = self._shell.config.settings.cluster
        rows = await asyncio.to_thread(lambda: list(read(settings, "articles", place.partition, first, last)))
        outs: list[Out] = []
        for row in rows:
            try:
                outs += await self._analysed(row.value)
            except NoAnalysis as problem:
                outs.append(dead_letter(self.name, place._replace(offset=row.offset), row.value, str(problem)))
        return outs

    async def _analysed(self, value: bytes) -> list[Out]:
        done = await self._chunks.analyse(value)
        fault("analysed")
        metrics = self._shell.metrics
        metrics.stage_duration_seconds.labels("analyse").observe(done.seconds)
        metrics.stage_last_processed_timestamp_seconds.labels("analyse").set(time.time())
        if not done.value:
            raise NoAnalysis(done.error)
        to = self._where.decode(done.value)
        for match in to.matches:
            metrics.rule_matches_total.labels(metrics.rule_label(match.rule)).inc()
        return [Out("analyses", to.article.encode(), done.value, partition_of(to.language, self._languages))]

    def turn(self, place: Place, value: bytes) -> AbstractAsyncContextManager[object]:  # noqa: ARG002 - the same for every stage
        """Wait for nobody: articles have no order."""
        return contextlib.nullcontext()

    async def sent(self, place: Place) -> None:
        """Owe nothing: what is not acknowledged comes again."""

    @property
    def preparing(self) -> bool:
        """Never."""
        return False

    async def prepare(self) -> None:
        """Have the worker process compile its configuration: a partition that comes before would only wait."""
        await self._chunks.pool.prepare()

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Take the first record of each as the one that should come."""
        for partition in partitions:
            self._next.pop(partition, None)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Have nothing to put down."""

    async def take(self, config: Config) -> None:
        """Analyse with another configuration from the next article on."""
        self._chunks.pool.take(config, 1)

    async def close(self) -> None:
        """Let the worker process go."""
        await asyncio.to_thread(self._chunks.pool.close)


def partition_of(language: str, languages: Sequence[str]) -> int:
    """Return the place of a language; one that is not listed shares the last."""
    return languages.index(language) if language in languages else len(languages) - 1
