"""What deciding remembers, in SQLite and in plain memory. Both run inside the caller's step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from marsad.records import Decision, Footprint, decode, encode
from marsad.stores.deliveries import moment
from marsad.stores.revisions import Revisions


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
            "insert or ignore into memory (article, revision, at, footprint, decision, seen) values (?, ?, ?, ?, ?, ?)",
            (
                footprint.article,
                footprint.revision,
                footprint.at.timestamp(),
                encode(footprint),
                encode(decision),
                decision.seen.timestamp(),
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

    def last_seen(self) -> datetime | None:
        """Return when the last of what is kept was seen, or None."""
        seen, at = self._db.execute("select (select max(seen) from memory), (select max(at) from memory)").fetchone()
        return None if at is None else moment(max(seen, at))  # those of an older layout have their event time alone

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record seen at or after `before`; return how many."""
        done = self._db.execute(
            "delete from memory where n < coalesce((select min(n) from (select min(n) as n from memory where seen >= ?1"
            " union all select min(n) from memory where at >= ?1)), (select max(n) + 1 from memory))",
            (before.timestamp(),),
        )
        return done.rowcount


class _Pair(NamedTuple):
    footprint: Footprint
    decision: Decision

    @property
    def key(self) -> tuple[str, str]:
        return self.footprint.article, self.footprint.revision

    @property
    def at(self) -> datetime:
        return self.footprint.at

    @property
    def seen(self) -> datetime:
        return self.decision.seen


class PlainMemory:
    """marsad.ports.StoryMemory without a store: for replays, where nothing outlives the process."""

    def __init__(self) -> None:
        self._kept = Revisions[_Pair]()

    def decision(self, article: str, revision: str) -> Decision | None:
        """Return the decision first kept for this revision, or None."""
        kept = self._kept.get(article, revision)
        return kept.decision if kept else None

    def latest(self, article: str) -> Decision | None:
        """Return the decision kept last for any revision of this article, or None."""
        kept = self._kept.latest(article)
        return kept.decision if kept else None

    def keep(self, footprint: Footprint, decision: Decision) -> Decision:
        """Keep both unless a decision for the revision stands; return the one that stands."""
        return self._kept.add(_Pair(footprint, decision)).decision

    def window(self, since: datetime) -> Iterator[tuple[Footprint, Decision]]:
        """Yield what was kept, in order, from the first record with event time >= `since` on."""
        return self._kept.since(since)

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record seen at or after `before`; return how many."""
        return self._kept.forget(before)
