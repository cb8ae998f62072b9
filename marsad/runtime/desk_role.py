"""`marsad run --role desk`: what the deciders say reaches people, from a ledger of the desk's own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from marsad.config.load import Loaded
from marsad.config.values import origin
from marsad.errors import Away
from marsad.runtime.fitting import stop_unless_fitting
from marsad.runtime.front import Front
from marsad.runtime.housekeeping import housekeeping
from marsad.runtime.intake import Intake
from marsad.runtime.mirror import Mirror
from marsad.runtime.revive import revive
from marsad.runtime.shell import Shell, now
from marsad.runtime.side_by_side import side_by_side
from marsad.stores.database import Database
from marsad.stores.paths import beside, unmixed

_log = logging.getLogger("marsad.runtime")

THREAD_STOP_S = 5.0


class DeskRole:
    """The desk process: intake from Kafka, ledger, channels, console."""

    def __init__(
        self,
        read_config: Callable[[], Loaded],
        *,
        directory: Path,
        environ: Mapping[str, str],
        listen_all: bool = False,
        admin_port: int | None = None,
    ) -> None:
        """Open the store. Raises ConfigError, StoreError or UsageError before anything is started."""
        self.shell = Shell(
            read_config, directory=directory, runtime="cluster", listen_all=listen_all, admin_port=admin_port
        )
        settings = self.shell.config.settings
        self._cluster = settings.cluster
        self.database = Database(unmixed(settings.store.path, beside(settings.store.path, "desk")))
        self.shell.metrics.store_refusing_since_timestamp_seconds.set_function(lambda: self.database.refusing_since)
        try:
            self.front = Front(self.shell, self.database, directory=directory, environ=environ)
        except BaseException:
            self.database.close()
            raise
        self.intake = Intake(
            self.database,
            self._cluster,
            self.front.route,
            self.shell.metrics,
            now=now,
            changed=self.front.changed,
        )
        self.mirror = Mirror(self.database, self._cluster, self.shell.metrics)
        self._reviving: asyncio.Task[int] | None = None
        self.shell.taken(self.shell.loaded)

    async def run(self) -> None:
        """Serve until told to stop; what is not delivered by then waits in the ledger."""
        async with contextlib.AsyncExitStack() as opened:
            opened.callback(_log.info, "stopped")
            opened.callback(self.database.close)
            self.shell.heed_signals(self.reload)
            self.console_port = await self.front.open_console(opened)
            _log.info("console %s", origin(self.shell.config.settings.console.host, self.console_port))
            await self.shell.serve_machines(
                opened, healthy=self._healthy, ready=self._ready, reload=self.reload,
                refresh=self.front.refresh, revive=self._revive, outbox=self.front.ledger,
            )  # fmt: skip
            await self._work()

    async def _work(self) -> None:
        self.intake.start()
        self.mirror.start()
        await side_by_side(
            [
                asyncio.create_task(self.front.deliver(), name="deliver"),
                asyncio.create_task(self.shell.watch_config(self.reload), name="config"),
                asyncio.create_task(housekeeping(self.database, self.shell), name="housekeeping"),
            ],
            passing=[asyncio.create_task(stop_unless_fitting(self._cluster, self.shell.stopping), name="topics")],
            stopping=self.shell.stopping,
            drain=self._drain,
        )

    async def _drain(self) -> None:
        await asyncio.to_thread(self.intake.stop, THREAD_STOP_S)
        await self.front.stop()
        await asyncio.to_thread(self.mirror.stop, THREAD_STOP_S)
        if self._reviving:  # it writes into the store, which is closed next
            await asyncio.wait([self._reviving])

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        problems = await self.shell.reload(self.front.take)
        self.front.bell.ring()
        return problems

    async def _revive(self) -> int:
        """Put back what is dead; who asks while that goes on hears of the same one: two would send each letter twice."""
        if self._reviving is None or self._reviving.done():
            self._reviving = asyncio.create_task(self._put_back(), name="revive")
        return await asyncio.shield(self._reviving)

    async def _put_back(self) -> int:
        revived = await self.front.ledger.revive()
        with contextlib.suppress(Away):  # the letters stay; /-/ready says that Kafka is away
            revived += await revive(
                self.database, self._cluster, self.front.route, now=now, stopping=self.shell.stopping.is_set
            )
        self.front.changed()
        return revived

    async def _healthy(self) -> str:
        return ""

    async def _ready(self) -> str:
        if problem := self.intake.problem or self.mirror.problem or self.database.trouble:
            return problem
        return "" if self.intake.caught_up else "the desk reads what Kafka holds"
