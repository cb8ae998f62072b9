"""Which text is the article? trafilatura on one page, its result checked before anybody believes it.

The page's text is taken where it tells of what the feed told and is more than the feed carried; where its JSON-LD has
much more of it, that is taken. Of a page that several items share only the part that an item's link names is its text.

Never `deduplicate`: its cache is process-wide, so a page's text would depend on the pages before it. Never
trafilatura's own fetch: it retries without certificate checks. Runs in a worker: it reads hostile bytes.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from ingest import dates, page_meta
from ingest.boilerplate import without_leftovers
from ingest.decode import decode
from ingest.language import is_arabic
from ingest.likeness import Said, goes_on, tells_of
from ingest.markup import text_of
from ingest.page_parts import part_of, without_hidden, without_others
from marsad.clean import clean_block
from marsad.errors import ParseError
from marsad.records import DateSource

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement

Outcome = Literal["ok", "feed", "short", "empty", "unlike", "not_arabic", "error"]

TEXT_CHARS = 200_000
_SHORT_CHARS = 40
_SHORT_ARTICLE_CHARS = 500
_PATCHED_CHARS = 250  # trafilatura's own: below, it adds what else the page says
_PATCHED_MAX_CHARS = 2500  # a longer text is hardly ever a short article and its patch
_LETTER_SHARE = 0.5
_MUCH_LONGER = 1.5
_LINKED_DATA = '//script[@type="application/ld+json"]'
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|div|p|article|section|table|span|meta)\b", re.IGNORECASE)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page said. `outcome` is the metric label; `text` is empty unless it is "ok"."""

    outcome: Outcome
    text: str = ""
    title: str = ""
    published: datetime | None = None
    date_source: DateSource = "fetched"


_NOTHING_SAID = Said()


def extract(
    data: bytes,
    *,
    said: Said = _NOTHING_SAID,
    charset: str = "",
    language: str = "ar",
    zone: tzinfo,
    now: datetime,
) -> Page:
    """Return what the page says, or raise ParseError("binary") for what is no page."""
    markup, _ = decode(data, header=charset)
    if "\0" in markup[:1000] or not _MARKUP.search(markup):
        raise ParseError("not an HTML page", reason="binary")
    tree = _tree(markup)
    if tree is None:
        return Page(outcome="empty")
    title = page_meta.title_of(tree)
    part = _part(tree, said)
    if part is None:
        found = page_meta.published_of(tree, zone)
        text = "" if said.shared else _text(tree, said, title)
    else:
        found = page_meta.newest(page_meta.time_marks(part), zone)
        text = _part_text(part, said)
    at, why = dates.believe(found, now)
    outcome = _outcome(text, said, language, named=part is None and page_meta.is_headed(tree, said.title))
    return Page(
        outcome=outcome,
        text=text if outcome == "ok" else "",
        title=title,
        published=at,
        date_source="page-meta" if why == "feed" else why,
    )


def _tree(markup: str) -> HtmlElement | None:
    from trafilatura import load_html  # heavy, and wanted in workers only

    tree: HtmlElement | None = load_html(markup)
    return tree


def _part(tree: HtmlElement, said: Said) -> HtmlElement | None:
    """Return the part of the page that is the item: a post of a live page, but not «#comments» below an article."""
    part = part_of(tree, said.part) if said.part else None
    if part is None or said.shared or tells_of(_part_text(part, said), said):
        return part
    return None


def _part_text(part: HtmlElement, said: Said) -> str:
    from lxml.html import tostring

    markup: str = tostring(part, encoding="unicode", with_tail=False)
    return without_leftovers(text_of(markup, TEXT_CHARS + 1), said.title)


def _text(tree: HtmlElement, said: Said, page_title: str) -> str:
    """Return the article's text: what can be read on the page, or what its JSON-LD says where that is much more."""
    title, enough = said.title or page_title, max(_SHORT_CHARS, len(said.summary))
    bodies = (without_leftovers(text_of(body, TEXT_CHARS + 1), title) for body in page_meta.bodies_of(tree))
    body = max((each for each in bodies if tells_of(each, said)), key=len, default="")
    text = _read_text(tree, title, said, enough)
    if len(body) > _MUCH_LONGER * len(text) or (body and not tells_of(text, said)):
        return body
    return text


