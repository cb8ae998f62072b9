"""What operators are told of a feed that is read and could be better, and what it may not cost meanwhile."""

import itertools
import logging
from datetime import UTC, datetime

import pytest
from aiohttp import web

from ingest import renamed
from ingest.entries import Reading
from marsad.ports import Entry, FeedState
from tests.ingest.conftest import ago, feed, polling, until
from tests.ingest.site import item, moved, page, rss

AT = datetime(2026, 3, 19, 10, 49, tzinfo=UTC)
TITLES = ("انفجار في سوق الساحل", "مقتل ثلاثة في هجوم على حافلة", "اجتماع مجلس المدينة")


@pytest.mark.parametrize("headers", [{"ETag": '"a"'}, {}], ids=["304", "same bytes"])
async def test_that_a_feed_moved_for_good_is_told_at_every_poll_and_logged_once(site, store, metrics, caplog, headers):
    caplog.set_level(logging.INFO, "marsad.ingest")
    site.routes |= {"/feed": moved(301, "/new"), "/new": rss(item("خبر", guid="1", date=ago(hours=1)))}
    site.headers["/new"] = headers
    hint = f"moved for good to {site.at('/new')}; change its url"

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.saved_states and store.saved_states["feed"].polls > 3)
        state = store.saved_states["feed"]

    assert ("healthy", "", hint) == (state.state, state.reason, state.detail)
    assert [f"feed feed: healthy {hint}"] == [r.getMessage() for r in caplog.records if "moved" in r.getMessage()]


def churning(site, *, link: str, guid: str, titles: list[str]):
    """Serve items whose link and guid have the number of the reading in them, where they say {n} in theirs."""
    dates, numbers = {}, itertools.count()

    async def handler(_):
        n = next(numbers)
        items = (
            item(t, site.at(link.format(i=i, n=n)), guid.format(i=i, n=n), dates.setdefault(t, ago(hours=1)))
            for i, t in enumerate(titles)
        )
        return web.Response(text=rss(*items), content_type="application/rss+xml")

    return handler


@pytest.mark.parametrize(
    ("link", "guid"),
    [("/story?i={i}&session={n}", ""), ("/{i}", "{i}-{n}"), ("/story?i={i}&session={n}", "{i}-{n}")],
    ids=["links", "guids", "both"],
)
async def test_items_with_other_names_at_each_reading_are_published_once(site, store, metrics, caplog, link, guid):
    """And one that joins them is published too; each page is fetched once, and people are told why."""
    caplog.set_level(logging.INFO, "marsad.ingest")
    titles = list(TITLES)
    site.routes |= {"/feed": churning(site, link=link, guid=guid, titles=titles)}
    site.routes |= {path: page("خبر") for path in ("/story", "/0", "/1", "/2", "/3")}

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.saved_states and store.saved_states["feed"].polls > 5)
        titles.insert(3, "زلزال يضرب الساحل")
        await until(lambda: len(store.articles) > 3)
        polls = store.saved_states["feed"].polls
        await until(lambda: store.saved_states["feed"].polls > polls + 4)
        state = store.saved_states["feed"]

    assert sorted(titles) == sorted(article.title for article in store.articles)
    assert 4 == sum(len(site.asked[path]) for path in ("/story", "/0", "/1", "/2", "/3"))
    assert ("healthy", renamed.WORDS, 4) == (state.state, state.detail, state.items)
    assert 1 == sum(renamed.WORDS in record.getMessage() for record in caplog.records)


def reading(*titles: str) -> Reading:
    entries = tuple(Entry(feed="f", key=t, id=t, url="", title=t, seen=AT) for t in titles)
    return Reading(entries=entries, policy="guid")


def test_a_site_that_moves_once_is_no_feed_whose_names_change():
    """Its items are not told again; how they are told apart stays as it is, and the next move is the first again."""
    state, again = renamed.after_reading(FeedState(feed="f"), reading(*TITLES), known=0)
    assert not again
    state, again = renamed.after_reading(state, reading(*TITLES), known=0)
    assert (len(TITLES), 1, "guid") == (len(again), state.renamed, state.id_policy)
    state, again = renamed.after_reading(state, reading(*TITLES), known=3)
    assert (set(), 0) == (again, state.renamed)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((TITLES[0],), (TITLES[0],)),
        (("عاجل", "عاجل"), ("عاجل", "عاجل")),
        (TITLES, (TITLES[0], "هدوء في الميناء", "عودة الملاحة")),
    ],
)
def test_words_that_name_no_reading_and_other_words_are_news(before, now):
    state, _ = renamed.after_reading(FeedState(feed="f"), reading(*before), known=0)

    assert not renamed.after_reading(state, reading(*now), known=0)[1]


async def test_a_feed_of_changing_names_that_has_news_at_each_reading_is_found_out_too(site, store, metrics):
    """What joined since the last reading is published, what was in it is not told again under its new name."""
    titles = [f"وصول السفينة {n} إلى المرفأ" for n in range(6)]
    served = churning(site, link="/story?i={i}&session={n}", guid="{i}-{n}", titles=titles)

    async def handler(request):
        titles.append(f"وصول السفينة {len(titles)} إلى المرفأ")
        return await served(request)

    site.routes |= {"/feed": handler, "/story": page("خبر")}

    async with polling([feed(site)], store, metrics):
        await until(lambda: store.saved_states and store.saved_states["feed"].polls > 6)
        state = store.saved_states["feed"]

    told = [article.title for article in store.articles]
    assert ("title", len(set(told))) == (state.id_policy, len(told))
    assert set(titles[:10]) <= set(told)
