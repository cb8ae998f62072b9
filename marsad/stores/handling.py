"""What people did with cases, in the desk's SQLite file: acts are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from marsad.handling import Act, ActKind, Judged, View
from marsad.stores.database import Database

_ACT = "select n, rule, story, kind, who, at, severity, until, note from case_act"
_ADD = (
    "insert into case_act (rule, story, kind, who, at, severity, until, note)"
    " select rule, story, ?, ?, ?, severity, ?, ? from case_ where story = ?"
)
_JUDGED = (
    "select c.rule, count(*), sum(a.kind is not null), sum(coalesce(a.kind = 'false_alarm', 0)) from case_ c"
    " left join case_act a on a.n = (select max(n) from case_act b where b.rule = c.rule and b.story = c.story"
    " and b.kind != 'note') group by c.rule order by c.rule"
)


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
        """Return the acts of those cases, by (rule, story)."""
        stories = list(dict.fromkeys(story for _, story in keys))
        wanted = set(keys)

        def work(db: sqlite3.Connection) -> dict[tuple[str, str], list[Act]]:
            found: dict[tuple[str, str], list[Act]] = {}
            query = f"{_ACT} where story in ({','.join('?' * len(stories))}) order by n"
            for act in map(_act, db.execute(query, stories)):
                if (act.rule, act.story) in wanted:
                    found.setdefault((act.rule, act.story), []).append(act)
            return found

        return await self._database.read(work) if stories else {}

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
        at=_moment(at),
        severity=str(severity),
        until=None if until is None else _moment(until),
        note=str(note),
    )


def _moment(seconds: object) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)  # type: ignore[arg-type]
