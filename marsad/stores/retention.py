"""What may go? Keeps the file bounded: old rows leave in small steps, never ahead of a reader."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from marsad.stores import history
from marsad.stores.memory import SqliteMemory

WINDOW = timedelta(days=8)  # deciding looks back seven days
_STEP = 2_000  # rows a transaction


def expire(db: sqlite3.Connection, *, now: datetime, keep: timedelta) -> int:
    """Drop what is older than `keep` before the newest article, at most a step of each table; return how many.

    The log goes only as far as every consumer has read; memory goes by its own window. Without an article `now` counts.
    """
    newest = SqliteMemory(db).newest() or now
    before = (newest - keep).timestamp()
    gone = SqliteMemory(db).forget(newest - WINDOW)
    gone += db.execute(
        "delete from log where offset in (select offset from log where at < ?1 and offset <= coalesce((select"
        " min(offset) from position where topic not like '%/%'), 0) order by offset limit ?2)",
        (before, _STEP),
    ).rowcount
    stories = [row[0] for row in db.execute("select id from story where at < ? limit ?", (before, _STEP))]
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
    return gone
