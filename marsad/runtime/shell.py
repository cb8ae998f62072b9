"""What has every running marsad, whatever its role? A configuration that can be taken anew, signals, ports."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from marsad.config.load import Loaded
from marsad.config.models import Config, Feed
from marsad.config.setting_checks import unguarded
from marsad.config.tally import tally
from marsad.config.values import origin
from marsad.config.watch import changes
from marsad.errors import ConfigError, UsageError
from marsad.metrics import Metrics
from marsad.outbox import Outbox
from marsad.runtime import admin
from marsad.runtime.callers import Callers

_log = logging.getLogger("marsad.runtime")

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - only with `--listen-all`, for containers


def now() -> datetime:
    """Return the time of the wall clock: stages get it from here and nowhere else."""
    return datetime.now(UTC)


async def _nothing() -> None:
    """Have no gauges to refresh."""


async def _no_letters() -> int:
    """Have no dead letters to put back."""
    return 0


class Shell:
    """Holds the configuration, the metrics and the wish to stop.

    `listen_all`: the ports are guarded by whoever publishes them, so every address of this machine may be used.
    `admin_port` stands in for the configuration's where several roles share a machine. Raises ConfigError or
    UsageError before anything is started.
    """

    def __init__(
        self,
        read_config: Callable[[], Loaded],
        *,
        directory: Path,
        runtime: str,
        listen_all: bool = False,
        admin_port: int | None = None,
    ) -> None:
        self._read_config, self._directory = read_config, directory
        self._listen_all, self._own_admin_port = listen_all, admin_port
        self.loaded = read_config()
        self.config = self.loaded.config
        self.refused = ""  # why the configuration on disk is not the running one
        hosts = () if listen_all else unguarded(self.config.settings)
        if problems := [f"{self.loaded.places[section, 'host']}: {words}" for section, words in hosts]:
            raise ConfigError(problems)
        self.metrics = Metrics(version("marsad"), runtime)
        self.stopping = asyncio.Event()
        self._reloading = asyncio.Lock()
        self.admin_port = 0

    def heed_signals(self, reload: Callable[[], Awaitable[object]]) -> None:
        """Stop on SIGTERM and SIGINT, call `reload` on SIGHUP."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(reload()))

    async def reload(self, take: Callable[[Config], Awaitable[None]]) -> list[str]:
        """Read the configuration and give it to `take`, which refuses with ConfigError before it changes anything.

        Returns the problems of a refused configuration, none when it was taken. One after the other: who is asked
        meanwhile reads what is there by then.
        """
        async with self._reloading:
            return await self._reload(take)

    async def _reload(self, take: Callable[[Config], Awaitable[None]]) -> list[str]:
        try:
            loaded = self._read_config()
            await take(loaded.config)
        except ConfigError as problem:
            self.refused = f"configuration refused, the old one stays: {problem.problems[0].splitlines()[0]}"
            self.metrics.config_last_reload_successful.set(0)
            _log.error("configuration refused, the old one stays:\n%s", problem)
            return problem.problems
        if loaded.config.settings != self.config.settings:
            _log.warning("changes in marsad.toml take effect at the next start")
        counts = tally(loaded.config, self.config)
        self.taken(loaded)
        _log.info("configuration taken: %s", counts)
        return []

    def taken(self, loaded: Loaded) -> None:
        """Make `loaded` the running configuration: its series on /metrics, its warnings in the log."""
        self.loaded, self.config, self.refused = loaded, loaded.config, ""
        for warning in loaded.warnings:
            _log.warning("%s", warning)
        self.metrics.declare(
            feeds=[feed.id for feed in enabled(self.config.feeds)],
            rules=[rule.id for rule in self.config.rules],
            channels=[channel.id for channel in self.config.channels if channel.enabled],
        )
        self.metrics.config_last_reload_successful.set(1)
        self.metrics.config_last_reload_success_timestamp_seconds.set(now().timestamp())

    async def watch_config(self, reload: Callable[[], Awaitable[object]]) -> None:
        """Call `reload` at every change of the configuration's files, until cancelled."""
        async for _ in changes(self._directory):
            await reload()

    async def serve_machines(
        self,
        sites: contextlib.AsyncExitStack,
        *,
        healthy: admin.Check,
        ready: admin.Check,
        reload: Callable[[], Awaitable[list[str]]],
        refresh: Callable[[], Awaitable[None]] = _nothing,
        revive: Callable[[], Awaitable[int]] = _no_letters,
        outbox: Outbox | None = None,
    ) -> None:
        """Open the port for machines until `sites` are closed. Raises UsageError when it is taken."""
        app = admin.build(
            self.metrics.registry,
            refresh=refresh,
            healthy=healthy,
            ready=ready,
            reload=reload,
            revive=revive,
            outbox=outbox,
        )
        settings = self.config.settings.admin
        port = settings.port if self._own_admin_port is None else self._own_admin_port
        self.admin_port = await self.listen(sites, app, settings.host, port, "admin.port")
        _log.info("metrics %s/metrics", origin(settings.host, self.admin_port))

    async def listen(
        self, sites: contextlib.AsyncExitStack, app: web.Application, host: str, port: int, key: str
    ) -> int:
        """Serve `app` until `sites` are closed; return the port it got. Raises UsageError when the port is taken."""
        callers = Callers(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        sites.push_async_callback(runner.cleanup)
        if runner.server:
            sites.callback(asyncio.create_task(callers.watch(runner.server)).cancel)
        host = EVERY_ADDRESS if self._listen_all else host
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as problem:
            raise UsageError(f"{key} = {port}: {host}:{port} cannot be used. {_way_out(problem, key)}") from problem
        return int(runner.addresses[0][1])


def enabled(feeds: Iterable[Feed]) -> list[Feed]:
    """Return the feeds that are to be read."""
    return [feed for feed in feeds if feed.enabled]


def _way_out(problem: OSError, key: str) -> str:
    """Return what hinders a port from being opened, and what helps."""
    if problem.errno == errno.EADDRINUSE:
        return "Another program listens there. Stop it, or choose another port."
    if problem.errno == errno.EACCES:
        return "This user may not open it. Choose a port above 1023."
    return f"This machine has no such address ({problem.strerror}). Correct {key.replace('port', 'host')}."
