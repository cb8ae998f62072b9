"""The `[[feed]]` tables with which marsad watches a newsroom."""

from __future__ import annotations

import re

from marsad.demo.newsroom import Newsroom
from marsad.demo.programme import FeedKey

_LOOPBACK = ["127.0.0.0/8"]


def feed_tables(newsroom: Newsroom) -> list[dict[str, object]]:
    """Return one table for every feed of an open newsroom, in feeds.d's words, the failing feeds included."""
    tables: list[dict[str, object]] = []
    taken: set[str] = set()
    for feed in newsroom.feeds:
        outlet = newsroom.outlets[feed[0]]
        table: dict[str, object] = {
            "id": _free(feed, taken),
            "url": newsroom.feed_url(feed),
            "publisher": outlet.slug,
            "name": outlet.name,
            "tier": "flash",
            "body": "page",
            "allow_private": _LOOPBACK,
            "zone": outlet.zone,
        }
        if outlet.family:
            table["family"] = outlet.family
        tables.append(table)
    return tables


def _free(feed: FeedKey, taken: set[str]) -> str:
    """Return an id from publisher and feed name, in [a-z0-9-], that no other feed has."""
    publisher, name = feed
    full = name if name.startswith(publisher) else f"{publisher}-{name}"
    base = re.sub(r"[^a-z0-9]+", "-", full.lower()).strip("-") or "feed"
    free = next(made for made in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if made not in taken)
    taken.add(free)
    return free
