"""A deliverer with its surroundings, and receivers that behave badly."""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import web

from alerts.channels.webhook import Webhook
from alerts.deliver import Deliverer
from tests.alerts.memory_ledger import MemoryLedger
from tests.alerts.samples import LOOPBACK, SECRET, START, Clock, metrics, sample, until


class Desk:
    """A deliverer over a ledger in memory, with one webhook called "hook", on a clock of its own."""

    def __init__(self, receiver, ledger=None, *, clock=None, channels=None, **options):
        self.ledger = ledger or MemoryLedger()
        self.clock = receiver.clock = clock or Clock()
        options = {"allow_private": LOOPBACK, "timeout_s": 0.5} | options
        hook = Webhook(receiver.url, now=self.clock.now, secret=SECRET, **options)
        self.channels = channels or {"hook": hook}
        self.metrics = metrics(*self.channels)
        self.deliverer = Deliverer(
            self.ledger,
            self.channels,
            self.metrics,
            now=self.clock.now,
            sleep=self.clock.sleep,
            chance=lambda: 1.0,
        )

    @contextlib.asynccontextmanager
    async def running(self):
        """Deliver inside the block."""
        task = asyncio.create_task(self.deliverer.run())
        try:
            yield self
        finally:
            await self.deliverer.stop(1.0)
            await task

    async def until_settled(self):
        """Run until no row is on its way."""
        async with self.running():
            await until(lambda: not {"pending", "sending"} & {row.state for row in self.ledger.rows.values()})

    def count(self, name, channel="hook", **labels):
        """Return one series of a channel."""
        return sample(self.metrics, name, channel=channel, **labels)


def offsets_s(receiver):
    """Return when each request came, in seconds from the start."""
    return [(moment - START).total_seconds() for moment in receiver.times]


async def hang(_request):
    """Never answer."""
    await asyncio.sleep(30)
    return web.Response()


async def slam(request):
    """Close without a word."""
    request.transport.abort()
    return web.Response()


class Plain:
    """A channel without idempotency, such as a chat."""

    idempotent = False
    give_up_s = 60.0

    def __init__(self, *answers):
        self.answers, self.keys = list(answers), []

    async def send(self, _alert, *, key):
        """Take the alert, or raise what is due."""
        self.keys.append(key)
        if self.answers:
            raise self.answers.pop(0)
        return f"message-{len(self.keys)}"

    async def close(self):
        """Hold nothing."""
