"""The tables of the SQLite file. Times are ISO 8601 text in UTC, records their JSON bytes."""

from __future__ import annotations

VERSION = 1

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
