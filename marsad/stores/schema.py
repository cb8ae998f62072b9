"""The tables of the SQLite file, and how an older file comes to have them.

Times are ISO 8601 text in UTC, records their JSON bytes. A step that has shipped is never edited: the next change is
the next step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import msgspec

from marsad.identity import word_number
from marsad.stores import aliases
from marsad.stores.sending import lay_out

Step = Callable[[sqlite3.Connection], None]

# Layout 1; the steps below lead on from it.
SCHEMA = """
create table if not exists log (
    offset integer primary key autoincrement,
    topic text not null,
    key text not null,
    at real not null,               -- event time, unix seconds: retention
    value blob not null,
    unique (topic, key)
);
create index if not exists log_topic on log (topic, offset);
create index if not exists log_at on log (at);
create table if not exists position (
    consumer text not null, topic text not null, offset integer not null, primary key (consumer, topic)
) without rowid;
create table if not exists dead_letter (
    n integer primary key autoincrement, stage text not null, place text not null, at real not null, value blob not null
);

-- deciding: what it remembers
create table if not exists memory (
    n integer primary key autoincrement,
    article text not null, revision text not null, at real not null,
    footprint blob not null, decision blob not null,
    unique (article, revision)
);
create index if not exists memory_at on memory (at, n);

-- ingest: what a restart must not forget
create table if not exists feed (id text primary key, state blob not null) without rowid;
create table if not exists entry (
    feed text not null, key text not null, mark text not null, seen real not null,
    due real,                       -- when its page may be fetched; null = finished
    value blob,                     -- the whole entry while it is pending
    primary key (feed, key)
) without rowid;
create index if not exists entry_due on entry (due) where due is not null;
create index if not exists entry_seen on entry (seen);

-- the desk
create table if not exists case_ (
    rule text not null, story text not null, seq integer not null, severity text not null, name text not null,
    opened text not null, changed text not null, changed_at real not null, updates integer not null default 0,
    alert blob not null, primary key (rule, story)
) without rowid;
create unique index if not exists case_seq on case_ (seq);
create index if not exists case_story on case_ (story);
create table if not exists case_actor (
    actor text not null, rule text not null, story text not null, primary key (actor, rule, story)
) without rowid;
create table if not exists story (
    id text primary key, articles integer not null, families text not null, at real not null
) without rowid;
create table if not exists source (
    n integer primary key autoincrement, story text not null, article text not null, revision text not null,
    at real not null, value blob not null, unique (article, revision)
);
create index if not exists source_story on source (story);
create table if not exists alert (
    n integer primary key autoincrement, id text not null unique, story text not null, at real not null,
    value blob not null
);
create index if not exists alert_story on alert (story);
create table if not exists delivery (
    n integer primary key autoincrement,
    alert text not null, channel text not null, story text not null,
    state text not null, attempt integer not null default 0, not_before real not null default 0,
    created real not null, error text not null default '', remote_id text not null default '',
    maybe_duplicate integer not null default 0, done real,
    unique (alert, channel)
);
create index if not exists delivery_due on delivery (channel, state, n);
create index if not exists delivery_story on delivery (story);
create table if not exists counter (name text primary key, value integer not null) without rowid;
"""

# Layout 2, for the desk of a cluster: which settled deliveries Kafka has, and which it had before this file was made.
MIRROR = """
alter table delivery add column mirrored integer not null default 0;
create index if not exists delivery_mirror on delivery (n) where mirrored = 0 and state in ('delivered', 'dead');
create table if not exists restored (
    alert text not null, channel text not null, at real not null, value blob not null, primary key (alert, channel)
) without rowid;
alter table dead_letter add column bytes integer not null default 0;  -- true size when only its beginning was kept
create index if not exists dead_letter_place on dead_letter (place);
"""


# Layout 3: what people did with cases, the walls they saved, hits that opened no case, and the index of words.
DESK_LIFE = """
create table if not exists case_act (
    n integer primary key autoincrement, rule text not null, story text not null, kind text not null, who text not null,
    at real not null, severity text not null, until real, note text not null default ''
);
create index if not exists case_act_story on case_act (story, n);
create table if not exists saved_view (
    name text primary key, query text not null, who text not null, at real not null
) without rowid;
create table if not exists suppressed (
    n integer primary key autoincrement, rule text not null, article text not null, story text not null, why text not null,
    title text not null, url text not null, publisher text not null, at real not null, unique (article, rule)
);
create index if not exists suppressed_at on suppressed (at);
create table if not exists found (
    n integer primary key autoincrement, article text not null unique, at real not null, value blob not null
);
create index if not exists found_at on found (at);
create table if not exists said (word text primary key) without rowid;  -- every word the index ever met
create virtual table if not exists words using fts5 (title, body, content='', tokenize = "unicode61 remove_diacritics 0");
"""


# Layout 6: the rhythm of feeds, and who ended a silence.
RHYTHM = """
alter table silence add column ended_by text not null default '';
create table if not exists rhythm (            -- new articles of a feed by the hour (of unix time) we saw them in
    feed text not null, hour integer not null, articles integer not null, primary key (feed, hour)
) without rowid;
"""

# Layout 7: how many stories and articles there are, kept while rows come and go: every page of the console says it.
TALLIES = """
create table tally (name text primary key, value integer not null) without rowid;
insert into tally (name, value) select 'articles', coalesce(sum(articles), 0) from story;
insert into tally (name, value) select 'stories', count(*) from story;
create trigger story_came after insert on story begin
    update tally set value = value + new.articles where name = 'articles';
    update tally set value = value + 1 where name = 'stories';
