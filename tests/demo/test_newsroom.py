"""The newsroom over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import feedparser
import pytest
from lxml import etree

from marsad.demo.clock import Clock
from marsad.demo.newsroom import MOST_PORTS, Newsroom
from marsad.demo.outlets import Outlet, outlets_for
from marsad.errors import InputError, UsageError
from tests.demo.samples import START, piece

FEED = ("almashriq", "main")


def outlet(slug="almashriq", **given):
    return Outlet(slug=slug, name=given.pop("name", "صحيفة المشرق"), **given)


def newsroom(pieces, hand, *, outlets=None, speed=1.0, **given):
    clock = Clock(START, speed, 0.0, ticks=hand)
    return Newsroom(pieces, outlets or [outlet()], clock, **given)


async def get(session, url, **headers):
    async with session.get(url, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def items(session, room, feed=FEED):
    _, _, body = await get(session, room.feed_url(feed))
    return feedparser.parse(body).entries


async def test_publishes_pieces_when_their_time_comes(session, hand):
    """A feed grows with the clock, newest first, and every link leads to a page."""
    async with newsroom([piece(1, 0), piece(2, 10), piece(3, 20)], hand) as room:
        hand.seconds = 15
        entries = await items(session, room)
        assert [entry.title for entry in entries] == ["خبر رقم 2", "خبر رقم 1"]
        assert [(await get(session, entry.link))[0] for entry in entries] == [200, 200]
        assert (room.published, room.total, room.ended) == (2, 3, False)
        assert room.remaining_s == 5
        hand.seconds = 20
        assert len(await items(session, room)) == 3
        assert room.ended


async def test_a_page_of_the_future_is_not_found(session, hand):
    """404 until the moment, 200 from then on."""
    async with newsroom([piece(1, 0), piece(2, 10)], hand) as room:
        page = room.programme.page("almashriq", 2)
        hand.seconds = 9.9
        assert (await get(session, room.url(page)))[0] == 404
        hand.seconds = 10
        assert (await get(session, room.url(page)))[0] == 200


async def test_an_update_replaces_page_and_item(session, hand):
    """Same address, same guid, new headline and text; the item moves to the top."""
    pieces = [piece(1, 0), piece(2, 5), piece(1, 60, title="حصيلة جديدة", text="ارتفعت الحصيلة.", kind="update")]
    async with newsroom(pieces, hand) as room:
        hand.seconds = 30
        before = (await items(session, room))[1]
        hand.seconds = 60
        after = (await items(session, room))[0]
        assert (before.link, before.id) == (after.link, after.id)
        assert (before.title, after.title) == ("خبر رقم 1", "حصيلة جديدة")
        page = (await get(session, after.link))[2].decode()
        assert "ارتفعت الحصيلة." in page
        assert "المجلس البلدي" not in page


async def test_says_not_modified_to_the_etag_it_gave(session, hand):
    """304 without body for the same tag, strong or weak, alone or in a list; 200 for another or once changed."""
    async with newsroom([piece(1, 0), piece(2, 60)], hand) as room:
        url = room.feed_url(FEED)
        etag = (await get(session, url))[1]["ETag"]
        for said in (etag, f"W/{etag}", f'"old", {etag}', "*"):
            status, headers, body = await get(session, url, **{"If-None-Match": said})
            assert (304, etag, b"") == (status, headers["ETag"], body)
        assert (await get(session, url, **{"If-None-Match": '"old"'}))[0] == 200
        hand.seconds = 60
        assert (await get(session, url, **{"If-None-Match": etag}))[0] == 200


async def test_says_not_modified_since(session, hand):
    """Last-Modified sent back gives 304 until the next item."""
    async with newsroom([piece(1, 0), piece(2, 60)], hand) as room:
        hand.seconds = 2
        url = room.feed_url(FEED)
        modified = (await get(session, url))[1]["Last-Modified"]
        assert (await get(session, url, **{"If-Modified-Since": modified}))[0] == 304
        assert (await get(session, url, **{"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}))[0] == 200
        assert (await get(session, url, **{"If-Modified-Since": "yesterday"}))[0] == 200
        hand.seconds = 62
        assert (await get(session, url, **{"If-Modified-Since": modified}))[0] == 200


async def test_if_none_match_wins_over_if_modified_since(session, hand):
    """RFC 9110, 13.2.2: the date is not looked at when there is a tag."""
    async with newsroom([piece(1, 0)], hand) as room:
        hand.seconds = 2
        url = room.feed_url(FEED)
        given = (await get(session, url))[1]
        past = "Thu, 01 Jan 2026 00:00:00 GMT"
        fresh = {"If-None-Match": given["ETag"], "If-Modified-Since": past}
        stale = {"If-None-Match": '"old"', "If-Modified-Since": given["Last-Modified"]}
        assert (await get(session, url, **fresh))[0] == 304
        assert (await get(session, url, **stale))[0] == 200


async def test_two_changes_in_one_second_never_hide_behind_a_304(session, hand):
    """No Last-Modified is told while another change could still fall into the same second."""
    async with newsroom([piece(1, n / 10) for n in range(31)], hand) as room:
        url = room.feed_url(FEED)
        last = None
        for tenth in range(31):
            hand.seconds = tenth / 10
            asked = {"If-Modified-Since": last} if last else {}
            status, headers, _ = await get(session, url, **asked)
            assert status == 200
            last = headers.get("Last-Modified", last)


async def test_a_date_of_the_readers_own_clock_hides_nothing(session, hand):
    """A reader that sends the second of its last visit still gets what came later in that second."""
    async with newsroom([piece(1, 0), piece(2, 10.7)], hand) as room:
        hand.seconds = 12
        visit = room.clock.wall(START + timedelta(seconds=10.7)).replace(microsecond=0)
        asked = {"If-Modified-Since": format_datetime(visit, usegmt=True)}
        assert (await get(session, room.feed_url(FEED), **asked))[0] == 200


async def test_pages_have_validators_too(session, hand):
    """A page asked for again with its tag is 304 until it is updated."""
    async with newsroom([piece(1, 0), piece(1, 60, text="نص جديد.")], hand) as room:
        url = room.url(room.programme.page("almashriq", 1))
        etag = (await get(session, url))[1]["ETag"]
        assert (await get(session, url, **{"If-None-Match": etag}))[0] == 304
        hand.seconds = 60
        assert (await get(session, url, **{"If-None-Match": etag}))[0] == 200


async def test_head_answers_like_get_without_a_body(session, hand):
    """HEAD is allowed on feeds and pages and tells length and validators."""
    async with newsroom([piece(1, 0)], hand) as room:
        for url in (room.feed_url(FEED), room.url(room.programme.page("almashriq", 1))):
            _, given, body = await get(session, url)
            async with session.head(url) as answer:
                assert (200, str(len(body))) == (answer.status, answer.headers["Content-Length"])
                assert given["ETag"] == answer.headers["ETag"]
                assert await answer.read() == b""


async def test_serves_windows_1256_as_declared(session, hand):
    """Header, XML declaration and bytes agree; letters the charset lacks come as references and arrive."""
    title = "سيطرة على ١٢ قرية 😀 ﻫﺠﻮﻡ"
    house = outlet(charset="windows-1256", template="classic")
    async with newsroom([piece(1, 0, title=title)], hand, outlets=[house]) as room:
        _, headers, body = await get(session, room.feed_url(FEED))
        assert headers["Content-Type"] == "application/rss+xml; charset=windows-1256"
        assert body.startswith(b'<?xml version="1.0" encoding="windows-1256"?>')
        assert "سيطرة على".encode("windows-1256") in body
        assert title == etree.fromstring(body).findtext("channel/item/title")
        _, headers, body = await get(session, room.url(room.programme.page("almashriq", 1)))
        assert headers["Content-Type"] == "text/html; charset=windows-1256"
        page = etree.HTML(body, etree.HTMLParser(encoding="windows-1256"))
        assert title == page.findtext(".//h2")


@pytest.mark.parametrize("template", ["daily", "portal", "agency", "classic"])
async def test_hostile_texts_stay_text(session, hand, template):
    """Markup in a headline or text is shown, never run, and does not end the JSON of the head."""
    evil = '</script><script>alert("1")</script>\x00 & <b>خبر'
    house = outlet(template=template)
    async with newsroom([piece(1, 0, title=evil, text=evil, summary=evil)], hand, outlets=[house]) as room:
        body = (await get(session, room.url(room.programme.page("almashriq", 1))))[2]
        assert b"<script>alert" not in body
        assert b"\x00" not in body
        assert "</script><script>alert" in "".join(etree.HTML(body.decode()).find("body").itertext())


async def test_a_window_in_seconds_holds_a_burst(session, hand):
    """Everything of the last `window_s` real seconds stays in the feed, then the newest `window`."""
    pieces = [piece(n, n) for n in range(1000)]
    async with newsroom(pieces, hand, speed=100.0, window=25, window_s=5.0) as room:
        hand.seconds = 4
        assert len(await items(session, room)) == 401
        hand.seconds = 9
        assert len(await items(session, room)) == 501
        hand.seconds = 60
        assert len(await items(session, room)) == 25


async def test_a_dead_feed_closes_the_connection(session, hand):
    """No answer comes, and the other outlets go on."""
    houses = [outlet(), outlet("almanara", manners="closed")]
    async with newsroom([piece(1, 0)], hand, outlets=houses) as room:
        with pytest.raises(aiohttp.ClientError):
            await get(session, room.feed_url(("almanara", "news")))
        assert len(await items(session, room)) == 1


@pytest.mark.parametrize(("manners", "status"), [("error", 500), ("missing", 404)])
async def test_a_failing_feed_says_so(session, hand, manners, status):
    """A feed can be broken or gone while its pages are there."""
    async with newsroom([piece(1, 0)], hand, outlets=[outlet(manners=manners)]) as room:
        assert status == (await get(session, room.feed_url(FEED)))[0]
        assert (await get(session, room.url(room.programme.page("almashriq", 1))))[0] == 200


async def test_a_slow_feed_holds_nobody_up(session, hand):
    """While one feed lets its reader wait, another outlet answers; the newsroom still closes."""
    houses = [outlet(), outlet("sada", manners="slow")]
    async with newsroom([piece(1, 0), piece(2, 0, publisher="sada")], hand, outlets=houses, slow_s=30.0) as room:
        waiting = asyncio.create_task(get(session, room.feed_url(("sada", "main"))))
        assert len(await items(session, room)) == 1
        assert not waiting.done()
        waiting.cancel()


async def test_a_slow_feed_answers_in_the_end(session, hand):
    """Slow is not dead."""
    async with newsroom([piece(1, 0)], hand, outlets=[outlet(manners="slow")], slow_s=0.01) as room:
        assert len(await items(session, room)) == 1


async def test_shows_the_moment_of_appearance_or_the_corpus_date(session, hand):
    """With `shift` dates are real time at this speed; without, the corpus's own."""
    for shift in (True, False):
        async with newsroom([piece(1, 0), piece(2, 600)], hand, speed=60.0, shift=shift) as room:
            hand.seconds = 20
            newest = (await items(session, room))[0]
            shown = datetime(*newest.published_parsed[:6], tzinfo=UTC)
            appeared = room.clock.wall(START + timedelta(seconds=600))
            expected = appeared if shift else START + timedelta(seconds=600)
            assert expected.replace(microsecond=0) == shown
            page = (await get(session, newest.link))[2].decode()
            assert f'content="{shown.isoformat()}"' in page


