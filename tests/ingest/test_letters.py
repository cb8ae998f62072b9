"""What is kept of feeds that end their reader."""

import pytest
from aiohttp import web

from tests.ingest.conftest import ago, feed, polling, sample, until
from tests.ingest.site import item, rss


@pytest.mark.slow
async def test_a_feed_that_kills_its_reader_now_and_then_leaves_one_letter(site, store, metrics):
    poison = rss(item("خبر", guid="1"), "<item><description>" + "<b>" * 90_000 + "</description></item>")
    reasons = []

    async def flapping(_):
        turn = len(site.asked["/feed"])
        if turn > 1:
            reasons.append(store.saved_states["feed"].reason)
        return web.Response(text=poison if turn % 2 else rss(item(f"خبر {turn}", guid=str(turn), date=ago(hours=1))))

    site.routes["/feed"] = flapping
    async with polling([feed(site, body="none")], store, metrics, deadline_s=0.5):
        await until(lambda: reasons.count("timeout") > 1 and reasons[-1] == "timeout", 30)

    assert [("feed", poison.encode())] == [(letter.place, letter.value) for letter in store.letters]
    assert 1 == sample(metrics, "marsad_dead_letters_total", stage="extract")
