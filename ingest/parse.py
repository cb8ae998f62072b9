"""What does this feed hold? RSS, RDF and Atom through feedparser, JSON Feed through msgspec; anything else is named.

feedparser calls an HTML page a feed without items and dies of one bad character reference, so it is handed clean
UTF-8 that is known to be a feed, and never a URL. Runs in a worker: it reads hostile bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import msgspec

from ingest import dates
from ingest.decode import decode
from marsad.errors import ParseError

ITEMS_MAX = 2000
TITLE_CHARS = 1000
SUMMARY_CHARS = 20_000
BODY_CHARS = 200_000
LINK_CHARS = 2048

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(rss|RDF|feed)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_DATE = re.compile(
    r"<(?:[\w.-]{1,20}:)?(?:pubDate|published|updated|date)>\s*(?:<!\[CDATA\[)?([^<\]]{1,100})", re.IGNORECASE
)
_CHALLENGE = re.compile(r"Just a moment|/cdn-cgi/challenge|cf-chl|captcha|http-equiv=[\"']?refresh", re.IGNORECASE)
_CLOSING = {"rss": "</channel></rss>", "rdf": "</rdf:RDF>", "feed": "</feed>"}
_HEAD_CHARS = 20_000  # PHP warnings and comments may stand before the root
_JSON_FEED = "https://jsonfeed.org/version/"

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_PAIR = re.compile(r"&#(5[56]\d{3}|x[dD][89abAB][0-9a-fA-F]{2});&#(5[67]\d{3}|x[dD][c-fC-F][0-9a-fA-F]{2});")
_REFERENCE = re.compile(r"&#(x[0-9a-fA-F]+|[0-9]+);")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What feedparser would take for the item's own description: the caption of its picture, or what is said for podcasts.
_ASIDE = re.compile(r"<(/?)(media:description|itunes:summary|dc:description)(?=[\s/>])[^<>]*?(/?)>", re.IGNORECASE)
_ASIDES = ("dc_aside", "itunes_aside", "media_aside")  # as feedparser names what `scrub` makes of them
_ADDRESS = re.compile(r"[a-zA-Z0-9_.+@-]{400,}")  # feedparser's e-mail pattern is quadratic on these (its #562)
_DIGITS_MAX = 8
# Spaces, bidi and zero-width marks, soft hyphen, byte order mark: an editor for Arabic sets them around a link.
_UNSEEN = " \t\r\n\f\v\u00a0\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?=(?::\d{1,5})?(?:[/?#]|$))")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item as the feed gives it: strings with their markup, cut to size; nothing is believed yet."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    date: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A feed document. `truncated`: it held more than ITEMS_MAX items, and the newest were read."""

    items: tuple[Item, ...]
    title: str = ""
    language: str = ""
    encoding: str = ""
    version: str = ""
    truncated: bool = False


def parse(
    data: bytes,
    *,
    base: str = "",
    headers: Mapping[str, str] | None = None,
    header_charset: str = "",
    override: str = "",
) -> Document:
    """Return the document, or raise ParseError: no_bytes, html, challenge or not_a_feed.

    `base` is the address relative links start from; `header_charset` what HTTP claimed; `override` the operator's word.
    """
    if not data.strip():
        raise ParseError("the answer is empty", reason="no_bytes")
    text, encoding = decode(data, header=header_charset, override=override)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_feed(text, encoding, base)
    root = _ROOT.search(text, 0, _HEAD_CHARS)
    page = _HTML.search(text, 0, _HEAD_CHARS)
    if page and (root is None or page.start() < root.start()):
        raise _not_xml(text, headers or {})
    if root is None:
        raise ParseError("no <rss>, <rdf:RDF> or <feed> element", reason="not_a_feed")
    text, truncated = _capped(text, root[1].lower())
    return _feedparser(text, encoding, base, truncated=truncated)


