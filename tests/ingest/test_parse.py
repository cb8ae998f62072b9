"""Parsing: items out of any bytes, or the name of what came instead."""

import json
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import ITEMS_MAX, parse, scrub
from marsad.errors import ParseError
from tests.ingest.site import item, rss

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))


def titles(text, **options):
    return [found.title for found in parse(text.encode(errors="surrogatepass"), **options).items]


def test_rss_parts_come_out_as_they_were_given():
    one = parse(rss(item("خبر", "http://a.example/1", "7", "Thu, 19 Mar 2026 10:49:00 GMT", "موجز")).encode()).items[0]

    assert ("خبر", "http://a.example/1", "7", "Thu, 19 Mar 2026 10:49:00 GMT", "موجز") == (
        one.title, one.link, one.guid, one.date, one.summary)  # fmt: skip


def test_atom_is_read_with_its_alternate_link_and_content():
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>س</title><entry><id>tag:a,1</id><title type="html">خبر</title>'
        '<link rel="self" href="http://a.example/self"/><link rel="alternate" href="/n/1"/><published>2026-03-19T10:49:00Z</published>'
        '<summary>موجز</summary><content type="html">&lt;p&gt;نص&lt;/p&gt;</content></entry></feed>'
    )
    document = parse(text.encode(), base="http://a.example/feed.xml")
    one = document.items[0]

    assert ("tag:a,1", "http://a.example/n/1", "2026-03-19T10:49:00Z", "موجز", "<p>نص</p>", "ar") == (
        one.guid, one.link, one.date, one.summary, one.content, document.language)  # fmt: skip


def test_rdf_is_read():
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel><title>س</title></channel><item rdf:about="http://a.example/1"><title>خبر</title><link>http://a.example/1</link></item></rdf:RDF>'
    )
    assert ["خبر"] == titles(text)


def json_feed(items, **parts):
    return parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **parts}).encode())


@pytest.mark.parametrize(
    "odd",
    [
        {"summary": None},
        {"url": None},
        {"title": None},
        {"date_modified": None, "language": None},
        {"content_text": None, "content_html": None},
        {"id": True},
        {"tags": None, "authors": 7, "summary": [{}]},
    ],
)
def test_a_part_of_a_json_item_that_is_no_text_costs_itself(odd):
    """Some writers give every key, null where they have nothing."""
    whole = {
        "id": "7",
        "url": "http://a.example/1",
        "title": "خبر",
        "summary": "موجز",
        "content_text": "نص",
        "content_html": "",
    }
    (one,) = json_feed([whole | odd], title=None, language=None).items

    assert ("" if "title" in odd else "خبر", "" if "id" in odd else "7") == (one.title, one.guid)
    assert ("" if "url" in odd else "http://a.example/1") == one.link
    assert ("" if "summary" in odd else "موجز", "" if "content_text" in odd else "نص") == (one.summary, one.content)


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ({"date_published": 1764300000}, "1764300000"),
        ({"date_published": 1764300000.25}, "1764300000"),
        ({"date_published": 1764300000123}, "1764300000123"),
        ({"date_published": None, "date_modified": "2026-03-19"}, "2026-03-19"),
        ({"date_published": True}, ""),
        ({"date_published": [2026, 3, 19]}, ""),
    ],
)
def test_the_date_of_a_json_item_may_be_a_number(date, read):
    assert [read] == [one.date for one in json_feed([{"id": "7"} | date]).items]


@pytest.mark.parametrize("items", [None, []])
def test_a_json_feed_without_items_is_one(items):
    assert () == json_feed(items).items