def _read_text(tree: HtmlElement, title: str, said: Said, enough: int) -> str:
    """Return the text without hidden parts; with them where nothing of it would be left.

    Some sites send the article itself hidden and let a script show it.
    """
    shown = without_hidden(tree)
    text = "" if shown is None else _own_text(shown, title, said, enough)
    return text if len(text) >= enough and tells_of(text, said) else _own_text(tree, title, said, enough)


def _own_text(tree: HtmlElement, title: str, said: Said, enough: int) -> str:
    """Return the text without blocks of other news; with them where they turn out to hold the article."""
    pruned = without_others(tree)
    if pruned is None:
        return _visible_text(tree, title, enough)
    alone = _visible_text(pruned, title, enough)
    if len(alone) >= _SHORT_ARTICLE_CHARS and tells_of(alone, said):
        return alone
    text = _visible_text(tree, title, enough)
    good = len(alone) >= enough and tells_of(alone, said) and not _goes_on(text, alone, title)
    return alone if good else text


def _visible_text(tree: HtmlElement, title: str, enough: int) -> str:
    """Return the article's text: the quick way first, others where it finds little.

    Below some 250 characters trafilatura falls back on everything the page says, share lines and menus glued to the
    article; asked for precision it does not. Only what gives less than the feed did goes through all its ways.
    """
    text = _trafilatura(tree, title, fast=True)
    if len(text) < _SHORT_ARTICLE_CHARS:
        strict = _trafilatura(tree, title, fast=True, precise=True)
        text = strict if len(strict) >= enough else text
    if len(text) < enough:
        return max(text, _trafilatura(tree, title, fast=False), key=len)
    return _unpatched(tree, title, text, enough) if len(text) <= _PATCHED_MAX_CHARS else text


def _unpatched(tree: HtmlElement, title: str, text: str, enough: int) -> str:
    """Return `text` without what trafilatura added to a short article, where that does not go on with it."""
    alone = _trafilatura(tree, title, fast=True, precise=True, least=_SHORT_CHARS)
    if not enough <= len(alone) < min(_PATCHED_CHARS, len(text)):
        return text
    return text if _goes_on(text, alone, title) else alone


def _goes_on(text: str, alone: str, title: str) -> bool:
    """Say whether what `text` has beyond `alone` belongs to it."""
    own = set(alone.split("\n"))
    return goes_on("\n".join(line for line in text.split("\n") if line not in own), f"{title}\n{alone}")


def _trafilatura(
    tree: HtmlElement, title: str, *, fast: bool, precise: bool = False, least: int = _PATCHED_CHARS
) -> str:
    import trafilatura

    found = trafilatura.extract(
        tree,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        output_format="txt",
        fast=fast,
        favor_precision=precise,
        prune_xpath=_LINKED_DATA,  # it would take a text out of it whose-ever that is
        config=_config(least),
    )
    return without_leftovers(clean_block(found or "", TEXT_CHARS + 1), title)


@cache
def _config(least: int) -> ConfigParser:
    """Return trafilatura's settings, with the length below which it takes what else the page says."""
    from trafilatura.settings import DEFAULT_CONFIG

    config: ConfigParser = deepcopy(DEFAULT_CONFIG)
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(least))
    return config


def _outcome(text: str, said: Said, language: str, *, named: bool) -> Outcome:
    """Return what the text is good for; `named` says that the page bears the feed's headline."""
    if not text:
        return "unlike" if said.shared else "empty"
    letters = sum(map(str.isalpha, text))
    spaces = sum(map(str.isspace, text))
    if len(text) > TEXT_CHARS or letters < _LETTER_SHARE * (len(text) - spaces):
        return "error"  # "5 MB of <" comes back as 5 MB of text
    if len(text) < max(_SHORT_CHARS, len(said.summary)):
        return "short"
    if language == "ar" and not is_arabic(text):
        return "not_arabic"
    if not tells_of(text, said) and (said.content or not named):
        return "unlike"
    return "feed" if len(text) < len(said.content) else "ok"
