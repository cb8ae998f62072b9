"""From the log of articles to the ledger: how does nothing get lost or said twice?

Articles are read in the order of the log and analysed in other processes; decisions are made in that order again. The
position, what deciding remembers, its output and the ledger rows move in one transaction: after a kill the same
articles are read again and decided from the same memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from marsad.bulk import lasting
from marsad.errors import StoreError
from marsad.metrics import Metrics
from marsad.pool import Analysed, AnalysePool
from marsad.ports import LogRow
from marsad.records import Alert, Analysis, DeadLetter, Decision, decode, encode
from marsad.runtime.telling import tell
from marsad.stores.database import Database
from marsad.stores.desk import record
from marsad.stores.log import SqliteLog
from marsad.stores.memory import SqliteMemory
from processors.decide import decide
from processors.window.index import WINDOW, Index

_log = logging.getLogger("marsad.pump")

CONSUMER = "decide"
CHUNK = 16  # articles a worker takes at once
AHEAD = 4  # chunks under way per worker

Route = Callable[[Alert], Sequence[str]]


class Job(NamedTuple):
    """One article of the log with what became of it."""

    row: LogRow
    analysed: Analysed


class Done(NamedTuple):
    """One decided article, with the alerts of it that are new, and the seconds deciding took."""

    analysis: Analysis
    decision: Decision
    seconds: float


class Pump:
    """Moves articles through analyse and decide, in order."""

    def __init__(
        self,
        database: Database,
        pool: AnalysePool,
        route: Route,
        metrics: Metrics,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self.pool, self.route = pool, route
        self._database, self._metrics, self._now, self._changed = database, metrics, now, changed
        self._index = Index()
        self._under_way: deque[tuple[list[LogRow], asyncio.Task[list[Analysed]]]] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self.loaded = False  # the window has been read from the store
        self.progressed = now()  # when the pump last had nothing to do or got something done

    def wake(self) -> None:
        """Tell that articles may have come."""
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`; what the store refuses is tried again until it takes it."""
        wait_s = 0.0
        while not self._stopping:
            self._wake.clear()
            try:
                if not self.loaded:
                    await self._load()
                moved = await self.drain()
            except StoreError as problem:
                self.loaded = False  # the index may be ahead of the file: read it back
                wait_s = min(60.0, wait_s * 2 or 1.0)
                _log.error("the store refuses, next try in %.0f s: %s", wait_s, problem)
                await self._sleep(wait_s)
            else:
                wait_s = 0.0
                self.progressed = self._now()
                if not moved:
                    await self._sleep(1)

    def stop(self) -> None:
        """Finish what is under way, then return from `run`."""
        self._stopping = True
        self._wake.set()

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    async def _load(self) -> None:
        """Rebuild the index from the window in the store."""

        def work(db: sqlite3.Connection) -> Index:
            memory, index = SqliteMemory(db), Index()
            if newest := memory.newest():
                with lasting():
                    index.load(memory.window(newest - WINDOW))
            return index

        self._index = await self._database.read(work)
        self.loaded = True

    async def drain(self) -> int:
        """Analyse and decide all that waits; return how many articles moved."""
        moved = 0
        after = await self._database.read(lambda db: SqliteLog(db).position(CONSUMER, "articles"))
        try:
            while True:
                after = await self._fill(after)
                if not self._under_way:
                    return moved
                rows, task = self._under_way.popleft()
                jobs = [Job(row, analysed) for row, analysed in zip(rows, await task, strict=True)]
                await self._decide(jobs)
                moved += len(jobs)
        finally:
            for _, task in self._under_way:
                task.cancel()
            self._under_way.clear()

    async def _fill(self, after: int) -> int:
        """Keep the workers busy; return the offset read so far."""
        room = self.pool.workers * AHEAD - len(self._under_way)
        if room <= 0 or self._stopping:
            return after
        rows = await self._database.read(lambda db: SqliteLog(db).read("articles", after, room * CHUNK))
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            task = asyncio.ensure_future(self.pool.analyse([row.value for row in part]))
            self._under_way.append((part, task))
        return rows[-1].offset if rows else after

    async def _decide(self, jobs: list[Job]) -> None:
        """Decide a chunk in one transaction; when that fails over one article, find it."""
        try:
            done = await self._database.write(lambda db: self._work(db, jobs))
        except StoreError:
            raise
        except Exception as problem:  # noqa: BLE001 - one article must not stop the others
            await self._load()
            if len(jobs) > 1:
                for job in jobs:
                    await self._decide([job])
                return
            _log.exception("article at offset %d cannot be decided", jobs[0].row.offset)
            broken = Job(jobs[0].row, Analysed(b"", f"decide: {type(problem).__name__}: {problem}", 0.0))
            done = await self._database.write(lambda db: self._work(db, [broken]))
        self.progressed = self._now()
        self._observe(jobs, done)
        self._changed()

    def _work(self, db: sqlite3.Connection, jobs: list[Job]) -> list[Done]:
        """Runs on the store's thread, inside the transaction that also moves the position."""
        log, memory = SqliteLog(db), SqliteMemory(db)
        done = []
        for row, analysed in jobs:
            if not analysed.value:
                log.bury(self._letter(row, analysed.error))
                continue
            analysis = decode(analysed.value, Analysis)
            log.append("analyses", row.key, analysed.value, at=analysis.seen)
            began = time.perf_counter()
            decision = decide(analysis, self._index, memory)
            seconds = time.perf_counter() - began
            log.append("stories", row.key, encode(decision), at=analysis.seen)
            for alert in decision.alerts:
                log.append("alerts", alert.id, encode(alert), at=analysis.seen)
            channels = {alert.id: self.route(alert) for alert in decision.alerts}
            fresh = record(db, decision, channels, self._now())
            done.append(Done(analysis, replace(decision, alerts=tuple(fresh)), seconds))
        log.advance(CONSUMER, "articles", jobs[-1].row.offset)
        return done

    def _letter(self, row: LogRow, error: str) -> DeadLetter:
        return DeadLetter(stage="analyse", place=f"articles/{row.offset}", error=error, at=self._now(), value=row.value)

    def _observe(self, jobs: list[Job], done: list[Done]) -> None:
        metrics = self._metrics
        stamp = self._now().timestamp()
        for _, analysed in jobs:
            metrics.stage_duration_seconds.labels("analyse").observe(analysed.seconds)
            if not analysed.value:
                metrics.dead_letters_total.labels("analyse").inc()
        for analysis, decision, seconds in done:
            metrics.stage_duration_seconds.labels("decide").observe(seconds)
            for match in analysis.matches:
                metrics.rule_matches_total.labels(metrics.rule_label(match.rule)).inc()
            tell(decision, metrics)
        for stage in ("analyse", "decide"):
            metrics.stage_last_processed_timestamp_seconds.labels(stage).set(stamp)
        metrics.consumer_last_commit_timestamp_seconds.labels("articles").set(stamp)
        metrics.stories_open.set(self._index.stories)
