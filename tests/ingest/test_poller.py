"""The poller against a real site: what becomes of good and bad feeds, and what it never loses."""

import asyncio
import gzip
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from ingest.poller import Poller
from marsad.ports import FeedState
from tests.ingest.conftest import SETTINGS, ago, feed, polling, sample, until
from tests.ingest.site import ARTICLE, Site, dripping, item, moved, page, rss, serving, silent

LONG_AGO = "Tue, 05 May 2020 10:00:00 +0000"


async def test_a_new_item_becomes_an_article_with_its_pages_text(site, store, metrics):
    """The way of one article: feed, entry, page, text without furniture."""
    site.routes["/feed"] = rss(item("انهيار مبنى في الساحل", site.at("/1"), "1", ago(minutes=9), "خبر عاجل"))
    site.routes["/1"] = page("انهيار مبنى في الساحل")

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)

    article = store.articles[0]
    assert ("انهيار مبنى في الساحل", "\n".join(ARTICLE), "full") == (article.title, article.text, article.quality)
    assert ("feed", "alsahel", "feed") == (article.feed, article.publisher, article.date_source)
    assert {} == store.waiting
    assert sample(metrics, "marsad_extractions_total", outcome="ok") == 1
    assert sample(metrics, "marsad_feed_items_total", feed="feed") == 1
    assert sample(metrics, "marsad_feeds", state="healthy") == 1


async def test_an_unchanged_feed_answers_304_and_its_items_are_published_once(site, store, metrics):
    site.routes["/feed"] = rss(item("خبر", site.at("/1"), "1", ago(hours=1)))
    site.headers["/feed"] = {"ETag": '"a"', "Content-Type": "application/rss+xml"}
    site.routes["/1"] = page("خبر")

    async with polling([feed(site)], store, metrics):
        await until(lambda: len(site.asked["/feed"]) > 3)

    assert [None, '"a"', '"a"'] == [request.headers.get("If-None-Match") for request in site.asked["/feed"][:3]]
    assert len(store.articles) == len(site.asked["/1"]) == 1
    assert sample(metrics, "marsad_feed_polls_total", feed="feed", outcome="not_modified") >= 2


async def test_new_words_under_an_old_etag_are_found(site, store, metrics):
    """A 200 is judged by its bytes: some servers never change their ETag. Every tenth poll sends none."""
    site.routes["/feed"] = rss(item("الأول", site.at("/1"), "1", ago(hours=1)))
    site.headers["/feed"] = {"ETag": '"stuck"'}

    async with polling([feed(site, body="none")], store, metrics, pace=0.0002):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(
            item("الثاني", site.at("/2"), "2", ago(minutes=1)), item("الأول", site.at("/1"), "1")
        )
        await until(lambda: {"الثاني"} <= {article.title for article in store.articles})


async def test_a_changed_item_is_published_again_as_a_new_revision(site, store, metrics):
    date = ago(hours=1)
    site.routes["/feed"] = rss(item("مقتل ثلاثة في انفجار", site.at("/1"), "1", date))

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(item("مقتل خمسة في انفجار", site.at("/1"), "1", date))
        await until(lambda: len(store.articles) > 1)

    assert len({article.id for article in store.articles}) == 1
    assert ["مقتل ثلاثة في انفجار", "مقتل خمسة في انفجار"] == [article.title for article in store.articles]


BAD_FEEDS = {
    "empty": ("", "no_bytes", "degraded"),
    "html": ("<!doctype html><html><body><h1>صيانة</h1></body></html>", "html", "degraded"),
    "challenge": ("<html><head><title>Just a moment...</title></head></html>", "challenge", "blocked"),
    "json": ('{"error": "limit"}', "not_a_feed", "degraded"),
    "binary": (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "not_a_feed", "degraded"),
    "text": ("خطأ في قاعدة البيانات", "not_a_feed", "degraded"),
    "missing": (404, "http_4xx", "failing"),
    "forbidden": (403, "http_4xx", "blocked"),
    "broken": (500, "http_5xx", "failing"),
    "no-content": (204, "no_bytes", "degraded"),
    "silent": (silent, "timeout", "failing"),
    "slow": (dripping(b"<rss>", 0.1), "timeout", "failing"),
    "endless": (dripping(b"x" * 65536, 0), "too_large", "failing"),
    "large": (b"<rss>" + b" " * 400_000, "too_large", "failing"),
    "loop": (moved(302, "/loop"), "network", "failing"),
    "to-file": (moved(302, "file:///etc/hosts"), "blocked", "blocked"),
    "undated": (rss(item("بلا تاريخ", guid="1")), "undated", "degraded"),
}


