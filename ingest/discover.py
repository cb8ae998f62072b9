"""Where is a site's feed, and is an address one? For `marsad feeds find` and `marsad feeds test`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Self
from urllib.parse import urljoin

import msgspec

from ingest.articles import said_of
from ingest.decode import decode
from ingest.entries import Source
from ingest.extract import Page
from ingest.fetch import Answer, Ask, Fetcher, header_charset, ports_of
from ingest.hosts import Hosts
from ingest.jobs import FeedJob, FeedRead, Unreadable, packed, unpacked
from ingest.one_page import page_of
from ingest.opml import publisher_of
from ingest.workers import WorkerFailed, Workers
from marsad.clean import safe_link
from marsad.config.models import IngestSettings
from marsad.errors import FetchError, ParseError
from marsad.metrics import Metrics
from marsad.ports import Entry

# What content managers call their feed when the page does not say.
USUAL_PATHS = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")
_DECLARED_MAX = 10
_HEAD_CHARS = 200_000
_LINK = re.compile(r"<(?:link|a)\b[^<>]{0,1000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"type\s*=\s*[\"']?application/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


# Why a page gives no text that could be judged; Page.outcome is the reason.
_NO_TEXT = {
    "short": "less text than the feed itself gives",
    "feed": "the feed itself carries more of it, and that is taken",
    "unlike": "it says nothing, or too little, of what the feed says: a notice, a consent wall, a menu or another page",
    "empty": "no article was found on it",
    "not_arabic": "its text is not Arabic; give the feed its `language` if that is meant",
    "error": "what was found on it is no article",
}
_SHARED = "other items lead to this page too, and it has no part with the id that the link names behind #"
_PAGES = 3  # show how a site writes its pages


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """The page of an entry as a poll would have it. `problem` is "" or why its text is not taken."""

    url: str
    text: str = ""
    problem: str = ""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What an address answered as a feed. `problem` is "" or names what is wrong, in words.

    `foreign`: how many of the entries are not in Arabic.
    """

    url: str
    ok: bool
    problem: str = ""
    title: str = ""
    language: str = ""
    encoding: str = ""
    entries: tuple[Entry, ...] = ()
    foreign: int = 0


async def test_feed(url: str, allow_private: Sequence[str] = (), zone: str = "UTC") -> Preview:  # noqa: PT028 - no test
    """Return what `url` answers, read exactly as a poll would read it; nothing is stored."""
    async with _Kit(allow_private) as kit:
        return await kit.preview(url, zone)


async def try_pages(feed: Preview, allow_private: Sequence[str] = ()) -> list[Tried]:
    """Return what the pages of the first entries give, asked one after the other as politely as by a poll."""
    async with _Kit(allow_private) as kit:
        return [await kit.tried(entry, feed.url) for entry in [each for each in feed.entries if each.url][:_PAGES]]


async def find(url: str, allow_private: Sequence[str] = ()) -> list[Preview]:
    """Return the feeds of the site at `url`, each read once: those its page declares, else the first usual address.

    Empty when none is found. Raises FetchError when the site itself does not answer.
    """
    async with _Kit(allow_private) as kit:
        itself = await kit.preview(url)
        if itself.ok:
            return [itself]
        answer = await kit.fetch(url)
        declared = [found for link in links(answer) if (found := await kit.preview(link)).ok]
        return declared or await _usual(kit, answer.url)


async def _usual(kit: _Kit, url: str) -> list[Preview]:
    for path in USUAL_PATHS:
        found = await kit.preview(urljoin(url, path))
        if found.ok:
            return [found]
    return []


def links(answer: Answer) -> list[str]:
    """Return the feed addresses that a page declares, in its order."""
    text, _ = decode(answer.body, header=header_charset(answer.headers))
    found: dict[str, None] = {}
    for tag in _LINK.findall(text[:_HEAD_CHARS]):
        href = _HREF.search(tag)
        if href and _FEED_TYPE.search(tag):
            try:
                link = safe_link(urljoin(answer.url, unescape(href[1] or href[2] or href[3] or "")))
            except ValueError:
                continue
            if link:
                found[link] = None
    return list(found)[:_DECLARED_MAX]


class _Kit:
    """A fetcher and a worker for one command."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._settings = IngestSettings()
        self._allow = tuple(allow)
        self._fetcher = Fetcher(self._settings, Metrics("", "discover"))
        self._workers = Workers(1)
        self._hosts = Hosts(spacing_s=self._settings.per_host_s, slots=1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.close()
        await self._workers.close()

    async def fetch(self, url: str) -> Answer:
        return await self._fetcher.get(
            Ask(url=url, limit_bytes=self._settings.feed_bytes, allow=self._allow, ports=ports_of(url))
        )

    async def preview(self, url: str, zone: str = "UTC") -> Preview:
        try:
            answer = await self.fetch(url)
            result = unpacked(await self._workers.do("feed", packed(_job(answer, zone))))
        except (FetchError, WorkerFailed) as problem:
            return Preview(url=url, ok=False, problem=str(problem))
        if isinstance(result, Unreadable):
            return Preview(url=url, ok=False, problem=result.words)
        assert isinstance(result, FeedRead)  # noqa: S101 - a feed job has no other answer
        return Preview(
            url=answer.permanent_to or url,
            ok=bool(result.reading.entries),
            problem="" if result.reading.entries else "the feed has no items",
            title=result.title,
            language=result.language,
            encoding=result.encoding,
            entries=result.reading.entries,
            foreign=len(result.reading.foreign),
        )

    async def tried(self, entry: Entry, feed_url: str) -> Tried:
        limit = self._settings.page_bytes
        ask = Ask(url=entry.url, kind="article", limit_bytes=limit, allow=self._allow, ports=ports_of(feed_url))
        try:
            async with self._hosts.slot(entry.url):
                page = await page_of(ask, self._fetcher, self._workers, said_of(entry))
        except (FetchError, WorkerFailed, ParseError) as problem:
            return Tried(url=entry.url, problem=str(problem))
        return Tried(url=entry.url, text=page.text, problem=_no_text(entry, page))


def _no_text(entry: Entry, page: Page) -> str:
    return _SHARED if entry.shared and page.outcome == "unlike" else _NO_TEXT.get(page.outcome, "")


def _job(answer: Answer, zone: str) -> FeedJob:
    return FeedJob(
        body=answer.body,
        source=Source(feed="test", publisher=publisher_of(answer.url), zone=zone),
        now=datetime.now(UTC),
        base=answer.url,
        headers=answer.headers,
        header_charset=header_charset(answer.headers),
    )
