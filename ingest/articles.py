"""What becomes of an entry? An Article: with its page's text, with the feed's own words, or with a headline alone."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from ingest.boilerplate import without_leftovers
from ingest.extract import Page
from ingest.likeness import Said
from marsad.config.models import Feed
from marsad.identity import revision_of
from marsad.ports import Entry
from marsad.records import Article, Quality


def wants_page(entry: Entry, feed: Feed) -> bool:
    """Say whether the page must be fetched to know the text: not where it is no more this entry's than another's."""
    if not entry.url or feed.body == "none" or (entry.shared and not _part(entry)):
        return False
    return not (feed.body == "feed" and entry.content)


def from_entry(entry: Entry, feed: Feed) -> Article:
    """Return the article as the feed alone tells it."""
    return _article(entry, feed, _feed_text(entry))


def said_of(entry: Entry) -> Said:
    """Return what the feed said of the article, to judge its page by."""
    return Said(
        title=entry.title,
        summary=entry.summary,
        content=_feed_text(entry),
        part=_part(entry),
        shared=entry.shared,
    )


def from_page(entry: Entry, feed: Feed, page: Page) -> Article:
    """Return the article with its page's text; the feed's headline and date win where it has them."""
    article = _article(replace(entry, title=entry.title or page.title), feed, page.text)
    if entry.published is None and page.published is not None:
        return replace(article, published=page.published, date_source=page.date_source)
    return article


def _feed_text(entry: Entry) -> str:
    """Return the text that the feed carries, "" where that is no more than its summary."""
    text = without_leftovers(entry.content, entry.title)
    return text if len(text) > len(entry.summary) else ""


def _part(entry: Entry) -> str:
    return unquote(urlsplit(entry.url).fragment)


def _article(entry: Entry, feed: Feed, text: str) -> Article:
    quality: Quality = "full" if text else "summary" if entry.summary else "title"
    title = entry.title or entry.url  # a bare link is still news of something
    return Article(
        id=entry.id,
        revision=revision_of(title, text or entry.summary),
        url=entry.url,
        title=title,
        seen=entry.seen,
        text=text,
        summary=entry.summary,
        published=entry.published,
        date_source=entry.date_source,
        feed=feed.id,
        publisher=feed.publisher,
        family=feed.family or "",
        section=feed.section,
        language=feed.language,
        quality=quality,
        guid=entry.guid,
    )
