"""A console on loopback over a desk in memory, to be stopped and started at will."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar
from playwright.async_api import Browser, async_playwright

from alerts.console.app import build
from marsad.config.models import ConsoleSettings
from marsad.metrics import Metrics
from tests.console import newsroom
from tests.console.browsing import ARGS, Tab
from tests.console.memory_desk import MemoryDesk
from tests.console.standing import Standing
from tests.console.whole import Operator, Whole, whole_console
from tests.servers.wanted import need


class Console:
    """One console: `url` stays the same over restarts."""

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.metrics = Metrics("0", "test")
        self.banner = ""
        self.now = newsroom.NOW
        self._standing = Standing()

    @property
    def url(self) -> str:
        """Return where it answers."""
        return self._standing.url

    async def start(self) -> None:
        """Start over the desk as it is now."""
        app = build(
            self.desk,
            changed=self.desk.changed,
            label=newsroom.label,
            metrics=self.metrics,
            settings=ConsoleSettings(zone="Asia/Riyadh"),
            banner=lambda: self.banner,
            now=lambda: self.now,
        )
        await self._standing.open(app)

    async def stop(self) -> None:
        """Stop."""
        await self._standing.close()

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


@pytest.fixture
async def whole() -> AsyncIterator[Whole]:
    """Return a running console over a store, with all its tools and a short day of news."""
    async with whole_console() as running:
        yield running


@pytest.fixture
async def operator(whole: Whole) -> AsyncIterator[Operator]:
    """Return somebody who fills in its forms."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Operator(session, whole)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium once for all tests of a module."""
    program = need("chromium", named="MARSAD_CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def tab(chromium: Browser, console: Console | Whole) -> AsyncIterator[Tab]:
    """Return a tab of 1400 x 900 for the console of the module; at its end nothing came from outside, no script failed."""
    context = await chromium.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    opened = Tab(await context.new_page(), console.url)
    yield opened
    await context.close()
    assert ([], []) == (opened.outside, opened.complaints)
