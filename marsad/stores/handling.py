"""What people did with cases, in the desk's SQLite file: acts are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from marsad.handling import MARSAD, Act, ActKind, Judged, View
from marsad.stores.aliases import current
from marsad.stores.database import Database
from marsad.stores.deliveries import moment

_ACT = "select n, rule, story, kind, who, at, severity, until, note from case_act"
_ADD = (
    "insert into case_act (rule, story, kind, who, at, severity, until, note)"
    " select rule, story, ?, ?, ?, severity, ?, ? from case_ where story = ?"
)
_REOPEN = (
    "insert into case_act (rule, story, kind, who, at, severity, note)"
    " select c.rule, c.story, 'reopen', ?, ?, c.severity, '' from case_ c where c.rule = ? and c.story = ? and"
    " (select kind from case_act a where a.rule = c.rule and a.story = c.story and a.kind != 'note' order by n desc limit 1)"
    " in ('ack', 'close')"
)
_JUDGED = (
    "select c.rule, count(*), sum(a.kind is not null), sum(coalesce(a.kind = 'false_alarm', 0)) from case_ c"
    " left join case_act a on a.n = (select max(n) from case_act b where b.rule = c.rule and b.story = c.story"
    " and b.kind != 'note') group by c.rule order by c.rule"
)


def reopen(db: sqlite3.Connection, rule: str, story: str, at: datetime) -> None:
    """Open a case again that somebody took or closed, inside the caller's transaction; others stay as they are."""
    db.execute(_REOPEN, (MARSAD, at.timestamp(), rule, story))


class SqliteHandling:
    """marsad.handling.Handling on a Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def act(
        self, kind: ActKind, rule: str, story: str, *, who: str, at: datetime, until: datetime | None, note: str
    ) -> int:
        """Add an act with the severity the case has now; return how many cases it reached."""
        values = (kind, who, at.timestamp(), until.timestamp() if until else None, note, story)

        def work(db: sqlite3.Connection) -> int:
            if kind == "mute":
                return db.execute(_ADD, values).rowcount
            return db.execute(f"{_ADD} and rule = ?", (*values, rule)).rowcount

        return await self._database.write(work)

    async def of_cases(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[Act]]:
        """Return the acts of those cases, by (rule, story); of a story that was merged also those where it goes on."""

        def work(db: sqlite3.Connection) -> dict[tuple[str, str], list[Act]]:
            asked: dict[tuple[str, str], set[tuple[str, str]]] = {}  # where acts stand -> what was asked for
            for rule, story in keys:
                for name in {story, current(db, story)}:
                    asked.setdefault((rule, name), set()).add((rule, story))
            stories = list(dict.fromkeys(story for _, story in asked))
            found: dict[tuple[str, str], list[Act]] = {}
            query = f"{_ACT} where story in ({','.join('?' * len(stories))}) order by n"
            for act in map(_act, db.execute(query, stories)):
                for key in asked.get((act.rule, act.story), ()):
                    found.setdefault(key, []).append(act)
            return found

        return await self._database.read(work) if keys else {}

    async def since(self, n: int, limit: int = 100) -> list[Act]:
        """Return the acts behind number `n`, in order."""
        query = f"{_ACT} where n > ? order by n limit ?"
        return await self._database.read(lambda db: [_act(row) for row in db.execute(query, (n, limit))])

    async def last(self) -> int:
        """Return the number of the newest act, 0 when there is none."""
        query = "select coalesce(max(n), 0) from case_act"
        return await self._database.read(lambda db: int(db.execute(query).fetchone()[0]))

    async def judged(self) -> list[Judged]:
        """Return, by rule, how its cases were judged."""
        return await self._database.read(lambda db: [Judged(*row) for row in db.execute(_JUDGED)])

    async def views(self) -> list[View]:
        """Return the saved views by name."""
        query = "select name, query, who from saved_view order by name"
        return await self._database.read(lambda db: [View(*row) for row in db.execute(query)])

    async def save_view(self, view: View, at: datetime) -> None:
        """Keep a view; one of the same name is replaced."""
        query = "insert or replace into saved_view (name, query, who, at) values (?, ?, ?, ?)"
        await self._database.write(lambda db: db.execute(query, (*view, at.timestamp())))

    async def drop_view(self, name: str) -> None:
        """Forget a view."""
        await self._database.write(lambda db: db.execute("delete from saved_view where name = ?", (name,)))


def _act(row: tuple[object, ...]) -> Act:
    n, rule, story, kind, who, at, severity, until, note = row
    return Act(
        n=n,  # type: ignore[arg-type]
        rule=str(rule),
        story=str(story),
        kind=kind,  # type: ignore[arg-type]
        who=str(who),
        at=moment(at),  # type: ignore[arg-type]
        severity=str(severity),
        until=None if until is None else moment(until),  # type: ignore[arg-type]
        note=str(note),
    )
