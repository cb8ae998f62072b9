"""Lists of feeds, in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import opml
from marsad.config.models import Feed
from marsad.errors import InputError

LIST = """<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head><title>قائمتي</title></head><body>
<outline text="سياسة"><outline text="صحيفة الساحل" title="الساحل" type="rss" xmlUrl="http://www.alsahel.example/rss/politics.xml"/>
<outline text="وكالات"><outline text="وكالة الواحة" xmlURL="https://feeds.alwaha.example/feed"/></outline></outline>
<outline text="بلا عنوان" type="rss" xmlurl="https://alsahel.example/خبر/feed"/>
<outline text="مكرر" xmlUrl="http://www.alsahel.example/rss/politics.xml"/>
<outline text="خبيث" xmlUrl="javascript:alert(1)"/></body></opml>"""


def test_a_list_becomes_feed_tables():
    assert [
        {"id": "alsahel-example-politics", "url": "http://www.alsahel.example/rss/politics.xml", "publisher": "alsahel-example",
         "name": "الساحل", "section": "سياسة"},
        {"id": "alwaha-example", "url": "https://feeds.alwaha.example/feed", "publisher": "alwaha-example", "name": "وكالة الواحة",
         "section": "وكالات"},
        {"id": "alsahel-example", "url": "https://alsahel.example/%D8%AE%D8%A8%D8%B1/feed", "publisher": "alsahel-example",
         "name": "بلا عنوان"},
    ] == opml.read(LIST)  # fmt: skip


def test_every_table_is_a_feed_that_configuration_takes():
    assert ["سياسة", "وكالات", ""] == [Feed.model_validate(table).section for table in opml.read(LIST)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not an OPML document"),
        ("<rss/>", "its root is <rss>"),
        ("<opml><body>", "not an OPML document"),
        ('<!DOCTYPE o [<!ENTITY a "b">]><opml><body/></opml>', "declares entities"),
        ('<!DOCTYPE o [<!ENTITY a SYSTEM "file:///etc/hosts">]><opml><body/></opml>', "declares entities"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(text, words):
    with pytest.raises(InputError, match=words):
        opml.read(text)


def test_a_list_without_body_is_empty():
    assert [] == opml.read("<opml/>")


def test_deep_nesting_is_read():
    depth = 5000
    text = (
        "<opml><body>"
        + "<outline text='x'>" * depth
        + '<outline xmlUrl="http://a.example/1"/>'
        + "</outline>" * depth
        + "</body></opml>"
    )

    assert ["http://a.example/1"] == [table["url"] for table in opml.read(text)]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["", "سياسة", "a & <b>"])), max_size=6))
def test_what_is_written_is_read_back(rows):
    feeds = [
        Feed(id=f"f{n}", url=f"http://alsahel.example/{n}", publisher="alsahel", name=name, section=section)
        for n, (name, section) in enumerate(rows)
    ]
    assert {feed.url for feed in feeds} == {table["url"] for table in opml.read(opml.write(feeds))}
