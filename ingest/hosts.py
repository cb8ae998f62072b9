"""May this host be asked now? One request at a time per host, a pause between starts, and a server's wish to wait."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

_KEPT = 10_000
_LONG_S = 30.0  # who is to wait longer does not stand in the queue


class Closed(Exception):
    """No more turns are given: we are stopping."""


class _Host:
    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.free_at = 0.0
        self.pages_at = 0.0


class Hosts:
    """Slots by host, and `slots` in all. Feeds and pages of a host share its slot."""

    def __init__(self, *, spacing_s: float, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._spacing_s = spacing_s
        self._clock = clock
        self._all = asyncio.Semaphore(slots)
        self._hosts: dict[str, _Host] = {}
        self._closed = asyncio.Event()

    @contextlib.asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        """Wait for the turn of the host of `url`, then hold it.

        The turn comes before any deadline starts: waiting for it is not the server's fault. Raises Closed.
        """
        host = self._host(url)
        async with host.turn:
            while not self._closed.is_set() and (wait_s := host.free_at - self._clock()) > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._closed.wait()
            async with self._all:
                if self._closed.is_set():
                    raise Closed
                host.free_at = self._clock() + self._spacing_s
                yield

    def close(self) -> None:
        """Give no more turns: who waits for one gets Closed, who has one keeps it."""
        self._closed.set()

    def hold(self, url: str, wait_s: float) -> None:
        """Ask nothing of the host of `url` for `wait_s`: it said so (Retry-After is the host's, not the feed's)."""
        host = self._host(url)
        host.free_at = max(host.free_at, self._clock() + wait_s)

    def hold_pages(self, url: str, wait_s: float) -> None:
        """Ask for no page of the host of `url` for `wait_s`, and for nothing at all as long as feeds wait in the queue.

        A server that has enough of who reads its pages, as one that counts the pages of a robot, must not cost a day of
        headlines: what it thinks of its feed it says when the feed is asked.
        """
        host = self._host(url)
        host.pages_at = max(host.pages_at, self._clock() + wait_s)
        self.hold(url, min(wait_s, _LONG_S))

    def held_s(self, url: str) -> float:
        """Return how long the host of `url` must still be left alone."""
        return max(0.0, self._host(url).free_at - self._clock())

    def long_held_s(self, url: str) -> float:
        """Return the same where it is too long to wait for in the queue, else 0."""
        held_s = self.held_s(url)
        return held_s if held_s > max(_LONG_S, 2 * self._spacing_s) else 0.0

    def refuses_pages(self, url: str) -> bool:
        """Say whether a page of the host of `url` would have to wait too long, or longer than its feeds."""
        host = self._host(url)
        return host.pages_at > max(host.free_at, self._clock()) or self.long_held_s(url) > 0

    def _host(self, url: str) -> _Host:
        if len(self._hosts) > _KEPT:
            self._forget()
        return self._hosts.setdefault(host_of(url), _Host())

    def _forget(self) -> None:
        now = self._clock()
        idle = [
            name
            for name, host in self._hosts.items()
            if max(host.free_at, host.pages_at) < now and not host.turn.locked()
        ]
        for name in idle:
            del self._hosts[name]


def host_of(url: str) -> str:
    """Return the host of `url` with its port, in lower case."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
