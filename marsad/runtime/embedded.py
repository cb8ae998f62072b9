"""The whole of marsad in one process group on one machine: who starts whom, and who stops in which order?

    Poller -> (SQLite log) -> Pump -> (SQLite ledger) -> Deliverer -> channels
                                                      -> console, /metrics

Everything durable is in one SQLite file held by this process; see `Pump` for what moves in one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from alerts.channels.build import build as build_channels
from alerts.console.app import build as build_console
from alerts.deliver import Deliverer
from alerts.desk import route
from ingest.poller import Poller
from marsad.config.load import Loaded
from marsad.config.models import Feed
from marsad.config.watch import changes
from marsad.errors import ConfigError, StoreError, UsageError
from marsad.metrics import Metrics
from marsad.pool import AnalysePool
from marsad.records import Alert
from marsad.runtime import admin
from marsad.runtime.bell import Bell
from marsad.runtime.pump import CONSUMER, Pump
from marsad.stores.database import Database
from marsad.stores.desk import SqliteDesk
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.ledger import SqliteLedger
from marsad.stores.log import SqliteLog
from marsad.stores.retention import expire
from processors.actors import ActorTagger

_log = logging.getLogger("marsad.runtime")

LOOPBACK = ("127.0.0.1", "::1", "localhost")
POLL_STOP_S, DELIVER_STOP_S = 4.0, 3.0  # of the ten seconds a stop may take
STUCK_S = 60.0  # articles waiting and nothing moved for so long: not healthy
HOUSEKEEPING_S = 600.0
ENTRIES_KEPT = timedelta(days=90)


def now() -> datetime:
    """Return the time of the wall clock: stages get it from here and nowhere else."""
    return datetime.now(UTC)


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
    ) -> None:
        """Build all parts on the store. `read_config` is asked again at each reload of `directory`.

        `notice` stands on top of the console; `pace` and `patience` are the poller's (a demo asks often and waits long).

        Raises ConfigError, StoreError or UsageError before anything is started.
        """
        self._read_config, self._directory, self._environ = read_config, directory, environ
        self._notice, self._refused = notice, ""
        loaded = read_config()
        self.config = loaded.config
        settings = self.config.settings
        _only_loopback(settings.console.host, "console.host")
        _only_loopback(settings.admin.host, "admin.host")
        channels = build_channels(self.config.channels, environ, directory, now=now)
        self.metrics = Metrics(version("marsad"), "embedded")
        self.bell = Bell()
        self.stopping = asyncio.Event()
        self.database = Database(Path(settings.store.path))
        self.desk, self.ledger = SqliteDesk(self.database), SqliteLedger(self.database)
        self._tagger = ActorTagger(self.config.actors)
        self.pump = Pump(
            self.database,
            AnalysePool(self.config, settings.analyse.workers),
            self._route,
            self.metrics,
            now=now,
            changed=self._changed,
        )
        self.deliverer = Deliverer(self.ledger, channels, self.metrics, now=now)
        self.poller = Poller(
            _enabled(self.config.feeds),
            SqliteFeedStore(self.database),
            settings.ingest,
            self.metrics,
            on_article=self.pump.wake,
            pace=pace,
            patience=patience,
        )
        self._taken(loaded)

    # -------------------------------------------------------------------------------------------- running

    async def run(self) -> None:
        """Serve until `stopping` is set (SIGTERM and SIGINT set it); then drain and close."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self.reload()))
        sites = contextlib.AsyncExitStack()
        try:
            await self._serve(sites)
            await self._work()
        finally:
            await sites.aclose()
            self.pump.pool.close()
            self.database.close()
            _log.info("stopped")

    async def _work(self) -> None:
        pump = asyncio.create_task(self.pump.run(), name="pump")
        deliver = asyncio.create_task(self._deliver(), name="deliver")
        poll = asyncio.create_task(self.poller.run(), name="poll")
        extra = [
            asyncio.create_task(self._watch_config(), name="config"),
            asyncio.create_task(self._housekeeping(), name="housekeeping"),
        ]
        stop = asyncio.create_task(self._stopped(), name="stop")
        everything = [pump, deliver, poll, *extra, stop]
        done, _ = await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        self.stopping.set()  # also when a part ended by itself
        _log.info("stopping: draining")
        for task in extra:
            task.cancel()
        await self.poller.stop(POLL_STOP_S)
        self.pump.stop()
        await asyncio.wait([pump], timeout=POLL_STOP_S)
        await self.deliverer.stop(DELIVER_STOP_S)
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
        for task in done - {stop}:
            if problem := task.exception():
                raise problem

    async def _stopped(self) -> None:
        await self.stopping.wait()

    async def _deliver(self) -> None:
        """Run the deliverer; a reload replaces it, and the rows it left go on with the next."""
        while not self.stopping.is_set():
            await self.deliverer.run()

    async def _serve(self, sites: contextlib.AsyncExitStack) -> None:
        console = build_console(
            self.desk,
            changed=self.bell.wait,
            label=self._label,
            metrics=self.metrics,
            settings=self.config.settings.console,
            banner=lambda: self._refused or self._notice,
            now=now,
        )
        machines = admin.build(
            self.metrics.registry,
            refresh=self._refresh,
            healthy=self._healthy,
            ready=self._ready,
            reload=self.reload,
            revive=self._revive,
        )
        settings = self.config.settings
        self.console_port = await _listen(sites, console, settings.console.host, settings.console.port, "console.port")
        self.admin_port = await _listen(sites, machines, settings.admin.host, settings.admin.port, "admin.port")
        _log.info("console http://%s:%d", settings.console.host, self.console_port)
        _log.info("metrics http://%s:%d/metrics", settings.admin.host, self.admin_port)

    # -------------------------------------------------------------------------------------------- what parts ask

    def _route(self, alert: Alert) -> list[str]:
        return [addressed.channel for addressed in route(alert, self.config.routes, self.config.channels)]

    def _label(self, id_: str) -> str:
        return self._names.get(id_) or self._tagger.label(id_)

    def _changed(self) -> None:
        self.bell.ring()
        self.deliverer.wake()

    async def _revive(self) -> int:
        revived = await self.ledger.revive() + await self.database.write(lambda db: SqliteLog(db).revive())
        self.pump.wake()
        self.deliverer.wake()
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
                "stories": "select count(*) from story",
                "entries_pending": "select count(*) from entry where due is not null",
                "deliveries_pending": "select count(*) from delivery where state in ('pending', 'sending')",
            }
            counts = {name: int(db.execute(query).fetchone()[0]) for name, query in queries.items()}
            return counts | {"articles_waiting": SqliteLog(db).waiting(CONSUMER, "articles")}

        return await self.database.read(work)

    # -------------------------------------------------------------------------------------------- configuration

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        try:
            loaded = self._read_config()
            channels = build_channels(loaded.config.channels, self._environ, self._directory, now=now)
        except ConfigError as problem:
            self._refused = f"configuration refused, the old one stays: {problem.problems[0].splitlines()[0]}"
            self.metrics.config_last_reload_successful.set(0)
            _log.error("configuration refused, the old one stays:\n%s", problem)
            self.bell.ring()
            return problem.problems
        if loaded.config.settings != self.config.settings:
            _log.warning("changes in marsad.toml take effect at the next start")
        self.config = loaded.config
        old, self.pump.pool = self.pump.pool, AnalysePool(self.config, self.config.settings.analyse.workers)
        asyncio.get_running_loop().run_in_executor(None, old.close)
        self._tagger = ActorTagger(self.config.actors)
        self.poller.reload(_enabled(self.config.feeds))
        old_deliverer, self.deliverer = self.deliverer, Deliverer(self.ledger, channels, self.metrics, now=now)
        await old_deliverer.stop(DELIVER_STOP_S)
        self._taken(loaded)
        _log.info("configuration taken")
        self.bell.ring()
        return []

    def _taken(self, loaded: Loaded) -> None:
        self._refused = ""
        self._names = _names(loaded.config.feeds)
        for warning in loaded.warnings:
            _log.warning("%s", warning)
        config = loaded.config
        self.metrics.declare(
            feeds=[feed.id for feed in _enabled(config.feeds)],
            rules=[rule.id for rule in config.rules],
            channels=[channel.id for channel in config.channels if channel.enabled],
        )
        self.metrics.config_last_reload_successful.set(1)
        self.metrics.config_last_reload_success_timestamp_seconds.set(now().timestamp())

    async def _watch_config(self) -> None:
        async for _ in changes(self._directory):
            await self.reload()

    # -------------------------------------------------------------------------------------------- upkeep

    async def _housekeeping(self) -> None:
        keep = timedelta(days=self.config.settings.store.keep_days)
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            try:
                gone = 1
                while gone:
                    gone = await self.database.write(lambda db: expire(db, now=now(), keep=keep))
                await SqliteFeedStore(self.database).prune(now() - ENTRIES_KEPT)
            except StoreError as problem:
                _log.error("housekeeping: %s", problem)

    async def _refresh(self) -> None:
        """Bring the gauges up to date that only the store knows."""

        def work(db: sqlite3.Connection) -> int:
            return SqliteLog(db).waiting(CONSUMER, "articles")

        self.metrics.consumer_lag_messages.labels("articles").set(await self.database.read(work))
        counts, oldest = await self.ledger.counts(), await self.ledger.oldest_pending()
        for channel in self.config.channels:
            if channel.enabled:
                waiting = counts.get((channel.id, "pending"), 0) + counts.get((channel.id, "sending"), 0)
                self.metrics.delivery_pending.labels(channel.id).set(waiting)
                age = (now() - oldest[channel.id]).total_seconds() if channel.id in oldest else 0.0
                self.metrics.delivery_oldest_pending_seconds.labels(channel.id).set(max(0.0, age))

    async def _healthy(self) -> str:
        idle_s = (now() - self.pump.progressed).total_seconds()
        return f"no article moved for {idle_s:.0f} s" if idle_s > STUCK_S else ""

    async def _ready(self) -> str:
        try:
            await self.database.read(lambda db: db.execute("select 1").fetchone())
        except StoreError as problem:
            return str(problem)
        return "" if self.pump.loaded else "the window is being read from the store"


def _enabled(feeds: Iterable[Feed]) -> list[Feed]:
    return [feed for feed in feeds if feed.enabled]


def _names(feeds: Iterable[Feed]) -> dict[str, str]:
    """Return what to call feeds, publishers and families; the first feed that has a name gives it."""
    names: dict[str, str] = {}
    for feed in feeds:
        if feed.name:
            for key in (feed.id, feed.publisher, feed.voice):
                names.setdefault(key, feed.name)
    return names


def _only_loopback(host: str, key: str) -> None:
    if host not in LOOPBACK:
        raise UsageError(
            f"{key} = {host!r}: there is no login yet, so only this machine may look. Use 127.0.0.1, or a proxy with a"
            " login of its own in front of it."
        )


async def _listen(sites: contextlib.AsyncExitStack, app: web.Application, host: str, port: int, key: str) -> int:
    """Serve `app`; return the port it got. Raises UsageError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    sites.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as problem:
        raise UsageError(
            f"{key} = {port}: {host}:{port} cannot be used ({problem.strerror}). Stop the program that holds it, or"
            " choose another port."
        ) from problem
    return int(runner.addresses[0][1])
