"""Who holds a connection and asks nothing? It is cut: half a request line would hold it for ever.

aiohttp sets no time for the head of a first request (nor does it bound how many wait), and any stranger can open
connections until this process can open nothing more: no feed, no channel, no file.
"""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler

HEAD_S = 15.0  # in which the head of a first request must be here


class Callers:
    """The connections of an application; to be made before it is served."""

    def __init__(self, app: web.Application, head_s: float = HEAD_S) -> None:
        """Take how long a connection may wait with its first request, in seconds."""
        self._head_s = head_s
        self._asked: set[object] = set()  # connections that had a request
        app.middlewares.insert(0, self._hear)

    @web.middleware
    async def _hear(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._asked.add(request.protocol)
        return await handler(request)

    async def watch(self, server: web.Server) -> None:
        """Cut those that asked nothing in time, until cancelled."""
        loop = asyncio.get_running_loop()
        silent: dict[web.RequestHandler, float] = {}  # since when they are seen
        while True:
            await asyncio.sleep(self._head_s / 3)
            here, now = server.connections, loop.time()
            self._asked.intersection_update(here)
            silent = {each: silent.get(each, now) for each in here if each not in self._asked}
            for each, since in silent.items():
                if now - since >= self._head_s:
                    each.force_close()
