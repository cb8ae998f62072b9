"""From entry to article: pages that come, come late, or never."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from marsad.ports import Entry, FeedState
from marsad.records import Article
from tests.ingest.conftest import QUICK, SETTINGS, ago, feed, polling, sample, until
from tests.ingest.memory_store import MemoryStore
from tests.ingest.site import ARTICLE, bytewise, item, moved, page, rss, silent


@pytest.mark.parametrize(
    ("route", "content_type"),
    [
        (404, ""),
        (500, ""),
        (silent, ""),
        (b"%PDF-1.7 \0\0", "application/pdf"),
        (b"%PDF-1.7 \0\0", ""),
        ("", ""),
        ("<html><body><p>قصير</p></body></html>", ""),
        (page("x", ("The minister said that the talks would go on for another week in the capital.",) * 5), ""),
        (moved(302, "http://10.1.2.3/"), ""),
        (moved(302, "http://127.0.0.1:22/"), ""),
    ],
    ids=["404", "500", "timeout", "pdf", "pdf-as-html", "nothing", "short", "english", "private", "port"],
)
async def test_an_entry_whose_page_fails_is_published_with_its_summary(site, store, metrics, route, content_type):
    site.routes["/feed"] = rss(
        item("حريق في الميناء", site.at("/1"), "1", ago(hours=1), "اندلع حريق كبير في ميناء الساحل فجر اليوم.")
    )
    site.routes["/1"] = route
    if content_type:
        site.headers["/1"] = {"Content-Type": content_type}

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)

    article = store.articles[0]
    assert ("summary", "", "اندلع حريق كبير في ميناء الساحل فجر اليوم.") == (
        article.quality,
        article.text,
        article.summary,
    )
    assert sample(metrics, "marsad_feed_extract_failures_total", feed="feed") >= 1


async def test_headers_that_are_no_utf8_cost_no_article(site, store, metrics):
    """Neither the feed's nor the page's: a charset in Windows-1256, an old server's name, a careless ETag."""
    odd = ('Content-Type: text/html; charset="ويندوز"'.encode("cp1256"), b"Server: caf\xe9/1.0", b'ETag: "\xe9"')
    site.routes["/feed"] = bytewise(rss(item("حريق في الميناء", site.at("/1"), "1", ago(hours=1))), *odd)
    site.routes["/1"] = bytewise(page("حريق في الميناء"), *odd)

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)

    assert ["full"] == [article.quality for article in store.articles]
    assert ("healthy", "") == (store.saved_states["feed"].state, store.saved_states["feed"].etag)


class Picky(MemoryStore):
    """A store that breaks on some articles, for a reason nobody foresaw."""

    def __init__(self, breaks_on: Callable[[Article], bool]) -> None:
        super().__init__()
        self._breaks_on = breaks_on

    async def publish(self, entry: Entry, article: Article, *, again: datetime | None = None) -> None:
        if self._breaks_on(article):
            raise LookupError("nobody foresaw this")
        await super().publish(entry, article, again=again)


async def test_a_page_that_breaks_us_is_tried_again_later_and_its_headline_goes_out(site, metrics):
    store = Picky(lambda article: article.quality == "full")
    site.routes["/feed"] = rss(item("حريق في الميناء", site.at("/1"), "1", ago(hours=1), "اندلع حريق كبير."))
    site.routes["/1"] = page("حريق في الميناء")

    async with polling([feed(site)], store, metrics, pace=0.00001, rhythm=QUICK):
        await until(lambda: store.articles and not store.waiting)

    assert (["summary"], 4) == ([article.quality for article in store.articles], len(site.asked["/1"]))


async def test_an_entry_that_breaks_us_is_left_alone_for_a_day_and_the_others_go_out(site, metrics):
    store = Picky(lambda article: article.title == "خبر يكسر")
    site.routes["/feed"] = rss(
        item("خبر يكسر", site.at("/1"), "1", ago(hours=1)), item("خبر سليم", site.at("/2"), "2", ago(hours=1))
    )
    site.routes["/1"] = site.routes["/2"] = page("خبر")

    async with polling([feed(site)], store, metrics, patience=0, rhythm=QUICK):
        await until(lambda: any(entry.not_before for entry in store.waiting.values()) and store.articles)
        await asyncio.sleep(5 * QUICK.refill_s)

    assert {"خبر سليم"} == {article.title for article in store.articles}
    assert [True] == [entry.not_before - entry.seen > timedelta(hours=23) for entry in store.waiting.values()]
    assert 1 == len(site.asked["/1"])


