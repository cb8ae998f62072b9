"""What was read and told lately? For trying a rule on it beside the running process."""

from __future__ import annotations

import sqlite3
from itertools import islice
from typing import NamedTuple

from marsad.inquiry import Found
from marsad.records import Alert, Article, decode
from marsad.stores.history import unpacked

_READ = "select value from found where at >= ? order by n desc"
_TOLD = "select value from alert where at between ? and ? order by n"
_STORY = "select story from source where article = ? limit 1"


class Past(NamedTuple):
    """Articles, last read first; the alerts of their time, in order; whether there were more articles."""

    articles: list[Article]
    alerts: list[Alert]
    cut: bool


def past(db: sqlite3.Connection, since: float, most: int) -> Past:
    """Return the last articles whose text is here, with an event time from `since` (unix seconds) on, at most so many.

    They come from the index of the search, which every desk has; an article is there in its last revision.
    """
    kept = (unpacked(value) for (value,) in db.execute(_READ, (since,)))
    read = list(islice((_article(found) for found in kept if not found.quoted), most + 1))
    articles = read[:most]
    moments = [article.at.timestamp() for article in articles] or [since]
    told = db.execute(_TOLD, (min(moments), max(moments)))
    return Past(articles, [decode(value, Alert) for (value,) in told], len(read) > most)


def _article(found: Found) -> Article:
    return Article(
        id=found.article, revision="", url=found.url, title=found.title, text=found.body, seen=found.at,
        published=found.published, feed=found.feed, publisher=found.publisher, section=found.section,
    )  # fmt: skip


def story_of(db: sqlite3.Connection, article: str) -> str:
    """Return the story an article belongs to; its own id where the desk does not know it."""
    row = db.execute(_STORY, (article,)).fetchone()
    return str(row[0]) if row else article
