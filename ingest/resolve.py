"""Which addresses has a name? Asked in threads of our own: slow DNS must not starve what else uses threads."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

_THREADS = 32
_FLAGS = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Resolver(AbstractResolver):
    """Ask the operating system, as aiohttp's ThreadedResolver does, in an executor of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises OSError when it has none."""
        loop = asyncio.get_running_loop()
        rows = await loop.run_in_executor(self._threads, _lookup, host, port, family)
        return [
            ResolveResult(hostname=host, host=str(address[0]), port=port, family=kin, proto=proto, flags=_FLAGS)
            for kin, _, proto, _, address in rows
        ]

    async def close(self) -> None:
        """Let the threads go; a look-up under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


_Row = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int, ...] | tuple[int, bytes]]


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[_Row]:
    rows = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(rows)