async def test_a_page_that_comes_later_is_published_as_a_new_revision(site, store, metrics):
    site.routes["/feed"] = rss(item("حريق في الميناء", site.at("/1"), "1", ago(hours=1), "اندلع حريق كبير."))
    site.routes["/1"] = 503

    async with polling([feed(site)], store, metrics, rhythm=QUICK):
        await until(lambda: store.articles)
        site.routes["/1"] = page("حريق في الميناء")
        await until(lambda: len(store.articles) > 1)

    assert ["summary", "full"] == [article.quality for article in store.articles]
    assert len({article.id for article in store.articles}) == 1
    assert {} == store.waiting


async def test_a_page_that_never_comes_is_given_up_after_three_more_tries_without_repeating_the_article(
    site, store, metrics
):
    site.routes["/feed"] = rss(item("حريق في الميناء", site.at("/1"), "1", ago(hours=1), "اندلع حريق كبير."))
    site.routes["/1"] = 404

    async with polling([feed(site)], store, metrics, pace=0.00001, rhythm=QUICK):
        await until(lambda: store.articles and not store.waiting)

    assert len(site.asked["/1"]) == 4
    assert len(store.articles) == 1


@pytest.mark.slow
async def test_an_entry_that_waits_long_for_its_turn_is_published_with_its_summary_first(site, store, metrics):
    site.routes["/feed"] = rss(
        *(item(f"خبر رقم {n}", site.at(f"/{n}"), str(n), ago(hours=1), f"موجز الخبر {n}") for n in range(3))
    )
    for number in range(3):
        site.routes[f"/{number}"] = page(f"خبر رقم {number}", (*ARTICLE, f"رقم الحادثة {number}"))
    settings = SETTINGS.model_copy(update={"per_host_s": 0.4})

    async with polling([feed(site)], store, metrics, settings, patience=0.01, pace=1, rhythm=QUICK):
        await until(lambda: store.articles and not store.waiting)

    qualities = {title: [a.quality for a in store.articles if a.title == title] for title in ("خبر رقم 1", "خبر رقم 2")}
    assert {"خبر رقم 1": ["summary", "full"], "خبر رقم 2": ["summary", "full"]} == qualities


async def test_text_carried_by_the_feed_needs_no_page(site, store, metrics):
    content = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>{ARTICLE[0]}</p><p>{ARTICLE[1]}</p>]]></content:encoded>"
    site.routes["/feed"] = rss(item("خبر", site.at("/1"), "1", ago(hours=1), "موجز", content))

    async with polling([feed(site, body="feed")], store, metrics):
        await until(lambda: store.articles)

    assert (f"{ARTICLE[0]}\n{ARTICLE[1]}", "full") == (store.articles[0].text, store.articles[0].quality)
    assert [] == site.asked["/1"]


BLOCKED = page("تم حظر الوصول", ("تم حظر وصولك إلى هذا الموقع بسبب نشاط غير معتاد. راسل الإدارة كي ترفع الحظر عنك.",))
CARRIED = (
    '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA['
    + "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE)
    + "<p>اقرأ أيضا</p><p>اغتيال قاض في مدينة بعيدة</p>]]></content:encoded>"
)


