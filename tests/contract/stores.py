"""Stores under test, and plain models of what each port promises."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from marsad.records import Decision, Fingerprint, Footprint
from marsad.stores.database import Database

DAY = datetime(2026, 1, 10, 6, tzinfo=UTC)


def minute(n: float) -> datetime:
    """The n-th minute of the test's day."""
    return DAY + timedelta(minutes=n)


@contextmanager
def database(folder):
    """A fresh SQLite store in `folder`, closed at the end."""
    store = Database(folder / "marsad.db")
    try:
        yield store
    finally:
        store.close()


def footprint(article: str, revision: str = "r1", at: datetime = DAY, **rest) -> Footprint:
    return Footprint(article=article, revision=revision, at=at, fingerprint=Fingerprint(words=1), **rest)


def decision(article: str, revision: str = "r1", story: str = "", at: datetime = DAY, **rest) -> Decision:
    return Decision(
        article=article, revision=revision, url=f"https://a.example/{article}", verdict=rest.pop("verdict", "new"),
        story=story or article, at=at, seen=at, **rest,
    )  # fmt: skip
