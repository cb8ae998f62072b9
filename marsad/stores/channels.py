"""How are the channels? Read from the ledger: what waits, what came through, what failed last and with which words."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from marsad.inquiry import ChannelHealth
from marsad.stores.database import Database, Reader
from marsad.stores.deliveries import moment
from marsad.stores.sending import paused_until

_COUNTS = (
    "select channel, sum(state in ('pending', 'sending')), sum(state = 'delivered'), sum(state = 'dead'),"
    " min(case when state in ('pending', 'sending') then created end), max(case when state = 'delivered' then done end)"
    " from delivery group by channel order by channel"
)
_FAILED = "select error, created from delivery where channel = ? and error != '' order by n desc limit 1"


class SqliteChannels:
    """marsad.inquiry.ChannelHistory on a Database."""

    def __init__(self, database: Database | Reader) -> None:
        self._database = database

    async def channels(self, now: datetime) -> list[ChannelHealth]:
        """Return every channel that ever had a delivery, by name."""

        def work(db: sqlite3.Connection) -> list[ChannelHealth]:
            rows = db.execute(_COUNTS).fetchall()
            return [
                _health(row, db.execute(_FAILED, (row[0],)).fetchone(), paused_until(db, row[0]), now) for row in rows
            ]

        return await self._database.read(work)


def _health(
    row: tuple[object, ...], failed: tuple[str, float] | None, paused: datetime | None, now: datetime
) -> ChannelHealth:
    channel, waiting, delivered, dead, oldest, last = row
    return ChannelHealth(
        channel=str(channel),
        waiting=waiting,  # type: ignore[arg-type]
        delivered=delivered,  # type: ignore[arg-type]
        dead=dead,  # type: ignore[arg-type]
        oldest=None if oldest is None else moment(oldest),  # type: ignore[arg-type]
        last=None if last is None else moment(last),  # type: ignore[arg-type]
        error=failed[0] if failed else "",
        failed=moment(failed[1]) if failed else None,
        paused=paused if paused and paused > now else None,
    )