def test_json_feed_is_read_and_one_bad_item_costs_itself():
    text = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "س", "items": [{"id": 7, "url": "http://a.example/1", "title": "خبر",'
        ' "content_text": "نص", "date_published": "2026-03-19T10:49:00Z"}, {"id": [], "title": 5}, 7, {"id": "8", "title": "آخر"}]}'
    )
    document = parse(text.encode())

    assert [("7", "خبر", "نص"), ("", "", ""), ("", "", ""), ("8", "آخر", "")] == [
        (one.guid, one.title, one.content) for one in document.items
    ]


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("http://a.example/p/1", "/p/1"),
        ("http://a.example/news/p/1", "p/1"),
        ("https://b.example/1", "https://b.example/1"),
        ("", ""),
        ("", "http://[1"),
    ],
)
def test_the_links_of_a_json_feed_start_from_its_address(link, written):
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "url": "{written}"}}]}}'
    document = parse(text.encode(), base="http://a.example/news/feed.json")

    assert [link] == [one.link for one in document.items]


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("http://b.example/1", "\u200fhttp://b.example/1"),
        ("http://b.example/1", "\ufeff http://b.example/1\u200f\u00a0"),
        ("https://www.b.example/n/1", "www.b.example/n/1"),
        ("https://a.example/n/1", "a.example/n/1"),
        ("https://m.a.example/n/1?x=1", "\u202bm.a.example/n/1?x=1"),
        ("https://a.example:8443/n/1", "a.example:8443/n/1"),
        ("https://www.a.example/feeds/index.php/n/1", "index.php/n/1"),
        ("https://www.a.example/feeds/1.html", "1.html"),
        ("https://b.example/1", "//b.example/1"),
        ("", "\u200f"),
    ],
)
def test_a_link_is_read_without_the_marks_and_with_the_scheme_that_people_forgot(link, written):
    """A folder with a dot is no host: the link of another site must begin with www, or be whole."""
    for text in (rss(item("خبر", f"<![CDATA[{written}]]>", "7")), json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": "7", "url": written}]})):  # fmt: skip
        document = parse(text.encode(), base="https://www.a.example/feeds/rss.xml")

        assert [link] == [one.link for one in document.items]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no_bytes"),
        (b" \n" * 100, "no_bytes"),
        (b"<!doctype html><html><body>x</body></html>", "html"),
        (b"<html><body>look at our <rss> feed</body></html>", "html"),
        (b"<html><title>Just a moment...</title></html>", "challenge"),
        (b'<html><meta http-equiv="refresh" content="0;/x"></html>', "challenge"),
        (b'{"a": 1}', "not_a_feed"),
        (b'{"version": "2", "items": []}', "not_a_feed"),
        (b"[" * 100_000, "not_a_feed"),
        (b"{" * 100_000, "not_a_feed"),
        (b"<urlset><url/></urlset>", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n", "not_a_feed"),
        (b"\0" * 100_000, "not_a_feed"),
        (random.Random(7).randbytes(200_000), "not_a_feed"),
        (b'<?xml version="1.0"?><!DOCTYPE ' + b"a" * 500_000, "not_a_feed"),
    ],
)
def test_what_is_no_feed_gets_its_name(data, reason):
    with pytest.raises(ParseError) as caught:
        parse(data)

    assert reason == caught.value.reason


def test_a_challenge_is_known_by_its_header():
    with pytest.raises(ParseError) as caught:
        parse(b"<html><body>x</body></html>", headers={"cf-mitigated": "challenge"})

    assert caught.value.reason == "challenge"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&#xD800;b", "a\ufffdb"),
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#xDE00;&#xD83D;", "\ufffd\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&#99999999999999999999;", "\ufffd"),
        ("هج\0وم", "هجوم"),
        ("هج\x1bوم", "هجوم"),
        ("ه&#x62C;وم", "هجوم"),
    ],
)
def test_a_bad_reference_costs_one_character_not_the_feed(written, read):
    assert [read, "سليم"] == titles(rss(item(written), item("سليم")))


@pytest.mark.parametrize(
    "text",
    [
        rss(item("خبر"), head="<br />\n<b>Warning</b>: mysql_connect() in <b>/x.php</b><br />\n" + HEAD),
        "\n\n  " + rss(item("خبر")),
        "\ufeff" + rss(item("خبر")),
        rss(item("خبر"), head='<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'),
        rss(item("خبر"))[:-20],
        rss(item("خبر", extra=f"<author>x@{'a' * 80_000}</author>")),
        rss(item("خبر", extra="<description>" + "<b>" * 1000 + "x" + "</b>" * 1000 + "</description>")),
        rss(item("خبر", extra="<description><![CDATA[" + "&#" * 100_000 + "]]></description>")),
        rss(item("خبر", extra="<georss:point xmlns:georss='http://www.georss.org/georss'>x y z</georss:point>")),
        rss(item("خبر", link="http://[::1")),
        rss(item("خبر", date="1" * 100_000)),
    ],
    ids=["php", "blank", "bom", "dtd", "cut", "author", "nested", "references", "georss", "link", "date"],
)
def test_a_damaged_feed_still_gives_its_items(text):
    assert ["خبر"] == titles(text, base="http://a.example/")


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE l [<!ENTITY a "هجوم">{LAUGHS}]>',
        '<!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/hosts">]>',
    ],
    ids=["laughs", "file"],
)
def test_entities_are_not_expanded(doctype):
    text = rss("<item><title>قبل &j; بعد</title></item>", head='<?xml version="1.0"?>' + doctype)

    assert all(len(title) < 100 and "localhost" not in title for title in titles(text))


def test_items_beyond_the_cap_are_left_and_the_document_says_so():
    document = parse(rss(*(item(f"خبر {n}") for n in range(ITEMS_MAX + 5))).encode())

    assert (ITEMS_MAX, True, "خبر 1999") == (len(document.items), document.truncated, document.items[-1].title)


