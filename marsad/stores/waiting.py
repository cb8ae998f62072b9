"""How much waits for each channel, why, and since when? Read at each look at /metrics, so only open rows are touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from marsad.outbox import Queued
from marsad.stores.deliveries import moment

_OPEN = (
    "select case when d.state = 'pending' and d.not_before > ?2 then"
    " case when coalesce(w.reason, '') <> '' then w.reason else 'retry' end"
    " when p.until > ?2 then 'retry' else '' end as why, count(*), min(d.created)"
    " from delivery d left join delivery_why w on w.alert = d.alert and w.channel = d.channel"
    " left join channel_pause p on p.channel = d.channel"
    " where d.channel = ?1 and d.state in ('pending', 'sending') group by why"
)


def waiting(db: sqlite3.Connection, channels: Iterable[str], now: datetime) -> list[Queued]:
    """Return the open rows of `channels` by reason; "" is theirs whose turn it is, "retry" of what failed or waits for a paused channel."""
    return [
        Queued(channel, why, count, moment(oldest))
        for channel in channels
        for why, count, oldest in db.execute(_OPEN, (channel, now.timestamp()))
    ]
