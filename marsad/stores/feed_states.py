"""Of several states of one feed that other processes polled, which is shown? That of the last poll."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from marsad.ports import FeedState
from marsad.records import decode, encode

_NEVER = datetime.min.replace(tzinfo=UTC)


def later(state: FeedState, known: FeedState | None, now: datetime) -> bool:
    """Return whether `state` is of no earlier poll than what is known of the feed.

    A poll later than `now` was dated by a clock that was ahead, and keeps nothing out.
    """
    last = known.last_poll if known else None
    return last is None or last > now or (state.last_poll or _NEVER) >= last


def copy_state(db: sqlite3.Connection, state: FeedState, now: datetime) -> bool:
    """Keep `state` unless one of a later poll is there; say whether it was kept."""
    row = db.execute("select state from feed where id = ?", (state.feed,)).fetchone()
    if row and not later(state, decode(row[0], FeedState), now):
        return False
    db.execute("insert or replace into feed (id, state) values (?, ?)", (state.feed, encode(state)))
    return True


def forget_state(db: sqlite3.Connection, feed: str) -> None:
    """Drop a feed that is no longer polled."""
    db.execute("delete from feed where id = ?", (feed,))
