"""Which article is this? One id for all addresses of a page, another for every other page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.identity import alert_id, article_id, canonical_url, revision_of


def id_of(url: str = "", guid: str = "", title: str = "", feed: str = "bbc", day: str = "2026-01-10") -> str:
    return article_id(url=url, feed=feed, guid=guid, publisher="bbc", title=title, day=day)


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a/1",
        "https://www.news.example/a/1",
        "https://m.news.example/a/1#top",
        "https://news.example:443/a/1?utm_source=feed&fbclid=x",
        "https://NEWS.example./a/1/amp",
        "https://news.example/a/1?outputType=amp",
    ],
)
def test_addresses_of_one_page_have_one_id(other):
    """Scheme, mirrors, default port, fragment, tracking keys and AMP do not tell articles apart."""
    assert id_of("https://news.example/a/1") == id_of(other)


def test_a_raw_arabic_path_and_an_encoded_one_are_one():
    """Feeds give both; encoding happens once, never twice."""
    raw = "https://news.example/هجوم-على-قرية"
    encoded = "https://news.example/%D9%87%D8%AC%D9%88%D9%85-%D8%B9%D9%84%D9%89-%D9%82%D8%B1%D9%8A%D8%A9"

    assert canonical_url(raw) == canonical_url(encoded) == canonical_url(canonical_url(raw))


@pytest.mark.parametrize(
    "other", ["https://news.example/a/2", "https://news.example/a/1?id=2", "https://news.example:8443/a/1"]
)
def test_other_pages_have_other_ids(other):
    """Unknown query keys and ports count: many outlets identify by ?id=."""
    assert id_of("https://news.example/a/1") != id_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/%C8%ED%D4/1.html", "/%C7%E1%C3/1.html"),
        ("/story.php?t=%C8%ED%D4", "/story.php?t=%C7%E1%C3"),
        ("/story.php?ref=1001", "/story.php?ref=1002"),
        ("/story.php?at_id=1001", "/story.php?at_id=1002"),
        ("/app/#/news/1", "/app/#/news/2"),
        ("/#!/%C8%ED", "/#!/%C7%E1"),
    ],
    ids=["windows-1256", "windows-1256 query", "ref", "at_id", "route", "route of a front page"],
)
def test_what_a_site_calls_its_pages_by_tells_them_apart(one, other):
    """Slugs of before UTF-8, numbers in keys that track elsewhere, and the routes of a site that is one page."""
    assert id_of(f"https://news.example{one}") != id_of(f"https://news.example{other}")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("/%c8%ED%D4/%D9%87.html", "/%C8%ED%D4/%D9%87.html"),
        ("/a?t=%c8&ref=rss&at_medium=rss&ref=", "/a?t=%C8"),
        ("/a#top", "/a"),
        ("/a#/", "/a"),
        ("/a#%2Fnews%2F1", "/a#/news/1"),
    ],
)
def test_an_address_keeps_its_bytes_and_sheds_what_only_tracks(written, name):
    """Escapes that are no UTF-8 stay, in capitals; a marker on the page and a tracking key name nothing."""
    assert f"https://news.example{name}" == canonical_url(f"https://news.example{written}")


def test_what_has_no_web_address_is_known_by_what_it_has():
    """Another scheme by its name, else guid in the feed, else title and day; nothing at all is refused."""
    assert "" == canonical_url("http://[::1") == canonical_url("tag:news.example,2026:1") == canonical_url("")
    assert id_of("tag:news.example,2026:1") == id_of("tag:news.example,2026:1", guid="other")
    assert id_of(guid="7") != id_of(guid="7", feed="cnn")
    assert id_of(title="هجومٌ على القرية") == id_of(title="هجوم علي القرية")
    assert id_of(title="هجوم") != id_of(title="هجوم", day="2026-01-11")
    with pytest.raises(ValueError, match="no identity"):
        id_of(title=" … ")


@given(st.text() | st.text("%Cc8D9a/?#&=!ف").map("http://news.example/".__add__))
def test_any_text_has_a_canonical_form_that_stays(text):
    """Never raises, and the canonical address of a canonical address is itself."""
    once = canonical_url(text)

    assert once == canonical_url(once)


def test_spelling_makes_no_revision_and_a_figure_does():
    """Marks and white space are not news; a raised toll is."""
    assert revision_of("خبر", "قُتل  12 شخصًا\nفي الهجوم.") == revision_of("خبر", "قتل 12 شخصاً في الهجوم")
    assert revision_of("خبر", "قتل 12 شخصا") != revision_of("خبر", "قتل 13 شخصا")


def test_an_alert_is_known_by_rule_story_reason_and_level():
    """Each of the four tells alerts apart, and their borders count."""
    ids = {
        alert_id(*parts) for parts in (("a", "s", "opened", "0"), ("as", "", "opened", "0"), ("a", "s", "spread", "3"))
    }

    assert 3 == len(ids)