@pytest.mark.parametrize("name", BAD_FEEDS)
async def test_a_bad_feed_ends_in_its_named_state_and_harms_no_other(site, store, metrics, name):
    """HTML, bombs, loops and silence each have a name; "0 new" is never one of them."""
    route, reason, state = BAD_FEEDS[name]
    site.routes[f"/{name}"] = route
    site.routes["/good"] = rss(item("خبر سليم", site.at("/1"), "1", ago(hours=1)))

    # One host, one request at a time: the good feed waits for the bad one's deadline and is still read.
    async with polling([feed(site, f"/{name}"), feed(site, "/good", body="none")], store, metrics):
        await until(lambda: name in store.saved_states and "خبر سليم" in {article.title for article in store.articles})
        found = store.saved_states[name]

    assert (reason, state) == (found.reason, found.state)
    assert found.detail
    assert store.saved_states["good"].state == "healthy"


async def test_a_feed_without_items_is_well_until_it_had_some(site, store, metrics):
    site.routes["/feed"] = rss()

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.saved_states)
        assert store.saved_states["feed"].state == "healthy"
        site.routes["/feed"] = rss(item("خبر", guid="1", date=ago(hours=1)))
        await until(lambda: store.articles)
        site.routes["/feed"] = rss()
        await until(lambda: store.saved_states["feed"].reason == "empty")
        assert (store.saved_states["feed"].state, store.saved_states["feed"].body_hash) == ("degraded", "")


async def test_a_gzip_bomb_is_cut_off_at_the_cap(site, store, metrics):
    site.routes["/bomb"] = gzip.compress(b"\0" * 20_000_000)
    site.headers["/bomb"] = {"Content-Encoding": "gzip"}

    async with polling([feed(site, "/bomb")], store, metrics):
        await until(lambda: store.saved_states)
        assert store.saved_states["bomb"].reason == "too_large"


async def test_a_failing_feed_is_asked_ever_more_rarely_and_heals(site, store, metrics):
    site.routes["/feed"] = 500

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.saved_states and store.saved_states["feed"].score >= 1)
        site.routes["/feed"] = rss(item("عاد الموقع", site.at("/1"), "1", ago(hours=1)))
        await until(lambda: store.articles)
        assert (store.saved_states["feed"].state, store.saved_states["feed"].score) == ("healthy", 0.0)

    assert sample(metrics, "marsad_fetch_errors_total", kind="feed", reason="http_5xx") >= 2


async def test_a_feed_that_turned_into_html_keeps_its_validators_and_loses_nothing(site, store, metrics):
    good = rss(item("قديم", site.at("/1"), "1", ago(hours=2)))
    site.routes["/feed"] = good

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        vouched = store.saved_states["feed"].body_hash
        site.routes["/feed"] = "<html><body>صيانة</body></html>"
        await until(lambda: store.saved_states["feed"].reason == "html")
        assert vouched == store.saved_states["feed"].body_hash
        site.routes["/feed"] = rss(item("جديد", site.at("/2"), "2", ago(hours=1)), item("قديم", site.at("/1"), "1"))
        await until(lambda: "جديد" in {article.title for article in store.articles})


async def test_retry_after_holds_the_whole_host(site, store, metrics):
    site.routes["/a"] = 429
    site.headers["/a"] = {"Retry-After": "60"}
    site.routes["/b"] = rss(item("خبر", guid="1", date=ago(hours=1)))

    async with polling([feed(site, "/a")], store, metrics) as poller:
        await until(lambda: store.saved_states)
        poller.reload([feed(site, "/a"), feed(site, "/b")])
        await asyncio.sleep(0.3)

    state, held = store.saved_states["a"], store.saved_states["b"]
    assert state.next_due - state.last_poll >= timedelta(seconds=60)
    assert [] == site.asked["/b"]
    assert ("failing", "http_4xx", 0) == (held.state, held.reason, held.polls)
    assert "asked us to wait when another of its feeds was read" in held.detail


async def test_items_that_lack_a_part_are_published_with_what_they_have(site, store, metrics):
    site.routes["/feed"] = rss(
        item(link=site.at("/only-link"), guid="1"),
        item("عنوان فقط"),
        item(guid="only-guid", summary="موجز بلا عنوان"),
        item("رابط خبيث", "javascript:alert(1)", "4"),
        item("بلا تاريخ", site.at("/5"), "5"),
    )

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: len(store.articles) == 5)

    assert {site.at("/only-link"), "عنوان فقط", "موجز بلا عنوان", "رابط خبيث", "بلا تاريخ"} == {
        article.title for article in store.articles
    }
    assert {"", site.at("/only-link"), site.at("/5")} == {article.url for article in store.articles}
    assert {None} == {article.published for article in store.articles}
    assert sample(metrics, "marsad_items_undated_total", reason="missing") == 5


