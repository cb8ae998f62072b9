"""A row of the table of deliveries as marsad.ports.Delivery."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from marsad.ports import Delivery, Held

_DELIVERY = (
    "select d.alert, d.channel, d.story, a.value, d.created, d.state, d.attempt, d.not_before, d.error, d.remote_id,"
    " d.maybe_duplicate, d.done from delivery d join alert a on a.id = d.alert"
)
_HELD = (
    "select w.alert, w.channel, w.reason, w.by from delivery d"
    " join delivery_why w on w.alert = d.alert and w.channel = d.channel"
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


def held_of(db: sqlite3.Connection, stories: Sequence[str]) -> tuple[Held, ...]:
    """Return what is kept of why deliveries of `stories` wait, or what became of them."""
    rows = db.execute(f"{_HELD} where d.story in ({','.join('?' * len(stories))}) order by d.n", stories)
    return tuple(Held(alert=alert, channel=channel, reason=reason, by=by) for alert, channel, reason, by in rows)


def moment(seconds: float) -> datetime:
    """Return unix seconds as a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
