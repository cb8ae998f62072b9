"""What was read and told lately? For trying a rule on it beside the running process."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from marsad.records import Alert, Article, decode

_READ = "select value from log where topic = 'articles' and at >= ? order by offset desc limit ?"
_TOLD = "select value from alert where at between ? and ? order by n"
_STORY = "select story from source where article = ? limit 1"


class Past(NamedTuple):
    """Articles, last read first; the alerts of their time, in order; whether there were more articles."""

    articles: list[Article]
    alerts: list[Alert]
    cut: bool


def past(db: sqlite3.Connection, since: float, most: int) -> Past:
    """Return the last articles with an event time from `since` (unix seconds) on, at most so many."""
    values = [value for (value,) in db.execute(_READ, (since, most + 1))]
    articles = [decode(value, Article) for value in values[:most]]
    moments = [article.at.timestamp() for article in articles] or [since]
    told = db.execute(_TOLD, (min(moments), max(moments)))
    return Past(articles, [decode(value, Alert) for (value,) in told], len(values) > most)


def story_of(db: sqlite3.Connection, article: str) -> str:
    """Return the story an article belongs to; its own id where the desk does not know it."""
    row = db.execute(_STORY, (article,)).fetchone()
    return str(row[0]) if row else article
