"""A page's article, and what is no article."""

from datetime import UTC, datetime

import pytest

from ingest.extract import extract
from marsad.errors import ParseError
from tests.ingest.site import ARTICLE, page

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
AT = datetime(2026, 3, 19, 10, 49, tzinfo=UTC)
ENGLISH = ("The minister said on Thursday that the talks would go on for another week in the capital.",) * 4
PERSIAN = ("وزیر گفت که گفتگوها تا هفته آینده در پایتخت ادامه خواهد یافت و نتیجه آن پس از پایان نشست اعلام می‌شود.",) * 4


def read(markup, **options):
    data = markup if isinstance(markup, bytes) else markup.encode()
    return extract(data, zone=UTC, now=NOW, **options)


def test_the_text_comes_out_without_furniture_and_headline():
    found = read(page("انهيار مبنى"), title="انهيار مبنى")

    assert ("ok", "\n".join(ARTICLE), "انهيار مبنى") == (found.outcome, found.text, found.title)


@pytest.mark.parametrize("codec", ["windows-1256", "iso8859-6", "utf-16"])
def test_a_page_in_an_old_codec_is_read(codec):
    markup = page("انهيار مبنى").replace("utf-8", codec).encode(codec, "xmlcharrefreplace")

    assert "\n".join(ARTICLE) == read(markup).text


def test_reading_a_page_twice_gives_the_same_text():
    """Trafilatura's de-duplication remembers earlier pages; it must stay off."""
    assert [read(page("خبر")).text for _ in range(4)] == ["\n".join(ARTICLE)] * 4


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2026-03-19T10:49:00Z">',
        '<meta name="viewport" content="width=device-width"><meta name="pubdate" content="2026-03-19T13:49:00+03:00">',
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2026-03-19T10:49:00Z"}]}</script>',
        '<script type="application/ld+json">{"a":' * 3 + '"datePublished": "2026-03-19T10:49:00Z"</script>',
        '<time itemprop="datePublished" datetime="2026-03-19T10:49:00Z"></time>',
    ],
)
def test_the_pages_own_date_is_read(head):
    found = read(page("خبر", head=head))

    assert (AT, "page-meta") == (found.published, found.date_source)


def test_a_date_in_running_text_is_not_the_pages():
    assert read(page("خبر", (*ARTICLE, "وكان الاتفاق قد وقع في 5 مارس 2026 في العاصمة."))).published is None


@pytest.mark.parametrize(
    ("markup", "options", "outcome"),
    [
        (page("خبر", ("قصير",)), {}, "short"),
        (page("خبر", ARTICLE[:1]), {"summary_chars": 500}, "short"),
        ("<html><body></body></html>", {}, "empty"),
        (page("news", ENGLISH), {}, "not_arabic"),
        (page("news", ENGLISH), {"language": "en"}, "ok"),
        (page("خبر", PERSIAN), {}, "not_arabic"),
        (page("خبر", ("1234567890 " * 60,)), {}, "error"),
    ],
)
def test_what_is_no_usable_text_is_named_and_left_out(markup, options, outcome):
    found = read(markup, **options)

    assert (outcome, outcome == "ok") == (found.outcome, bool(found.text))


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"\x89PNG\0\0", b"<" * 100_000, b"{}", "نص بلا وسوم".encode(), b"<html>\0"]
)
def test_what_is_no_page_is_refused(data):
    with pytest.raises(ParseError) as caught:
        read(data)

    assert caught.value.reason == "binary"


@pytest.mark.parametrize(
    "markup",
    [
        page("خبر", head='<script type="application/ld+json">' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "</script>"),
        page("خبر")
        .replace("<article>", "<article>" + "<div>" * 150)
        .replace("</article>", "</div>" * 150 + "</article>"),
        page("خبر").replace("<h1>", "<table><tr><td colspan=9007199254740991>جدول</td></tr></table><h1>"),
    ],
    ids=["json-ld", "nested", "colspan"],
)
def test_a_hostile_page_still_gives_its_text(markup):
    assert ARTICLE[1] in read(markup).text


def test_a_short_article_is_not_padded_with_the_page_around_it():
    """Two sentences are a whole article; a fall-back would glue share lines and menus to them."""
    body = "أفاد مراسلنا بسماع دوي انفجار قرب الميناء مساء الخميس. ولم ترد أنباء عن إصابات."
    found = read(
        "<html><head><title>انفجار قرب الميناء</title></head><body><nav><a href='/'>أخبار اليوم</a><a href='/s'>رياضة</a></nav>"
        "<article><h1>انفجار قرب الميناء</h1><ul class='share-buttons'><li><a href='#f'>شارك على فيسبوك</a></li>"
        "<li><a href='#w'>أرسل عبر واتساب</a></li><li><a href='#c'>انسخ الرابط</a></li></ul>"
        f"<div class='article-body'><p>{body}</p></div></article><aside><h3>الأكثر قراءة</h3><ul><li><a href='/1'>نتائج القرعة في"
        " البطولة</a></li></ul></aside><footer>جميع الحقوق محفوظة</footer></body></html>",
        title="انفجار قرب الميناء",
    )

    assert ("ok", body) == (found.outcome, found.text)


def test_a_tag_that_never_ends_is_an_empty_page():
    """A connection cut in the first tag leaves nothing to read."""
    assert "empty" == read("<p").outcome == read("<!doctype html>").outcome
