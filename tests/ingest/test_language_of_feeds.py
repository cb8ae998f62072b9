"""What becomes of the items of a feed that are not in its language."""

import pytest

from tests.ingest.conftest import ago, feed, polling, until
from tests.ingest.site import item, rss

PERSIAN = "وقوع زلزال شدید در تبریز و قتل سه نفر"


@pytest.mark.parametrize(
    ("language", "titles", "detail"),
    [
        ("ar", ["هزة أرضية في تبريز"], "2 of 3 items are not in Arabic and are not taken"),
        ("fa", ["هزة أرضية في تبريز", "Quake hits Tabriz, state TV says", PERSIAN], ""),
    ],
)
async def test_of_an_arabic_feed_what_is_not_in_arabic_is_left_out(site, store, metrics, language, titles, detail):
    """Persian and Urdu news are made of the nouns that rules ask for."""
    said = [PERSIAN, "هزة أرضية في تبريز", "Quake hits Tabriz, state TV says"]
    site.routes["/feed"] = rss(*(item(each, site.at(f"/{n}"), date=ago(hours=1)) for n, each in enumerate(said)))

    async with polling([feed(site, body="none", language=language)], store, metrics, pace=1):
        await until(lambda: len(store.articles) == len(titles))
        state = store.saved_states["feed"]

    assert sorted(titles) == sorted(article.title for article in store.articles)
    assert ("healthy", detail) == (state.state, state.detail)


async def test_a_feed_without_a_word_of_arabic_is_told(site, store, metrics):
    site.routes["/feed"] = rss(item(PERSIAN, site.at("/1"), date=ago(hours=1)))

    async with polling([feed(site)], store, metrics):
        await until(lambda: len(site.asked["/feed"]) > 2)
        state = store.saved_states["feed"]

    assert ([], "foreign", "degraded") == (store.articles, state.reason, state.state)
    assert "give the feed its `language`" in state.detail