async def test_a_headline_in_the_address_survives_its_update(session, hand):
    """Outlets that put the headline in the path keep the first one; the number alone finds the page."""
    pieces = [piece(1, 0, title="هجوم قرب 24/7"), piece(1, 10, title="عنوان ثان")]
    async with newsroom(pieces, hand, outlets=[outlet(paths="headline")]) as room:
        hand.seconds = 10
        (entry,) = await items(session, room)
        assert entry.link.isascii()
        assert entry.link.endswith("/a/1/%D9%87%D8%AC%D9%88%D9%85-%D9%82%D8%B1%D8%A8-24%2F7")
        assert b"\xd8\xb9\xd9\x86\xd9\x88\xd8\xa7\xd9\x86" in (await get(session, entry.link))[2]
        assert (await get(session, f"{room.origin_of('almashriq')}/almashriq/a/1"))[0] == 200


async def test_local_addresses_lead_back_to_the_corpus(hand):
    """`original` undoes `url`, and refuses what was never given out."""
    pieces = [piece(n, n, publisher=slug) for n in range(3) for slug in ("almashriq", "alufuq")]
    houses = [outlet(), outlet("alufuq", paths="headline")]
    async with newsroom(pieces, hand, outlets=houses) as room:
        for revision in room.programme.revisions:
            assert revision.piece.url == room.original(room.url(revision.page))
        for unknown in ("", "/", "/almashriq/a/9", "/almashriq/a/x", "/almashriq/feeds/main.xml", "/x/a/1"):
            with pytest.raises(InputError, match="no page"):
                room.original(room.origin + unknown)


