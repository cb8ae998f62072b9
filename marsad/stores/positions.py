"""How far has a consumer of Kafka come? Kept beside the rows it wrote, in their transaction.

A place is "topic/partition", which no topic of our own log is called. The offset is that of the next record to read,
as Kafka counts: it may go back when a topic was made anew, which positions of the log never do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping


def positions(db: sqlite3.Connection, consumer: str) -> dict[str, int]:
    """Return place -> next offset to read; nothing for a place never read."""
    rows = db.execute("select topic, offset from position where consumer = ? and topic like '%/%'", (consumer,))
    return dict(rows.fetchall())


def move(db: sqlite3.Connection, consumer: str, places: Mapping[str, int]) -> None:
    """Set the next offset of each place."""
    db.executemany(
        "insert or replace into position (consumer, topic, offset) values (?, ?, ?)",
        [(consumer, place, offset) for place, offset in places.items()],
    )
