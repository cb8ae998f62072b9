"""Write a feed: RSS 2.0 (with Atom and Dublin Core parts, as outlets do) or Atom 1.0 (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

import msgspec

from marsad.demo.outlets import Outlet

# XML 1.0 has no way to write these, not even as a reference (production [2] Char).
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SUMMARY_CHARS = 220

MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed: the newest version of one page."""

    url: str
    guid: str
    title: str
    summary: str
    published: datetime
    section: str = ""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed says of itself."""

    title: str
    url: str
    site: str


def readable(text: str) -> str:
    """Return `text` without the control characters that XML and HTML forbid."""
    return _FORBIDDEN.sub("", text)


def summary_of(summary: str, text: str) -> str:
    """Return what the feed tells of an article: its summary, else the head of its text cut at a word."""
    if summary.strip():
        return summary.strip()
    head = text.strip().split("\n", 1)[0]
    if len(head) <= _SUMMARY_CHARS:
        return head
    return head[:_SUMMARY_CHARS].rsplit(" ", 1)[0] + "..."


def entry(outlet: Outlet, item: Item) -> str:
    """Return the markup of one item in the outlet's format."""
    return _rss_item(outlet, item) if outlet.format == "rss" else _atom_entry(outlet, item)


def document(outlet: Outlet, channel: Channel, updated: datetime, entries: Sequence[str]) -> bytes:
    """Return the feed's bytes in the outlet's format and charset; other characters become references."""
    frame = _rss(outlet, channel, updated) if outlet.format == "rss" else _atom(outlet, channel, updated)
    head, tail = frame
    text = "".join([head, *entries, tail])
    return text.encode(outlet.charset, "xmlcharrefreplace")


def _text(value: str) -> str:
    return escape(readable(value))


def _rss_item(outlet: Outlet, item: Item) -> str:
    section = f"<category>{_text(item.section)}</category>" if item.section else ""
    return (
        f"<item><title>{_text(item.title)}</title><link>{_text(item.url)}</link>"
        f'<guid isPermaLink="false">{_text(item.guid)}</guid>'
        f"<pubDate>{format_datetime(item.published, usegmt=True)}</pubDate>"
        f"<dc:creator>{_text(outlet.name)}</dc:creator>{section}"
        f"<description>{_text(item.summary)}</description></item>\n"
    )


def _rss(outlet: Outlet, channel: Channel, updated: datetime) -> tuple[str, str]:
    head = (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
        f"<title>{_text(channel.title)}</title><link>{_text(channel.site)}</link>"
        f'<atom:link rel="self" type="application/rss+xml" href="{_text(channel.url)}"/>'
        f"<description>أخبار مختلقة لعرض مرصد</description><language>ar</language><ttl>1</ttl>"
        f"<lastBuildDate>{format_datetime(updated, usegmt=True)}</lastBuildDate>\n"
    )
    return head, "</channel></rss>\n"


def _atom_entry(outlet: Outlet, item: Item) -> str:
    moment = item.published.isoformat(timespec="seconds")
    section = f'<category term="{_text(item.section)}"/>' if item.section else ""
    return (
        f"<entry><title>{_text(item.title)}</title>"
        f'<link rel="alternate" type="text/html" href="{_text(item.url)}"/>'
        f"<id>tag:{outlet.slug}.example,2026:{_text(item.guid)}</id>"
        f"<published>{moment}</published><updated>{moment}</updated>{section}"
        f'<summary type="text">{_text(item.summary)}</summary></entry>\n'
    )


def _atom(outlet: Outlet, channel: Channel, updated: datetime) -> tuple[str, str]:
    head = (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">\n'
        f"<title>{_text(channel.title)}</title><id>{_text(channel.url)}</id>"
        f'<link rel="self" type="application/atom+xml" href="{_text(channel.url)}"/>'
        f'<link rel="alternate" type="text/html" href="{_text(channel.site)}"/>'
        f"<author><name>{_text(outlet.name)}</name></author>"
        f"<updated>{updated.isoformat(timespec='seconds')}</updated>\n"
    )
    return head, "</feed>\n"