async def test_every_outlet_has_a_port(hand):
    """A polite reader's one request at a time per host is one per outlet; beyond the cap outlets share."""
    houses = [outlet(f"outlet-{n}") for n in range(MOST_PORTS + 2)]
    async with newsroom([piece(1, 0, publisher="outlet-0")], hand, outlets=houses) as room:
        origins = [room.origin_of(house.slug) for house in houses]
        assert len(set(origins)) == MOST_PORTS
        assert origins[:2] == origins[MOST_PORTS:]
        assert room.origin == origins[0]


async def test_tells_what_was_published(session, hand):
    """The checker's list names every public page once, with its newest version, and counts versions."""
    async with newsroom([piece(1, 0), piece(2, 10), piece(1, 20), piece(3, 30)], hand) as room:
        hand.seconds = 20
        async with session.get(f"{room.origin}/_newsroom/published.json") as answer:
            told = await answer.json()
        assert (told["published"], told["total"], told["ended"]) == (3, 4, False)
        assert {page["original"]: page["revision"] for page in told["pages"]} == {
            "https://almashriq.example/1": 2,
            "https://almashriq.example/2": 1,
        }
        assert {entry.link for entry in await items(session, room)} == {page["url"] for page in told["pages"]}


async def test_the_front_door_leads_to_every_feed(session, hand):
    """Outlets and feeds are listed, and each outlet lists its pages."""
    pieces = [piece(1, 0), piece(2, 0, publisher="alufuq", feed="اقتصاد"), piece(3, 50)]
    houses = [outlet(), outlet("alufuq", format="atom"), outlet("almanara", manners="closed")]
    async with newsroom(pieces, hand, outlets=houses) as room:
        front = etree.HTML((await get(session, room.origin + "/"))[2].decode())
        assert [room.feed_url(feed) for feed in room.feeds] == front.xpath("//li/a/@href")
        assert [entry.title for entry in await items(session, room, ("alufuq", "اقتصاد"))] == ["خبر رقم 2"]
        house = etree.HTML((await get(session, front.xpath("//h2/a/@href")[0]))[2].decode())
        assert house.xpath("//li/a/text()") == ["خبر رقم 1"]


