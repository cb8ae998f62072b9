"""`--role decide`: `analyses` -> `stories`, `alerts`, in order, one decider for each language this process has."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from marsad.config.models import Config
from marsad.config.secrets import reveal
from marsad.errors import TRY_AGAIN, Away
from marsad.faultpoint import fault
from marsad.ports import LogRow
from marsad.records import Decision, encode
from marsad.runtime import topics
from marsad.runtime.agent import Out, Place, dead_letter
from marsad.runtime.decider import Decider, Poison, Rebuilt
from marsad.runtime.fitting import START_S
from marsad.runtime.rebuild import end_of, read, rebuilt
from marsad.runtime.shell import Shell
from marsad.runtime.telling import tell
from marsad.stores.redis import RedisMemory, Stale, connect, hold_order, suited

_log = logging.getLogger("marsad.runtime")

T = TypeVar("T")

DECIDE_DEPTH = 64
TOGETHER = 32  # records settled in one step
REFUSED = 2  # exit status: nothing that a restart mends


class DecidePart:
    """`analyses` -> `stories`, `alerts`: one decider for each language whose partition this process has."""

    name, source, depth = "decide", "analyses", DECIDE_DEPTH
    targets: tuple[str, ...] = ("stories", "alerts")

    def __init__(self, shell: Shell, environ: Mapping[str, str], directory: Path) -> None:
        self._shell, self._settings = shell, shell.config.settings.cluster
        secret = self._settings.redis_password
        password = reveal(secret, environ, directory, of="cluster.redis_password") if secret else ""
        self._redis = connect(self._settings.redis, password)
        self._stories = next(
            topic.partitions for topic in topics.wanted(self._settings) if topic.name.endswith("stories")
        )
        self._deciders = {place: self._decider(place) for place in range(len(self._settings.languages))}
        self._turns = {place: asyncio.Lock() for place in self._deciders}  # FIFO: events take their turn in order
        self._waiting: dict[int, dict[int, bytes]] = {place: {} for place in self._deciders}  # by offset, in order
        self._settled: dict[Place, list[Decision | Poison]] = {}  # in the turn of another, for those that wait
        self._owning: set[asyncio.Task[None]] = set()

    def _decider(self, partition: int) -> Decider:
        async def read_hole(first: int, last: int) -> list[LogRow]:
            return await asyncio.to_thread(lambda: list(read(self._settings, "analyses", partition, first, last)))

        async def rebuild() -> Rebuilt:
            return await asyncio.to_thread(rebuilt, self._settings, partition)

        language = self._settings.languages[partition]
        memory = RedisMemory(self._redis, self._settings.prefix, language)
        return Decider(language, memory, self._shell.metrics, read_hole=read_hole, rebuild=rebuild)

    async def check(self) -> None:
        """Look at how Redis is set up, and for whom.

        Raises UsageError when it would forget stories or had the languages in another order, Away after a minute without it.
        """
        deadline = time.monotonic() + START_S
        while True:
            try:
                for warning in await suited(self._redis):
                    _log.warning("%s", warning)
                await hold_order(self._redis, self._settings.prefix, self._settings.languages)
            except Away:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(1)
            else:
                return

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:
        """Return the decision on an analysis, its alerts, and those of records that Kafka had skipped."""
        settled = self._settled.pop(place, None)
        if settled is None:
            settled = await self._settle(place, value)
        fault("decided")
        metrics = self._shell.metrics
        metrics.stage_last_processed_timestamp_seconds.labels("decide").set(time.time())
        metrics.stories_open.set(sum(decider.stories for decider in self._deciders.values()))
        outs: list[Out] = []
        for each in settled:
            if isinstance(each, Poison):
                at = place._replace(offset=each.offset)
                metrics.dead_letters_total.labels("decide").inc()
                outs.append(dead_letter("decide", at, each.value, each.error))
            else:
                outs += self._said(each)
        return outs

    async def _settle(self, place: Place, value: bytes) -> list[Decision | Poison]:
        """Settle a record, and those that wait behind it with it: a trip to Redis costs as much for sixteen as for one."""
        began = time.perf_counter()
        behind = ((offset, each) for offset, each in self._waiting[place.partition].items() if offset > place.offset)
        records = [(place.offset, value), *islice(behind, TOGETHER - 1)]
        first, *others = await self._fenced(self._deciders[place.partition].settle_all(records))
        for (offset, _), settled in zip(records[1:], others, strict=False):
            self._settled[place._replace(offset=offset)] = settled
        share_s = (time.perf_counter() - began) / (1 + len(others))
        for _ in range(1 + len(others)):
            self._shell.metrics.stage_duration_seconds.labels("decide").observe(share_s)
        return first

    def _said(self, decision: Decision) -> list[Out]:
        tell(decision, self._shell.metrics)
        story = Out(
            "stories",
            f"a:{decision.article}:{decision.revision}".encode(),
            encode(decision),
            zlib.crc32(decision.story.encode()) % self._stories,  # all of a story in order
        )
        return [story, *(Out("alerts", alert.story.encode(), encode(alert)) for alert in decision.alerts)]

    async def _fenced(self, step: Awaitable[T]) -> T:
        """Return what `step` gives; end at once when another process has taken over: all that is known here is old."""
        try:
            return await step
        except Stale as problem:
            _log.critical("decide: %s: leaving, with nothing acknowledged", problem)
            os._exit(TRY_AGAIN)

    @contextlib.asynccontextmanager
    async def turn(self, place: Place, value: bytes) -> AsyncIterator[None]:
        """Let no record pass by one that waits for Redis: that one may have been written, and is not in the index."""
        waiting = self._waiting[place.partition]
        waiting[place.offset] = value
        try:
            async with self._turns[place.partition]:
                yield
        finally:
            waiting.pop(place.offset, None)
            self._settled.pop(place, None)

    async def sent(self, place: Place) -> None:
        """Tell the decider that nothing is owed up to here."""
        await self._fenced(self._deciders[place.partition].sent(place.offset))

    @property
    def preparing(self) -> bool:
        """Whether the memory of a language is being read, or rebuilt."""
        return any(self._turns[place].locked() and not decider.owned for place, decider in self._deciders.items())

    async def prepare(self) -> None:
        """Have nothing to do: a memory is read when its language comes."""

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Begin to read the memory of the languages that came; their events wait for it."""
        for partition in partitions & self._deciders.keys():
            task = asyncio.create_task(self._own(partition), name=f"own {partition}")
            self._owning.add(task)
            task.add_done_callback(self._owning.discard)

    async def _own(self, partition: int) -> None:
        async with self._turns[partition]:
            with contextlib.suppress(Away):  # the first event tries again
                await self._fenced(self._deciders[partition].own())
                await self._refuse_another_log(partition)

    async def _refuse_another_log(self, partition: int) -> None:
        """End when Redis is ahead of the log: it was made anew, and all that comes would count as decided long ago."""
        end = await asyncio.to_thread(end_of, self._settings, "analyses", partition)
        decided = self._deciders[partition].next
        if decided > end:
            language = self._settings.languages[partition]
            _log.critical(
                "analyses of %s ends at offset %d, and Redis has decided up to %d: the topic was made anew. To begin it with"
                " what Redis remembers: redis-cli HSET '%s{%s}:at' next 0",
                language, end, decided, self._settings.prefix, language,
            )  # fmt: skip
            os._exit(REFUSED)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Own no more; another process may."""
        for partition in partitions & self._deciders.keys():
            self._deciders[partition].disown()

    async def take(self, config: Config) -> None:
        """Need nothing of it: rules are matched before, channels are chosen after."""

    async def close(self) -> None:
        """Let Redis go."""
        for task in self._owning:
            task.cancel()
        await self._redis.aclose()
