"""What does the shipper carry from the ingest store to Kafka, as which record, and what when Kafka never takes one?"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from marsad.ports import FeedState, LogRow
from marsad.records import DeadLetter, Record, decode, encode
from marsad.runtime.kafka import DEAD_LETTER_BYTES, RECORD_BYTES, Headers
from marsad.stores import spool
from marsad.stores.feeds import read_states
from marsad.stores.log import SqliteLog

STAGE = "ship"
_HEADERS_BYTES = 64 * 1024  # left free beside the value of a dead letter
_CUT_BYTES = 64 * 1024  # of a dead letter that is too large even so
_ERROR_LETTERS = 2_000


class Parcel(NamedTuple):
    """One record to send; `at` is its place in its source, growing."""

    at: int
    key: str
    value: bytes
    headers: Headers = ()


class Cargo(Protocol):
    """A source of parcels with a durable position. All methods run inside a transaction of the store."""

    topic: str
    limit_bytes: int

    def position(self, db: sqlite3.Connection) -> int:
        """Return the place that is finished."""

    def read(self, db: sqlite3.Connection, after: int, *, rows: int, size_bytes: int) -> list[Parcel]:
        """Return the parcels behind place `after`, no more than `rows` and `size_bytes`, but one of any size."""

    def finish(self, db: sqlite3.Connection, at: int) -> None:
        """Move the position; it never goes back."""

    def refuse(self, db: sqlite3.Connection, parcel: Parcel, error: str, now: datetime) -> None:
        """Settle a parcel that Kafka never takes."""


class Articles:
    """The log of articles, in order; one that Kafka refuses becomes a dead letter."""

    topic = "articles"
    limit_bytes = RECORD_BYTES

    def position(self, db: sqlite3.Connection) -> int:
        """Return the offset that is finished."""
        return SqliteLog(db).position(spool.CONSUMER, "articles")

    def read(self, db: sqlite3.Connection, after: int, *, rows: int, size_bytes: int) -> list[Parcel]:
        """Return the articles behind offset `after`."""
        found = spool.articles(db, after, rows=rows, size_bytes=size_bytes)
        return [Parcel(row.offset, article_of(row), row.value) for row in found]

    def finish(self, db: sqlite3.Connection, at: int) -> None:
        """Move the position."""
        SqliteLog(db).advance(spool.CONSUMER, "articles", at)

    def refuse(self, db: sqlite3.Connection, parcel: Parcel, error: str, now: datetime) -> None:
        """Keep the article as a dead letter."""
        place = f"articles/{parcel.at}"
        SqliteLog(db).bury(DeadLetter(stage=STAGE, place=place, error=error, at=now, value=parcel.value))


class Letters:
    """The dead letters of ingest; one that Kafka refuses stays where it is."""

    topic = "dead-letters"
    limit_bytes = DEAD_LETTER_BYTES

    def position(self, db: sqlite3.Connection) -> int:
        """Return the number that is finished."""
        return spool.letters_shipped(db)

    def read(self, db: sqlite3.Connection, after: int, *, rows: int, size_bytes: int) -> list[Parcel]:
        """Return the dead letters behind number `after`, the first of them whatever its size."""
        parcels: list[Parcel] = []
        for n, letter in spool.letters(db, after, rows=min(rows, max(1, size_bytes // DEAD_LETTER_BYTES))):
            parcels.append(dead_letter(n, letter))
        return parcels

    def finish(self, db: sqlite3.Connection, at: int) -> None:
        """Move the position."""
        spool.set_letters_shipped(db, at)

    def refuse(self, db: sqlite3.Connection, parcel: Parcel, error: str, now: datetime) -> None:
        """Leave it: it lies in the store already."""


class Feeds:
    """The states of the feeds that Kafka does not have yet. Nothing of it is durable: a restart sends all of them again."""

    topic = "feeds"

    def __init__(self) -> None:
        self._sent: dict[str, FeedState] = {}

    def changed(self, db: sqlite3.Connection, *, rows: int) -> list[FeedState]:
        """Return up to `rows` states that are others than those sent."""
        states = read_states(db).items()
        return [state for feed, state in states if self._sent.get(feed) != state][:rows]

    def sent(self, state: FeedState) -> None:
        """Take note that Kafka gets this one."""
        self._sent[state.feed] = state

    def lost(self, feed: str) -> None:
        """Take note that what was sent of a feed did not arrive."""
        self._sent.pop(feed, None)


class _Named(Record, frozen=True, kw_only=True):
    id: str


def article_of(row: LogRow) -> str:
    """Return the article id of a row of the log: the first part of its key, or what a revived dead letter says of itself."""
    if not row.key.startswith("dead-letter:"):
        return row.key.partition(":")[0]
    try:
        return decode(row.value, _Named).id
    except msgspec.DecodeError:
        return row.key


def dead_letter(n: int, letter: DeadLetter) -> Parcel:
    """Return the record of a dead letter: its bytes, with all else in headers; of too many bytes the beginning."""
    whole = len(letter.value)
    value = letter.value if whole <= DEAD_LETTER_BYTES - _HEADERS_BYTES else letter.value[:_CUT_BYTES]
    headers = {
        "stage": letter.stage,
        "place": letter.place,
        "error": letter.error[:_ERROR_LETTERS],
        "at": letter.at.isoformat(),
        "bytes": str(whole),
    }
    return Parcel(n, letter.place, value, [(name, text.encode("utf-8", "replace")) for name, text in headers.items()])


def feed_state(state: FeedState) -> Parcel:
    """Return the record of a feed's state."""
    return Parcel(0, state.feed, encode(state))
