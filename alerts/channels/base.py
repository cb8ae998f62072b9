"""What is asked of every channel?

Two kinds: a Channel is for programs and takes every alert by itself; a Messenger is for people and shows each story in
one message, which it edits where it can.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from alerts.cards import BatchKind
from alerts.told import Told
from marsad.records import Alert


class Channel(Protocol):
    """One way to programs. `send` is called for one alert at a time."""

    @property
    def idempotent(self) -> bool:
        """Say whether the same key sent twice is shown once."""

    @property
    def give_up_s(self) -> float:
        """Return the age in seconds at which an alert that keeps failing is dead; infinite for never."""

    async def send(self, alert: Alert, *, key: str) -> str:
        """Hand `alert` over and return the channel's id for it, "" when it gives none.

        Returns only when the channel has taken it. Raises Retry, Refused or Broken and nothing else; their words
        carry no secret. Ends by itself: a channel that hangs raises Retry.
        """

    async def close(self) -> None:
        """Let go of connections; `send` may be called again and opens what it needs."""


class Posting(NamedTuple):
    """What a messenger shall show: one story, or with `batch` many of them.

    `shown` is what `post` returned for the message that shows it already, "" when there is none. With `ring` people
    must notice, also where a message is only edited.
    """

    key: str
    stories: tuple[Told, ...]
    batch: BatchKind | None = None
    shown: str = ""
    ring: bool = False


@runtime_checkable
class Messenger(Protocol):
    """One way to people. `post` is called for one posting at a time."""

    @property
    def idempotent(self) -> bool:
        """Say whether a posting with the same key that shows nothing yet is shown once however often it is sent."""

    @property
    def give_up_s(self) -> float:
        """Return the age in seconds at which a posting that keeps failing is dead."""

    @property
    def edits(self) -> bool:
        """Say whether a message can be changed; else every update is a further message of the thread."""

    @property
    def rate(self) -> tuple[int, float]:
        """Return how many calls the service takes in how many seconds."""

    async def post(self, posting: Posting) -> str:
        """Show the posting and return what finds its message again, never "".

        A message that is gone is sent anew. Raises as `Channel.send` does.
        """

    async def close(self) -> None:
        """Let go of connections; `post` may be called again and opens what it needs."""
