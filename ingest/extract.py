"""Which text is the article? trafilatura on one page, its result checked before anybody believes it.

Never `deduplicate`: its cache is process-wide, so a page's text would depend on the pages before it. Never
trafilatura's own fetch: it retries without certificate checks. Runs in a worker: it reads hostile bytes.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Literal

import msgspec

from ingest import dates
from ingest.boilerplate import without_leftovers
from ingest.decode import decode
from ingest.language import is_arabic
from marsad.clean import clean, clean_block
from marsad.errors import ParseError
from marsad.records import DateSource

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Outcome = Literal["ok", "short", "empty", "not_arabic", "error"]

TEXT_CHARS = 200_000
_SHORT_CHARS = 40
_SHORT_ARTICLE_CHARS = 500
_LETTER_SHARE = 0.5
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|article|section|table|span|meta)\b", re.IGNORECASE)
_DATE_PROPERTIES = frozenset(
    ("article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
     "publish_date", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date")
)  # fmt: skip
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_LD_CHARS = 500_000


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page said. `outcome` is the metric label; `text` is empty unless it is "ok"."""

    outcome: Outcome
    text: str = ""
    title: str = ""
    published: datetime | None = None
    date_source: DateSource = "fetched"


def extract(
    data: bytes,
    *,
    title: str = "",
    summary_chars: int = 0,
    charset: str = "",
    language: str = "ar",
    zone: tzinfo,
    now: datetime,
) -> Page:
    """Return what the page says, or raise ParseError("binary") for what is no page.

    `title` is the feed's headline, `summary_chars` the length of its summary: a text shorter than that is no gain.
    """
    markup, _ = decode(data, header=charset)
    if "\0" in markup[:1000] or not _MARKUP.search(markup):
        raise ParseError("not an HTML page", reason="binary")
    tree = _tree(markup)
    if tree is None:
        return Page(outcome="empty")
    page_title, found = _page_title(tree), dates.read(_page_date(tree), zone)
    at, why = dates.believe(found, now)
    text = _text(tree, title or page_title, max(_SHORT_CHARS, summary_chars))
    outcome = _outcome(text, summary_chars, language)
    return Page(
        outcome=outcome,
        text=text if outcome == "ok" else "",
        title=page_title,
        published=at,
        date_source="page-meta" if why == "feed" else why,
    )


def _tree(markup: str) -> HtmlElement | None:
    from trafilatura import load_html  # heavy, and wanted in workers only

    tree: HtmlElement | None = load_html(markup)
    return tree


def _text(tree: HtmlElement, title: str, enough: int) -> str:
    """Return the article's text: the quick way first, others where it finds little.

    Below some 250 characters trafilatura falls back on everything the page says, share lines and menus glued to the
    article; asked for precision it does not. Only what gives less than the feed did goes through all its ways.
    """
    text = _trafilatura(tree, title, fast=True)
    if len(text) < _SHORT_ARTICLE_CHARS:
        strict = _trafilatura(tree, title, fast=True, precise=True)
        text = strict if len(strict) >= enough else text
    return text if len(text) >= enough else max(text, _trafilatura(tree, title, fast=False), key=len)


def _trafilatura(tree: HtmlElement, title: str, *, fast: bool, precise: bool = False) -> str:
    import trafilatura

    found = trafilatura.extract(
        tree,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        output_format="txt",
        fast=fast,
        favor_precision=precise,
    )
    return without_leftovers(clean_block(found or "", TEXT_CHARS + 1), title)


def _outcome(text: str, summary_chars: int, language: str) -> Outcome:
    if not text:
        return "empty"
    letters = sum(map(str.isalpha, text))
    spaces = sum(map(str.isspace, text))
    if len(text) > TEXT_CHARS or letters < _LETTER_SHARE * (len(text) - spaces):
        return "error"  # "5 MB of <" comes back as 5 MB of text
    if len(text) < max(_SHORT_CHARS, summary_chars):
        return "short"
    return "not_arabic" if language == "ar" and not is_arabic(text) else "ok"


def _page_title(tree: HtmlElement) -> str:
    for path in ('//meta[@property="og:title"]/@content', "//h1//text()", "//title/text()"):
        if title := clean(" ".join(str(piece) for piece in tree.xpath(path)[:20])):
            return title
    return ""


def _page_date(tree: HtmlElement) -> str:
    """Return the page's own publication date as written: JSON-LD, meta, <time>; never a date found in running text."""
    for script in tree.xpath('//script[@type="application/ld+json"]')[:20]:
        if found := _LD_DATE.search((script.text or "")[:_LD_CHARS]):
            return found[1]
    for meta in tree.xpath("//meta[@content]")[:200]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.lower() in _DATE_PROPERTIES:
            return str(meta.get("content"))
    times = tree.xpath('//time[@pubdate or @itemprop="datePublished"]/@datetime') or tree.xpath(
        "//article//time/@datetime"
    )
    return str(times[0]) if times else ""
