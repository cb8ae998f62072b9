"""Lists of feeds from and for other readers (OPML 2.0, opml.org). Entities stay off: a list comes from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from marsad.clean import clean, safe_link
from marsad.config.models import Feed
from marsad.errors import InputError

_FREE_TRIES = 10_000


def read(text: str | bytes) -> list[dict[str, str]]:
    """Return one `[[feed]]` table for each feed of an OPML document: id, url, publisher, name and section.

    Folders become the section. An address that occurs twice is taken once. Raises InputError for what is no OPML.
    """
    root = _root(text)
    if root.tag != "opml":
        raise InputError(f"not an OPML document: its root is <{root.tag}>. Export OPML from the other reader.")
    tables: dict[str, dict[str, str]] = {}
    taken: set[str] = set()
    for outline, section in _outlines(root.find("body")):
        url = safe_link(_attribute(outline, "xmlurl"))
        if url is None or url in tables:
            continue
        name = clean(_attribute(outline, "title") or _attribute(outline, "text"))
        table = {
            "id": _free_id(url, taken),
            "url": url,
            "publisher": publisher_of(url),
            "name": name,
            "section": section,
        }
        tables[url] = {key: value for key, value in table.items() if value}
    return list(tables.values())


def write(feeds: Iterable[Feed], title: str = "marsad") -> str:
    """Return `feeds` as an OPML document, sections as folders."""
    folders: dict[str, list[Feed]] = {}
    for feed in feeds:
        folders.setdefault(feed.section, []).append(feed)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">']
    lines.append(f"<head><title>{title}</title></head><body>".replace("&", "&amp;"))
    for section, members in sorted(folders.items()):
        rows = [_row(feed) for feed in members]
        lines += [f"<outline text={quoteattr(section)}>", *rows, "</outline>"] if section else rows
    return "\n".join([*lines, "</body></opml>", ""])


def publisher_of(url: str) -> str:
    """Return a publisher's slug for the host of `url`: www.alsahel.example gives alsahel-example."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("feeds.").removeprefix("rss.")
    return _slug(host) or "feed"


def _row(feed: Feed) -> str:
    name = quoteattr(feed.name or feed.id)
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}/>'


def _root(text: str | bytes) -> ET.Element:
    """Parse with expat directly: it can refuse every entity declaration before anything is expanded."""
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text, True)  # noqa: FBT003 - the library's signature
    except expat.ExpatError as problem:
        raise InputError(f"not an OPML document: {problem}") from None
    return builder.close()


def _refuse_entity(*_: object) -> None:
    raise InputError("the OPML document declares entities, which a list of feeds has no use for. Remove its DOCTYPE.")


def _outlines(body: ET.Element | None) -> Iterator[tuple[ET.Element, str]]:
    """Yield every outline with an address, and the folder it lies in, in the document's order."""
    left = [] if body is None else [(outline, "") for outline in reversed(body)]
    while left:
        outline, section = left.pop()
        if _attribute(outline, "xmlurl"):
            yield outline, section
        folder = clean(_attribute(outline, "text")) or section
        left += [(child, folder) for child in reversed(outline)]


def _attribute(outline: ET.Element, name: str) -> str:
    """Return an attribute whatever its letter case: readers write xmlUrl, xmlURL and xmlurl."""
    return next((value.strip() for key, value in outline.attrib.items() if key.lower() == name), "")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _free_id(url: str, taken: set[str]) -> str:
    parts = urlsplit(url)
    words = re.sub(r"(?:%[0-9A-Fa-f]{2})+", "-", parts.path)
    words = re.sub(r"\b(?:rss|feed|feeds|xml|atom|index|aspx|php)\b", "-", words.lower())
    base = "-".join(filter(None, (publisher_of(url), _slug(words))))[:80].strip("-")
    free = next(name for name in (base, *(f"{base}-{n}" for n in range(2, _FREE_TRIES))) if name not in taken)
    taken.add(free)
    return free
