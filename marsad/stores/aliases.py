"""Stories that are one, in the desk's SQLite file: which id stands for which, and what goes over to the story that stays.

Records come from several partitions, so a story may be merged before all of it was written. Whatever comes late finds
its story by the alias.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from marsad.ports import StoryEvent
from marsad.records import Alert, Decision, decode, encode

LAYOUT = """
create table if not exists story_alias (       -- a story that turned out to be another
    story text primary key, into_ text not null, at real not null
) without rowid;
create index if not exists story_alias_into on story_alias (into_);
create table if not exists story_event (       -- what befell a story beside the articles and alerts on it
    n integer primary key autoincrement, story text not null, kind text not null, article text not null, at real not null,
    value blob not null, unique (story, kind, article)
);
alter table case_ add column into_ text not null default '';  -- the story whose case of this rule goes on instead
"""

_OWN = "select 1 from delivery where channel = ? and story = ? and (remote_id <> '' or state in ('pending', 'sending'))"


def current(db: sqlite3.Connection, story: str) -> str:
    """Return the story that `story` is by now."""
    while row := db.execute("select into_ from story_alias where story = ?", (story,)).fetchone():
        story = str(row[0])
    return story


def names_of(db: sqlite3.Connection, story: str) -> list[str]:
    """Return the ids that stand for `story`, its own first."""
    names = [story]
    for name in names:  # grows while it is read: an alias may have aliases
        names += [each for (each,) in db.execute("select story from story_alias where into_ = ? order by at", (name,))]
    return names


def merge(db: sqlite3.Connection, gone: str, into: str, at: datetime) -> None:
    """Let `gone` stand for `into`, and move its articles and what is said of it there; done twice, it changes nothing."""
    into = current(db, into)
    if into == gone or current(db, gone) != gone:
        return
    db.execute("insert into story_alias (story, into_, at) values (?, ?, ?)", (gone, into, at.timestamp()))
    db.execute("update source set story = ? where story = ?", (into, gone))
    db.execute("update or ignore story_event set story = ? where story = ?", (into, gone))
    _add_up(db, gone, into)
    for (channel,) in db.execute("select distinct channel from delivery where story = ?", (gone,)).fetchall():
        # A message of its own stays where it is and is edited; without one, or where `into` has none, all goes on there.
        apart = db.execute(_OWN, (channel, into)).fetchone() and " and state = 'pending'"
        db.execute(
            f"update delivery set story = ? where story = ? and channel = ?{apart or ''}",  # noqa: S608 - our own words
            (into, gone, channel),
        )


def _add_up(db: sqlite3.Connection, gone: str, into: str) -> None:
    """Count the articles of `into`, and let it be carried by the families of `gone` too."""
    known = db.execute("select id, families, at from story where id in (?, ?)", (gone, into)).fetchall()
    if not known:
        return
    carried = {story: json.loads(families) for story, families, _ in known}
    families = list(dict.fromkeys([*carried.get(into, ()), *carried.get(gone, ())]))
    db.execute(
        "insert into story (id, articles, families, at) values (?1, (select count(distinct article) from source where"
        " story = ?1), ?2, ?3) on conflict do update set articles = excluded.articles, families = excluded.families,"
        " at = max(at, excluded.at)",
        (into, json.dumps(families, ensure_ascii=False), max(at for *_, at in known)),
    )
    db.execute("update story set articles = 0 where id = ?", (gone,))  # they are those of `into` now


def story_of_message(db: sqlite3.Connection, alert: Alert, channel: str) -> str:
    """Return under which story a channel hears of `alert`: its own as long as a message there is of that one alone."""
    into = current(db, alert.story)
    if into == alert.story:
        return into
    where = "select 1 from delivery where channel = ? and story = ?"
    return alert.story if db.execute(where, (channel, alert.story)).fetchone() else into


def merged_case(db: sqlite3.Connection, rule: str, story: str) -> Alert | None:
    """Return the alert that says what became of the case (rule, story) when the story was merged, or None."""
    if current(db, story) == story:
        return None
    rows = db.execute("select value from alert where story = ? order by n", (story,))
    alerts = (decode(value, Alert) for (value,) in rows)
    return next((each for each in alerts if each.reason == "merged" and each.rule == rule), None)


def join_case(db: sqlite3.Connection, merged: Alert, seq: int) -> None:
    """Let a case go on in the other story, or end it there, as `merged` says; done twice, it changes nothing."""
    into, key = current(db, merged.into), (merged.rule, merged.story)
    if merged.goes_on:
        for table in ("case_", "case_actor", "case_act"):
            db.execute(f"update or ignore {table} set story = ? where rule = ? and story = ?", (into, *key))  # noqa: S608
    db.execute(
        "update case_ set into_ = ?, seq = ?, changed = ?, changed_at = ? where rule = ? and story = ? and into_ = ''",
        (into, seq, merged.at.isoformat(), merged.at.timestamp(), *key),
    )


def add_events(db: sqlite3.Connection, decision: Decision) -> None:
    """Keep what befell the stories a decision speaks of; that one has closed only where people watch it."""
    article, at = decision.article, decision.at
    told = [StoryEvent(kind="merged", article=article, at=at, story=m.story, why=m.why) for m in decision.merged]
    if decision.changes:
        told.append(StoryEvent(kind="changed", article=article, at=at, changes=decision.changes))
    for event in told:
        _add(db, current(db, decision.story), event)
    for story in decision.closed:
        name = current(db, story)
        if db.execute("select 1 from case_ where story = ?", (name,)).fetchone():
            _add(db, name, StoryEvent(kind="closed", article=article, at=at))


def _add(db: sqlite3.Connection, story: str, event: StoryEvent) -> None:
    db.execute(
        "insert or ignore into story_event (story, kind, article, at, value) values (?, ?, ?, ?, ?)",
        (story, event.kind, event.article, event.at.timestamp(), encode(event)),
    )


def events_of(db: sqlite3.Connection, story: str) -> tuple[StoryEvent, ...]:
    """Return what befell a story, in order of writing."""
    rows = db.execute("select value from story_event where story = ? order by n", (story,))
    return tuple(decode(value, StoryEvent) for (value,) in rows)
