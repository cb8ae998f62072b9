"""Which items are these? An item of a feed gets its key inside the feed, its article's id, and harmless words.

Guids are believed until one document proves them wrong: two items with one guid and different links (some content
managers write the site's address into every guid), or one name and hardly a word in common. Then the feed's policy moves
a step, for good. A reader that trusts such guids loses nine items of ten; one that goes back and forth repeats hundreds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from ingest import dates
from ingest.language import is_foreign
from ingest.markup import text_of
from ingest.parse import BODY_CHARS, SUMMARY_CHARS, Item
from ingest.retold import DATED_ALIKE_LEAST, SHARED_LEAST, about, is_another
from marsad.clean import clean, safe_link
from marsad.identity import article_id, canonical_url, digest
from marsad.ports import Entry, Known
from marsad.records import DateSource

Policy = Literal["guid", "guid+link", "title"]
POLICIES: tuple[Policy, ...] = ("guid", "guid+link", "title")

_TITLE_FROM_SUMMARY_CHARS = 120
# Two items of one guid and link whose words are alike may be one page announced twice; three are a careless feed.
_SAME_PLACE_MIN = 3
_SHOWING_CHARS = 500  # show the language
_SLUG_CHARS = 24  # of an address that has the headline in it
_NUMBER = re.compile(r"\d{5}")  # longer than a year
_SUFFIX_EDGES = " \t-|–—:«»"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What identification knows of the feed."""

    feed: str
    publisher: str
    zone: str = "UTC"
    title_suffix: str = ""
    language: str = "ar"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of one document, each key once, in the document's order.

    `former`: where the policy moved, each entry's key under the old one, in the same order; else empty.
    `foreign`: the keys of those that are not in Arabic, where the feed is to be.
    `nameless`: what has neither link, guid, title nor summary; keyed by its bytes so that it is complained of once.
    """

    entries: tuple[Entry, ...]
    policy: Policy
    former: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    nameless: tuple[Entry, ...] = ()


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """An item cleaned, before anybody calls it by a name."""

    item: Item
    link: str
    address: str  # canonical; "" where the link names no article
    title: str
    summary: str
    content: str
    at: datetime | None
    source: DateSource
    about: bytes

    @property
    def name(self) -> tuple[str, str]:
        return self.address, self.item.guid

    @property
    def day(self) -> str:
        return self.at.date().isoformat() if self.at else self.item.date[:10]


def identify(
    items: Iterable[Item],
    source: Source,
    *,
    zone: tzinfo,
    now: datetime,
    policy: Policy = "guid",
    declared: str = "",
) -> Reading:
    """Return the entries of one document under `policy`, or under the next one that tells its items apart.

    `declared` is the language that the document names.
    """
    items = list(items)
    american = dates.is_american(item.date for item in items)
    known = [_known(item, source, dates.read(item.date, zone, american=american), now) for item in items]
    named = [one for one in known if one.link or one.item.guid or one.title]
    shared = _Shared(named, policy)
    chosen = shared.policy
    entries, former = [], []
    taken = set()
    for one in named:
        key = _key(one, chosen)
        if key not in taken:
            taken.add(key)
            entries.append(_entry(one, key, source, shared, now))
            former.append(_key(one, policy))
    return Reading(
        entries=tuple(entries),
        policy=chosen,
        former=tuple(former) if chosen != policy else (),
        foreign=tuple(_foreign(entries, declared)) if source.language == "ar" else (),
        nameless=tuple(_nameless(one, source, now) for one in known if one not in named),
    )


def _foreign(entries: Iterable[Entry], declared: str) -> Iterator[str]:
    for entry in entries:
        if is_foreign(f"{entry.title}\n{entry.summary or entry.content}"[:_SHOWING_CHARS], declared):
            yield entry.key


def _known(item: Item, source: Source, found: dates.Found | None, now: datetime) -> _Known:
    at, why = dates.believe(found, now)
    link = safe_link(item.link) or ""
    summary = text_of(item.summary, SUMMARY_CHARS)
    content = text_of(item.content, BODY_CHARS)
    title = _title(item.title, source.title_suffix) or clean(summary, _TITLE_FROM_SUMMARY_CHARS)
    return _Known(
        item=item,
        link=link,
        address=_address(link),
        title=title,
        summary="" if summary == title else summary,
        content=content,
        at=at,
        source=why,
        about=about(title, summary or content),
    )


def _title(title: str, suffix: str) -> str:
    made = clean(title)
    bare = suffix.strip(_SUFFIX_EDGES)
    if bare and made.endswith(bare):
        return made.removesuffix(bare).rstrip(_SUFFIX_EDGES) or made
    return made


def _address(link: str) -> str:
    """Return the canonical address, "" where `link` cannot tell one article from another: a site's front page cannot."""
    address = canonical_url(link)
    parts = urlsplit(address)
    return address if parts.path.strip("/") or parts.query or parts.fragment else ""


