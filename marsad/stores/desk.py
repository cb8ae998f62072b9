"""The desk's tables in SQLite: cases, sources of stories, alerts. Written with the decision, read by the console."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from marsad.ports import Case, Elsewhere, FeedHealth, FeedState, Source, StoryView
from marsad.records import LATER, SEVERITIES, Alert, DeadLetter, Decision, decode, encode
from marsad.stores import aliases, handling
from marsad.stores.database import Database, Reader
from marsad.stores.deliveries import held_of
from marsad.stores.history import add_quiet
from marsad.stores.ledger import address, delivery_of

_CASE = (
    "select c.seq, c.rule, c.story, c.name, c.severity, c.opened, c.changed, c.alert, s.families, s.articles, c.updates, c.into_"
    " from case_ c join story s on s.id = case c.into_ when '' then c.story else c.into_ end"
)
STORIES = (  # those that were merged count as one
    "select value - (select count(*) from story_alias a join story s on s.id = a.story) from tally where name = 'stories'"
)
_ALERTS = "select value from alert where story in ({}) order by n"


def record(
    db: sqlite3.Connection, decision: Decision, channels: dict[str, Sequence[str]], now: datetime
) -> list[Alert]:
    """Write a decision into the desk's tables, inside the caller's transaction; return the alerts that are new.

    `channels`: alert id -> channel ids that shall hear of it. A decision or alert already written changes nothing.
    """
    for merge in decision.merged:
        aliases.merge(db, merge.story, decision.story, decision.at)
    story = aliases.current(db, decision.story)
    added = _add_source(db, decision, story)
    add_quiet(db, decision)
    fresh = [alert for alert in decision.alerts if record_alert(db, alert, channels.get(alert.id, ()), now)]
    if added or fresh:
        _touch(db, decision, story)
    aliases.add_events(db, decision)
    return fresh


def record_alert(db: sqlite3.Connection, alert: Alert, channels: Sequence[str], now: datetime) -> bool:
    """Write an alert with its case and its deliveries, inside the caller's transaction; say whether it was new.

    One that says a story is part of another moves what there is of the story; what comes later goes there by itself.
    It may come ahead of its decision, and what was opened after what was updated: the wall shows the case once
    the story is there, and the last update speaks for it either way.
    """
    value = encode(alert)
    added = db.execute(
        "insert or ignore into alert (id, story, at, value) values (?, ?, ?, ?)",
        (alert.id, alert.story, alert.at.timestamp(), value),
    )
    if not added.rowcount:
        return False
    if alert.reason == "merged":
        aliases.merge(db, alert.story, alert.into, alert.at)
    merged = aliases.merged_case(db, alert.rule, alert.story)
    story = aliases.current(db, merged.into) if merged and merged.goes_on else alert.story
    if alert.reason == "opened":
        _open_case(db, alert, story)
    elif alert.reason in LATER:
        db.execute(
            "update case_ set alert = ?, updates = updates + 1 where rule = ? and story = ?",
            (value, alert.rule, story),
        )
        if alert.reason == "again":
            handling.reopen(db, alert.rule, story, now)
    elif alert.reason == "escalated":
        below = SEVERITIES[: SEVERITIES.index(alert.severity)]  # two steps may come in either order
        db.execute(
            f"update case_ set severity = ? where rule = ? and story = ? and severity in ({','.join('?' * len(below))})",  # noqa: S608 - placeholders
            (alert.severity, alert.rule, story, *below),
        )
    db.executemany(
        "insert or ignore into case_actor (actor, rule, story) values (?, ?, ?)",
        [(actor, alert.rule, story) for actor in (*alert.actors, *alert.places)],
    )
    if merged:
        aliases.join_case(db, merged, _next_seq(db))
    address(db, alert, channels, now)
    return True


def _touch(db: sqlite3.Connection, decision: Decision, story: str) -> None:
    """Move the cases of the story to the top of the wall."""
    touched = [rule for (rule,) in db.execute("select rule from case_ where story = ?", (story,))]
    for rule in touched:
        db.execute(
            "update case_ set seq = ?, changed = ?, changed_at = ? where rule = ? and story = ?",
            (_next_seq(db), decision.at.isoformat(), decision.at.timestamp(), rule, story),
        )


def _open_case(db: sqlite3.Connection, alert: Alert, story: str) -> None:
    ahead = _alerts(db, [alert.story, story])
    updates = [each for each in ahead if each.rule == alert.rule and each.reason in LATER]
    raised = [each.severity for each in ahead if each.rule == alert.rule and each.reason == "escalated"]
    moment = alert.at.isoformat()
    db.execute(
        "insert or ignore into case_ (rule, story, seq, severity, name, opened, changed, changed_at, alert, updates)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            alert.rule,
            story,
            _next_seq(db),
            max([alert.severity, *raised], key=SEVERITIES.index),
            alert.name,
            moment,
            moment,
            alert.at.timestamp(),
            encode([alert, *updates][-1]),
            len(updates),
        ),
    )


def _alerts(db: sqlite3.Connection, stories: Sequence[str]) -> list[Alert]:
    rows = db.execute(_ALERTS.format(",".join("?" * len(stories))), stories)
    return [decode(value, Alert) for (value,) in rows]


def _add_source(db: sqlite3.Connection, decision: Decision, story: str) -> bool:
    source = Source(
        article=decision.article,
        url=decision.url,
        title=decision.title,
        publisher=decision.publisher,
        family=decision.family,
        verdict=decision.verdict,
        seen=decision.seen,
        at=decision.at,
        of=decision.of,
        similarity=decision.similarity,
        why=decision.why,
        holds=decision.holds,
    )
    added = db.execute(
        "insert or ignore into source (story, article, revision, at, value) values (?, ?, ?, ?, ?)",
        (story, decision.article, decision.revision, decision.at.timestamp(), encode(source)),
    )
    if not added.rowcount:
        return False
    row = db.execute("select articles, families from story where id = ?", (story,)).fetchone()
    known = json.loads(row[1]) if row else []
    families = list(dict.fromkeys([*known, *decision.families]))
    (articles,) = db.execute("select count(distinct article) from source where story = ?", (story,)).fetchone()
    db.execute(
        "insert into story (id, articles, families, at) values (?, ?, ?, ?) on conflict do update set"
        " articles = excluded.articles, families = excluded.families, at = max(at, excluded.at)",
        (story, articles, json.dumps(families, ensure_ascii=False), decision.seen.timestamp()),
    )
    return True


def _next_seq(db: sqlite3.Connection) -> int:
    (seq,) = db.execute(
        "insert into counter (name, value) values ('case', 1) on conflict do update set value = value + 1"
        " returning value"
    ).fetchone()
    return int(seq)


class SqliteDesk:
    """marsad.ports.Desk on a Database."""

    def __init__(self, database: Database | Reader) -> None:
        self._database = database

    async def wall(
        self, *, severities: Sequence[str] = (), rule: str = "", actor: str = "", before: int = 0, limit: int = 50
    ) -> list[Case]:
        """Return cases, last changed first; `before` is a seq for paging; empty filters match all."""
        where, values = ["1"], list[object]()
        if severities:
            where.append(f"c.severity in ({','.join('?' * len(severities))})")
            values += severities
        if rule:
            where.append("c.rule = ?")
            values.append(rule)
        if actor:
            where.append(
                "exists (select 1 from case_actor a where a.actor = ? and a.rule = c.rule and a.story = c.story)"
            )
            values.append(actor)
        if before:
            where.append("c.seq < ?")
            values.append(before)
        query = f"{_CASE} where {' and '.join(where)} order by c.seq desc limit ?"
        return await self._database.read(lambda db: [_case(row) for row in db.execute(query, (*values, limit))])

    async def changes(self, after: int, limit: int = 100) -> list[Case]:
        """Return cases changed behind seq `after`, oldest change first."""
        query = f"{_CASE} where c.seq > ? order by c.seq limit ?"
        return await self._database.read(lambda db: [_case(row) for row in db.execute(query, (after, limit))])

    async def last_change(self) -> int:
        """Return the highest seq, 0 when there is none."""

        def work(db: sqlite3.Connection) -> int:
            row = db.execute("select value from counter where name = 'case'").fetchone()
            return int(row[0]) if row else 0

        return await self._database.read(work)

    async def story(self, story: str) -> StoryView | None:
        """Return one story, or None."""

        def work(db: sqlite3.Connection) -> StoryView | None:
            known = aliases.current(db, story)
            rows = db.execute("select value from source where story = ? order by n", (known,))
            sources = tuple(decode(value, Source) for (value,) in rows)
            if not sources:
                return None
            names = aliases.names_of(db, known)
            places = ",".join("?" * len(names))
            cases = db.execute(f"{_CASE} where c.story in ({places}) order by c.seq", names)
            return StoryView(
                story=known,
                cases=tuple(_case(row) for row in cases),
                sources=sources,
                alerts=tuple(value for (value,) in db.execute(_ALERTS.format(places), names)),
                deliveries=tuple(delivery_of(db, f"d.story in ({places}) order by d.n", names)),
                events=aliases.events_of(db, known),
                held=held_of(db, names),
                elsewhere=tuple(_elsewhere(db, sources)),
            )

        return await self._database.read(work)

    async def feeds(self) -> list[FeedHealth]:
        """Return all feeds ever polled."""

        def work(db: sqlite3.Connection) -> list[FeedHealth]:
            pending = dict(db.execute("select feed, count(*) from entry where due is not null group by feed"))
            rows = db.execute("select id, state from feed order by id")
            return [FeedHealth(state=decode(state, FeedState), pending=pending.get(feed, 0)) for feed, state in rows]

        return await self._database.read(work)

    async def totals(self) -> dict[str, int]:
        """Return counts for the header."""

        def work(db: sqlite3.Connection) -> dict[str, int]:
            counts = {
                "articles": "select value from tally where name = 'articles'",
                "stories": STORIES,
                "alerts": "select count(*) from case_",
                "pending": "select count(*) from delivery where state in ('pending', 'sending')",
                "dead_letters": "select count(*) from dead_letter",
            }
            return {name: int(db.execute(query).fetchone()[0]) for name, query in counts.items()}

        return await self._database.read(work)

    async def by_severity(self) -> dict[str, int]:
        """Return how many cases there are of each severity, the gravest first."""
        query = "select severity, count(*) from case_ group by severity"
        counts = await self._database.read(lambda db: dict(db.execute(query).fetchall()))
        return {severity: counts.get(severity, 0) for severity in reversed(SEVERITIES)}

    async def dead_letters(self, limit: int = 100) -> list[tuple[int, DeadLetter]]:
        """Return (number, letter), newest first."""

        def work(db: sqlite3.Connection) -> list[tuple[int, DeadLetter]]:
            rows = db.execute("select n, value from dead_letter order by n desc limit ?", (limit,))
            return [(n, decode(value, DeadLetter)) for n, value in rows]

        return await self._database.read(work)

    async def last_alert(self) -> int:
        """Return the number of the newest alert, 0 when there is none."""
        return await self._database.read(
            lambda db: int(db.execute("select coalesce(max(n), 0) from alert").fetchone()[0])
        )

    async def alerts(self, after: int, limit: int = 100) -> list[tuple[int, Alert]]:
        """Return (number, alert) behind number `after`, in order of writing."""

        def work(db: sqlite3.Connection) -> list[tuple[int, Alert]]:
            rows = db.execute("select n, value from alert where n > ? order by n limit ?", (after, limit))
            return [(n, decode(value, Alert)) for n, value in rows]

        return await self._database.read(work)


def _elsewhere(db: sqlite3.Connection, sources: Sequence[Source]) -> Iterator[Elsewhere]:
    """Yield the articles of other stories that one of `sources` is of, each as it was first seen."""
    own = {source.article for source in sources}
    for article in dict.fromkeys(source.of for source in sources if source.of and source.of not in own):
        for story, value in db.execute(
            "select story, value from source where article = ? order by n limit 1", (article,)
        ):
            yield Elsewhere(article=article, story=story, publisher=decode(value, Source).publisher)


def _case(row: tuple[object, ...]) -> Case:
    seq, rule, story, name, severity, opened, changed, alert, families, articles, updates, into = row
    return Case(
        seq=seq,  # type: ignore[arg-type]
        rule=str(rule),
        story=str(story),
        name=str(name),
        severity=str(severity),
        opened=datetime.fromisoformat(str(opened)),
        changed=datetime.fromisoformat(str(changed)),
        alert=alert,  # type: ignore[arg-type]
        families=tuple(json.loads(str(families))),
        articles=articles,  # type: ignore[arg-type]
        updates=updates,  # type: ignore[arg-type]
        into=str(into),
    )
