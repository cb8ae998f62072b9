"""The log in SQLite: records by topic, positions, dead letters. Runs inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from marsad.ports import LogRow, Topic
from marsad.records import DeadLetter, decode, encode


class SqliteLog:
    """marsad.ports.Log over one connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def append(self, topic: Topic, key: str, value: bytes, *, at: datetime) -> bool:
        """Add a record unless the topic already holds `key`; say whether it was added."""
        done = self._db.execute(
            "insert or ignore into log (topic, key, at, value) values (?, ?, ?, ?)", (topic, key, at.timestamp(), value)
        )
        return done.rowcount == 1

    def read(self, topic: Topic, after: int, limit: int) -> list[LogRow]:
        """Return the first `limit` records behind offset `after`, in order."""
        rows = self._db.execute(
            "select offset, key, value from log where topic = ? and offset > ? order by offset limit ?",
            (topic, after, limit),
        )
        return [LogRow(*row) for row in rows]

    def position(self, consumer: str, topic: Topic) -> int:
        """Return the offset `consumer` has finished, 0 at first."""
        row = self._db.execute(
            "select offset from position where consumer = ? and topic = ?", (consumer, topic)
        ).fetchone()
        return int(row[0]) if row else 0

    def advance(self, consumer: str, topic: Topic, offset: int) -> None:
        """Move the position; it never goes back."""
        self._db.execute(
            "insert into position (consumer, topic, offset) values (?, ?, ?)"
            " on conflict do update set offset = max(offset, excluded.offset)",
            (consumer, topic, offset),
        )

    def waiting(self, consumer: str, topic: Topic) -> int:
        """Return how many records lie behind the position of `consumer`."""
        (count,) = self._db.execute(
            "select count(*) from log where topic = ? and offset > ?", (topic, self.position(consumer, topic))
        ).fetchone()
        return int(count)

    def bury(self, letter: DeadLetter) -> None:
        """Keep a record no stage can take."""
        self._db.execute(
            "insert into dead_letter (stage, place, at, value) values (?, ?, ?, ?)",
            (letter.stage, letter.place, letter.at.timestamp(), encode(letter)),
        )

    def revive(self) -> int:
        """Put buried articles back at the end of the log, each once; return how many."""
        rows = self._db.execute(
            "select n, value from dead_letter where stage = 'analyse' and place not like '%/%/%'"
        ).fetchall()
        for n, raw in rows:
            letter = decode(raw, DeadLetter)
            self.append("articles", f"dead-letter:{n}", letter.value, at=letter.at)
            self._db.execute("delete from dead_letter where n = ?", (n,))
        return len(rows)