def scrub(text: str) -> str:
    """Return `text` without what makes feedparser raise (bad references), crawl (address-like runs) or mix up.

    For feedparser whatever comes first of description, media:description and their like is the summary, the next one
    the content. Under a name it does not know, each stays what it is.
    """
    text = _PROLOG.sub("", text.lstrip("\ufeff"))
    if "&#" in text:
        text = _PAIR.sub(_joined, text)
        text = _REFERENCE.sub(_legal, text)
    text = _CONTROL.sub("", text)
    text = _ASIDE.sub(lambda tag: f"<{tag[1]}{tag[2].partition(':')[0].lower()}:aside{tag[3]}>", text)
    return _ADDRESS.sub(lambda run: run[0][:400], text)


def _not_xml(text: str, headers: Mapping[str, str]) -> ParseError:
    if "cf-mitigated" in headers or _CHALLENGE.search(text, 0, _HEAD_CHARS):
        return ParseError("the site answers with a challenge page instead of the feed", reason="challenge")
    return ParseError("the site answers with an HTML page instead of a feed", reason="html")


def _capped(text: str, root: str) -> tuple[str, bool]:
    """Return `text` with its ITEMS_MAX newest items, and whether it had more: 100,000 items take feedparser 19 s."""
    starts = [start.start() for start in _ITEM.finditer(text)]
    if len(starts) <= ITEMS_MAX:
        return text, False
    if _is_later(_date_in(text[starts[-1] :]), _date_in(text[starts[0] : starts[1]])):
        return text[: starts[0]] + text[starts[-ITEMS_MAX] :], True
    return text[: starts[ITEMS_MAX]] + _CLOSING[root], True


def _date_in(item: str) -> str:
    found = _DATE.search(item, 0, BODY_CHARS)
    return found[1] if found else ""


def _is_later(last: str, first: str) -> bool:
    """Say whether the last item of a document is dated later than its first: it is written oldest first then."""
    ends = dates.read(last), dates.read(first)
    return bool(ends[0] and ends[1] and ends[0].at > ends[1].at)


def _number(text: str) -> int:
    return int(text[1:], 16) if text[0] in "xX" else int(text)