async def test_an_item_without_any_name_is_buried_once_with_its_reason(site, store, metrics):
    site.routes["/feed"] = rss(item(date=ago(hours=1)), item("خبر", guid="2", date=ago(hours=1)))

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = site.routes["/feed"].replace("أخبار الساحل", "أخبار الساحل الآن")
        polls = len(site.asked["/feed"])
        await until(lambda: len(site.asked["/feed"]) > polls + 1)

    assert ["an item without link, guid, title and summary"] == [letter.error for letter in store.letters]
    assert len(store.articles) == 1


async def test_a_new_feed_emits_its_recent_items_and_remembers_the_old_ones(site, store, metrics):
    site.routes["/feed"] = rss(
        item("حديث", guid="1", date=ago(hours=1)),
        item("قديم", guid="2", date=ago(days=9)),
        item("أقدم", guid="3", date=LONG_AGO),
    )

    async with polling([feed(site, body="none", backfill="6h")], store, metrics):
        await until(lambda: store.articles)

    assert ["حديث"] == [article.title for article in store.articles]
    assert len(store.saved) == 3


async def test_a_feed_that_was_empty_at_first_brings_its_old_items_no_more_than_any_other(site, store, metrics):
    """A document without items is no first reading; that one may come after a restart."""
    site.routes["/feed"] = rss()
    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.saved_states and store.saved_states["feed"].polls > 1)

    site.routes["/feed"] = rss(
        item("حديث", guid="1", date=ago(hours=1)),
        item("قديم", guid="2", date=ago(days=3)),
        item("أقدم", guid="3", date=ago(days=43)),
    )
    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(item("متأخر", guid="4", date=ago(days=3)), item("حديث", guid="1", date=ago(hours=1)))
        await until(lambda: len(store.articles) > 1)

    assert ["حديث", "متأخر"] == [article.title for article in store.articles]
    assert 4 == len(store.saved)


async def test_an_item_of_another_decade_is_as_old_as_it_says(site, store, metrics):
    """Skipped at the first reading, and dated when it turns up later; the zero of a clock is no date."""
    site.routes["/feed"] = rss(
        item("حديث", guid="1", date=ago(hours=1)), item("قديم", guid="2", date="Wed, 01 Jan 2014 10:00:00 +0000")
    )
    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(
            item("من الأرشيف", guid="3", date="Thu, 02 Jan 2014 10:00:00 +0000"),
            item("بلا تاريخ", guid="4", date="Thu, 01 Jan 1970 00:00:00 +0000"),
        )
        await until(lambda: len(store.articles) > 2)

    assert {("حديث", False), ("من الأرشيف", True), ("بلا تاريخ", False)} == {
        (article.title, article.at < datetime(2014, 1, 3, tzinfo=UTC)) for article in store.articles
    }
    assert {"feed": "healthy"} == {name: state.state for name, state in store.saved_states.items()}


@pytest.mark.slow
async def test_an_item_beyond_the_cap_is_asked_for_again(site, store, metrics):
    """A document that was not read to its end is not vouched for: no validators, no hash."""
    site.routes["/feed"] = rss(*(item(f"خ{n}", guid=str(n), date=LONG_AGO) for n in range(2001)))
    site.headers["/feed"] = {"ETag": '"a"'}
    settings = SETTINGS.model_copy(update={"timeout_s": 2.0})

    async with polling([feed(site, body="none")], store, metrics, settings):
        await until(lambda: store.saved_states and store.saved_states["feed"].reason)
        state = store.saved_states["feed"]

    assert ("truncated", "degraded", "", "") == (state.reason, state.state, state.etag, state.body_hash)


async def test_what_was_pending_before_a_restart_is_published_after_it(site, store, metrics):
    site.routes["/feed"] = rss(*(item(f"خبر {n}", site.at(f"/{n}"), str(n), ago(hours=1)) for n in range(5)))
    for number in range(5):
        site.routes[f"/{number}"] = silent
    one = feed(site)
    metrics.declare(feeds=[one.id], rules=[], channels=[])
    settings = SETTINGS.model_copy(update={"timeout_s": 20.0})
    first = Poller([one], store, settings, metrics, on_article=lambda: None)
    run = asyncio.create_task(first.run())
    await until(lambda: len(store.waiting) == 5)
    await first.stop(0.1)
    await run
    assert len(store.waiting) == 5

    for number in range(5):
        site.routes[f"/{number}"] = page(f"خبر {number}", (*ARTICLE, f"الحادثة {number}"))
    async with polling([one], store, metrics, pace=1):
        await until(lambda: not store.waiting)

    assert ["full"] * 5 == [article.quality for article in store.articles]
    assert len(site.asked["/feed"]) == 1, "a restart polls nothing early"


