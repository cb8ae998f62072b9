"""Writing feeds."""

from __future__ import annotations

from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from marsad.demo.feeds import Channel, Item, document, entry, readable, summary_of
from marsad.demo.outlets import Outlet

CHANNEL = Channel(title="صحيفة المشرق", url="http://127.0.0.1/feeds/main.xml", site="http://127.0.0.1/")
MOMENT = datetime(2026, 1, 10, 6, 30, 15, tzinfo=UTC)


def outlet(form, charset="utf-8"):
    return Outlet(slug="almashriq", name="صحيفة المشرق", format=form, charset=charset)


def item(**given):
    fields = {"url": "http://127.0.0.1/a/1", "guid": "almashriq-1", "title": "عنوان", "summary": "ملخص", "section": ""}
    return Item(**(fields | given), published=MOMENT)


def printed(form, charset, *items):
    house = outlet(form, charset)
    return document(house, CHANNEL, MOMENT, [entry(house, one) for one in items])


@given(
    title=st.text(max_size=40).filter(lambda text: "\r" not in text),
    form=st.sampled_from(["rss", "atom"]),
    charset=st.sampled_from(["utf-8", "windows-1256"]),
)
def test_any_title_survives_any_format_and_charset(title, form, charset):
    """Markup, control characters, emoji and letters the charset lacks never break the document."""
    root = etree.fromstring(printed(form, charset, item(title=title)))
    (node,) = root.xpath("//*[local-name()='item' or local-name()='entry']/*[local-name()='title']")
    assert readable(title) == (node.text or "")


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_readers_find_every_part(form, charset):
    """A common feed parser finds title, link, id, summary, section and the second of publication."""
    feed = feedparser.parse(printed(form, charset, item(section="سياسة")))
    (found,) = feed.entries
    assert not feed.bozo
    assert (found.title, found.link, found.summary) == ("عنوان", "http://127.0.0.1/a/1", "ملخص")
    assert found.id.endswith("almashriq-1")
    assert [tag.term for tag in found.tags] == ["سياسة"]
    assert found.published_parsed[:6] == (2026, 1, 10, 6, 30, 15)


def test_a_summary_is_the_outlets_own_or_the_head_of_the_text():
    """A head too long is cut at a word."""
    assert summary_of(" خلاصة ", "نص") == "خلاصة"
    assert summary_of("", "الفقرة الأولى.\nالثانية.") == "الفقرة الأولى."
    cut = summary_of("", "كلمة " * 100)
    assert cut.endswith("كلمة...")
    assert len(cut) <= 223
