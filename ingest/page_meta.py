"""What does a page say of itself, beside its text? Its headline, when it was published, and the text it gives to machines.

Pages carry the marks of other articles too (teasers, the site, what is read most), so only marks of the page's main
article count. Where those disagree the newest is taken: an old date would file news in the archive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from ingest import dates
from marsad.clean import clean
from marsad.text import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATE_PROPERTIES = frozenset(
    ("article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
     "publish_date", "dc.date", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date")
)  # fmt: skip
_LD_CHARS = 500_000
# schema.org: Article and its kinds (NewsArticle, Report), and postings (BlogPosting, LiveBlogPosting).
_LD_TYPE = re.compile(r"(?:Article|Posting|(?:^|[:/])Report)$")
_LD_BROKEN_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"[^"]{0,60}(?:Article|Posting)"')
_LD_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_MARKED = './/*[self::time or self::meta][@pubdate or @itemprop="datePublished"]'


def title_of(tree: HtmlElement) -> str:
    """Return the page's headline, or ""."""
    for path in ('//meta[@property="og:title"]/@content', "//h1//text()", "//title/text()"):
        if title := clean(" ".join(str(piece) for piece in tree.xpath(path)[:20])):
            return title
    return ""


def is_headed(tree: HtmlElement, title: str) -> bool:
    """Say whether the page shows `title` as its headline; a notice shows its own, and what a script is to fill none."""
    shown = (clean(str(head.text_content())) for head in tree.xpath("//h1")[:20])
    return bool(title) and any(fold(each) == fold(title) for each in shown)


def bodies_of(tree: HtmlElement) -> list[str]:
    """Return the text of the page's articles as its JSON-LD gives it, markup and all."""
    found = (article.get("articleBody") for article in _linked_articles(tree))
    return [body for body in found if isinstance(body, str)]


def published_of(tree: HtmlElement, zone: tzinfo) -> dates.Found | None:
    """Return the page's own publication date: JSON-LD, meta, <time>; never a date found in running text."""
    for found in (_linked_dates(tree), _meta_dates(tree), _marked_dates(tree), time_marks(_home(tree))):
        if read := newest(found, zone):
            return read
    return None


def newest(written: Iterable[str], zone: tzinfo) -> dates.Found | None:
    """Return the latest of the dates that can be read."""
    return max(filter(None, (dates.read(each, zone) for each in written)), default=None)


def time_marks(element: HtmlElement | None) -> list[str]:
    """Return what the <time> elements inside `element` say."""
    return [] if element is None else [str(each) for each in element.xpath(".//time/@datetime")[:200]]


def _home(tree: HtmlElement) -> HtmlElement | None:
    """Return the <article> of the headline, or the only one there is; teasers in a sidebar are <article> too."""
    for path in ("//article[.//h1]", "//article"):
        found = tree.xpath(path)
        if len(found) == 1:
            home: HtmlElement = found[0]
            return home
    return None


def _meta_dates(tree: HtmlElement) -> list[str]:
    for meta in tree.xpath("//meta[@content]")[:200]:
        if (meta.get("property") or meta.get("name") or "").lower() in _DATE_PROPERTIES:
            return [str(meta.get("content"))]
    return []


def _marked_dates(tree: HtmlElement) -> list[str]:
    """Return the dates marked as such in the headline's article; outside of it only a mark that stands alone."""
    home = _home(tree)
    inside = [] if home is None else _dates_of(home.xpath(_MARKED))
    everywhere = set(_dates_of(tree.xpath(_MARKED)))
    return inside or (list(everywhere) if len(everywhere) == 1 else [])


def _dates_of(marks: Iterable[HtmlElement]) -> list[str]:
    return [str(mark.get("datetime") or mark.get("content") or "") for mark in marks]


def _linked_dates(tree: HtmlElement) -> list[str]:
    found = [article.get("datePublished") for article in _linked_articles(tree)]
    return [date for date in found if isinstance(date, str)] or list(_broken_dates(tree))


def _broken_dates(tree: HtmlElement) -> Iterator[str]:
    """Yield the dates of articles in JSON that is none: one comma too many is common."""
    for text in _scripts(tree):
        found = _LD_BROKEN_DATE.search(text)
        if found and _LD_BROKEN_TYPE.search(text) and _parsed(text) is None:
            yield found[1]


def _linked_articles(tree: HtmlElement) -> list[dict[str, Any]]:
    return [article for text in _scripts(tree) for article in _articles(text)]


def _scripts(tree: HtmlElement) -> list[str]:
    return [(script.text or "")[:_LD_CHARS] for script in tree.xpath('//script[@type="application/ld+json"]')[:20]]


def _articles(text: str) -> Iterator[dict[str, Any]]:
    """Yield what describes an article at the top of a document; what is deeper (lists, parts) are other pages."""
    top = _parsed(text)
    for each in top if isinstance(top, list) else [top]:
        if not isinstance(each, dict):
            continue
        graph, main = each.get("@graph"), each.get("mainEntity")
        for one in (each, main, *(graph if isinstance(graph, list) else [])):
            if isinstance(one, dict) and _is_article(one.get("@type")):
                yield one


def _parsed(text: str) -> object:
    """Return a JSON-LD document, None if it is none."""
    try:
        return json.loads(text, strict=False)  # raw line breaks inside strings are common
    except (ValueError, RecursionError):
        return None


def _is_article(kind: object) -> bool:
    return any(isinstance(name, str) and _LD_TYPE.search(name) for name in (kind if isinstance(kind, list) else [kind]))
