"""Nobody answered, and others were told: the life of the case says so."""

from __future__ import annotations

from datetime import datetime

from alerts.words import unanswered
from marsad.handling import MARSAD, Handling
from marsad.records import Alert


async def write_down(handling: Handling, alert: Alert, channel: str, after_s: float, now: datetime) -> None:
    """Add a note to the case of `alert`: after how long without an answer `channel` was told."""
    note = f"{unanswered(after_s)}، فأُرسل إلى {channel}"
    await handling.act("note", alert.rule, alert.story, who=MARSAD, at=now, until=None, note=note)
