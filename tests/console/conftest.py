"""A console on loopback over a desk in memory, to be stopped and started at will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web

from alerts.console.app import build
from marsad.config.models import ConsoleSettings
from marsad.metrics import Metrics
from tests.console import newsroom
from tests.console.memory_desk import MemoryDesk


class Console:
    """One console: `url` stays the same over restarts."""

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.metrics = Metrics("0", "test")
        self.banner = ""
        self.now = newsroom.NOW
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start over the desk as it is now; the port is the one of the first start."""
        app = build(
            self.desk,
            changed=self.desk.changed,
            label=newsroom.label,
            metrics=self.metrics,
            settings=ConsoleSettings(zone="Asia/Riyadh"),
            banner=lambda: self.banner,
            now=lambda: self.now,
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop; open streams must not hold it up."""
        if self._runner:
            async with asyncio.timeout(20):
                await self._runner.cleanup()
        self._runner = None

    def clients(self) -> float | None:
        """Return the gauge of open walls."""
        return self.metrics.registry.get_sample_value("marsad_console_clients")


@asynccontextmanager
async def a_days_console() -> AsyncIterator[Console]:
    """Run a console with a day of news on its desk."""
    running = Console()
    await newsroom.a_day(running.desk)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def console() -> AsyncIterator[Console]:
    """Return a running console with a day of news on its desk."""
    async with a_days_console() as running:
        yield running


class Reader:
    """A browser without a face."""

    def __init__(self, session: ClientSession, console: Console) -> None:
        self._session = session
        self._console = console

    async def get(self, path: str, **headers: str) -> tuple[int, str, Any]:
        """Return status, text and headers; redirects are not followed."""
        async with self._session.get(self._console.url + path, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers


@pytest.fixture
async def reader(console: Console) -> AsyncIterator[Reader]:
    async with ClientSession() as session:
        yield Reader(session, console)
