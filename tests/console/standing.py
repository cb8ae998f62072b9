"""Where a console of a test answers: a port of loopback that it keeps over restarts."""

from __future__ import annotations

import asyncio

from aiohttp import web


class Standing:
    """One address for one application after another."""

    def __init__(self) -> None:
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return the address."""
        return f"http://127.0.0.1:{self._port}"

    async def open(self, app: web.Application) -> None:
        """Serve; the port is the one of the first time."""
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Stop; open streams must not hold it up."""
        if self._runner:
            async with asyncio.timeout(20):
                await self._runner.cleanup()
        self._runner = None
