"""The press: print a feed once and hand out copies until something in it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

import msgspec

from marsad.demo.feeds import Channel, Item, document, entry, summary_of
from marsad.demo.outlets import Outlet
from marsad.demo.programme import FeedKey, Programme, Revision


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """One edition of a feed; `changed` is the due time of its newest announcement."""

    span: tuple[int, int]
    body: bytes
    etag: str
    changed: datetime


class Press:
    """Print feeds; a feed of 2,000 items is printed only when it changed, and then only its new items.

    `shown` tells the date to print for a version, `address` the url of its page.
    """

    def __init__(
        self,
        programme: Programme,
        *,
        shown: Callable[[Revision], datetime],
        address: Callable[[Revision], str],
    ) -> None:
        self._programme = programme
        self._shown = shown
        self._address = address
        self._editions: dict[FeedKey, Printed] = {}
        self._entries: dict[FeedKey, dict[tuple[str, int], str]] = {}

    def edition(self, feed: FeedKey, outlet: Outlet, channel: Channel, span: tuple[int, int]) -> Printed:
        """Return the feed with the announcements of `span`."""
        printed = self._editions.get(feed)
        if printed is None or printed.span != span:
            printed = self._editions[feed] = self._print(feed, outlet, channel, span)
        return printed

    def _print(self, feed: FeedKey, outlet: Outlet, channel: Channel, span: tuple[int, int]) -> Printed:
        items = self._programme.items(feed, span)
        before = self._entries.get(feed, {})
        entries: dict[tuple[str, int], str] = {}
        for revision in items:
            key = (revision.page.guid, revision.number)
            entries[key] = before.get(key) or entry(outlet, self._item(revision))
        self._entries[feed] = entries
        changed = items[0].due if items else self._programme.start
        updated = self._shown(items[0] if items else self._programme.revisions[0])
        body = document(outlet, channel, updated, list(entries.values()))
        return Printed(span=span, body=body, etag=etag_of(body), changed=changed)

    def _item(self, revision: Revision) -> Item:
        piece = revision.piece
        return Item(
            url=self._address(revision),
            guid=revision.page.guid,
            title=piece.title,
            summary=summary_of(piece.summary, piece.text),
            published=self._shown(revision),
            section=piece.section,
        )


def etag_of(body: bytes) -> str:
    """Return the entity tag of `body`, without quotes."""
    return blake2b(body, digest_size=10).hexdigest()