def _policy(named: Sequence[_Known], policy: Policy, *, apart: bool) -> Policy:
    chosen = POLICIES.index(policy)
    if chosen == 0 and _conflict(named, lambda one: one.item.guid, lambda one: one.address, 2):
        chosen = 1
    if chosen <= 1 and (
        apart or _conflict(named, lambda one: one.item.guid + one.address, lambda one: one.title, _SAME_PLACE_MIN)
    ):
        chosen = 2
    return POLICIES[chosen]


def _conflict(
    named: Sequence[_Known], name: Callable[[_Known], str], other: Callable[[_Known], str], least: int
) -> bool:
    """Say whether `least` items with one name differ in the other."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in named:
        if name(one) and other(one):
            found[name(one)].add(other(one))
    return any(len(others) >= least for others in found.values())


def _key(one: _Known, policy: Policy) -> str:
    if policy == "guid" and one.item.guid:
        return digest("guid", one.item.guid)
    if policy == "guid+link" and one.item.guid:
        return digest("guid+link", one.item.guid, one.address)
    if policy != "title" and one.address:
        return digest("link", one.address)
    return digest("title", one.title, one.day)


class _Shared:
    """Names that several different items of one document bear, and that therefore name none of them.

    `policy` is the one that tells the items apart, from the feed's on.
    """

    def __init__(self, named: Sequence[_Known], policy: Policy) -> None:
        self.guids = _borne_by_many((one.item.guid, one.address or one.title) for one in named)
        self.pages = _borne_by_many((one.address, one.title) for one in named)
        self.addresses = _borne_by_many((one.address, one.item.guid) for one in named)
        apart = _told_apart(named)
        times = Counter(one.name for one in named)
        self.policy = _policy(named, policy, apart=bool(apart))
        self.pairs = apart | {pair for pair, count in times.items() if count >= _SAME_PLACE_MIN}


def _told_apart(named: Sequence[_Known]) -> set[tuple[str, str]]:
    """Return the names that two items bear which have hardly a word in common."""
    first: dict[tuple[str, str], bytes] = {}
    return {one.name for one in named if any(one.name) and is_another(one.about, first.setdefault(one.name, one.about))}


def _borne_by_many(pairs: Iterable[tuple[str, str]]) -> set[str]:
    bearers: dict[str, set[str]] = defaultdict(set)
    for name, bearer in pairs:
        bearers[name].add(bearer)
    return {name for name, found in bearers.items() if len(found) > 1}


def _entry(one: _Known, key: str, source: Source, shared: _Shared, now: datetime) -> Entry:
    return Entry(
        feed=source.feed,
        key=key,
        id=_id(one, source, shared),
        url=one.link,
        title=one.title,
        seen=now,
        summary=one.summary,
        content=one.content,
        published=one.at,
        date_source=one.source,
        guid=one.item.guid,
        about=one.about,
        shared=bool(one.link) and (not one.address or one.address in shared.pages),
    )


def succeeding(entry: Entry, before: Known | None) -> Entry:
    """Return `entry` as a revision of the article it was `before`, or as another one where it tells of something else.

    A feed may have one name for whatever it says at the moment (a breaking-news bar). Then its next item has hardly a
    word of the last one; its article is called by that name and its headline, and its revisions too. An address with a
    number or a headline in it is no such name: there a flash grew to a report, in words of its own.
    """
    if before is None or (before.named or before.id) != entry.id:
        return entry
    dated_alike = entry.published is not None and entry.published == before.published
    least = DATED_ALIKE_LEAST if dated_alike else SHARED_LEAST
    if _is_of_one_article(entry.url) or not is_another(entry.about, before.about, least):
        return replace(entry, id=before.id, named=before.named)
    return replace(entry, id=digest("next", entry.id, entry.title), named=entry.id)


def _is_of_one_article(url: str) -> bool:
    """Say whether an address looks like that of an article alone, and not like «/breaking»."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    return len(path.strip("/").rpartition("/")[2]) >= _SLUG_CHARS or bool(_NUMBER.search(f"{path}?{parts.query}"))


def _id(one: _Known, source: Source, shared: _Shared) -> str:
    """Return the article's id: by the names of the item that name nothing else in this document.

    The guids of a feed whose items are told apart by title named several articles once, and will again.
    """
    careless = one.name in shared.pairs
    guid = "" if careless or one.item.guid in shared.guids else one.item.guid
    names_it = one.address and not careless and (one.address not in shared.addresses or not guid)
    title = one.title or one.link or one.item.guid
    try:
        return article_id(
            url=one.link if names_it else "",
            feed=source.feed,
            guid="" if shared.policy == "title" else guid,
            publisher=source.publisher,
            title=title,
            day=one.day,
        )
    except ValueError:  # a title without a word in it: «***»
        return digest("title", source.feed, title, one.day)


def _nameless(one: _Known, source: Source, now: datetime) -> Entry:
    name = digest("nameless", source.feed, msgspec.json.encode(one.item).decode())
    return Entry(feed=source.feed, key=name, id=name, url="", title="", seen=now)
