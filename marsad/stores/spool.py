"""What of the ingest store waits for Kafka? The log of articles and the dead letters, behind the positions of the shipper.

The number of the last dead letter shipped is no row of `position`: dead letters are numbered by themselves, and retention
keeps the log from the lowest position on.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from marsad.ports import LogRow
from marsad.records import DeadLetter, decode

CONSUMER = "ship"
SHIPPED_KEPT = timedelta(days=7)
_LETTERS = "shipped_dead_letters"
_STEP = 2_000  # rows a transaction
COUNTED = 20_000  # rows a look, at most


class Added(NamedTuple):
    """Rows of the log up to an offset."""

    rows: int
    size_bytes: int
    last: int


def articles(db: sqlite3.Connection, after: int, *, rows: int, size_bytes: int) -> list[LogRow]:
    """Return the articles behind offset `after`, no more than `rows` and `size_bytes`, but one of any size."""
    found = db.execute(
        "select offset, key, value from log where topic = 'articles' and offset > ? order by offset limit ?",
        (after, rows),
    )
    taken: list[LogRow] = []
    left_bytes = size_bytes
    for row in map(LogRow._make, found):
        left_bytes -= len(row.value)
        if taken and left_bytes < 0:
            break
        taken.append(row)
    return taken


def added(db: sqlite3.Connection, after: int) -> Added:
    """Return what came to the articles behind `after`; at most 20,000 rows, so ask again when there are as many."""
    count, size_bytes, last = db.execute(
        "select count(*), coalesce(sum(size), 0), coalesce(max(offset), ?1) from (select offset, length(value) as size"
        " from log where topic = 'articles' and offset > ?1 order by offset limit ?2)",
        (after, COUNTED),
    ).fetchone()
    return Added(count, size_bytes, last)


def letters(db: sqlite3.Connection, after: int, *, rows: int) -> list[tuple[int, DeadLetter]]:
    """Return the dead letters behind number `after`."""
    found = db.execute("select n, value from dead_letter where n > ? order by n limit ?", (after, rows))
    return [(n, decode(value, DeadLetter)) for n, value in found]


def letters_shipped(db: sqlite3.Connection) -> int:
    """Return the number of the last dead letter shipped, 0 at first."""
    row = db.execute("select value from counter where name = ?", (_LETTERS,)).fetchone()
    return int(row[0]) if row else 0


def set_letters_shipped(db: sqlite3.Connection, n: int) -> None:
    """Keep the number of the last dead letter shipped; it never goes back."""
    db.execute(
        "insert into counter (name, value) values (?, ?) on conflict do update set value = max(value, excluded.value)",
        (_LETTERS, n),
    )


def prune_shipped(db: sqlite3.Connection, *, now: datetime) -> int:
    """Drop articles that Kafka has and that are older than seven days, at most a step; return how many."""
    return db.execute(
        "delete from log where offset in (select offset from log where topic = 'articles' and at < ? and offset <="
        " (select offset from position where consumer = ? and topic = 'articles') order by offset limit ?)",
        ((now - SHIPPED_KEPT).timestamp(), CONSUMER, _STEP),
    ).rowcount
