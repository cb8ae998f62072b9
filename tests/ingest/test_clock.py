"""What the poller makes of its clock: months go by and nothing new comes, it was ahead, polling is held for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

from marsad.ports import FeedState
from tests.ingest.conftest import feed, polling, until
from tests.ingest.site import item, rss

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


class Clock:
    """A clock that a test sets, and that remembers how often it was looked at."""

    def __init__(self, at=NOW):
        self.at, self.looks = at, 0

    def __call__(self):
        self.looks += 1
        return self.at


async def test_what_stands_in_a_quiet_feed_is_no_news_after_months(site, store, metrics):
    """It says "not modified" for longer than a finished entry is remembered; then one item is added."""
    clock, old = Clock(), [item(f"بيان {n}", guid=str(n)) for n in range(3)]
    site.routes["/feed"], site.headers["/feed"] = rss(*old), {"ETag": '"old"'}

    async with polling([feed(site, body="none")], store, metrics, now=clock):
        await until(lambda: len(store.articles) == 3)
        for _ in range(3):
            clock.at += timedelta(days=40)
            polls = len(site.asked["/feed"])
            await until(lambda polls=polls: len(site.asked["/feed"]) > polls)
        site.routes["/feed"], site.headers["/feed"] = rss(item("بيان جديد", guid="new"), *old), {"ETag": '"new"'}
        clock.at += timedelta(days=1)
        await until(lambda: len(store.articles) > 3)
        await until(lambda: not store.waiting)

    assert ["بيان 0", "بيان 1", "بيان 2", "بيان جديد"] == [article.title for article in store.articles]
    assert 4 == store.saved_states["feed"].items


async def test_a_feed_that_left_the_configuration_is_known_for_as_long_as_its_items_and_no_longer(site, store, metrics):
    """Taken in again within that time it has nothing new to say. After it all is gone, the validators too."""
    clock = Clock()
    site.routes["/feed"], site.headers["/feed"] = rss(item("بيان", guid="1")), {"ETag": '"same"'}
    site.routes["/stays"] = rss(item("نشرة", guid="2"))
    both = [feed(site, body="none"), feed(site, "/stays", body="none")]

    async with polling(both, store, metrics, now=clock) as poller:
        await until(lambda: len(store.articles) == 2 and not store.waiting)
        poller.reload(both[1:])
        clock.at += timedelta(days=80)
        await until(lambda: store.saved_states["stays"].last_poll == clock.at)
        poller.reload(both)
        await until(lambda: store.saved_states["feed"].last_poll == clock.at)
        assert ({"feed", "stays"}, {}) == ({of for of, _ in store.saved}, store.waiting)
        assert '"same"' == site.asked["/feed"][-1].headers["If-None-Match"]

        poller.reload(both[1:])
        clock.at += timedelta(days=91)
        await until(lambda: {"stays"} == {of for of, _ in store.saved} == set(store.saved_states))
        polls = len(site.asked["/feed"])
        poller.reload(both)
        await until(lambda: {"feed", "stays"} == {of for of, _ in store.saved})

    assert "If-None-Match" not in site.asked["/feed"][polls].headers


async def test_polling_that_is_held_rests_and_goes_on_at_once(site, store, metrics):
    """Feeds are due and none may be asked: the poller looks now and then, it does not turn."""
    clock = Clock()
    site.routes["/feed"] = rss(item("بيان", guid="1"))

    async with polling([feed(site, body="none")], store, metrics, now=clock) as poller:
        poller.hold(on=True)
        await asyncio.sleep(0.5)
        looks, asked = clock.looks, len(site.asked["/feed"])
        poller.hold(on=False)
        await until(lambda: site.asked["/feed"], 0.4)

    assert (0, True) == (asked, looks < 10), looks


async def test_a_clock_that_was_ahead_silences_no_feed(site, store, metrics):
    """It stood a year ahead for one poll and was put right, while we ran or before a restart: who asks, asks now."""
    clock = Clock(NOW + timedelta(days=365))
    site.routes["/feed"] = rss(item("بيان 1", guid="1"))

    async with polling([feed(site, body="none")], store, metrics, now=clock):
        await until(lambda: store.saved_states)
        site.routes["/feed"] = rss(item("بيان 2", guid="2"), item("بيان 1", guid="1"))
        clock.at = NOW
        await until(lambda: len(store.articles) > 1)
        clock.at = NOW + timedelta(days=365)
        await until(lambda: store.saved_states["feed"].last_poll == clock.at)
    clock.at = NOW + timedelta(minutes=20)
    async with polling([feed(site, body="none")], store, metrics, now=clock):
        await until(lambda: store.saved_states["feed"].last_poll == clock.at)
        polls = len(site.asked["/feed"])
        await asyncio.sleep(0.3)

    assert polls == len(site.asked["/feed"]), "it is asked once, and then in its time"


async def test_a_poll_that_cannot_be_saved_is_not_repeated_at_once_where_the_clock_was_ahead(site, store, metrics):
    store.saved_states["feed"] = FeedState(feed="feed", last_poll=NOW + timedelta(days=1), next_due=NOW)
    store.full = True
    site.routes["/feed"] = rss(item("بيان", guid="1"))

    async with polling([feed(site, body="none")], store, metrics, now=Clock()):
        await until(lambda: site.asked["/feed"])
        await asyncio.sleep(0.3)

    assert 1 == len(site.asked["/feed"])
