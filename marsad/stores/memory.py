"""What deciding remembers, in SQLite and in plain memory. Both run inside the caller's step."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime

from marsad.records import Decision, Footprint, decode, encode


class SqliteMemory:
    """marsad.ports.StoryMemory over one connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def decision(self, article: str, revision: str) -> Decision | None:
        """Return the decision first kept for this revision, or None."""
        row = self._db.execute(
            "select decision from memory where article = ? and revision = ?", (article, revision)
        ).fetchone()
        return decode(row[0], Decision) if row else None

    def latest(self, article: str) -> Decision | None:
        """Return the decision kept last for any revision of this article, or None."""
        row = self._db.execute(
            "select decision from memory where article = ? order by n desc limit 1", (article,)
        ).fetchone()
        return decode(row[0], Decision) if row else None

    def keep(self, footprint: Footprint, decision: Decision) -> Decision:
        """Keep both unless a decision for the revision stands; return the one that stands."""
        done = self._db.execute(
            "insert or ignore into memory (article, revision, at, footprint, decision) values (?, ?, ?, ?, ?)",
            (
                footprint.article,
                footprint.revision,
                footprint.at.timestamp(),
                encode(footprint),
                encode(decision),
            ),
        )
        if done.rowcount:
            return decision
        return self.decision(footprint.article, footprint.revision) or decision

    def window(self, since: datetime) -> Iterator[tuple[Footprint, Decision]]:
        """Yield what was kept, in order, from the first record with event time >= `since` on."""
        rows = self._db.execute(
            "select footprint, decision from memory where n >= (select min(n) from memory where at >= ?) order by n",
            (since.timestamp(),),
        )
        for footprint, decision in rows:
            yield decode(footprint, Footprint), decode(decision, Decision)

    def newest(self) -> datetime | None:
        """Return the latest event time kept, or None."""
        row = self._db.execute("select footprint from memory order by at desc limit 1").fetchone()
        return decode(row[0], Footprint).at if row else None

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record with event time >= `before`; return how many."""
        done = self._db.execute(
            "delete from memory where n < coalesce((select min(n) from memory where at >= ?),"
            " (select max(n) + 1 from memory))",
            (before.timestamp(),),
        )
        return done.rowcount


class PlainMemory:
    """marsad.ports.StoryMemory in a dict: for replays, where nothing outlives the process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[Footprint, Decision]] = OrderedDict()
        self._last: dict[str, tuple[str, str]] = {}

    def decision(self, article: str, revision: str) -> Decision | None:
        """Return the decision first kept for this revision, or None."""
        kept = self._kept.get((article, revision))
        return kept[1] if kept else None

    def latest(self, article: str) -> Decision | None:
        """Return the decision kept last for any revision of this article, or None."""
        key = self._last.get(article)
        return self._kept[key][1] if key else None

    def keep(self, footprint: Footprint, decision: Decision) -> Decision:
        """Keep both unless a decision for the revision stands; return the one that stands."""
        key = (footprint.article, footprint.revision)
        if key in self._kept:
            return self._kept[key][1]
        self._kept[key] = (footprint, decision)
        self._last[footprint.article] = key
        return decision

    def window(self, since: datetime) -> Iterator[tuple[Footprint, Decision]]:
        """Yield what was kept, in order, from the first record with event time >= `since` on."""
        began = False
        for footprint, decision in self._kept.values():
            began = began or footprint.at >= since
            if began:
                yield footprint, decision

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record with event time >= `before`; return how many."""
        count = 0
        while self._kept:
            key, (footprint, _) = next(iter(self._kept.items()))
            if footprint.at >= before:
                break
            del self._kept[key]
            if self._last.get(key[0]) == key:
                del self._last[key[0]]
            count += 1
        return count