@pytest.mark.parametrize(
    ("route", "failures"),
    [
        (404, 1),
        (BLOCKED, 1),
        (page("انهيار مبنى سكني", ARTICLE[:1]), 1),
        (page("انهيار مبنى سكني", ARTICLE[:2]), 0),
        (page("انهيار مبنى سكني", (*ARTICLE, "وقالت البلدية إنها ستفحص المباني.")), 0),
    ],
    ids=["404", "blocked", "teaser", "less", "more"],
)
async def test_a_text_carried_by_the_feed_is_never_worse_for_its_page(site, store, metrics, route, failures):
    site.routes["/feed"] = rss(item("انهيار مبنى سكني", site.at("/1"), "1", ago(hours=1), "موجز", CARRIED))
    site.routes["/1"] = route

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)

    assert ("full", "\n".join(ARTICLE)) == (
        store.articles[0].quality,
        store.articles[0].text[: len("\n".join(ARTICLE))],
    )
    assert "اغتيال" not in store.articles[0].text
    assert failures == sample(metrics, "marsad_feed_extract_failures_total", feed="feed")


POSTS = (
    ("هجوم على ميناء كيسمايو", "قتل سبعة جنود في هجوم مسلح على ميناء كيسمايو فجر السبت."),
    ("هجوم على معسكر في غاو", "اقتحم مسلحون معسكرا للجيش في مدينة غاو وأحرقوا آليات."),
    ("هجوم على كنيسة في نيروبي", "انفجرت قنبلة أمام كنيسة في نيروبي فأصيب عشرة مصلين."),
)


@pytest.mark.parametrize(("together", "named"), [(True, True), (False, True), (True, False)])
async def test_each_post_of_a_live_page_has_its_own_words(site, store, metrics, together, named):
    """One item a poll or all at once; with a part of the page to each post, or without."""
    items = [
        item(title, site.at(f"/live#post-{n}"), f"post-{n}", ago(hours=1), title) for n, (title, _) in enumerate(POSTS)
    ]
    parts = (f"<div {'id' if named else 'class'}='post-{n}'><p>{text}</p></div>" for n, (_, text) in enumerate(POSTS))
    site.routes["/live"] = f"<html lang='ar'><body><main><h1>أخبار اليوم</h1>{''.join(parts)}</main></body></html>"

    async with polling([feed(site)], store, metrics, rhythm=QUICK):
        for count in [3] if together else [1, 2, 3]:
            site.routes["/feed"] = rss(*items[:count])
            await until(lambda count=count: len(store.articles) >= count)

    expected = {title: text if named else "" for title, text in POSTS}
    assert expected == {article.title: article.text for article in store.articles}


async def test_the_front_page_is_no_items_text_and_is_not_asked_for(site, store, metrics):
    site.routes["/feed"] = rss(item("حريق في الميناء", site.at("/"), "1", ago(hours=1), "اندلع حريق كبير."))
    site.routes["/"] = page("حريق في الميناء")

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)

    assert ("summary", []) == (store.articles[0].quality, site.asked["/"])


async def test_one_request_at_a_time_reaches_a_host(site, store, metrics):
    numbers = range(8)
    site.routes["/feed"] = rss(*(item(f"خبر {n}", site.at(f"/{n}"), str(n), ago(hours=1)) for n in numbers))
    for number in numbers:
        site.routes[f"/{number}"] = page(f"خبر {number}", (*ARTICLE, f"الحادثة {number}"))

    async with polling([feed(site)], store, metrics):
        await until(lambda: len(store.articles) == 8)

    assert site.busiest == 1


async def test_entries_of_a_feed_that_left_wait_for_its_return(site, store, metrics):
    gone = Entry(feed="gone", key="1", id="1", url=site.at("/1"), title="خبر", seen=datetime.now(UTC))
    await store.save_poll(FeedState(feed="gone"), [gone])

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.waiting["gone", "1"].not_before)

    assert ([], []) == (store.articles, site.asked["/1"])


async def test_a_page_without_a_feed_date_brings_its_own(site, store, metrics):
    site.routes["/feed"] = rss(item("خبر", site.at("/1"), "1"))
    site.routes["/1"] = page("خبر", head='<meta property="article:published_time" content="2026-03-19T10:49:00Z">')

    async with polling([feed(site)], store, metrics, now=lambda: datetime(2026, 3, 20, tzinfo=UTC)):
        await until(lambda: store.articles)

    assert (datetime(2026, 3, 19, 10, 49, tzinfo=UTC), "page-meta") == (
        store.articles[0].published,
        store.articles[0].date_source,
    )


