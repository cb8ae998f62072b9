"""The side that people see: who sends what the ledger holds, and who shows what the store knows?"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from alerts.channels.base import Channel as ProgramChannel
from alerts.channels.base import Messenger
from alerts.channels.build import build as build_channels
from alerts.console.app import build as build_console
from alerts.deliver import Deliverer
from alerts.desk import route
from alerts.trial import trial, try_out
from alerts.unanswered import write_down
from marsad.config.channel_tables import Channel, ProgramTable
from marsad.config.models import Config, Feed
from marsad.config.values import calls
from marsad.errors import ConfigError
from marsad.handling import decided
from marsad.records import Alert
from marsad.runtime.bell import Bell
from marsad.runtime.console_tools import access_of, console_tools, follow
from marsad.runtime.shell import Shell, now
from marsad.stores.database import Database
from marsad.stores.desk import SqliteDesk
from marsad.stores.handling import SqliteHandling
from marsad.stores.ledger import SqliteLedger
from marsad.stores.waiting import waiting
from processors.actors import ActorTagger
from processors.called import Called

DELIVER_STOP_S = 3.0  # of the ten seconds a stop may take


class Front:
    """Channels and console on one store."""

    def __init__(
        self, shell: Shell, database: Database, *, directory: Path, environ: Mapping[str, str], notice: str = ""
    ) -> None:
        """Build the channels of the running configuration; `notice` stands on top of the console. Raises ConfigError."""
        self._shell, self._directory, self._environ, self._notice = shell, directory, environ, notice
        self._access = access_of(shell.config.settings.console, environ, directory)
        self._database, self.bell = database, Bell()
        self.desk, self.ledger = SqliteDesk(database), SqliteLedger(database)
        self.handling = SqliteHandling(database)
        self.deliverer = self._deliverer(shell.config)
        self._name(shell.config)

    def _channels(self, config: Config, tables: Iterable[Channel]) -> dict[str, ProgramChannel | Messenger]:
        """Return channels of their own. Raises ConfigError."""
        zone = config.settings.console.zone
        return build_channels(tables, self._environ, self._directory, now=now, label=self._label, zone=zone)

    def _deliverer(self, config: Config) -> Deliverer:
        channels = self._channels(config, config.channels)
        return Deliverer(
            self.ledger, channels, self._shell.metrics, routes=config.routes, rates=_rates(config.channels), now=now,
            calm=partial(decided, self.handling), passed_on=self._passed_on,
        )  # fmt: skip

    async def _passed_on(self, alert: Alert, channel: str, after_s: float, at: datetime) -> None:
        """Write into the life of the case that nobody answered and others heard of it."""
        await write_down(self.handling, alert, channel, after_s, at)
        self.bell.ring()

    async def send_test(self, channel: str) -> str:
        """Send a message that says it is a test; return "" when it went, else the channel's words.

        What waits for the channel goes then, as after any delivery.
        """
        config = self._shell.config
        try:
            made = self._channels(config, [each for each in config.channels if each.id == channel])
        except ConfigError as problem:
            return str(problem)
        if not made:
            return f"channel '{channel}' is disabled or unknown"
        outcome = await try_out(made[channel], trial(now()))
        if not outcome.problem:
            await self.ledger.hasten(channel)
            self.deliverer.wake()
        return outcome.problem

    def _name(self, config: Config) -> None:
        self._tagger, self._names = ActorTagger(config.actors), _names(config.feeds)
        self._called = Called(config.actors, self._tagger)

    def route(self, alert: Alert) -> list[str]:
        """Return the channels that hear of `alert` under the running configuration."""
        config = self._shell.config
        return [addressed.channel for addressed in route(alert, config.routes, config.channels)]

    def changed(self) -> None:
        """Tell that rows were written: the wall shows them, the channels get them."""
        self.bell.ring()
        self.deliverer.wake()

    async def take(self, config: Config) -> None:
        """Go on with the channels and names of `config`. Raises ConfigError before anything has changed."""
        following = self._deliverer(config)
        self._name(config)
        old, self.deliverer = self.deliverer, following
        await old.stop(DELIVER_STOP_S)

    async def deliver(self) -> None:
        """Run the deliverer until the end; a reload replaces it, and the rows it left go on with the next."""
        while not self._shell.stopping.is_set():
            await self.deliverer.run()

    async def stop(self) -> None:
        """Send nothing more; calls under way may end."""
        await self.deliverer.stop(DELIVER_STOP_S)

    async def open_console(self, sites: contextlib.AsyncExitStack) -> int:
        """Serve the console until `sites` are closed; return its port. Raises UsageError when it is taken."""
        settings = self._shell.config.settings.console
        tools = console_tools(
            self._shell,
            self._database,
            directory=self._directory,
            called=self._ids,
            send_test=self.send_test,
            access=self._access,
        )
        following = asyncio.create_task(follow(tools), name="search")
        sites.callback(following.cancel)
        console = build_console(
            self.desk,
            changed=self.bell.wait,
            label=self._label,
            metrics=self._shell.metrics,
            settings=settings,
            banner=lambda: self._shell.refused or self._notice,
            now=now,
            tools=tools,
        )
        return await self._shell.listen(sites, console, settings.host, settings.port, "console.port")

    def _label(self, id_: str) -> str:
        return self._names.get(id_) or self._tagger.label(id_)

    def _ids(self, name: str) -> tuple[str, ...]:
        """Return whom `name` may mean under the running configuration."""
        return self._called.ids(name)

    async def refresh(self) -> None:
        """Bring the gauges up to date that only the ledger knows."""
        channels, at = [each.id for each in self._shell.config.channels if each.enabled], now()
        queued = await self._database.read(lambda db: waiting(db, channels, at))
        self.deliverer.tally.queue(queued, at)


def _rates(tables: Iterable[Channel]) -> dict[str, tuple[int, float]]:
    """Return what those channels for programs take that have a limit."""
    return {each.id: calls(each.rate) for each in tables if isinstance(each, ProgramTable) and each.rate}


def _names(feeds: Iterable[Feed]) -> dict[str, str]:
    """Return what to call feeds, publishers and families; the first feed that has a name gives it."""
    names: dict[str, str] = {}
    for feed in feeds:
        if feed.name:
            for key in (feed.id, feed.publisher, feed.voice):
                names.setdefault(key, feed.name)
    return names
