"""What ingest remembers, in SQLite: feed states, known entries, pages still wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from marsad.ports import Entry, FeedState, Known
from marsad.records import Article, DeadLetter, decode, encode
from marsad.stores.database import Database
from marsad.stores.feed_states import forget_state
from marsad.stores.log import SqliteLog

_KEYS_A_QUERY = 500  # SQLite's bound on variables was 999 for long


class SqliteFeedStore:
    """marsad.ports.FeedStore on a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def states(self) -> dict[str, FeedState]:
        """Return the state of every feed ever polled, by feed id."""
        return await self._database.read(read_states)

    async def known(self, feed: str, keys: Sequence[str]) -> dict[str, Known]:
        """Return what is known of those of `keys` already saved for the feed."""

        def work(db: sqlite3.Connection) -> dict[str, Known]:
            found: dict[str, Known] = {}
            for start in range(0, len(keys), _KEYS_A_QUERY):
                part = keys[start : start + _KEYS_A_QUERY]
                marks = ",".join("?" * len(part))
                query = f"select key, mark, known from entry where feed = ? and key in ({marks})"  # noqa: S608 - only "?"
                for key, mark, known in db.execute(query, (feed, *part)):
                    found[key] = decode(known, Known) if known else Known(mark=mark)
            return found

        return await self._database.read(work)

    async def save_poll(
        self, state: FeedState, entries: Sequence[Entry], *, skipped: Sequence[Entry] = (), present: Sequence[str] = ()
    ) -> None:
        """Save a poll in one transaction: its state with validators, and its new or changed entries as pending."""

        def work(db: sqlite3.Connection) -> None:
            db.execute("insert or replace into feed (id, state) values (?, ?)", (state.feed, encode(state)))
            db.executemany(_SAVE, [_row(entry, pending=True) for entry in entries])
            db.executemany(_SAVE, [_row(entry, pending=False) for entry in skipped])
            if present and state.last_poll:
                seen = state.last_poll.timestamp()
                db.executemany(
                    "update entry set seen = ? where feed = ? and key = ? and seen < ?",
                    [(seen, state.feed, key, seen) for key in present],
                )

        await self._database.write(work)

    async def pending(self, now: datetime, limit: int) -> list[Entry]:
        """Return pending entries that may be fetched at `now`, oldest first."""

        def work(db: sqlite3.Connection) -> list[Entry]:
            rows = db.execute(
                "select value from entry where due is not null and due <= ? order by due, feed, key limit ?",
                (now.timestamp(), limit),
            )
            return [decode(value, Entry) for (value,) in rows]

        return await self._database.read(work)

    async def publish(self, entry: Entry, article: Article, *, again: datetime | None = None) -> None:
        """Append the article to the log and finish the entry, in one transaction."""

        def work(db: sqlite3.Connection) -> None:
            SqliteLog(db).append("articles", f"{article.id}:{article.revision}", encode(article), at=article.seen)
            if again is None:
                _finish(db, entry)
            else:
                _postpone(db, entry, again)

        await self._database.write(work)

    async def postpone(self, entry: Entry, again: datetime) -> None:
        """Keep the entry pending until `again` without an article."""
        await self._database.write(lambda db: _postpone(db, entry, again))

    async def bury(self, letter: DeadLetter, entry: Entry | None = None) -> bool:
        """Keep bytes nothing can take, one letter of a place; finish the entry they belong to."""

        def work(db: sqlite3.Connection) -> bool:
            kept = not _buried(db, letter)
            if kept:
                SqliteLog(db).bury(letter)
            if entry is not None:
                _finish(db, entry)
            return kept

        return await self._database.write(work)

    async def prune(self, before: datetime, polled: Collection[str]) -> int:
        """Drop entries that left their feed before then, and feeds that left the configuration; return how many entries."""

        def work(db: sqlite3.Connection) -> int:
            gone = db.execute(
                "delete from entry where due is null and seen < ?1 and feed in (select feed from entry where seen >= ?1)",
                (before.timestamp(),),
            ).rowcount
            for feed in _left(db, before, polled):
                gone += db.execute("delete from entry where feed = ?", (feed,)).rowcount
                forget_state(db, feed)  # its validators vouch for those entries
            return gone

        return await self._database.write(work)


def _buried(db: sqlite3.Connection, letter: DeadLetter) -> bool:
    place = (letter.stage, letter.place)
    return db.execute("select 1 from dead_letter where stage = ? and place = ? limit 1", place).fetchone() is not None


def _left(db: sqlite3.Connection, before: datetime, polled: Collection[str]) -> list[str]:
    """Return the feeds that nobody polls, and that were polled for the last time before `before`."""
    states = read_states(db).items()
    return [feed for feed, state in states if feed not in polled and state.last_poll and state.last_poll < before]


def read_states(db: sqlite3.Connection) -> dict[str, FeedState]:
    """Return the state of every feed ever polled, by feed id."""
    return {feed: decode(state, FeedState) for feed, state in db.execute("select id, state from feed")}


_SAVE = "insert or replace into entry (feed, key, mark, seen, due, value, known) values (?, ?, ?, ?, ?, ?, ?)"


def _row(entry: Entry, *, pending: bool) -> tuple[str, str, str, float, float | None, bytes | None, bytes]:
    due = (entry.not_before or entry.seen).timestamp() if pending else None
    value = encode(entry) if pending else None
    return (entry.feed, entry.key, entry.mark, entry.seen.timestamp(), due, value, encode(Known.of(entry)))


def _finish(db: sqlite3.Connection, entry: Entry) -> None:
    """Only the version that was worked on is finished: a change saved meanwhile stays pending."""
    db.execute(
        "update entry set due = null, value = null where feed = ? and key = ? and mark = ?",
        (entry.feed, entry.key, entry.mark),
    )


def _postpone(db: sqlite3.Connection, entry: Entry, again: datetime) -> None:
    later = msgspec.structs.replace(entry, not_before=again)
    db.execute(
        "update entry set due = ?, value = ? where feed = ? and key = ? and mark = ?",
        (again.timestamp(), encode(later), entry.feed, entry.key, entry.mark),
    )
