"""What waits for Kafka in the store of ingest, and as which record it goes there."""

import sqlite3
from datetime import timedelta

import pytest

from marsad.ports import LogRow
from marsad.records import Article, DeadLetter, encode
from marsad.runtime.cargo import article_of, dead_letter
from marsad.runtime.shipper import pause_s
from marsad.stores import spool
from marsad.stores.log import SqliteLog
from marsad.stores.schema import SCHEMA
from tests.contract.stores import DAY


@pytest.fixture
def db():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(SCHEMA)
    return db


def fill(db, *sizes, at=DAY):
    for n, size in enumerate(sizes):
        SqliteLog(db).append("articles", f"a{n}:{at:%d}", b"x" * size, at=at)


def test_a_read_is_bounded_in_rows_and_bytes(db):
    """In the order of the log, and one record of any size when it is the first."""
    fill(db, 10, 10, 50, 10)

    def read(after, rows, size_bytes):
        return [row.offset for row in spool.articles(db, after, rows=rows, size_bytes=size_bytes)]

    assert [1, 2] == read(0, 2, 100)
    assert [1, 2] == read(0, 9, 69)
    assert [1, 2, 3] == read(0, 9, 70)
    assert [3] == read(2, 9, 0)
    assert [] == read(4, 9, 9)


def test_what_came_is_counted_behind_an_offset(db):
    """Rows, bytes and the last offset; other topics do not count, and nothing new leaves the offset where it was."""
    fill(db, 10, 20)
    SqliteLog(db).append("analyses", "a", b"xxx", at=DAY)

    assert (2, 30, 2) == spool.added(db, 0)
    assert (1, 20, 2) == spool.added(db, 1)
    assert (0, 0, 9) == spool.added(db, 9)


def test_only_old_articles_that_kafka_has_are_pruned(db):
    """Seven days and shipped; what waits stays, however old."""
    fill(db, 1, 1, 1, at=DAY - timedelta(days=8))
    fill(db, 1, at=DAY - timedelta(days=6))
    before = spool.prune_shipped(db, now=DAY)
    SqliteLog(db).advance("ship", "articles", 2)

    assert (0, 2) == (before, spool.prune_shipped(db, now=DAY))
    assert [3, 4] == [row.offset for row in SqliteLog(db).read("articles", 0, 9)]


def test_the_place_among_dead_letters_never_goes_back(db):
    """It starts before the first."""
    assert 0 == spool.letters_shipped(db)
    for n in (3, 2):
        spool.set_letters_shipped(db, n)

    assert 3 == spool.letters_shipped(db)


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("a1:r2", b"", "a1"),
        (
            "dead-letter:7",
            encode(Article(id="a9", revision="r", url="https://a.example/9", title="هجوم", seen=DAY)),
            "a9",
        ),
        ("dead-letter:7", b"\xff", "dead-letter:7"),
    ],
)
def test_the_key_is_the_article(key, value, article):
    """Also of a revived dead letter, whose row has a key of its own; unreadable bytes keep that one."""
    assert article == article_of(LogRow(1, key, value))


def test_a_dead_letter_of_broken_text_can_be_sent():
    """An error may quote what is no Unicode."""
    letter = DeadLetter(stage="extract", place="feeds/x", error="bad \ud800 byte", at=DAY, value=b"x")

    assert b"bad ? byte" == dict(dead_letter(1, letter).headers)["error"]


def test_waits_grow_to_ten_seconds():
    """Doubling from 0.1 s; chance takes away up to half."""
    assert [0.1, 0.2, 0.4, 10.0, 10.0] == [pause_s(failures, 1.0) for failures in (1, 2, 3, 8, 10_000)]
    assert (0.05, 5.0) == (pause_s(1, 0.0), pause_s(99, 0.0))
