"""The whole of marsad in one process group on one machine: who starts whom, and who stops in which order?

    Poller -> (SQLite log) -> Pump -> (SQLite ledger) -> Deliverer -> channels
                                                      -> console, /metrics

Everything durable is in one SQLite file held by this process; see `Pump` for what moves in one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.poller import Poller
from marsad.bulk import collect_seldom
from marsad.config.load import Loaded
from marsad.config.models import Config
from marsad.config.values import origin
from marsad.errors import StoreError
from marsad.pool import AnalysePool
from marsad.runtime.front import Front
from marsad.runtime.housekeeping import housekeeping
from marsad.runtime.pump import CONSUMER, Pump
from marsad.runtime.shell import Shell, enabled, now
from marsad.runtime.side_by_side import side_by_side
from marsad.stores.database import Database
from marsad.stores.desk import STORIES
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.log import SqliteLog

_log = logging.getLogger("marsad.runtime")

POLL_STOP_S = 4.0  # of the ten seconds a stop may take
STUCK_S = 60.0  # articles waiting and nothing moved for so long: not healthy


class Embedded:
    """One running marsad. `run` returns when it was told to stop and everything is put down."""

    def __init__(
        self,
        read_config: Callable[[], Loaded],
        *,
        directory: Path,
        environ: Mapping[str, str],
        notice: str = "",
        pace: float = 1.0,
        patience: float = 1.0,
        listen_all: bool = False,
        admin_port: int | None = None,
    ) -> None:
        """Build all parts on the store. `read_config` is asked again at each reload of `directory`.

        `notice` stands on top of the console; `pace` and `patience` are the poller's (a demo asks often and waits long).

        Raises ConfigError, StoreError or UsageError before anything is started.
        """
        self.shell = Shell(
            read_config, directory=directory, runtime="embedded", listen_all=listen_all, admin_port=admin_port
        )
        settings, metrics = self.shell.config.settings, self.shell.metrics
        self.database = Database(Path(settings.store.path))
        metrics.store_refusing_since_timestamp_seconds.set_function(lambda: self.database.refusing_since)
        try:
            self.front = Front(self.shell, self.database, directory=directory, environ=environ, notice=notice)
        except BaseException:
            self.database.close()
            raise
        self.pump = Pump(
            self.database,
            AnalysePool(self.shell.config, settings.analyse.workers),
            self.front.route,
            metrics,
            now=now,
            changed=self.front.changed,
        )
        self.poller = Poller(
            enabled(self.shell.config.feeds),
            SqliteFeedStore(self.database),
            settings.ingest,
            metrics,
            on_article=self.pump.wake,
            pace=pace,
            patience=patience,
        )
        self.shell.taken(self.shell.loaded)

    @property
    def stopping(self) -> asyncio.Event:
        """Set to stop."""
        return self.shell.stopping

    async def run(self) -> None:
        """Serve until `stopping` is set (SIGTERM and SIGINT set it); then drain and close."""
        collect_seldom()
        async with contextlib.AsyncExitStack() as opened:
            opened.callback(_log.info, "stopped")
            opened.callback(self.database.close)
            opened.callback(self.pump.pool.close)
            self.shell.heed_signals(self.reload)
            self.console_port = await self.front.open_console(opened)
            _log.info("console %s", origin(self.shell.config.settings.console.host, self.console_port))
            await self.shell.serve_machines(
                opened, healthy=self._healthy, ready=self._ready, reload=self.reload,
                refresh=self._refresh, revive=self._revive, outbox=self.front.ledger,
            )  # fmt: skip
            await self._work()

    async def _work(self) -> None:
        pump = asyncio.create_task(self.pump.run(), name="pump")

        async def drain() -> None:
            await self.poller.stop(POLL_STOP_S)
            self.pump.stop()
            await asyncio.wait([pump], timeout=POLL_STOP_S)
            await self.front.stop()

        await side_by_side(
            [
                pump,
                asyncio.create_task(self.front.deliver(), name="deliver"),
                asyncio.create_task(self.poller.run(), name="poll"),
                asyncio.create_task(self.shell.watch_config(self.reload), name="config"),
                asyncio.create_task(housekeeping(self.database, self.shell), name="housekeeping"),
            ],
            stopping=self.stopping,
            drain=drain,
        )

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        problems = await self.shell.reload(self._take)
        self.front.bell.ring()
        return problems

    async def _take(self, config: Config) -> None:
        await self.front.take(config)
        self.pump.pool.take(config, config.settings.analyse.workers)
        self.poller.reload(enabled(config.feeds))

    async def _revive(self) -> int:
        revived = await self.front.ledger.revive() + await self.database.write(lambda db: SqliteLog(db).revive())
        self.pump.wake()
        self.front.deliverer.wake()
        return revived

    async def counts(self) -> dict[str, int]:
        """Return what came in and what of it is settled: for demos and load tests that must end."""

        def work(db: sqlite3.Connection) -> dict[str, int]:
            queries = {
                "processed": "select count(distinct article) from memory",
                "revisions": "select count(*) from memory",
                "dead_letters": "select count(*) from dead_letter",
                "alerts": "select count(*) from alert",
                "cases": "select count(*) from case_",
                "stories": STORIES,
                "entries_pending": "select count(*) from entry where due is not null",
                "deliveries_pending": "select count(*) from delivery where state in ('pending', 'sending')",
            }
            counts = {name: int(db.execute(query).fetchone()[0]) for name, query in queries.items()}
            return counts | {"articles_waiting": SqliteLog(db).waiting(CONSUMER, "articles")}

        return await self.database.read(work)

    async def _refresh(self) -> None:
        """Bring the gauges up to date that only the store knows."""

        def work(db: sqlite3.Connection) -> int:
            return SqliteLog(db).waiting(CONSUMER, "articles")

        self.shell.metrics.consumer_lag_messages.labels("articles").set(await self.database.read(work))
        await self.front.refresh()

    async def _healthy(self) -> str:
        idle_s = (now() - self.pump.progressed).total_seconds()
        return f"no article moved for {idle_s:.0f} s" if idle_s > STUCK_S else ""

    async def _ready(self) -> str:
        if self.database.trouble:
            return self.database.trouble
        try:
            await self.database.read(lambda db: db.execute("select 1").fetchone())
        except StoreError as problem:
            return str(problem)
        return "" if self.pump.loaded else "the window is being read from the store"
