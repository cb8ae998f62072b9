"""A row of the table of deliveries as marsad.ports.Delivery."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from marsad.ports import Delivery

_DELIVERY = (
    "select d.alert, d.channel, d.story, a.value, d.created, d.state, d.attempt, d.not_before, d.error, d.remote_id,"
    " d.maybe_duplicate, d.done from delivery d join alert a on a.id = d.alert"
)


def delivery_of(db: sqlite3.Connection, where: str, values: Sequence[object]) -> Iterator[Delivery]:
    """Yield the deliveries that `where` (our own SQL) selects."""
    for row in db.execute(f"{_DELIVERY} where {where}", values):
        alert, channel, story, value, created, state, attempt, not_before, error, remote_id, maybe, done = row
        yield Delivery(
            alert=alert,
            channel=channel,
            story=story,
            value=value,
            created=moment(created),
            state=state,
            attempt=attempt,
            not_before=moment(not_before) if not_before else None,
            error=error,
            remote_id=remote_id,
            maybe_duplicate=bool(maybe),
            done=moment(done) if done else None,
        )


def moment(seconds: float) -> datetime:
    """Return unix seconds as a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
