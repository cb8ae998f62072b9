"""How does a test get a bad network? A TCP proxy on loopback that passes, refuses, swallows, cuts or dawdles as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Coroutine
from types import TracebackType
from typing import Any, Self

from tests.servers.process import free_port

_ANSWER_S = 10
_CHUNK_BYTES = 65_536


class Proxy:
    """A proxy in front of `upstream` (host:port), in a thread of its own; it passes everything at first.

    Each mode replaces the one before, for open connections and new ones; when its method returns, it is in force.
    `address` stays the same. Nothing of it is left after `close`, which the end of a `with` calls.
    """

    def __init__(self, upstream: str) -> None:
        host, _, port = upstream.rpartition(":")
        self._upstream = host, int(port)
        self.port = free_port()
        self.accepted = 0
        self._gate = asyncio.Event()
        self._bytes_per_s: int | None = None
        self._cut_after: int | None = None
        self._server: asyncio.Server | None = None
        self._links: dict[asyncio.Task[None], list[asyncio.StreamWriter]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy {self.port}", daemon=True)
        self._thread.start()
        self.pass_on()

    @property
    def address(self) -> str:
        """Return where clients find it, as host:port."""
        return f"127.0.0.1:{self.port}"

    def pass_on(self) -> None:
        """Pass everything, what was held back first."""
        self._do(self._turn())

    def refuse(self) -> None:
        """Drop all connections and refuse new ones, as a machine does whose server is gone."""
        self._do(self._refuse())

    def blackhole(self) -> None:
        """Keep and accept connections, but carry no byte; they come later when another mode lets them, as TCP does it."""
        self._do(self._turn(flows=False))

    def cut(self, after_bytes: int) -> None:
        """Carry so many bytes of what is answered next, on whatever connection, then drop that one; later ones pass.

        With 0 the request arrives and its answer does not.
        """
        self._do(self._turn(cut_after=after_bytes))

    def slow(self, bytes_per_s: int = 1) -> None:
        """Carry so many bytes in a second in each direction of each connection; at least one."""
        self._do(self._turn(bytes_per_s=max(1, bytes_per_s)))

    def close(self) -> None:
        """Drop everything and end the thread; harmless twice."""
        if self._loop.is_closed():
            return
        self._do(self._refuse())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ANSWER_S)
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_ANSWER_S)

    async def _turn(self, *, flows: bool = True, bytes_per_s: int | None = None, cut_after: int | None = None) -> None:
        self._bytes_per_s = bytes_per_s
        self._cut_after = cut_after
        if flows:
            self._gate.set()
        else:
            self._gate.clear()
        if self._server is None:
            self._server = await asyncio.start_server(self._link, "127.0.0.1", self.port)

    async def _refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        links = list(self._links.items())
        for task, ends in links:
            task.cancel()
            for end in ends:
                end.transport.abort()
        await asyncio.gather(*(task for task, _ in links), return_exceptions=True)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        ends = self._links[task] = [writer]
        # A refused upstream, a reset, a cut: the client sees its connection end, as it would without a proxy.
        try:
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await self._gate.wait()
                from_upstream, to_upstream = await asyncio.open_connection(*self._upstream)
                ends.append(to_upstream)
                await _both(self._asked(reader, to_upstream), self._answered(from_upstream, writer))
        finally:
            del self._links[task]
            for end in ends:
                end.close()

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK_BYTES):
            await self._carry(data, writer)
        writer.write_eof()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK_BYTES):
            await self._gate.wait()
            if self._cut_after is None:
                await self._carry(data, writer)
                continue
            part = data[: self._cut_after]
            self._cut_after -= len(part)
            await self._carry(part, writer)
            if not self._cut_after:
                self._cut_after = None
                raise ConnectionAbortedError
        writer.write_eof()

    async def _carry(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        while data:
            await self._gate.wait()
            rate = self._bytes_per_s
            now = len(data) if rate is None else max(1, rate // 10)
            writer.write(data[:now])
            await writer.drain()
            data = data[now:]
            if rate is not None:
                await asyncio.sleep(now / rate)


async def _both(*pumps: Awaitable[None]) -> None:
    """Run both directions to their ends; the first error ends the other one and is raised."""
    tasks = [asyncio.ensure_future(pump) for pump in pumps]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
