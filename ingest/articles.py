"""What becomes of an entry? An Article: with its page's text, with the feed's own words, or with a headline alone."""

from __future__ import annotations

from msgspec.structs import replace

from ingest.extract import Page
from marsad.config.models import Feed
from marsad.identity import revision_of
from marsad.ports import Entry
from marsad.records import Article, Quality


def wants_page(entry: Entry, feed: Feed) -> bool:
    """Say whether the page must be fetched to know the text."""
    if not entry.url or feed.body == "none":
        return False
    return not (feed.body == "feed" and entry.content)


def from_entry(entry: Entry, feed: Feed) -> Article:
    """Return the article as the feed alone tells it."""
    return _article(entry, feed, entry.content if len(entry.content) > len(entry.summary) else "")


def from_page(entry: Entry, feed: Feed, page: Page) -> Article:
    """Return the article with its page's text; the feed's headline and date win where it has them."""
    article = _article(replace(entry, title=entry.title or page.title), feed, page.text)
    if entry.published is None and page.published is not None:
        return replace(article, published=page.published, date_source=page.date_source)
    return article


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
