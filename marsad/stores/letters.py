"""Dead letters that came through Kafka: each once, with its true size, until someone sends it back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.records import DeadLetter, decode, encode

_PLACE = re.compile(r"([a-z-]+)/(\d+)/(\d+)", re.ASCII)


class Place(NamedTuple):
    """Where a record stood in Kafka when it was refused; the topic without the prefix."""

    topic: str
    partition: int
    offset: int


def place_of(letter: DeadLetter) -> Place | None:
    """Return the place a letter names, or None for one that no topic gave: a feed, a row of ingest's own log."""
    found = _PLACE.fullmatch(letter.place)
    return Place(found[1], int(found[2]), int(found[3])) if found else None


class Letter(NamedTuple):
    """A dead letter with its number; `whole` tells whether all its bytes were kept."""

    number: int
    letter: DeadLetter
    whole: bool


def bury_once(db: sqlite3.Connection, letter: DeadLetter, size_bytes: int) -> bool:
    """Keep `letter` unless it is there; say whether it was added.

    A place in Kafka is refused once by a stage, however often it says so; a feed gives a letter whenever it fails.
    `size_bytes`: how large the record was before it was cut to what the letter holds.
    """
    size = max(size_bytes, len(letter.value))
    added = db.execute(
        "insert into dead_letter (stage, place, at, value, bytes) select ?1, ?2, ?3, ?4, ?5 where not exists"
        " (select 1 from dead_letter where place = ?2 and stage = ?1 and (?6 or at = ?3))",
        (letter.stage, letter.place, letter.at.timestamp(), encode(letter), size, place_of(letter) is not None),
    )
    return added.rowcount == 1


def last_number(db: sqlite3.Connection) -> int:
    """Return the number of the newest letter, 0 when there is none; a number is never given again."""
    return int(db.execute("select coalesce(max(n), 0) from dead_letter").fetchone()[0])


def letters(db: sqlite3.Connection, after: int, upto: int, limit: int) -> list[Letter]:
    """Return the first `limit` letters behind number `after`, none behind `upto`."""
    rows = db.execute(
        "select n, value, bytes from dead_letter where n > ? and n <= ? order by n limit ?", (after, upto, limit)
    )
    found = [(n, decode(value, DeadLetter), size) for n, value, size in rows]
    return [Letter(n, letter, size <= len(letter.value)) for n, letter, size in found]


def newest_first(db: sqlite3.Connection) -> Iterator[DeadLetter]:
    """Yield every letter, one at a time: their bytes together may be more than memory takes."""
    for (value,) in db.execute("select value from dead_letter order by n desc"):
        yield decode(value, DeadLetter)


def drop(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Forget letters."""
    db.executemany("delete from dead_letter where n = ?", [(number,) for number in numbers])
