"""A deliverer for people: the real store, a messenger to a fake service, a clock of its own."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from alerts.channels.mail import Mail
from alerts.channels.slack import SlackBot
from alerts.channels.telegram import Telegram
from alerts.deliver import Deliverer
from marsad.config.channel_tables import Route
from marsad.records import Alert
from marsad.stores.database import Database
from marsad.stores.deliveries import delivery_of
from marsad.stores.desk import record_alert
from marsad.stores.ledger import SqliteLedger
from marsad.stores.sending import lay_out
from tests.alerts.fakes.slack import FakeSlack
from tests.alerts.fakes.telegram import FakeTelegram
from tests.alerts.samples import CHAT, LOOPBACK, TOKEN, Clock, alert, metrics

WIDE = (6000, 60.0)


class NewsDesk:
    """`make` builds the messenger; each `running` is a fresh deliverer, as after a restart.

    `told` are what a deliverer asks and tells beside the ledger: `calm`, `passed_on`.
    """

    def __init__(
        self, folder: Path, make: Any, *, routes: Sequence[Route] = (), clock: Clock | None = None, **told: Any
    ) -> None:
        self.database = Database(folder / "desk.db")
        self.database.submit(lay_out).result()
        self.ledger = SqliteLedger(self.database)
        self.clock = clock or Clock()
        self.make, self.routes, self.told = make, tuple(routes), told
        self.metrics = metrics("chat")
        self.deliverer: Deliverer | None = None

    async def add(self, *alerts: Alert, channel: str = "chat") -> None:
        """Write alerts and their deliveries, and wake the deliverer."""
        for each in alerts:
            now = self.clock.now()
            await self.database.write(lambda db, each=each, now=now: record_alert(db, each, [channel], now))
        if self.deliverer:
            self.deliverer.wake()

    def start(self, ledger: Any = None, messenger: Any = None) -> asyncio.Task[None]:
        """Start a deliverer of its own."""
        self.deliverer = Deliverer(
            ledger or self.ledger, {"chat": messenger or self.make()}, self.metrics, routes=self.routes,
            now=self.clock.now, sleep=self.clock.sleep, chance=lambda: 1.0, **self.told,
        )  # fmt: skip
        return asyncio.create_task(self.deliverer.run())

    @contextlib.asynccontextmanager
    async def running(self):
        """Deliver inside the block."""
        task = self.start()
        try:
            yield self
        finally:
            await self.deliverer.stop(2.0)
            await task

    async def rows(self) -> list[Any]:
        """Return all deliveries in order of writing."""
        return await self.database.read(lambda db: list(delivery_of(db, "1 order by d.n", ())))

    async def states(self) -> dict[str, str]:
        """Return state by alert."""
        return {row.alert: row.state for row in await self.rows()}

    async def reasons(self) -> dict[str, tuple[str, str]]:
        """Return why by alert: the reason and what carried it."""
        query = "select alert, reason, by from delivery_why"
        return {a: (r, b) for a, r, b in await self.database.read(lambda db: db.execute(query).fetchall())}

    async def settled(self, timeout_s: float = 60.0) -> None:
        """Wait until nothing is on its way."""
        end = time.monotonic() + timeout_s
        while {"pending", "sending"} & set((await self.states()).values()):
            assert time.monotonic() < end, [row for row in await self.rows() if row.state in ("pending", "sending")][:3]
            await asyncio.sleep(0.005)

    async def until_settled(self) -> None:
        """Run until nothing is on its way."""
        async with self.running():
            await self.settled()

    def close(self) -> None:
        """Let the store go."""
        self.database.close()


def desk_on(folder, server, *, routes=(), clock=None, rate=WIDE, **options):
    """Return a desk on any of the fakes, which tells the time by its clock."""
    options = {"allow_private": LOOPBACK, "timeout_s": 5.0, "rate": rate} | options
    if isinstance(server, FakeTelegram):
        make = partial(Telegram, TOKEN, CHAT, api=server.url, **options)
    elif isinstance(server, FakeSlack):
        make = partial(SlackBot, TOKEN, "C1", api=server.url, **options)
    else:
        mailbox = {"sender": "marsad@desk.example", "to": ("on-call@desk.example",), "security": "none"}
        make = partial(Mail, "127.0.0.1", server.port, **mailbox, **options)
    made = NewsDesk(folder, lambda: make(now=made.clock.now), routes=routes, clock=clock)
    server.clock = made.clock
    return made


def shown(server):
    """Return what a reader sees, message by message."""
    if isinstance(server, FakeTelegram):
        return [message.text for message in server.chats[CHAT].values()]
    return [message.text for message in server.channels["C1"].values()]


def update(n, story="s1", **changes):
    """Return the n-th news on a story."""
    return alert(f"{story}-u{n}", story=story, reason="updated", title=f"الحصيلة ترتفع إلى {n} قتيلاً", **changes)


async def waited(desk, name):
    """Return how long an alert was on its way."""
    (row,) = [row for row in await desk.rows() if row.alert == name]
    return row.done - row.created


async def until_reason(desk, name, reason):
    """Wait until a row says why it waits."""
    for _ in range(2000):
        if (await desk.reasons()).get(name, ("", ""))[0] == reason:
            return
    raise AssertionError("it did not happen")
