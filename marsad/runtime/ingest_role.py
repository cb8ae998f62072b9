"""`marsad run --role ingest`: the web comes in, through a log of its own on disk, to Kafka."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from ingest.poller import Poller
from marsad.config.load import Loaded
from marsad.config.models import Config, Feed
from marsad.identity import digest
from marsad.runtime.fitting import stop_unless_fitting
from marsad.runtime.housekeeping import housekeeping
from marsad.runtime.shell import Shell, enabled, now
from marsad.runtime.shipper import Shipper
from marsad.runtime.side_by_side import side_by_side
from marsad.stores.database import Database
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.paths import of_shard, unmixed

_log = logging.getLogger("marsad.runtime")

POLL_STOP_S = 4.0  # of the twenty seconds a stop may take
FULL_LOOK_S = 1.0


class Shard(NamedTuple):
    """Which feeds this process reads: those that fall to `number` (from 0) of `parts`."""

    number: int = 0
    parts: int = 1

    def mine(self, feeds: Iterable[Feed]) -> list[Feed]:
        """Return the feeds of this shard, the same in every process and at every start."""
        return [feed for feed in feeds if _falls_to(feed.id, self.parts) == self.number]


ALL_FEEDS = Shard()


def _falls_to(feed: str, parts: int) -> int:
    return int(digest(feed), 16) % parts


class Ingest:
    """One ingest process: poller, its log, the shipper to Kafka."""

    def __init__(
        self,
        read_config: Callable[[], Loaded],
        *,
        directory: Path,
        shard: Shard = ALL_FEEDS,
        listen_all: bool = False,
        admin_port: int | None = None,
        pace: float = 1.0,
        patience: float = 1.0,
    ) -> None:
        """Open the store. Raises ConfigError, StoreError or UsageError before anything is started."""
        self.shell = Shell(
            read_config, directory=directory, runtime="cluster", listen_all=listen_all, admin_port=admin_port
        )
        self._shard = shard
        settings = self.shell.config.settings
        self._cluster = settings.cluster
        self.database = Database(unmixed(settings.store.path, of_shard(settings.store.path, shard.number, shard.parts)))
        self.shell.metrics.store_refusing_since_timestamp_seconds.set_function(lambda: self.database.refusing_since)
        self.shipper = Shipper(self.database, settings.cluster, self.shell.metrics, now=now)
        self.poller = Poller(
            self._mine(self.shell.config),
            SqliteFeedStore(self.database),
            settings.ingest,
            self.shell.metrics,
            on_article=self.shipper.wake,
            pace=pace,
            patience=patience,
        )
        self.shell.taken(self.shell.loaded)

    def _mine(self, config: Config) -> list[Feed]:
        return self._shard.mine(enabled(config.feeds))

    async def run(self) -> None:
        """Serve until told to stop; what Kafka does not have yet stays on disk."""
        async with contextlib.AsyncExitStack() as opened:
            opened.callback(_log.info, "stopped")
            opened.callback(self.database.close)
            self.shell.heed_signals(self.reload)
            await self.shell.serve_machines(opened, healthy=self._healthy, ready=self._ready, reload=self.reload)
            await self._work()

    async def _work(self) -> None:
        self.shipper.start()
        try:
            await side_by_side(
                [
                    asyncio.create_task(self.poller.run(), name="poll"),
                    asyncio.create_task(self.shell.watch_config(self.reload), name="config"),
                    asyncio.create_task(housekeeping(self.database, self.shell), name="housekeeping"),
                    asyncio.create_task(self._hold_when_full(), name="spool"),
                ],
                passing=[asyncio.create_task(stop_unless_fitting(self._cluster, self.shell.stopping), name="topics")],
                stopping=self.shell.stopping,
                drain=lambda: self.poller.stop(POLL_STOP_S),
            )
        finally:
            await asyncio.to_thread(self.shipper.stop)  # behind the poller: it takes what that brought last

    async def _hold_when_full(self) -> None:
        while True:
            self.poller.hold(on=self.shipper.full)
            await asyncio.sleep(FULL_LOOK_S)

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        return await self.shell.reload(self._take)

    async def _take(self, config: Config) -> None:
        self.poller.reload(self._mine(config))

    async def _healthy(self) -> str:
        return ""  # it answers, so its loop moves; a feed or Kafka that is away is no reason to start anew

    async def _ready(self) -> str:
        return self.shipper.problem or self.database.trouble
