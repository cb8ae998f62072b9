"""What is asked of every channel?"""

from __future__ import annotations

from typing import Protocol

from marsad.records import Alert


class Channel(Protocol):
    """One way to people or machines. `send` is called for one alert at a time."""

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
