"""Cleaning: hostile headlines, bodies and links made harmless."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.clean import clean, clean_block, safe_link

TOKENS = [
    "br",
    *"<>&;/!?= \n\r\t\x00ab",
    "lt",
    "gt",
    "amp",
    "#x200f",
    "script",
    "\u202e",
    "\u2067",
    "\u200c",
    "هجوم",
    "\u212a",
    "\u0338",
]
HOSTILE = st.lists(st.sampled_from(TOKENS) | st.characters(), max_size=40).map("".join)
MARKUP = re.compile(r"</?[a-zA-Z!?]")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("عاجل: غارة على الميناء", "عاجل: غارة على الميناء"),
        ("</b><script>alert(1)</script> غارة", "alert(1) غارة"),
        ("&lt;img src=x onerror=1&gt; غارة", "غارة"),
        ("&amp;lt;b&amp;gt;غارة&amp;lt;/b&amp;gt;", "غارة"),
        ("&amp;amp;amp;amp;amp;lt;script&gt;غارة", "amp;amp;lt;script>غارة"),
        ("<scr<b>ipt>غارة", "ipt>غارة"),
        ("جرحى إثر انفجار<br/>ببلدة الخمس", "جرحى إثر انفجار ببلدة الخمس"),
        ("<p>زلزال</p><p>بمحافظة أسوان</p>", "زلزال بمحافظة أسوان"),
        ("هجوم&lt;BR&gt;على حافلة", "هجوم على حافلة"),
        ("غار<b>ة</b> على <i>الميناء</i>", "غارة على الميناء"),
        ("<\u200escript>غارة", "غارة"),
        ("<!-- سر --> غارة <![CDATA[", "غارة"),
        ("غارة\r\nBcc: a@b.example", "غارة Bcc: a@b.example"),
        ("غارة\u202eمعكوسة\u2069", "غارةمعكوسة"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("سعر النفط 5 < 6 و 7 > 3", "سعر النفط 5 < 6 و 7 > 3"),
        ("الشركة &amp; الوزارة", "الشركة & الوزارة"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  غارة \u00a0\u2003 ليلا\u2028", "غارة ليلا"),
        ("غارة😀\ud83d", "غارة😀"),
        ("\ufeffغارة\u00ad", "غارة"),
        ("", ""),
    ],
)
def test_a_headline_becomes_one_line_of_plain_text(raw, expected):
    assert expected == clean(raw)


@pytest.mark.parametrize("piece", ["x", "<", "&", "&amp;", "<b>", "هجوم ", '<a x="', "<<b>b>"])
def test_a_huge_headline_is_cut(piece):
    assert len(clean(piece * 1_000_000)) <= 300


def test_a_cut_headline_says_so():
    assert "قصف قصف…" == clean("قصف " * 50, limit=9)


@given(HOSTILE)
def test_nothing_a_browser_or_terminal_would_obey_is_left(raw):
    made = clean(raw)

    assert not MARKUP.search(made)
    assert not [c for c in made if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(made) & set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


@given(HOSTILE, st.integers(2, 40))
def test_cleaning_twice_changes_nothing(raw, limit):
    made = clean(raw, limit)

    assert made == clean(made, limit)
    assert len(made) <= limit


def test_a_block_keeps_its_paragraphs():
    assert "الفقرة الأولى\nالفقرة الثانية" == clean_block("  الفقرة <b>الأولى</b>\r\n\n\t\n الفقرة الثانية\u2028 ")


@given(st.lists(HOSTILE, max_size=5))
def test_cleaning_a_block_twice_changes_nothing(lines):
    made = clean_block("\n".join(lines), 100)

    assert made == clean_block(made, 100)
    assert len(made) <= 100


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/hosts",
        "vbscript:x",
        "//news.example/x",
        "/x",
        "",
        "http:///x",
        "http://news.example<b>/x",
        "http://user:pass@news.example/",
        "http://@news.example/",
        "http://[::1",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://news.example/\ud800",
        "http://news.example/" + "a" * 3000,
    ],
)
def test_a_link_that_is_no_plain_web_address_is_dropped(url):
    assert safe_link(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (" http://news.example/خبر 1 ", "http://news.example/%D8%AE%D8%A8%D8%B1%201"),
        ("http://أخبار.example/خبر", "http://xn--igbicxr.example/%D8%AE%D8%A8%D8%B1"),
        ("HTTP://News.Example:8080", "http://news.example:8080"),
        ("http://[2620:fe::fe]:8080/a", "http://[2620:fe::fe]:8080/a"),
        ("http://news.example/%D8%AE", "http://news.example/%D8%AE"),
        ('https://news.example/?q="><script>', "https://news.example/?q=%22%3E%3Cscript%3E"),
        ("https://news.example:8443/a?b=c&d=e#f", "https://news.example:8443/a?b=c&d=e#f"),
    ],
)
def test_a_link_is_percent_encoded_once(url, expected):
    assert expected == safe_link(url)
    assert expected == safe_link(expected)
