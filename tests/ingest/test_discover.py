"""Finding and trying feeds."""

import pytest

from ingest import discover
from marsad.errors import FetchError
from tests.ingest.site import item, moved, page, rss

LOOPBACK = ("127.0.0.0/8",)
FEED = rss(item("خبر", "/1", "1", "Thu, 19 Mar 2026 10:49:00 GMT"))


async def test_a_feed_is_read_as_a_poll_would_read_it(site):
    site.routes["/feed"] = FEED
    found = await discover.test_feed(site.at("/feed"), LOOPBACK)

    assert (True, "", "أخبار الساحل", site.at("/feed")) == (found.ok, found.problem, found.title, found.url)
    assert [("خبر", site.at("/1"))] == [(entry.title, entry.url) for entry in found.entries]


async def test_what_is_not_in_arabic_is_counted(site):
    """A poll would leave it out, were the feed not given its language."""
    site.routes["/feed"] = rss(item("زلزال شدید در کرمان", "/1", "1"), item("هزة أرضية في كرمان", "/2", "2"))
    found = await discover.test_feed(site.at("/feed"), LOOPBACK)

    assert (2, 1) == (len(found.entries), found.foreign)


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (404, "HTTP 404"),
        (page("x"), "an HTML page instead of a feed"),
        ("", "the answer is empty"),
        (rss(), "no items"),
        ("{}", "JSON"),
    ],
)
async def test_a_bad_address_says_what_is_wrong(site, route, words):
    site.routes["/feed"] = route
    found = await discover.test_feed(site.at("/feed"), LOOPBACK)

    assert not found.ok
    assert words in found.problem


async def test_a_private_address_is_refused_unless_opened(site):
    found = await discover.test_feed(site.at("/feed"))

    assert "allow_private" in found.problem


async def test_the_feeds_a_page_declares_are_found_and_read(site):
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/a.xml"><link rel=alternate type=application/atom+xml href=\'/gone.xml\'>'
        '<link rel="stylesheet" href="/x.css"><link rel="alternate" type="application/rss+xml" href="javascript:1">'
    )
    site.routes["/"] = page("الساحل", head=head)
    site.routes["/a.xml"] = FEED

    assert [site.at("/a.xml")] == [found.url for found in await discover.find(site.at("/"), LOOPBACK)]
    assert [] == site.asked["/x.css"]


async def test_the_usual_addresses_are_tried_when_a_page_declares_none(site):
    site.routes["/"] = page("الساحل")
    site.routes["/rss.xml"] = FEED

    assert [site.at("/rss.xml")] == [found.url for found in await discover.find(site.at("/"), LOOPBACK)]


async def test_an_address_that_is_a_feed_is_its_own_find(site):
    site.routes["/old"] = moved(301, "/new")
    site.routes["/new"] = FEED

    assert [site.at("/new")] == [found.url for found in await discover.find(site.at("/old"), LOOPBACK)]


async def test_a_site_without_feed_gives_none(site):
    site.routes["/"] = page("الساحل")

    assert [] == await discover.find(site.at("/"), LOOPBACK)


async def test_a_site_that_does_not_answer_is_an_error(site):
    with pytest.raises(FetchError, match="HTTP 404"):
        await discover.find(site.at("/"), LOOPBACK)


@pytest.mark.parametrize(
    ("second", "words"),
    [("/1#b", "other items lead to this page too"), ("/2", "says nothing, or too little, of what the feed says")],
)
async def test_a_page_that_is_not_the_items_says_why(site, second, words):
    site.routes["/feed"] = rss(
        item("زلزال في الجزيرة", site.at("/1#a"), "a"), item("اقتحام فندق في الجبل", site.at(second), "b")
    )
    site.routes["/1"] = page("أخبار اليوم")
    found = await discover.test_feed(site.at("/feed"), LOOPBACK)
    tried = await discover.try_pages(found, LOOPBACK)

    assert words in tried[0].problem
