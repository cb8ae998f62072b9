"""Deliveries in SQLite. A row is `sending` on disk before the first byte leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

import msgspec

from marsad.outbox import Backlog, Carrier, Silence
from marsad.ports import Delivery
from marsad.records import Alert, decode, encode
from marsad.stores import sending
from marsad.stores.aliases import story_of_message
from marsad.stores.database import Database
from marsad.stores.deliveries import delivery_of

__all__ = ["SqliteLedger", "address", "delivery_of", "mark_mirrored", "restore", "unmirrored"]

_DELIVERED = "state = 'delivered', done = ?, remote_id = ?, error = ''"


def address(db: sqlite3.Connection, alert: Alert, channels: Sequence[str], now: datetime) -> None:
    """Add a pending row for each channel that shall hear of `alert`, inside the caller's transaction.

    Where the mirror tells that a channel has it already, or never will, the row is added as it was.
    """
    for value, channel in db.execute("select value, channel from restored where alert = ?", (alert.id,)).fetchall():
        settled = decode(value, Delivery)
        _add_settled(db, msgspec.structs.replace(settled, story=story_of_message(db, alert, channel)))
        db.execute("delete from restored where alert = ? and channel = ?", (alert.id, channel))
    db.executemany(
        "insert or ignore into delivery (alert, channel, story, state, created) values (?, ?, ?, 'pending', ?)",
        [(alert.id, channel, story_of_message(db, alert, channel), now.timestamp()) for channel in channels],
    )


def _add_settled(db: sqlite3.Connection, row: Delivery) -> None:
    db.execute(
        "insert or ignore into delivery (alert, channel, story, state, attempt, created, error, remote_id,"
        " maybe_duplicate, done, mirrored) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        (
            row.alert,
            row.channel,
            row.story,
            row.state,
            row.attempt,
            row.created.timestamp(),
            row.error,
            row.remote_id,
            row.maybe_duplicate,
            row.done and row.done.timestamp(),
        ),
    )


def unmirrored(db: sqlite3.Connection, limit: int) -> list[Delivery]:
    """Return settled rows that the mirror lacks, oldest first."""
    where = "d.mirrored = 0 and d.state in ('delivered', 'dead', 'silenced') order by d.n limit ?"
    return list(delivery_of(db, where, (limit,)))


def mark_mirrored(db: sqlite3.Connection, rows: Sequence[Delivery]) -> None:
    """Tell that the mirror has `rows`; one that was revived meanwhile stays to be mirrored."""
    db.executemany(
        "update delivery set mirrored = 1 where alert = ? and channel = ? and state = ?",
        [(row.alert, row.channel, row.state) for row in rows],
    )


def restore(db: sqlite3.Connection, row: Delivery) -> None:
    """Take over what the mirror holds of a delivery.

    Without a row it waits for its alert. A row of ours gives way only to "delivered": a dead one may have been revived.
    """
    where = "where alert = ? and channel = ?"
    if db.execute(f"select 1 from delivery {where}", (row.alert, row.channel)).fetchone() is None:  # noqa: S608
        moment = (row.done or row.created).timestamp()
        db.execute(
            "insert or replace into restored (alert, channel, at, value) values (?, ?, ?, ?)",
            (row.alert, row.channel, moment, encode(row)),
        )
        return
    if row.state == "delivered":
        db.execute(
            f"update delivery set state = 'delivered', error = '', remote_id = ?, done = ?, mirrored = 1 {where}"  # noqa: S608
            " and state <> 'delivered'",
            (row.remote_id, row.done and row.done.timestamp(), row.alert, row.channel),
        )


class SqliteLedger:
    """marsad.ports.Ledger on a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, channel: str, now: datetime, limit: int) -> list[Delivery]:
        """Return pending rows in order of writing; of one story only the oldest, and none behind one under way."""
        where = (
            "d.channel = ? and d.state = 'pending' and d.not_before <= ? and not exists (select 1 from delivery e"
            " where e.channel = d.channel and e.story = d.story and e.n < d.n and e.state in ('pending', 'sending'))"
            " order by d.n limit ?"
        )
        return await self._database.read(lambda db: list(delivery_of(db, where, (channel, now.timestamp(), limit))))

    async def sending(self, delivery: Delivery) -> Delivery:
        """Mark the attempt; return the row as it now stands, `attempt` one higher."""

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "update delivery set state = 'sending', attempt = attempt + 1 where alert = ? and channel = ?",
                (delivery.alert, delivery.channel),
            )

        await self._database.write(work)
        return msgspec.structs.replace(delivery, state="sending", attempt=delivery.attempt + 1)

    async def delivered(self, delivery: Delivery, now: datetime, remote_id: str = "") -> None:
        """Close the row: the channel has it."""
        await self._set(delivery, _DELIVERED, now.timestamp(), remote_id)

    async def failed(self, delivery: Delivery, error: str, not_before: datetime) -> None:
        """Put the row back with the reason and the time before which it must not be tried."""
        await self._set(
            delivery,
            "state = 'pending', error = ?, not_before = ?, attempt = ?",
            error,
            not_before.timestamp(),
            delivery.attempt,
        )

    async def dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Close the row: the channel will never take it. It stays visible and can be revived."""
        await self._set(delivery, "state = 'dead', error = ?, done = ?", error, now.timestamp())

    async def revive(self, alert: str = "", channel: str = "") -> int:
        """Make dead rows pending again, all that match; return how many."""

        def work(db: sqlite3.Connection) -> int:
            done = db.execute(
                "update delivery set state = 'pending', attempt = 0, not_before = 0, done = null, mirrored = 0"
                " where state = 'dead'"
                " and (? = '' or alert = ?) and (? = '' or channel = ?)",
                (alert, alert, channel, channel),
            )
            return done.rowcount

        return await self._database.write(work)

    async def recover(self) -> int:
        """At start: make rows left in `sending` pending again, marked maybe_duplicate; return how many."""

        def work(db: sqlite3.Connection) -> int:
            sending.unpause_broken(db)
            return db.execute(
                "update delivery set state = 'pending', maybe_duplicate = 1 where state = 'sending'"
            ).rowcount

        return await self._database.write(work)

    # -------------------------------------------------------------------------------- marsad.outbox.Outbox

    async def backlog(self, channel: str, now: datetime, limit: int) -> list[Backlog]:
        """Return the stories that have something due, each with all its pending rows."""
        return await self._database.read(lambda db: sending.backlog(db, channel, now, limit))

    async def heard(self, story: str, channels: Sequence[str]) -> list[bytes]:
        """Return the alerts on a story that any of `channels` has heard of or will, in order of writing."""
        return await self._database.read(lambda db: sending.heard(db, story, channels))

    async def take(self, rows: Sequence[Delivery], by: str) -> list[Delivery]:
        """Mark one attempt on all rows of one message."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, "state = 'sending', attempt = attempt + 1")
            sending.mark(db, rows, "sending", by, rows[0].created)

        await self._database.write(work)
        return [msgspec.structs.replace(row, state="sending", attempt=row.attempt + 1) for row in rows]

    async def posted(self, rows: Sequence[Delivery], now: datetime, remote_id: str) -> None:
        """Close the rows of one story; all but the newest were merged into it."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, _DELIVERED, now.timestamp(), remote_id)
            sending.unmark(db, rows[-1:])
            sending.mark(db, rows[:-1], "merged", rows[-1].alert, now)

        await self._database.write(work)

    async def carried(self, rows: Sequence[Delivery], now: datetime, kind: str, key: str, remote_id: str) -> None:
        """Close the rows of many stories, none with a message of its own."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, _DELIVERED, now.timestamp(), "")
            sending.mark(db, rows, kind, key, now)
            sending.keep_carrier(db, rows[0], kind, key, remote_id, now)

        await self._database.write(work)

    async def put_back(self, rows: Sequence[Delivery], error: str, not_before: datetime) -> None:
        """Make the rows pending again; what they were together in is forgotten."""

        def work(db: sqlite3.Connection) -> None:
            for row in rows:
                change = "state = 'pending', error = ?, not_before = ?, attempt = ?"
                sending.change(db, [row], change, error, not_before.timestamp(), row.attempt)
            sending.unmark(db, rows)

        await self._database.write(work)

    async def hold(self, rows: Sequence[Delivery], reason: str, until: datetime) -> None:
        """Let pending rows wait, and say why."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, "not_before = ?", until.timestamp())
            sending.mark(db, rows, reason, "", until)

        await self._database.write(work)

    async def silence(self, rows: Sequence[Delivery], reason: str, by: str, now: datetime) -> None:
        """Close the rows: nobody gets them."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, "state = 'silenced', done = ?, error = ''", now.timestamp())
            sending.mark(db, rows, reason, by, now)

        await self._database.write(work)

    async def bury(self, rows: Sequence[Delivery], error: str, now: datetime) -> None:
        """Close the rows as dead."""

        def work(db: sqlite3.Connection) -> None:
            sending.change(db, rows, "state = 'dead', error = ?, done = ?", error, now.timestamp())
            sending.unmark(db, rows)

        await self._database.write(work)

    async def pause(self, channel: str, until: datetime, *, asked: bool) -> None:
        """Let nothing go to a channel before `until`."""
        await self._database.write(lambda db: sending.pause(db, channel, until, asked=asked))

    async def paused_until(self, channel: str) -> datetime | None:
        """Return until when nothing goes to a channel, None when nothing keeps it."""
        return await self._database.read(lambda db: sending.paused_until(db, channel))

    async def hasten(self, channel: str) -> None:
        """Let rows that failed be tried again now, and end the channel's pause."""
        await self._database.write(lambda db: sending.hasten(db, channel))

    async def silences(self, now: datetime) -> list[Silence]:
        """Return the silences in force."""
        return await self._database.read(lambda db: sending.silences(db, now))

    async def add_silence(self, match: bytes, *, author: str, reason: str, now: datetime, expires: datetime) -> Silence:
        """Keep a silence."""
        return await self._database.write(lambda db: sending.add_silence(db, match, author, reason, now, expires))

    async def end_silence(self, number: int, *, author: str, now: datetime) -> bool:
        """Let a silence expire now."""
        return await self._database.write(lambda db: sending.end_silence(db, number, author, now))

    async def last_carrier(self, channel: str, kind: str, since: datetime) -> Carrier | None:
        """Return the last message of this kind written at or after `since`, or None."""
        return await self._database.read(lambda db: sending.last_carrier(db, channel, kind, since))

    async def sent_since(self, channel: str, since: datetime) -> int:
        """Return how many rows were delivered at or after `since`."""
        query = "select count(*) from delivery where channel = ? and state = 'delivered' and done >= ?"
        values = (channel, since.timestamp())
        return await self._database.read(lambda db: int(db.execute(query, values).fetchone()[0]))

    async def _set(self, delivery: Delivery, change: str, *values: object) -> None:
        def work(db: sqlite3.Connection) -> None:
            query = f"update delivery set {change} where alert = ? and channel = ?"  # noqa: S608 - our own words
            db.execute(query, (*values, delivery.alert, delivery.channel))

        await self._database.write(work)
