"""`marsad run --role analyse` and `--role decide`: one Faust application each, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from marsad.bulk import collect_seldom
from marsad.config.load import Loaded
from marsad.config.models import Config
from marsad.runtime.agent import Agent, Out, Place, Pulse
from marsad.runtime.analyse_part import AnalysePart
from marsad.runtime.cluster import SESSION_S, TOPICS_S, Application
from marsad.runtime.decide_part import DecidePart
from marsad.runtime.fitting import fitting
from marsad.runtime.lag import LagReader
from marsad.runtime.shell import Shell
from marsad.runtime.watchdog import Watchdog

_log = logging.getLogger("marsad.runtime")

BEAT_S = 1.0


class Part(Protocol):
    """What a worker does with records."""

    name: str
    source: str
    targets: tuple[str, ...]
    depth: int

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:
        """Return what is to be sent for a record. Raises Away to be tried again."""

    def turn(self, place: Place, value: bytes) -> AbstractAsyncContextManager[object]:
        """Return what a record holds until its stage is done with it, tries included."""

    async def sent(self, place: Place) -> None:
        """Hear that the brokers have all that `stage` returned for a record. Raises Away to be asked again."""

    @property
    def preparing(self) -> bool:
        """Whether records wait for something that may take minutes: the watchdog has patience then."""

    async def prepare(self) -> None:
        """Get ready for the first record, before partitions come."""

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Hear of partitions that came."""

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Hear of partitions that went."""

    async def take(self, config: Config) -> None:
        """Go on with another configuration."""

    async def close(self) -> None:
        """Let everything go."""


class Worker:
    """One worker process. `run` returns when it was told to stop and all that was begun is committed."""

    def __init__(self, shell: Shell, part: Part, *, session_s: float = SESSION_S) -> None:
        self.shell, self.part = shell, part
        settings = shell.config.settings.cluster
        self.pulse = Pulse(part.name)
        self.application = Application(settings, part.name, part.source, part.targets, session_s=session_s)
        agent = Agent(
            part.stage, self.application.send, self.pulse, shell.metrics, depth=part.depth, stopping=self._is_stopping,
            turn=part.turn, sent=part.sent,
        )  # fmt: skip
        self._lag = LagReader(settings, self.application.group, part.source)
        self.application.attach(agent, assigned=self._assigned, revoked=self._revoked)
        self.watchdog = Watchdog(self.pulse, part.source, self._lag.read, shell.metrics)
        self._assignment: frozenset[int] = frozenset()
        self._prepared = False
        shell.taken(shell.loaded)

    async def run(self) -> None:
        """Serve until told to stop. Raises UsageError when the topics do not fit, Away when Kafka does not answer."""
        async with contextlib.AsyncExitStack() as opened:
            opened.callback(_log.info, "stopped")
            opened.callback(self._lag.close)
            opened.push_async_callback(self.part.close)
            self.shell.heed_signals(self.reload)
            await self.shell.serve_machines(opened, healthy=self._healthy, ready=self._ready, reload=self.reload)
            await fitting(self.shell.config.settings.cluster)
            await self.part.prepare()
            beside = [
                asyncio.create_task(self.shell.watch_config(self.reload), name="config"),
                asyncio.create_task(self._beat(), name="beat"),
            ]
            self.watchdog.start()
            self._prepared = True
            try:
                await self.application.run(self.shell.stopping)
            finally:
                self.watchdog.stop()
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        return await self.shell.reload(self.part.take)

    def _is_stopping(self) -> bool:
        return self.shell.stopping.is_set()

    async def _beat(self) -> None:
        while True:
            self.pulse.beat = time.monotonic()
            if self.part.preparing and self.pulse.in_hand_since is not None:
                self.pulse.in_hand_since = self.pulse.beat
            await asyncio.sleep(BEAT_S)

    async def _assigned(self, partitions: frozenset[int]) -> None:
        self._assignment = partitions
        self._lag.partitions = partitions
        _log.info("%s has partitions %s of %s", self.part.name, sorted(partitions), self.part.source)
        await self.part.assigned(partitions)

    async def _revoked(self, partitions: frozenset[int]) -> None:
        self._assignment -= partitions
        self._lag.partitions = self._assignment
        await self.part.revoked(partitions)

    async def _healthy(self) -> str:
        return self.watchdog.trouble

    async def _ready(self) -> str:
        if not self._prepared:
            return f"{self.part.name} is starting"
        return self.pulse.trouble or self.watchdog.away or self._idle()

    def _idle(self) -> str:
        """Return why there is nothing to do for us and should be, "" on a standby and where we have partitions."""
        if self._assignment or not (unread := self.watchdog.unread):
            return ""
        return (
            f"{self.part.name} has no partition of {self.part.source}: {unread}. Kafka is asked again every"
            f" {TOPICS_S:.0f} s; if that does not help, start all processes of {self.part.name} anew"
        )


def analyse_worker(
    read_config: Callable[[], Loaded], directory: Path, *, session_s: float = SESSION_S, **listening: object
) -> Worker:
    """Return the worker of `--role analyse`. `session_s`: after how long of silence others take its partitions."""
    shell = Shell(read_config, directory=directory, runtime="cluster", **listening)  # type: ignore[arg-type]
    return Worker(shell, AnalysePart(shell), session_s=session_s)


async def decide_worker(
    read_config: Callable[[], Loaded],
    directory: Path,
    environ: Mapping[str, str],
    *,
    session_s: float = SESSION_S,
    **listening: object,
) -> Worker:
    """Return the worker of `--role decide`; Redis has been looked at. `session_s` as for analyse."""
    shell = Shell(read_config, directory=directory, runtime="cluster", **listening)  # type: ignore[arg-type]
    collect_seldom()
    part = DecidePart(shell, environ, directory)
    await part.check()
    return Worker(shell, part, session_s=session_s)