end;
create trigger story_grew after update of articles on story begin
    update tally set value = value + new.articles - old.articles where name = 'articles';
end;
create trigger story_went after delete on story begin
    update tally set value = value - old.articles where name = 'articles';
    update tally set value = value - 1 where name = 'stories';
end;
"""

# Layout 8: what may go goes by when it was seen. An article dated to last year is as new to us as any other; its case,
# and what waits for channels, must not be gone a moment after. 0: of before, when event time counted. `story.at` is from
# here on when something of it was last seen, `log.at` when a record was.
SEEN = """
alter table memory add column seen real not null default 0;
create index memory_seen on memory (seen, n);
alter table found add column seen real not null default 0;
drop index found_at;
create index found_at on found (at, seen);
alter table suppressed add column seen real not null default 0;
update story set at = max(at, coalesce((select max(cast(strftime('%s', json_extract(cast(value as text), '$.seen')) as real))
    from source where source.story = story.id), 0));
"""

# Layout 9: which channel takes nothing yet, and until when.
PAUSES = """
create table channel_pause (
    channel text primary key, until real not null,
    asked integer not null              -- 1: the channel asked for it; 0: it is broken and not yet to be probed
) without rowid;
"""

# Layout 10: what an entry was about, so that another event under its name is no revision of it. Null: of before.
KNOWN = "alter table entry add column known blob;"


def bring_forward(db: sqlite3.Connection, steps: Sequence[Step] | None = None) -> None:
    """Take the file to the layout after the last of `steps` (all there are), in one transaction or not at all.

    A file that is there already, or further, is left alone.
    """
    steps = STEPS if steps is None else steps
    (version,) = db.execute("pragma user_version").fetchone()
    if version >= len(steps):
        return
    db.execute("begin immediate")
    try:
        for step in steps[version:]:
            step(db)
        db.execute(f"pragma user_version = {len(steps)}")
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def _first(db: sqlite3.Connection) -> None:
    _run(db, SCHEMA)


def _mirror(db: sqlite3.Connection) -> None:
    _run(db, MIRROR)
    for n, raw in db.execute("select n, footprint from memory").fetchall():
        db.execute("update memory set footprint = ? where n = ?", (_numbered(raw), n))


def _desk_life(db: sqlite3.Connection) -> None:
    _run(db, DESK_LIFE)


def _one_story(db: sqlite3.Connection) -> None:
    _run(db, aliases.LAYOUT)


def _rhythm(db: sqlite3.Connection) -> None:
    _run(db, RHYTHM)


def _tallies(db: sqlite3.Connection) -> None:
    _run(db, TALLIES)


def _seen(db: sqlite3.Connection) -> None:
    _run(db, SEEN)


def _pauses(db: sqlite3.Connection) -> None:
    _run(db, PAUSES)


def _known(db: sqlite3.Connection) -> None:
    _run(db, KNOWN)


def _numbered(raw: bytes) -> bytes:
    """Return a footprint of layout 1, which had words and 64-bit prints, with their numbers instead."""
    footprint = msgspec.json.decode(raw)
    fingerprint = footprint.get("fingerprint", {})
    terms = [word_number(word) for word, _ in fingerprint.pop("terms", [])]
    vector = {word_number(word): weight for word, weight in footprint.pop("vector", [])}
    fingerprint["prints"] = sorted({print_ >> 32 for print_ in fingerprint.get("prints", [])})
    footprint["words"] = list(dict.fromkeys([*vector, *terms]))
    footprint["weights"] = [max(1, min(255, round(256 * weight))) for weight in vector.values()]
    return msgspec.json.encode(footprint)


def _run(db: sqlite3.Connection, script: str) -> None:
    """Run `script` inside the transaction; `executescript` would commit it first."""
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of `script`; each ends with its line. A semicolon inside a comment ends none."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


STEPS: tuple[Step, ...] = (_first, _mirror, _desk_life, lay_out, _one_story, _rhythm, _tallies, _seen, _pauses, _known)
VERSION = len(STEPS)