async def test_pages_of_a_host_that_asked_to_wait_are_published_with_their_summaries(site, store, metrics):
    site.routes["/feed"] = rss(*(item(f"خبر {n}", site.at(f"/{n}"), str(n), ago(hours=1), "موجز") for n in range(3)))
    for number in range(3):
        site.routes[f"/{number}"] = 429
        site.headers[f"/{number}"] = {"Retry-After": "3600"}

    async with polling([feed(site)], store, metrics):
        await until(lambda: len(store.articles) == 3)

    assert sum(len(site.asked[f"/{number}"]) for number in range(3)) == 1
    assert len(store.waiting) == 3


async def test_a_page_that_asks_for_a_day_stops_no_feed(site, store, metrics, monkeypatch):
    """Its next item is read, and goes out with the feed's words."""
    monkeypatch.setattr("ingest.hosts._LONG_S", 0.1)
    first = item("خبر أول", site.at("/1"), "1", ago(hours=1))
    site.routes |= {"/feed": rss(first), "/1": 429}
    site.headers["/1"] = {"Retry-After": "86400"}

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(item("خبر ثان", site.at("/2"), "2", ago(minutes=1)), first)
        site.routes["/2"] = page("خبر ثان")
        await until(lambda: len(store.articles) == 2)

    assert ("خبر ثان", []) == (store.articles[1].title, site.asked["/2"])


async def test_a_disk_that_fills_between_feed_and_page_loses_nothing(site, store, metrics, caplog):
    """The log says so once, however often the entry is tried."""

    async def fill(_):
        store.full = True
        return web.Response(text=page("خبر"), content_type="text/html")

    site.routes["/feed"] = rss(item("خبر", site.at("/1"), "1", ago(hours=1)))
    site.routes["/1"] = fill
    async with polling([feed(site)], store, metrics, rhythm=QUICK):
        await until(lambda: len(site.asked["/1"]) > 3)
        site.routes["/1"] = page("خبر")
        store.full = False
        await until(lambda: store.articles)
    waits = [record.getMessage() for record in caplog.records if "wait" in record.getMessage()]

    assert ({}, "full") == (store.waiting, store.articles[0].quality)
    assert ["entries wait: no space left"] == waits


async def test_pages_held_are_bounded_however_many_hosts_they_come_from(site, metrics):
    """Who publishes is slow: of 30 hosts no more pages are fetched than are in hand or may be asked for."""
    store, hosts = SlowStore(), range(2, 32)
    port = int(site.url.rpartition(":")[2])
    links = {n: f"http://127.0.0.{n}:{port}/{n}" for n in hosts}
    site.routes["/feed"] = rss(*(item(f"خبر رقم {n}", links[n], str(n), ago(hours=1)) for n in hosts))
    for n in hosts:
        site.routes[f"/{n}"] = page(f"خبر رقم {n}", (*ARTICLE, f"رقم الحادثة {n}"))
    settings = SETTINGS.model_copy(update={"slots": 2})

    def fetched() -> int:
        return sum(len(site.asked[f"/{n}"]) for n in hosts)

    async with (
        listening(site, [f"127.0.0.{n}" for n in hosts], port),
        polling([feed(site)], store, metrics, settings, patience=10),
    ):
        await until(lambda: fetched() >= 18)
        await asyncio.sleep(0.5)
        held = fetched()
        store.fast.set()
        await until(lambda: len(store.articles) == len(hosts))

    assert 16 + 2 == held
    assert {"full"} == {article.quality for article in store.articles}


class SlowStore(MemoryStore):
    """Publishes nothing until `fast` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.fast = asyncio.Event()

    async def publish(self, entry, article, *, again=None):
        await self.fast.wait()
        await super().publish(entry, article, again=again)


@asynccontextmanager
async def listening(site, addresses, port):
    """Serve the site at more addresses of this machine: a host each."""
    runner = web.ServerRunner(web.Server(site.answer), shutdown_timeout=0.1)
    await runner.setup()
    try:
        for address in addresses:
            await web.TCPSite(runner, address, port).start()
        yield
    finally:
        await runner.cleanup()
