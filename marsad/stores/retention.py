"""What may go? Keeps the file bounded: old rows leave in small steps, never ahead of a reader.

Age counts from when something was last seen, not from what its publisher dates it: a feed may bring an article of last
year, and its case is as new to the people on call as any other.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from marsad.stores import history
from marsad.stores.memory import SqliteMemory

WINDOW = timedelta(days=8)  # deciding looks back seven days
_STEP = 2_000  # rows a transaction
# What waits for a channel keeps its story, under whichever name the story has it; but a channel that never comes back
# must not fill the disk.
_OLD = (
    "select id from story s where at < ?1 and (at < ?2 or not exists (select 1 from delivery d where d.story = s.id"
    " and d.state in ('pending', 'sending')) and not exists (select 1 from alert a join delivery d on d.alert = a.id"
    " where a.story = s.id and d.state in ('pending', 'sending'))) limit ?3"
)
_WAITING = "select channel from delivery where story = ? and state in ('pending', 'sending')"


class Expired(NamedTuple):
    """How many rows went, and by channel how many deliveries among them had waited for twice the time."""

    rows: int
    given_up: dict[str, int]


def expire(db: sqlite3.Connection, *, now: datetime, keep: timedelta) -> Expired:
    """Drop what was last seen longer than `keep` before the newest article, at most a step of each table.

    The log goes only as far as every consumer has read; memory goes by its own window. A story with a delivery that
    waits stays for twice as long. Without an article `now` counts.
    """
    newest = min(SqliteMemory(db).last_seen() or now, now)
    before = (newest - keep).timestamp()
    gone = SqliteMemory(db).forget(newest - WINDOW)
    gone += db.execute(
        "delete from log where offset in (select offset from log where at < ?1 and offset <= coalesce((select"
        " min(offset) from position where topic not like '%/%'), 0) order by offset limit ?2)",
        (before, _STEP),
    ).rowcount
    stories = [story for (story,) in db.execute(_OLD, (before, (newest - 2 * keep).timestamp(), _STEP))]
    given_up = _waiting(db, stories)
    gone += _drop(db, stories)
    gone += db.execute(
        "delete from delivery_why where at < ?1 and not exists (select 1 from delivery d"
        " where d.alert = delivery_why.alert and d.channel = delivery_why.channel)",
        (before,),
    ).rowcount
    gone += db.execute("delete from carrier where at < ?", (before,)).rowcount
    gone += db.execute("delete from silence where expires < ?", (before,)).rowcount
    gone += history.expire(db, before, 100)  # each is folded anew: longer steps would hold up who writes
    gone += db.execute("delete from restored where at < ?", (before,)).rowcount
    gone += db.execute("delete from dead_letter where at < ?", (before,)).rowcount
    return Expired(gone, given_up)


def _waiting(db: sqlite3.Connection, stories: list[str]) -> dict[str, int]:
    """Return by channel how many deliveries of `stories` are not settled."""
    found = Counter[str]()
    for story in stories:
        found.update(channel for (channel,) in db.execute(_WAITING, (story,)))
    return dict(found)


def _drop(db: sqlite3.Connection, stories: list[str]) -> int:
    """Drop all there is of `stories`; return how many rows."""
    gone = 0
    for table, column in (
        ("source", "story"),
        ("case_actor", "story"),
        ("case_act", "story"),
        ("case_", "story"),
        ("delivery", "story"),
        ("alert", "story"),
        ("story_event", "story"),
        ("story_alias", "story"),
        ("story", "id"),
    ):
        done = db.executemany(
            f"delete from {table} where {column} = ?",  # noqa: S608 - the names above
            [(story,) for story in stories],
        )
        gone += max(0, done.rowcount)
    return gone
