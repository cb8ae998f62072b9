"""Why deliveries wait, what carried them, and who silenced them: the tables behind marsad.outbox."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from marsad.errors import UsageError
from marsad.outbox import Backlog, Carrier, Silence, Waiting
from marsad.ports import Delivery
from marsad.stores.deliveries import delivery_of, moment

LONGEST = timedelta(days=30)

LAYOUT = """
create table if not exists delivery_why (      -- why a delivery waits, or what became of it without a message of its own
    alert text not null, channel text not null, reason text not null, by text not null default '', at real not null,
    primary key (alert, channel)
) without rowid;
create index if not exists delivery_why_by on delivery_why (channel, by) where by <> '';
create table if not exists carrier (           -- messages that carry many stories
    key text not null, channel text not null, kind text not null, remote_id text not null, at real not null,
    primary key (channel, key)
) without rowid;
create table if not exists silence (
    id integer primary key autoincrement, match blob not null, author text not null, reason text not null,
    created real not null, expires real not null
);
"""

_STORIES = (
    "select story from delivery d where channel = ?1 and state = 'pending' and not exists (select 1 from delivery e"
    " where e.channel = ?1 and e.story = d.story and e.state = 'sending')"
    " group by story having min(not_before) <= ?2 order by min(n) limit ?3"
)
_HEARD = (
    "select distinct a.n, a.value from delivery d join alert a on a.id = d.alert"
    " where d.state <> 'silenced' and d.story = ? and d.channel in"
)
_SILENCES = "select id, match, author, reason, created, expires, ended_by from silence"
_PLACE = "where alert = ? and channel = ?"


def lay_out(db: sqlite3.Connection) -> None:
    """Make the tables where they are missing."""
    for statement in LAYOUT.split(";\n"):
        if statement.strip():
            db.execute(statement)


def backlog(db: sqlite3.Connection, channel: str, now: datetime, limit: int) -> list[Backlog]:
    """Return the stories that have something due, see Outbox.backlog."""
    stories = [story for (story,) in db.execute(_STORIES, (channel, now.timestamp(), limit)).fetchall()]
    return [_backlog(db, channel, story) for story in stories]


def _backlog(db: sqlite3.Connection, channel: str, story: str) -> Backlog:
    rows = list(delivery_of(db, "d.story = ? and d.channel = ? order by d.n", (story, channel)))
    marks = {
        row.alert: db.execute(f"select reason, by from delivery_why {_PLACE}", (row.alert, channel)).fetchone()  # noqa: S608
        for row in rows
        if row.state == "pending"
    }
    told = [row for row in rows if row.state == "delivered"]
    own = [row for row in told if row.remote_id]
    return Backlog(
        story=story,
        rows=tuple(Waiting(row, *(marks[row.alert] or ("", ""))) for row in rows if row.state == "pending"),
        shown=own[-1].remote_id if own else "",
        shown_at=max((row.done for row in own if row.done), default=None),
        told=tuple(row.value for row in told),
    )


def heard(db: sqlite3.Connection, story: str, channels: Sequence[str]) -> list[bytes]:
    """Return the alerts on a story that are addressed to `channels`, see Outbox.heard; what is silenced nobody hears."""
    rows = db.execute(f"{_HEARD} ({','.join('?' * len(channels))}) order by a.n", (story, *channels))
    return [value for _, value in rows]


def change(db: sqlite3.Connection, rows: Iterable[Delivery], assignment: str, *values: object) -> None:
    """Set columns (our own SQL) of rows."""
    db.executemany(
        f"update delivery set {assignment} {_PLACE}",  # noqa: S608 - our own words
        [(*values, row.alert, row.channel) for row in rows],
    )


def mark(db: sqlite3.Connection, rows: Iterable[Delivery], reason: str, by: str, at: datetime) -> None:
    """Say why rows wait, or what carried them; the last word stands."""
    db.executemany(
        "insert or replace into delivery_why (alert, channel, reason, by, at) values (?, ?, ?, ?, ?)",
        [(row.alert, row.channel, reason, by, at.timestamp()) for row in rows],
    )


def unmark(db: sqlite3.Connection, rows: Iterable[Delivery]) -> None:
    """Forget what was said of rows."""
    db.executemany(f"delete from delivery_why {_PLACE}", [(row.alert, row.channel) for row in rows])  # noqa: S608


def keep_carrier(db: sqlite3.Connection, row: Delivery, kind: str, key: str, remote_id: str, now: datetime) -> None:
    """Remember a message that carries many stories; written again, it is the same one."""
    db.execute(
        "insert or replace into carrier (key, channel, kind, remote_id, at) values (?, ?, ?, ?, ?)",
        (key, row.channel, kind, remote_id, now.timestamp()),
    )


def pause(db: sqlite3.Connection, channel: str, until: datetime, *, asked: bool) -> None:
    """Keep until when nothing goes to a channel, see Outbox.pause."""
    values = (channel, until.timestamp(), asked)
    db.execute("insert or replace into channel_pause (channel, until, asked) values (?, ?, ?)", values)


def paused_until(db: sqlite3.Connection, channel: str) -> datetime | None:
    """Return until when nothing goes to a channel, None when nothing keeps it."""
    found = db.execute("select until from channel_pause where channel = ?", (channel,)).fetchone()
    return moment(found[0]) if found else None


def unpause_broken(db: sqlite3.Connection) -> None:
    """Forget which channels are broken, and try again what failed there: at a start they may have been mended."""
    for (channel,) in db.execute("select channel from channel_pause where not asked").fetchall():
        hasten(db, channel)


def hasten(db: sqlite3.Connection, channel: str) -> None:
    """Put in line what failed, and what waits behind a pause, see Outbox.hasten. A wait that was asked for is no attempt."""
    db.execute("delete from channel_pause where channel = ?", (channel,))
    failed = "(attempt > 0 or error <> '')"
    db.execute(f"update delivery set not_before = 0 where channel = ? and state = 'pending' and {failed}", (channel,))  # noqa: S608


def last_carrier(db: sqlite3.Connection, channel: str, kind: str, since: datetime) -> Carrier | None:
    """Return the last one of its kind with the alerts in it."""
    found = db.execute(
        "select key, remote_id, at from carrier where channel = ? and kind = ? and at >= ? order by at desc limit 1",
        (channel, kind, since.timestamp()),
    ).fetchone()
    if found is None:
        return None
    told = db.execute(
        "select a.value from delivery_why h join alert a on a.id = h.alert where h.channel = ? and h.by = ? order by a.n",
        (channel, found[0]),
    )
    return Carrier(found[0], found[1], moment(found[2]), tuple(value for (value,) in told))


def silences(db: sqlite3.Connection, now: datetime) -> list[Silence]:
    """Return the silences in force."""
    rows = db.execute(f"{_SILENCES} where created <= ?1 and expires > ?1 order by id", (now.timestamp(),))
    return [_silence(*row) for row in rows]


def add_silence(
    db: sqlite3.Connection, match: bytes, author: str, reason: str, now: datetime, expires: datetime
) -> Silence:
    """Keep a silence, see Outbox.add_silence."""
    if not author.strip() or not reason.strip():
        raise UsageError("a silence needs an author and a reason. Say who wants it and why")
    if not now < expires <= now + LONGEST:
        raise UsageError("a silence must end, in at most 30 days. Give another end")
    values = (match, author.strip(), reason.strip(), now.timestamp(), expires.timestamp())
    done = db.execute("insert into silence (match, author, reason, created, expires) values (?, ?, ?, ?, ?)", values)
    return _silence(done.lastrowid or 0, *values)


def end_silence(db: sqlite3.Connection, number: int, author: str, now: datetime) -> bool:
    """Let it expire now, see Outbox.end_silence."""
    if not author.strip():
        raise UsageError("ending a silence needs an author. Say who wants it")
    done = db.execute(
        "update silence set expires = ?1, ended_by = ?3 where id = ?2 and created <= ?1 and expires > ?1",
        (now.timestamp(), number, author.strip()),
    )
    return bool(done.rowcount)


def held_back(db: sqlite3.Connection) -> dict[int, int]:
    """Return how many alerts each silence kept from a channel or more, by its number; without those that kept none."""
    rows = db.execute(
        "select by, count(distinct alert) from delivery_why where reason = 'silenced' and by <> '' group by by"
    )
    return {int(number): count for number, count in rows}


def all_silences(db: sqlite3.Connection) -> list[Silence]:
    """Return every silence that is kept, in force or over."""
    rows = db.execute(f"{_SILENCES} order by id")
    return [_silence(*row) for row in rows]


def _silence(
    number: int, match: bytes, author: str, reason: str, created: float, expires: float, ended_by: str = ""
) -> Silence:
    return Silence(
        id=number,
        match=match,
        author=author,
        reason=reason,
        created=moment(created),
        expires=moment(expires),
        ended_by=ended_by,
    )
