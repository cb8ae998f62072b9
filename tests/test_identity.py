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


def test_what_has_no_web_address_is_known_by_what_it_has():
    """Another scheme by its name, else guid in the feed, else title and day; nothing at all is refused."""
    assert "" == canonical_url("http://[::1") == canonical_url("tag:news.example,2026:1") == canonical_url("")
    assert id_of("tag:news.example,2026:1") == id_of("tag:news.example,2026:1", guid="other")
    assert id_of(guid="7") != id_of(guid="7", feed="cnn")
    assert id_of(title="هجومٌ على القرية") == id_of(title="هجوم علي القرية")
    assert id_of(title="هجوم") != id_of(title="هجوم", day="2026-01-11")
    with pytest.raises(ValueError, match="no identity"):
        id_of(title=" … ")


@given(st.text())
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
