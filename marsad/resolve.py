"""Which addresses has a name? Asked in threads of our own: slow DNS must not starve what else uses threads, nor a stop."""

from __future__ import annotations

import asyncio
import socket
from functools import partial

from aiohttp.abc import AbstractResolver, ResolveResult

from marsad.aside import aside

_AT_ONCE = 32
_FLAGS = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV


class Resolver(AbstractResolver):
    """Ask the operating system, as aiohttp's ThreadedResolver does, in threads that nobody waits for at a stop."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises OSError when it has none."""
        async with self._room:
            rows = await aside(partial(_lookup, host, port, family), within_s=None)
        return [
            ResolveResult(hostname=host, host=str(address[0]), port=port, family=kin, proto=proto, flags=_FLAGS)
            for kin, _, proto, _, address in rows
        ]

    async def close(self) -> None:
        """Do nothing: a look-up under way ends by itself."""


_Row = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int, ...] | tuple[int, bytes]]


def _lookup(host: str, port: int, family: socket.AddressFamily) -> list[_Row]:
    rows = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(rows)
