"""What people ask of the past: which articles said this, and which hits opened no case? The docstring is the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from marsad.records import Record


class Found(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One article that says what was asked for. `spans` are its words, offsets into `body`; `heads` into `title`."""

    article: str
    title: str
    url: str
    publisher: str
    at: datetime
    published: datetime | None = None
    feed: str = ""
    section: str = ""
    body: str = ""
    quoted: bool = False  # `body` is what alerts quote: the text never came
    story: str = ""  # "" when the desk does not know it
    heads: tuple[tuple[int, int], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


class Suppressed(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that fired and opened no case, and why."""

    n: int
    rule: str
    article: str
    story: str
    why: str
    title: str
    url: str
    publisher: str
    at: datetime


class History(Protocol):
    """What the store keeps of the past."""

    async def search(self, query: str, *, before: int = 0, limit: int = 30) -> tuple[list[Found], int]:
        """Return articles that say every word of `query` in any of its forms, last read first, and where to go on.

        Words in quotation marks stand side by side and as they are. The number is `before` for the next page, 0 at the
        end.
        """

    async def suppressed(self, *, rule: str = "", before: int = 0, limit: int = 50) -> list[Suppressed]:
        """Return hits that opened no case, last first; `before` is an n."""

    async def suppressed_by_rule(self) -> Sequence[tuple[str, int]]:
        """Return how many hits of each rule opened no case, most first."""

    async def rhythm(self, now: datetime, hours: int) -> Mapping[str, Sequence[int]]:
        """Return, by feed, how many new articles came in each of the last `hours`, the present one last."""

    async def catch_up(self) -> int:
        """Take in what was read since; return how many records. 0 when nothing is left."""


class ChannelHealth(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the ledger says of one channel."""

    channel: str
    waiting: int = 0
    delivered: int = 0
    dead: int = 0
    oldest: datetime | None = None  # when the oldest waiting row was written
    last: datetime | None = None  # when something was delivered last
    error: str = ""  # of the row that failed last, verbatim
    failed: datetime | None = None  # when that row was written
    paused: datetime | None = None  # nothing goes before then: it asked for that, or is broken; None when that is over


class ChannelHistory(Protocol):
    """What the ledger says of channels."""

    async def channels(self, now: datetime) -> list[ChannelHealth]:
        """Return every channel that ever had a delivery, by name."""