@pytest.mark.parametrize("path", ["/x/", "/x/feeds/main.xml", "/almashriq/feeds/x.xml", "/almashriq/a/0", "/x/a/1"])
async def test_does_not_know_other_paths(session, hand, path):
    """404 for outlets, feeds and pages that are not."""
    async with newsroom([piece(1, 0)], hand) as room:
        assert (await get(session, room.origin + path))[0] == 404


async def test_a_taken_port_is_named(hand):
    """The second newsroom on one port says which, and leaves none of its own ports open."""
    async with newsroom([piece(1, 0)], hand) as room:
        port = int(room.origin.rsplit(":", 1)[1])
        with pytest.raises(UsageError, match=f"port {port} "):
            async with newsroom([piece(1, 0)], hand, port=port):
                pass
    async with newsroom([piece(1, 0)], hand, port=port) as again:
        assert room.origin == again.origin


@pytest.mark.parametrize("port", [-1, 65536])
async def test_a_port_that_is_none_is_named(hand, port):
    """Ports end at 65535."""
    with pytest.raises(UsageError, match=f"port {port} "):
        async with newsroom([piece(1, 0)], hand, port=port):
            pass


def test_a_publisher_without_outlet_is_named(hand):
    """The message says how to get the missing outlets."""
    with pytest.raises(InputError, match="'almashriq'"):
        newsroom([piece(1, 0)], hand, outlets=[outlet("alufuq")])


def test_any_corpus_gets_outlets():
    """Unknown publishers are dressed by turns; a corpus that names none is one outlet; the dead one is there."""
    pieces = [piece(n, n, publisher=slug) for n, slug in enumerate(["bbc", "", "bbc", "cnn"])]
    outlets = {house.slug: house for house in outlets_for(pieces)}
    assert list(outlets) == ["bbc", "newsroom", "cnn", "almanara"]
    assert [house.format for house in outlets.values()] == ["rss", "atom", "rss", "rss"]
    assert outlets["almanara"].manners == "closed"