async def test_a_full_disk_loses_nothing(site, store, metrics):
    store.full = True
    site.routes["/feed"] = rss(item("خبر", site.at("/1"), "1", ago(hours=1)))
    site.routes["/1"] = page("خبر")

    async with polling([feed(site)], store, metrics):
        await until(lambda: len(site.asked["/feed"]) > 1)
        store.full = False
        await until(lambda: store.articles)

    assert {} == store.waiting


async def test_a_reload_starts_new_feeds_and_stops_old_ones(site, store, metrics):
    site.routes["/a"] = rss(item("من الأول", guid="1", date=ago(hours=1)))
    site.routes["/b"] = rss(item("من الثاني", guid="1", date=ago(hours=1)))
    feeds = [feed(site, "/a", body="none"), feed(site, "/b", body="none")]

    async with polling(feeds[:1], store, metrics) as poller:
        await until(lambda: len(store.articles) == 1)
        metrics.declare(feeds=["b"], rules=[], channels=[])
        poller.reload(feeds[1:])
        await until(lambda: len(store.articles) == 2)
        polls = len(site.asked["/a"])
        await until(lambda: len(site.asked["/b"]) > 3)

    assert len(site.asked["/a"]) <= polls + 1


@pytest.mark.slow
async def test_our_own_outage_is_held_against_no_feed(store, metrics):
    """Twenty hosts fall silent at once and come back: no score moves, every feed is read again."""
    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(serving(Site())) for _ in range(20)]
        feeds = [feed(site, "/feed", id=f"f{n}", body="none") for n, site in enumerate(sites)]
        for number, site in enumerate(sites):
            site.routes["/feed"] = rss(item(f"خبر {number}", guid="1", date=ago(hours=1)))
        async with polling(feeds, store, metrics):
            await until(lambda: len(store.articles) == 20)
            for site in sites:
                site.routes["/feed"] = silent
            await until(lambda: all(len(site.asked["/feed"]) > 6 for site in sites), 20)
            scores = [state.score for state in store.saved_states.values()]
            for number, site in enumerate(sites):
                site.routes["/feed"] = rss(item(f"عودة {number}", guid="2", date=ago(minutes=1)))
            await until(lambda: len(store.articles) == 40, 20)

    assert sum(scores) <= 0.5 * 15, "a few fail before the pattern shows"
    assert {"healthy"} == {state.state for state in store.saved_states.values()}


async def test_gauges_are_filled_from_the_store_before_the_first_poll(site, store, metrics):
    at = datetime(2026, 3, 19, 10, 49, tzinfo=UTC)
    later = datetime.now(UTC) + timedelta(hours=1)
    store.saved_states["feed"] = FeedState(feed="feed", last_success=at, last_item=at, next_due=later, state="silent")

    async with polling([feed(site)], store, metrics):
        await until(lambda: sample(metrics, "marsad_feeds", state="silent"))

    assert at.timestamp() == sample(metrics, "marsad_feed_last_success_timestamp_seconds", feed="feed")
    assert [] == site.asked["/feed"]


def test_importing_the_poller_loads_no_parser():
    """The main process must stay light: feedparser and trafilatura belong to the workers."""
    script = (
        "import sys, ingest.poller; print(sorted({'trafilatura', 'feedparser', 'lxml', 'faust'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.slow
async def test_a_feed_that_kills_its_reader_is_buried_once_with_its_bytes(site, store, metrics):
    poison = rss(item("خبر", guid="1"), "<item><description>" + "<b>" * 90_000 + "</description></item>")
    site.routes["/feed"] = poison
    site.routes["/good"] = rss(item("خبر سليم", guid="1", date=ago(hours=1)))

    async with polling([feed(site), feed(site, "/good", body="none")], store, metrics, deadline_s=0.5):
        await until(lambda: len(site.asked["/feed"]) > 2 and store.articles, 30)

    assert [("feed", poison.encode())] == [(letter.place, letter.value) for letter in store.letters]
    assert ("timeout", "degraded") == (store.saved_states["feed"].reason, store.saved_states["feed"].state)
