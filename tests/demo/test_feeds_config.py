"""The configuration that watches a newsroom."""

from __future__ import annotations

import re

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.feeds_config import feed_tables
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import Outlet, shipped_outlets
from tests.demo.samples import START, piece


async def test_lists_every_feed_of_the_demo(hand):
    """All feeds, the dead, the slow and the windows-1256 one included, each with its own id and address."""
    async with Newsroom(shipped_corpus(), shipped_outlets(), Clock(START, 60.0, 0.0, ticks=hand)) as room:
        tables = feed_tables(room)
        assert len(room.feeds) == len(tables) == len({table["id"] for table in tables})
        assert [room.feed_url(feed) for feed in room.feeds] == [table["url"] for table in tables]
        assert {outlet.slug for outlet in shipped_outlets()} == {table["publisher"] for table in tables}
    by_publisher = {table["publisher"]: table for table in tables}
    dead = by_publisher["almanara"]
    expected = {"id": "almanara-news", "publisher": "almanara", "tier": "flash", "body": "page", "zone": "UTC"}
    expected["name"] = "جريدة المنارة (متوقفة)"
    assert expected | {"url": dead["url"], "allow_private": ["127.0.0.0/8"]} == dead
    assert "dar-alufuq" == by_publisher["alufuq"]["family"] == by_publisher["annahda"]["family"]


async def test_ids_are_plain_and_unique(hand):
    """Feed names of any script and case become ids in [a-z0-9-]."""
    names = ["Main", "main", "اقتصاد", "رياضة", "bbc-sport", ""]
    pieces = [piece(n, n, publisher="bbc", feed=name) for n, name in enumerate(names)]
    outlets = [Outlet(slug="bbc", name="ب")]
    async with Newsroom(pieces, outlets, Clock(START, 60.0, 0.0, ticks=hand)) as room:
        ids = [str(table["id"]) for table in feed_tables(room)]
    assert ids == ["bbc-main", "bbc-main-2", "bbc", "bbc-2", "bbc-sport", "bbc-news"]
    assert all(re.fullmatch("[a-z0-9-]+", one) for one in ids)
