"""Items whose names, links or guids name something else as well."""

from tests.ingest.conftest import ago, feed, polling, until
from tests.ingest.site import item, rss


async def test_what_a_breaking_news_bar_says_next_is_an_article_of_its_own(site, store, metrics):
    """One link for all it says: the next event is no revision of the last one, and its own revision is one."""
    said = [
        "اندلاع حريق في سوق أم درمان",
        "اغتيال قاض بالرصاص في مدينة كويتا",
        "القبض على قاتل القاضي بالرصاص في كويتا",
    ]

    async with polling([feed(site, body="none")], store, metrics):
        for number, title in enumerate(said, 1):
            site.routes["/feed"] = rss(item(title, site.at("/breaking"), date=ago(minutes=9 - number)))
            await until(lambda: len(store.articles) == number)  # noqa: B023 - awaited here

    fire, judge, arrest = (article.id for article in store.articles)
    assert fire != judge == arrest
    assert said == [article.title for article in store.articles]


async def test_items_that_share_a_guid_are_all_published_and_not_repeated(site, store, metrics):
    """A careless site: one guid in every item. The first document does not show it; the second does."""
    site.routes["/feed"] = rss(item("خبر 1", site.at("/1"), "site", ago(hours=1)))

    async with polling([feed(site, body="none")], store, metrics):
        await until(lambda: store.articles)
        site.routes["/feed"] = rss(*(item(f"خبر {n}", site.at(f"/{n}"), "site", ago(hours=1)) for n in range(1, 6)))
        await until(lambda: len(store.articles) >= 5)
        await until(lambda: not store.waiting)

    assert sorted(f"خبر {n}" for n in range(1, 6)) == sorted(article.title for article in store.articles)
    assert store.saved_states["feed"].id_policy == "guid+link"
