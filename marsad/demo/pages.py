"""Write a page as an outlet would: the article, and everything around it that a reader must see past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import jinja2
import msgspec

from marsad.demo.feeds import readable
from marsad.demo.outlets import Outlet

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Link(msgspec.Struct, frozen=True):
    """A link with the words it is read by."""

    url: str
    title: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What one article page shows. `first` and `updated` differ once a page has been revised."""

    url: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    section: str
    first: datetime
    updated: datetime
    related: tuple[Link, ...] = ()
    feed: str = ""


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of `text` that hold words."""
    lines = (line.strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)


def article(outlet: Outlet, story: Story) -> bytes:
    """Return the page's bytes in the outlet's template and charset."""
    page = _templates.get_template(f"{outlet.template}.html")
    html = page.render(outlet=outlet, story=story, ld=_linked_data(outlet, story))
    return readable(html).encode(outlet.charset, "xmlcharrefreplace")


def listing(title: str, groups: Sequence[tuple[Link, Sequence[Link]]], feeds: Sequence[Link] = ()) -> bytes:
    """Return a plain page of links under headings that declares `feeds`: the front door, and each outlet's."""
    return _templates.get_template("listing.html").render(title=title, groups=groups, feeds=feeds).encode()


def _linked_data(outlet: Outlet, story: Story) -> dict[str, object]:
    """Return schema.org NewsArticle; the template writes it ASCII-only, so that any charset holds it."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.first.isoformat(timespec="seconds"),
        "dateModified": story.updated.isoformat(timespec="seconds"),
        "mainEntityOfPage": story.url,
        "inLanguage": "ar",
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
