"""A feed whose table was mended is asked at once, whatever wait its old address had earned."""

import asyncio

import pytest
from aiohttp import web

from tests.ingest.conftest import ago, feed, polling, until
from tests.ingest.site import Site, item, rss, serving

NEWS = rss(item("افتتاح معبر حدودي", guid="1", date=ago(hours=1)))


@pytest.fixture
async def elsewhere():
    """Another host."""
    async with serving(Site()) as site:
        site.routes["/feed"] = NEWS
        yield site


async def only_with_key(request):
    return web.Response(text=NEWS) if request.headers.get("X-Key") else web.Response(status=403)


def sick_and_mended(site):
    """Return the feed as it fails and as it is mended, by what was wrong with it."""
    site.routes["/moved"] = 410
    site.routes["/feed"] = NEWS
    site.routes["/closed"] = only_with_key
    return {
        "url": (feed(site, "/moved", body="none", id="x"), feed(site, body="none", id="x")),
        "allow_private": (feed(site, body="none", id="x", allow_private=()), feed(site, body="none", id="x")),
        "headers": (
            feed(site, "/closed", body="none", id="x"),
            feed(site, "/closed", body="none", id="x", headers={"X-Key": "abc"}),
        ),
    }


@pytest.mark.parametrize("key", ["url", "allow_private", "headers"])
async def test_a_mended_feed_is_asked_at_the_reload(site, store, metrics, key):
    sick, mended = sick_and_mended(site)[key]

    async with polling([sick], store, metrics, pace=1) as poller:
        await until(lambda: store.saved_states)
        poller.reload([mended])
        await until(lambda: store.articles)
        state = store.saved_states["x"]

    assert ("healthy", "", 0.0) == (state.state, state.detail, state.score)


@pytest.mark.parametrize("key", ["url", "allow_private", "headers"])
async def test_a_feed_that_was_mended_while_we_were_down_is_asked_at_the_start(site, store, metrics, key):
    sick, mended = sick_and_mended(site)[key]

    async with polling([sick], store, metrics, pace=1):
        await until(lambda: store.saved_states)
    async with polling([mended], store, metrics, pace=1):
        await until(lambda: store.articles)


async def test_another_name_or_tier_mends_nothing(site, store, metrics):
    """Its wait goes on, over a reload and a restart."""
    site.routes["/moved"] = 410
    sick, still = (feed(site, "/moved", name=name, tier=tier) for name, tier in (("", "news"), ("الساحل", "flash")))

    async with polling([sick], store, metrics, pace=1) as poller:
        await until(lambda: store.saved_states)
        poller.reload([still])
        await asyncio.sleep(0.3)
    async with polling([still], store, metrics, pace=1):
        await asyncio.sleep(0.3)

    assert 1 == len(site.asked["/moved"])
    assert store.saved_states["moved"].score


async def test_a_new_charset_reads_again_what_had_not_changed(site, store, metrics):
    """The bytes are those of before: neither ETag nor their hash may say that there is nothing new."""
    head = '<?xml version="1.0"?>'
    site.routes["/feed"] = rss(item("افتتاح معبر", guid="1", date=ago(hours=1)), head=head).encode("windows-1256")
    site.headers["/feed"] = {"ETag": '"a"', "Content-Type": "application/rss+xml; charset=iso-8859-1"}
    wrong, right = (feed(site, body="none", charset=charset) for charset in ("iso-8859-6", "windows-1256"))

    async with polling([wrong], store, metrics, pace=1) as poller:
        await until(lambda: store.articles)
        poller.reload([right])
        await until(lambda: len(store.articles) > 1)

    assert "افتتاح معبر" == store.articles[-1].title
    assert [None, None] == [request.headers.get("If-None-Match") for request in site.asked["/feed"]]


async def test_a_feed_leaves_the_host_that_asked_it_to_wait(site, elsewhere, store, metrics):
    """It stands in the queue of a host that takes nobody for an hour when its address is changed."""
    site.routes["/busy"] = 429
    site.headers["/busy"] = {"Retry-After": "3600"}
    busy, waits = feed(site, "/busy", body="none"), feed(site, body="none", id="x")

    async with polling([busy], store, metrics, pace=1) as poller:
        await until(lambda: store.saved_states)
        poller.reload([busy, waits])
        await asyncio.sleep(0.1)
        poller.reload([busy, feed(elsewhere, body="none", id="x")])
        await until(lambda: store.articles)

    assert [] == site.asked["/feed"]


async def test_a_mended_feed_whose_poll_cannot_be_saved_is_not_asked_in_a_circle(site, store, metrics):
    store.full = True
    site.routes["/feed"] = NEWS

    async with polling([feed(site, body="none")], store, metrics, pace=1) as poller:
        await until(lambda: site.asked["/feed"])
        await asyncio.sleep(0.2)
        poller.reload([feed(site, body="none", zone="Asia/Damascus")])
        await asyncio.sleep(0.5)

    assert 2 == len(site.asked["/feed"])
