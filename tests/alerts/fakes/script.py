"""What a fake does with its next requests, before it does its work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.test_utils import TestServer

Step = Callable[[web.Request], Awaitable[web.StreamResponse]] | None


async def hang(_request: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(30)
    return web.Response()


async def cut(request: web.Request) -> web.StreamResponse:
    """Close in the middle of the status line."""
    request.transport.write(b"HTTP/1.1 20")
    request.transport.close()
    return web.Response()


async def drip(request: web.Request) -> web.StreamResponse:
    """Send the head one byte at a time."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: yes\r\n":
        request.transport.write(bytes((byte,)))
        await asyncio.sleep(0.1)
    return web.Response()


def answering(status: int, headers: dict[str, str] | None = None, text: str = "") -> Step:
    """Return a step that answers so, whatever the request."""

    async def step(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers=headers, text=text)

    return step


class Scripted:
    """An aiohttp server whose next requests go as `script` says (None: as it would anyway), then all as they should."""

    def __init__(self) -> None:
        self.script: list[Step] = []
        self.calls: list[tuple[str, dict]] = []
        self.url = ""
        self._server: TestServer | None = None

    async def start(self) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._server = TestServer(app)
        await self._server.start_server(access_log=None)  # its own log would show the token it was given
        self.url = f"http://127.0.0.1:{self._server.port}"

    async def stop(self) -> None:
        """Close."""
        if self._server:
            await self._server.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        step = self.script.pop(0) if self.script else None
        return await step(request) if step else await self.answer(request)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Do what the service would."""
        raise NotImplementedError