def _joined(pair: re.Match[str]) -> str:
    high, low = _number(pair[1]), _number(pair[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:  # noqa: PLR2004 - UTF-16
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return "\ufffd"


def _legal(reference: re.Match[str]) -> str:
    """Return the reference, or U+FFFD for one that XML does not allow (production [2] Char)."""
    if len(reference[1]) > _DIGITS_MAX:
        return "\ufffd"
    number = _number(reference[1])
    legal = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000  # noqa: PLR2004
    return reference[0] if legal else "\ufffd"


def _feedparser(text: str, encoding: str, base: str, *, truncated: bool) -> Document:
    import feedparser  # heavy, and wanted in workers only

    # A feed needs no DOCTYPE; the entities one declares cost seconds to refuse.
    bare = _DOCTYPE.sub("", text[:_HEAD_CHARS], count=1) + text[_HEAD_CHARS:]
    clean = ('<?xml version="1.0" encoding="utf-8"?>' + scrub(bare)).encode("utf-8", "replace")
    try:
        # BytesIO: feedparser opens a plain string as URL or file. No base: it would make links of guids, which then
        # change with the address the feed is found at. No sanitizing: markup is taken out here, in
        # linear time; its sanitizer needs 8 s for 200,000 open attributes.
        found = feedparser.parse(
            io.BytesIO(clean),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as problem:  # noqa: BLE001 - fuzzing found KeyError, ValueError and AttributeError inside it
        raise ParseError(f"the feed breaks its reader ({type(problem).__name__})", reason="not_a_feed") from None
    return Document(
        items=tuple(_item(entry, base) for entry in found.entries[:ITEMS_MAX]),
        title=str(found.feed.get("title", ""))[:TITLE_CHARS],
        language=str(found.feed.get("language", ""))[:20],
        encoding=encoding,
        version=found.version or "",
        truncated=truncated or len(found.entries) > ITEMS_MAX,
    )


def _item(entry: Mapping[str, object], base: str) -> Item:
    contents = entry.get("content") or ()
    bodies = [str(part.get("value") or "") for part in contents] if isinstance(contents, list) else []
    return Item(
        guid=_text(entry.get("id"), LINK_CHARS),
        link=_link(entry, base),
        title=_text(entry.get("title"), TITLE_CHARS),
        summary=_text(entry.get("summary") or next(filter(None, map(entry.get, _ASIDES)), ""), SUMMARY_CHARS),
        content=max(bodies, key=len, default="")[:BODY_CHARS],
        date=_text(entry.get("published") or entry.get("updated") or entry.get("created"), 200),
    )


def _link(entry: Mapping[str, object], base: str) -> str:
    """Return the page's address: rel=alternate is meant for readers, a guid used as a link may not be.

    A guid counts as permalink by default (RSS 2.0), and feedparser takes even "4711" for one.
    """
    links = entry.get("links")
    hrefs = [link.get("href") for link in links if link.get("rel") == "alternate"] if isinstance(links, list) else []
    raw = _text(next(filter(None, hrefs), entry.get("link")), LINK_CHARS)
    if raw == entry.get("id") and "://" not in raw:
        return ""
    return _absolute(raw, base)


def _absolute(link: str, base: str) -> str:
    """Return the address a link means: people copy marks along with it, or leave its scheme out."""
    link = link.strip(_UNSEEN)
    try:
        if _is_host((found[0] if (found := _HOST.match(link)) else "").lower(), urlsplit(base).hostname or ""):
            link = f"//{link}"
        return urljoin(base, link) if link else ""
    except ValueError:  # half an IPv6 literal
        return ""


def _is_host(name: str, site: str) -> bool:
    """Say whether `name`, with which a link begins, is no folder (index.php/1) but a host: www, or one of the feed's `site`."""
    bare = site.removeprefix("www.")
    return bool(bare and name) and (name.startswith("www.") or name == bare or name.endswith(f".{bare}"))


def _text(value: object, limit: int) -> str:
    return value.strip()[:limit] if isinstance(value, str) else ""


class _JsonItem(msgspec.Struct):
    """Writers of JSON put null, a number or a list for what they have no text for; one such costs itself."""

    id: object = None
    url: object = None
    external_url: object = None
    title: object = None
    summary: object = None
    content_text: object = None
    content_html: object = None
    date_published: object = None
    date_modified: object = None


class _JsonFeed(msgspec.Struct):
    version: str
    title: object = None
    language: object = None
    items: list[msgspec.Raw] | None = None


def _json_feed(text: str, encoding: str, base: str) -> Document:
    """Return a JSON Feed (jsonfeed.org, 1.0 and 1.1); of an item that is none an empty one, which is complained of."""
    try:
        feed = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"), type=_JsonFeed)
    except msgspec.DecodeError:
        raise ParseError("JSON, but not a JSON Feed", reason="not_a_feed") from None
    if not feed.version.startswith(_JSON_FEED):
        raise ParseError("JSON, but not a JSON Feed", reason="not_a_feed")
    items = feed.items or []
    if len(items) > ITEMS_MAX:
        first, last = _json_item(items[0], base), _json_item(items[-1], base)
        if _is_later(last.date, first.date):
            items = items[-ITEMS_MAX:]
    return Document(
        items=tuple(_json_item(raw, base) for raw in items[:ITEMS_MAX]),
        title=_text(feed.title, TITLE_CHARS),
        language=_text(feed.language, 20),
        encoding=encoding,
        version="json",
        truncated=len(feed.items or ()) > ITEMS_MAX,
    )


def _json_item(raw: msgspec.Raw, base: str) -> Item:
    try:
        item = msgspec.json.decode(raw, type=_JsonItem)
    except msgspec.DecodeError:
        return Item()
    link = _text(item.url, LINK_CHARS) or _text(item.external_url, LINK_CHARS)
    content = _text(item.content_html, BODY_CHARS) or _text(item.content_text, BODY_CHARS)
    return Item(
        guid=_text(item.id, LINK_CHARS) or _figures(item.id),
        link=_absolute(link, base),
        title=_text(item.title, TITLE_CHARS),
        summary=_text(item.summary, SUMMARY_CHARS),
        content=content,
        date=_json_date(item.date_published) or _json_date(item.date_modified),
    )


def _json_date(value: object) -> str:
    return _text(value, 200) or (_figures(round(value)) if isinstance(value, float) else _figures(value))


def _figures(value: object) -> str:
    """Return a number as it is written, "" for what is none."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
