"""The programme: which version of which page is public at a given moment, and what is in each feed?

Pure: corpus time comes in as an argument. Every moment here is `due` time: `published` with long silences cut short.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from urllib.parse import quote

import msgspec

from marsad.demo.corpus import Piece
from marsad.demo.outlets import publisher_of
from marsad.errors import InputError

# A corpus may be silent for years (old pages that open a crawl). A replay shows at most six hours of silence.
LONGEST_SILENCE = timedelta(hours=6)
FEED_CAP = 2_000  # items in one feed, whatever the window: readers cap there too
DEFAULT_FEED = "news"

FeedKey = tuple[str, str]  # publisher, feed


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One address of one outlet: `number` counts the outlet's pages from 1 in order of publication."""

    publisher: str
    number: int
    original: str

    @property
    def guid(self) -> str:
        """Return what feeds call the item: the same for all versions."""
        return f"{self.publisher}-{self.number}"


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a page; `number` counts from 1."""

    page: Page
    number: int
    due: datetime
    piece: Piece

    @property
    def feed(self) -> FeedKey:
        """Return the feed this version is announced in."""
        return (self.page.publisher, self.piece.feed or DEFAULT_FEED)


class Programme:
    """All versions of all pages, ordered by the moment they become public.

    Pieces with one publisher and one url are versions of one page. A piece without a time comes with the one before.
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.revisions = _revisions(pieces)
        self._dues = [revision.due for revision in self.revisions]
        self._pages: dict[tuple[str, int], list[Revision]] = defaultdict(list)
        self._feeds: dict[FeedKey, list[Revision]] = defaultdict(list)
        for revision in self.revisions:
            self._pages[revision.page.publisher, revision.page.number].append(revision)
            self._feeds[revision.feed].append(revision)

    @property
    def start(self) -> datetime:
        """Return when the first version becomes public."""
        return self._dues[0]

    @property
    def end(self) -> datetime:
        """Return when the last version becomes public."""
        return self._dues[-1]

    @property
    def feeds(self) -> list[FeedKey]:
        """Return the feeds in order of their first item."""
        return list(self._feeds)

    def count(self, now: datetime) -> int:
        """Return how many versions are public."""
        return bisect_right(self._dues, now)

    def public(self, now: datetime) -> list[Revision]:
        """Return the newest public version of every public page, oldest page first."""
        newest = {revision.page: revision for revision in self.revisions[: self.count(now)]}
        return list(newest.values())

    def page(self, publisher: str, number: int) -> Page | None:
        """Return the outlet's page of that number, public or not."""
        versions = self._pages.get((publisher, number))
        return versions[0].page if versions else None

    def first(self, page: Page) -> Revision:
        """Return the first version of `page`."""
        return self._pages[page.publisher, page.number][0]

    def versions(self, publisher: str, number: int, now: datetime) -> Sequence[Revision]:
        """Return the public versions of one page, oldest first; empty if there is none yet."""
        versions = self._pages.get((publisher, number), [])
        return versions[: bisect_right(versions, now, key=attrgetter("due"))]

    def span(self, feed: FeedKey, now: datetime, since: datetime, window: int) -> tuple[int, int]:
        """Return (first, last) of the announcements the feed must still hold, as a slice.

        The newest `window`, or everything that came at `since` or later, whichever is more.
        """
        revisions = self._feeds.get(feed, [])
        last = bisect_right(revisions, now, key=attrgetter("due"))
        recent = bisect_left(revisions, since, key=attrgetter("due"))
        return min(recent, max(0, last - window)), last

    def items(self, feed: FeedKey, span: tuple[int, int]) -> list[Revision]:
        """Return the newest version of every page in `span`, newest first, at most FEED_CAP."""
        first, last = span
        newest: dict[Page, Revision] = {}
        for revision in reversed(self._feeds.get(feed, [])[first:last]):
            newest.setdefault(revision.page, revision)
            if len(newest) >= FEED_CAP:
                break
        return list(newest.values())


def _revisions(pieces: Iterable[Piece]) -> list[Revision]:
    pages: dict[tuple[str, str], Page] = {}
    numbers: dict[str, int] = defaultdict(int)
    versions: dict[Page, int] = defaultdict(int)
    revisions = []
    for piece, due in _schedule(pieces):
        publisher = publisher_of(piece)
        page = pages.get((publisher, piece.url))
        if page is None:
            numbers[publisher] += 1
            page = Page(publisher=publisher, number=numbers[publisher], original=piece.url)
            pages[publisher, piece.url] = page
        versions[page] += 1
        revisions.append(Revision(page=page, number=versions[page], due=due, piece=piece))
    return revisions


def _schedule(pieces: Iterable[Piece]) -> list[tuple[Piece, datetime]]:
    """Return the pieces in order of publication with the moment each is due."""
    schedule: list[tuple[Piece, datetime]] = []
    cut = timedelta()
    before: datetime | None = None
    for piece, moment in _dated(pieces):
        if before is not None and moment - before > LONGEST_SILENCE:
            cut += moment - before - LONGEST_SILENCE
        before = moment
        schedule.append((piece, moment - cut))
    return schedule


def _dated(pieces: Iterable[Piece]) -> list[tuple[Piece, datetime]]:
    dated: list[tuple[Piece, datetime]] = []
    undated: list[Piece] = []
    for piece in pieces:
        if piece.published is not None:
            dated.extend((early, piece.published) for early in undated)
            undated.clear()
            dated.append((piece, piece.published))
        elif dated:
            dated.append((piece, dated[-1][1]))
        else:
            undated.append(piece)
    if not dated:
        raise InputError("no article of the corpus says when it was `published`. Give at least one a time.")
    return sorted(dated, key=lambda pair: pair[1])


def start_of(pieces: Iterable[Piece]) -> datetime:
    """Return the earliest time in `pieces`: where a clock for them starts. Raises InputError if none has one."""
    return min(moment for _, moment in _dated(pieces))


def local_path(page: Page, headline: str = "") -> str:
    """Return the path of `page` below its origin; with a headline the path ends in it, as outlets do."""
    path = f"/{quote(page.publisher)}/a/{page.number}"
    slug = "-".join(headline.split())[:60]
    return f"{path}/{quote(slug, safe='')}" if slug else path
