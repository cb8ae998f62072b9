"""What the poller makes of its clock: months go by and nothing new comes, it was ahead, polling is held for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

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