@pytest.mark.parametrize("oldest_first", [True, False])
@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_of_more_items_than_are_read_the_newest_are_kept(kind, oldest_first):
    """Some sites append to their feed: what is behind the cap is the news there."""
    days = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(ITEMS_MAX + 5)]
    written = [(f"خبر {n}", day) for n, day in enumerate(days)][:: 1 if oldest_first else -1]
    if kind == "rss":
        text = rss(*(item(title, date=format_datetime(day)) for title, day in written))
    elif kind == "atom":
        entries = (f"<entry><title>{t}</title><updated>{day.isoformat()}</updated></entry>" for t, day in written)
        text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار الساحل</title>{"".join(entries)}</feed>'
    else:
        rows = [{"id": title, "title": title, "date_published": day.isoformat()} for title, day in written]
        text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": rows})
    document = parse(text.encode())

    assert (ITEMS_MAX, True) == (len(document.items), document.truncated)
    assert {f"خبر {n}" for n in range(5, ITEMS_MAX + 5)} == {found.title for found in document.items}


def test_parts_are_cut_to_size():
    one = parse(rss(item("خ" * 90_000, summary="م" * 90_000)).encode()).items[0]

    assert (1000, 20_000) == (len(one.title), len(one.summary))


PIECES = st.sampled_from(
    ["<item>", "</item>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<![if", "&#xD83D;", "&amp", "&", "<", ">", "\0",
     "هجوم", '<a x="', "<link>", "</link>", "<guid>", "<pubDate>", "<feed>", "</channel>", "<!DOCTYPE", "xmlns:x='y'", "<x:y>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_no_arrangement_of_hurtful_pieces_raises_anything_but_a_named_error(pieces):
    text = '<rss version="2.0"><channel>' + "".join(pieces)
    with suppress(ParseError):
        document = parse(text.encode(errors="surrogatepass"))
        assert len(document.items) <= text.count("<item>") + text.count("<entry>") + 1


@given(st.text(max_size=200))
def test_scrubbing_twice_changes_nothing(text):
    assert scrub(text) == scrub(scrub(text))


def test_a_guid_that_is_no_address_is_no_link():
    """A guid counts as permalink by default; "4711" leads nowhere."""
    text = rss("<item><title>خبر</title><guid>4711</guid></item>")

    assert [("4711", "")] == [(one.guid, one.link) for one in parse(text.encode()).items]


def test_surrogates_in_the_wrong_order_are_unreadable_characters():
    """Half pairs come from cut emoji; they must not raise in the reader."""
    assert ["خبر \ufffd\ufffd هنا"] == titles(rss("<item><title>خبر &#xDC00;&#xD83D; هنا</title></item>"))


def test_numbers_that_look_like_halves_of_a_pair_but_are_none_are_unreadable():
    """56999 is no high surrogate, though it is written like one."""
    assert ["خبر \ufffd"] == titles(rss("<item><title>خبر &#56999;&#57343;</title></item>"))


def test_a_feed_that_breaks_the_library_is_named():
    """A stray <gml:pos> raises KeyError inside feedparser: this feed is no feed, and no other one is harmed."""
    text = '<rss version="2.0" xmlns:gml="http://www.opengis.net/gml"><channel><item><gml:pos>1 2</gml:pos></item></channel></rss>'
    with pytest.raises(ParseError, match="KeyError"):
        parse(text.encode())


_DESCRIPTION = "<description>سقط قتيلان في غارة على الميناء.</description>"
_CAPTION = (
    '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="http://news.example/1.jpg">'
    '<media:description type="plain">صورة أرشيفية لانفجار سابق في المدينة القديمة</media:description></media:content>'
)
_PODCAST = (
    '<itunes:summary xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">حلقة عن الميناء وتاريخه</itunes:summary>'
)
_CATALOGUE = (
    '<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/">مادة من أرشيف الوكالة عن الموانئ</dc:description>'
)


@pytest.mark.parametrize("aside", [_CAPTION, _CAPTION * 2, _PODCAST, _CATALOGUE])
@pytest.mark.parametrize("first", [True, False])
def test_the_summary_is_the_items_own_description_wherever_a_caption_stands(aside, first):
    extra = aside + _DESCRIPTION if first else _DESCRIPTION + aside
    one = parse(rss(item("غارة", "http://news.example/1", "1", extra=extra)).encode()).items[0]

    assert ("سقط قتيلان في غارة على الميناء.", "") == (one.summary, one.content)


@pytest.mark.parametrize("aside", [_CAPTION, _PODCAST, _CATALOGUE])
def test_an_item_without_description_has_what_else_is_said_of_it(aside):
    one = parse(rss(item("غارة", "http://news.example/1", "1", extra=aside)).encode()).items[0]

    assert one.summary in aside
    assert len(one.summary) > 20
