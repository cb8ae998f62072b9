"""A ledger in memory that keeps its promises literally: the model the desk's tests run on."""

from __future__ import annotations

from datetime import datetime

import msgspec

from marsad.errors import StoreFull
from marsad.ports import Delivery
from marsad.records import Alert, encode


class MemoryLedger:
    """marsad.ports.Ledger. `journal` lists every change of a row; `full` makes writes fail that many times."""

    def __init__(self):
        self.rows: dict[tuple[str, str], Delivery] = {}
        self.journal: list[tuple[str, str, str]] = []  # alert, channel, new state
        self.pauses: dict[str, tuple[datetime, bool]] = {}  # channel -> until, asked
        self.full = 0

    def add(self, alert: Alert, *channels: str, created=None) -> None:
        """Write one pending row per channel."""
        for channel in channels:
            row = Delivery(
                alert=alert.id,
                channel=channel,
                story=alert.story,
                value=encode(alert),
                created=created or alert.seen,
            )
            self.rows.setdefault((alert.id, channel), row)

    def row(self, alert: str, channel: str = "hook") -> Delivery:
        """Return one row."""
        return self.rows[alert, channel]

    def states(self, channel: str = "hook") -> dict[str, str]:
        """Return state by alert."""
        return {row.alert: row.state for row in self.rows.values() if row.channel == channel}

    async def due(self, channel, now, limit):
        """Return the oldest open row of each story, where it is pending and its time has come."""
        blocked, found = set(), []
        for row in self.rows.values():
            if row.channel != channel or row.state not in ("pending", "sending") or row.story in blocked:
                continue
            blocked.add(row.story)
            if row.state == "pending" and (row.not_before is None or row.not_before <= now):
                found.append(row)
        return found[:limit]

    async def sending(self, delivery):
        """Mark the attempt."""
        return self._set(delivery, state="sending", attempt=self.row(delivery.alert, delivery.channel).attempt + 1)

    async def delivered(self, delivery, now, remote_id=""):
        """Close the row."""
        self._set(delivery, state="delivered", remote_id=remote_id, error="", done=now)

    async def failed(self, delivery, error, not_before):
        """Put the row back."""
        self._set(delivery, state="pending", error=error, not_before=not_before, attempt=delivery.attempt)

    async def dead(self, delivery, error, now):
        """Close the row without a delivery."""
        self._set(delivery, state="dead", error=error, done=now)

    async def revive(self, alert="", channel=""):
        """Make dead rows pending."""
        chosen = [
            row
            for row in self.rows.values()
            if row.state == "dead" and alert in ("", row.alert) and channel in ("", row.channel)
        ]
        for row in chosen:
            self._set(row, state="pending", attempt=0, not_before=None, done=None)
        return len(chosen)

    async def recover(self):
        """Make rows in mid-send pending, marked as in doubt."""
        chosen = [row for row in self.rows.values() if row.state == "sending"]
        for row in chosen:
            self._set(row, state="pending", maybe_duplicate=True)
        for broken in [name for name, (_, asked) in self.pauses.items() if not asked]:
            await self.hasten(broken)
        return len(chosen)

    async def pause(self, channel, until, *, asked):
        """Let nothing go before `until`."""
        self.pauses[channel] = (until, asked)

    async def paused_until(self, channel):
        """Return until when nothing goes."""
        return self.pauses.get(channel, (None, False))[0]

    async def hasten(self, channel):
        """Put what failed in line."""
        self.pauses.pop(channel, None)
        for place, row in self.rows.items():
            if row.channel == channel and row.state == "pending" and (row.attempt or row.error):
                self.rows[place] = msgspec.structs.replace(row, not_before=None)

    async def silences(self, _now):
        """Return none: silences are tested on the real store."""
        return []

    async def sent_since(self, channel, since):
        """Count what was delivered."""
        return sum(row.channel == channel and row.done is not None and row.done >= since for row in self.rows.values())

    def _set(self, delivery, **changes):
        if self.full:
            self.full -= 1
            raise StoreFull("var/marsad.db: no space left. Free some.")
        place = (delivery.alert, delivery.channel)
        self.rows[place] = msgspec.structs.replace(self.rows[place], **changes)
        self.journal.append((*place, self.rows[place].state))
        return self.rows[place]
