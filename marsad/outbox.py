"""What sending to people asks of the ledger, beyond marsad.ports.Ledger. The docstring is the contract.

People get one message per story. So rows are taken up by story, many of them may be carried by one message, and a row
that waits or was carried says why and by what.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple, Protocol

import msgspec

from marsad.config.matchers import when_of
from marsad.ports import Delivery, Ledger
from marsad.records import Record


class Waiting(NamedTuple):
    """A pending row; `reason` says why it was held, `by` the key of the message it was in when a stop fell into it."""

    row: Delivery
    reason: str = ""
    by: str = ""


class Backlog(NamedTuple):
    """One story that waits on a channel.

    `shown` finds its message there, "" when it has none of its own; `shown_at` is when it was last written. `told` are
    the alerts (encoded) that went before, in order.
    """

    story: str
    rows: tuple[Waiting, ...]
    shown: str = ""
    shown_at: datetime | None = None
    told: tuple[bytes, ...] = ()


class Carrier(NamedTuple):
    """A message that carries many stories: `key` it was sent with, when last, and the alerts (encoded) in it."""

    key: str
    remote_id: str
    at: datetime
    told: tuple[bytes, ...]


class Queued(NamedTuple):
    """Open rows of one channel that wait for one reason, "" when it is their turn; `oldest`: when the first was written."""

    channel: str
    reason: str
    rows: int
    oldest: datetime


class Silence(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Alerts that fit `match` (JSON of marsad.config.channel_tables.When) are not sent until `expires`."""

    id: int
    match: bytes
    author: str
    reason: str
    created: datetime
    expires: datetime
    ended_by: str = ""  # who let it expire before its time


class Answering(Record, frozen=True, kw_only=True):
    """A channel took a message: what waits for it need wait no longer."""

    channel: str


class SilenceEnd(Record, frozen=True, kw_only=True):
    """Somebody wants a silence to end."""

    author: str


class SilenceWish(Record, frozen=True, kw_only=True):
    """A silence somebody asks for; `matchers` as people type them, see marsad.config.matchers."""

    matchers: tuple[str, ...]
    author: str
    reason: str
    expires: Annotated[datetime, msgspec.Meta(tz=True)]


class Outbox(Ledger, Protocol):
    """A ledger that is read by story. Each call is a transaction of its own, durable when it returns."""

    async def backlog(self, channel: str, now: datetime, limit: int) -> list[Backlog]:
        """Return the first `limit` stories with a row that is due, each with all its pending rows, oldest first.

        A story with a row under way is left out.
        """

    async def heard(self, story: str, channels: Sequence[str]) -> list[bytes]:
        """Return the alerts (encoded) on a story that any of `channels` has heard of or will, in order of writing."""

    async def take(self, rows: Sequence[Delivery], by: str) -> list[Delivery]:
        """Mark one attempt on all rows, which one message with the key `by` carries; return them as they now stand."""

    async def posted(self, rows: Sequence[Delivery], now: datetime, remote_id: str) -> None:
        """Close the rows of one story: the message `remote_id` shows them."""

    async def carried(self, rows: Sequence[Delivery], now: datetime, kind: str, key: str, remote_id: str) -> None:
        """Close the rows of many stories: the message `remote_id` of this kind lists them. None gets it as its own."""

    async def put_back(self, rows: Sequence[Delivery], error: str, not_before: datetime) -> None:
        """Make the rows pending again; they may go another way next time."""

    async def hold(self, rows: Sequence[Delivery], reason: str, until: datetime) -> None:
        """Let pending rows wait, and say why."""

    async def silence(self, rows: Sequence[Delivery], reason: str, by: str, now: datetime) -> None:
        """Close the rows: nobody gets them. They stay visible with the reason, and what silenced them."""

    async def bury(self, rows: Sequence[Delivery], error: str, now: datetime) -> None:
        """Close the rows as dead."""

    async def pause(self, channel: str, until: datetime, *, asked: bool) -> None:
        """Let nothing go to a channel before `until`: it `asked` for that, or is broken and not yet to be probed.

        What was asked for outlives a restart; a broken channel is probed after one, `recover` forgets that it is.
        """

    async def paused_until(self, channel: str) -> datetime | None:
        """Return until when nothing goes to a channel, as it was told last; None when nothing keeps it."""

    async def hasten(self, channel: str) -> None:
        """Let rows that failed be tried again now, and end the channel's pause: it answers once more."""

    async def silences(self, now: datetime) -> list[Silence]:
        """Return the silences in force."""

    async def add_silence(self, match: bytes, *, author: str, reason: str, now: datetime, expires: datetime) -> Silence:
        """Keep a silence. Raises UsageError without author or reason, and when it lasts no time or over 30 days."""

    async def end_silence(self, number: int, *, author: str, now: datetime) -> bool:
        """Let a silence expire now; say whether there was one in force. Raises UsageError without author."""

    async def last_carrier(self, channel: str, kind: str, since: datetime) -> Carrier | None:
        """Return the last message of this kind written at or after `since`, or None."""

    async def sent_since(self, channel: str, since: datetime) -> int:
        """Return how many rows were delivered at or after `since`; each may have been a call."""


async def keep_silence(
    outbox: Outbox, wish: SilenceWish, now: datetime, actors: Collection[str] | None = None
) -> Silence:
    """Keep what is wished for. Raises UsageError as `when_of` does of its matchers, and as Outbox.add_silence does.

    `actors` are the ids of those configured, as far as they are known.
    """
    match = when_of(wish.matchers, actors).model_dump_json(exclude_defaults=True).encode()
    return await outbox.add_silence(match, author=wish.author, reason=wish.reason, now=now, expires=wish.expires)
