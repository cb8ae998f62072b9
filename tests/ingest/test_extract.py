"""A page's article, and what is no article."""

import json
from datetime import UTC, datetime

import pytest

from ingest.extract import extract
from ingest.likeness import Said
from marsad.errors import ParseError
from tests.ingest.site import ARTICLE, page

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
AT = datetime(2026, 3, 19, 10, 49, tzinfo=UTC)
ENGLISH = ("The minister said on Thursday that the talks would go on for another week in the capital.",) * 4
PERSIAN = ("وزیر گفت که گفتگوها تا هفته آینده در پایتخت ادامه خواهد یافت و نتیجه آن پس از پایان نشست اعلام می‌شود.",) * 4


def read(markup, *, language="ar", **said):
    data = markup if isinstance(markup, bytes) else markup.encode()
    return extract(data, zone=UTC, now=NOW, language=language, said=Said(**said))


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
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished": "2019-01-01"}, {"@type": ["NewsArticle"], "datePublished": "2026-03-19T10:49:00Z"}]}</script>',
        '<script type="application/ld+json">{"a":' * 3
        + '"@type": "NewsArticle", "datePublished": "2026-03-19T10:49:00Z"</script>',
        '<time itemprop="datePublished" datetime="2026-03-19T10:49:00Z"></time>',
    ],
)
def test_the_pages_own_date_is_read(head):
    found = read(page("خبر", head=head))

    assert (AT, "page-meta") == (found.published, found.date_source)


@pytest.mark.parametrize(
    "markup",
    [
        page("خبر", head='<script type="application/ld+json">{"@type": "WebSite", "datePublished": "2019-01-01"}</script>'
             '<meta property="article:published_time" content="2026-03-19T10:49:00Z">'),
        page("خبر", head='<script type="application/ld+json">{"@type":"WebSite","datePublished":"2019-01-01",}</script>'
             '<meta name="date" content="2026-03-19T10:49:00Z">'),
        page("خبر", head='<script type="application/ld+json">[{"@type": "NewsArticle", "datePublished": "2026-03-01"},'
             ' {"@type": "NewsArticle", "datePublished": "2026-03-19T10:49:00Z"}]</script>'),
        page("خبر").replace("<article>", '<aside><article><time datetime="2026-01-05">أمس</time></article></aside><article>')
        .replace("</h1>", '</h1><time datetime="2026-03-19T10:49:00Z">اليوم</time>'),
        page("خبر").replace("<article>", '<ul><li><meta itemprop="datePublished" content="2026-01-05"></li></ul><article>')
        .replace("</h1>", '</h1><time itemprop="datePublished" datetime="2026-03-19T10:49:00Z">اليوم</time>'),
        page("خبر").replace("</h1>", '</h1><time datetime="2026-03-19T10:49:00Z">اليوم</time>')
        .replace("</article>", '<ul><li><time datetime="2026-02-01">خبر سابق</time></li></ul></article>'),
    ],
    ids=["site", "broken", "two", "sidebar", "microdata", "within"],
)  # fmt: skip
def test_the_date_is_the_main_articles_and_not_that_of_what_stands_beside_it(markup):
    assert read(markup).published == AT


@pytest.mark.parametrize(
    "aside",
    [
        '<aside><article><time datetime="2026-01-05">أمس</time></article></aside>' * 2,
        '<ul><li><time itemprop="datePublished" datetime="2026-01-05"></time><time pubdate datetime="2026-01-06"></time></ul>',
        '<script type="application/ld+json">{"@type": "ItemList", "x": [{"@type": "Article", "datePublished": "2026-01-05"}]}</script>',
    ],
)
def test_dates_of_other_news_alone_date_nothing(aside):
    assert read(page("خبر").replace("<article>", aside + "<article>")).published is None


def test_a_date_in_running_text_is_not_the_pages():
    assert read(page("خبر", (*ARTICLE, "وكان الاتفاق قد وقع في 5 مارس 2026 في العاصمة."))).published is None


@pytest.mark.parametrize(
    ("markup", "options", "outcome"),
    [
        (page("خبر", ("قصير",)), {}, "short"),
        (page("خبر", ARTICLE[:1]), {"summary": ARTICLE[0] * 5}, "short"),
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


TITLE = "قتلى في انفجار بسوق الساحل"
LEAD = "قتل ستة أشخاص وجرح آخرون حين انفجرت سيارة مفخخة في سوق الساحل القديم ظهر السبت، وفق ما قال مصدر في الشرطة."
NEXT = "وأوضح المصدر أن السيارة كانت متوقفة أمام السوق منذ الصباح، وأن الشرطة تبحث عن سائقها في أحياء الساحل كلها."
OTHERS = ("زلزال عنيف يضرب جزر المحيط", "اغتيال محافظ في عاصمة بعيدة", "تحطم طائرة شحن فوق الجبال")
MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>قسم الأخبار {n}</a></li>" for n in range(6)) + "</ul></nav>"
TEASERS = "".join(
    f"<div><a href='/{n}'><h3>{each}</h3></a><p>{each}، كما جاء في بيان وزعته السلطات هناك على وسائل الإعلام.</p></div>"
    for n, each in enumerate(OTHERS * 3)
)


def site_page(body, head=""):
    return f"<!doctype html><html lang='ar'><head><meta charset='utf-8'>{head}</head><body>{MENU}{body}</body></html>"


@pytest.mark.parametrize(
    "around",
    [
        "<article><h1>{title}</h1><p>{text}</p></article><section><h2>الأكثر قراءة</h2>{teasers}</section>",
        "<article><h1>{title}</h1><p>{text}</p></article><section>{teasers}</section>",
        "<div class='news'><h1>{title}</h1><p>{text}</p></div><section><h2>الأكثر مشاهدة:</h2>{teasers}</section>",
        "<article><h1>{title}</h1><p>{text}</p><aside><div><strong>اقرأ أيضا</strong></div>{teasers}</aside></article>",
        "<article><h1>{title}</h1><p>{text}</p><div hidden>{teasers}</div></article>",
    ],
    ids=["most read", "no label", "no article", "inside", "hidden"],
)
def test_the_text_of_a_short_article_is_its_own_whatever_news_stand_around_it(around):
    found = read(site_page(around.format(title=TITLE, text=LEAD, teasers=TEASERS)), title=TITLE)

    assert ("ok", LEAD) == (found.outcome, found.text)


def test_an_article_whose_block_opens_with_a_label_of_others_is_kept():
    found = read(
        site_page(
            f"<h1>{TITLE}</h1><p class='lead'>انفجرت سيارة في سوق الساحل القديم وسقط قتلى وجرحى.</p><div class='body'><p>اقرأ أيضا</p>"
            f"<p><a href='/9'>{OTHERS[0]}</a></p><p>{LEAD}</p><p>{NEXT}</p></div>"
        ),
        title=TITLE,
    )

    assert f"{LEAD}\n{NEXT}" in found.text
    assert OTHERS[0] not in found.text


def test_headlines_of_others_between_the_paragraphs_are_not_the_articles():
    found = read(
        site_page(
            f"<article><h1>{TITLE}</h1><p>{LEAD}</p><p><strong>إقرأ أيضاً..</strong></p><p><strong>{OTHERS[0]}.</strong></p>"
            f"<p><a href='/8'>{OTHERS[1]}.</a></p><p>{NEXT}</p><p>موضوعات متعلقة:</p><ul><li>{OTHERS[1]}</li><li>{OTHERS[2]}؟</li></ul></article>"
        ),
        title=TITLE,
    )

    assert f"{LEAD}\n{NEXT}" == found.text


def test_an_article_that_is_sent_hidden_is_read_all_the_same():
    """Some sites send it so and let a script show it."""
    assert LEAD in read(site_page(f"<div hidden id='S:0'><p>{LEAD}</p><p>{NEXT}</p></div>"), title=TITLE).text


def test_a_short_lead_in_the_article_element_does_not_hide_the_paragraphs_beside_it():
    found = read(
        site_page(f"<article><h1>{TITLE}</h1><p>{LEAD}</p></article><div class='rest'><p>{NEXT}</p></div>"), title=TITLE
    )

    assert f"{LEAD}\n{NEXT}" == found.text


LOADING = "<div id='root'><p>جار تحميل المادة، انتظر قليلا أو فعّل جافاسكربت في متصفحك كي تظهر كاملة.</p></div>"


def linked(**article):
    return f'<script type="application/ld+json">{json.dumps(article, ensure_ascii=False)}</script>'


@pytest.mark.parametrize(
    "article",
    [
        {"@type": "NewsArticle", "articleBody": f"{LEAD}\n{NEXT}"},
        {"@type": ["Article", "NewsArticle"], "articleBody": f"<p>{LEAD}</p><p>{NEXT}</p>"},
        {"@graph": [{"@type": "Organization"}, {"@type": "ReportageNewsArticle", "articleBody": f"{LEAD}\n{NEXT}"}]},
        {"@type": "WebPage", "mainEntity": {"@type": "https://schema.org/Report", "articleBody": f"{LEAD}\n{NEXT}"}},
    ],
)
def test_the_text_for_machines_is_taken_where_the_page_shows_a_loading_notice(article):
    found = read(site_page(LOADING, linked(**article)), title=TITLE)

    assert ("ok", f"{LEAD}\n{NEXT}") == (found.outcome, found.text)


@pytest.mark.parametrize(
    "article",
    [
        {"@type": "NewsArticle", "articleBody": LEAD[:60]},
        {"@type": "WebSite", "articleBody": NEXT * 9},
        {"@type": "NewsArticle", "articleBody": f"{OTHERS[0]}. " * 20},
        {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "articleBody": NEXT * 9}]},
        {"@type": "NewsArticle", "articleBody": [NEXT * 9]},
        {"@type": "NewsArticle", "articleBody": None},
    ],
    ids=["excerpt", "site", "other news", "list", "array", "null"],
)
def test_other_texts_for_machines_are_left(article):
    markup = site_page(f"<article><h1>{TITLE}</h1><p>{LEAD}</p><p>{NEXT}</p></article>", linked(**article))

    assert f"{LEAD}\n{NEXT}" == read(markup, title=TITLE).text


NOTICE = "تم حظر الوصول إلى هذا الموقع بسبب نشاط غير معتاد من شبكتك. أرسل الرقم المرفق إلى الإدارة كي ترفع الحظر عنك."


@pytest.mark.parametrize(
    ("body", "said", "outcome"),
    [
        (f"<h1>تم حظر الوصول</h1><p>{NOTICE}</p>", {}, "unlike"),
        (f"<h1>تم حظر الوصول</h1><p>{NOTICE}</p>", {"content": f"{LEAD}\n{NEXT}"}, "unlike"),
        (f"<h1>{TITLE}</h1><p>{NOTICE}</p>", {"content": f"{LEAD}\n{NEXT}"}, "unlike"),
        (LOADING, {}, "unlike"),
        (f"<h1>{TITLE}</h1><p>{LEAD}</p>", {"content": f"{LEAD}\n{NEXT * 3}"}, "unlike"),
        (f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{NEXT}</p>", {"content": f"{LEAD}\n{NEXT}\nنقلا عن مراسلنا."}, "feed"),
        (f"<h1>{TITLE}</h1><p>{LEAD}</p><p>{NEXT}</p>", {"content": LEAD}, "ok"),
        (f"<h1>{LEAD}</h1><p>{NEXT * 2}</p>", {"title": LEAD}, "ok"),
    ],
    ids=["notice", "notice for content", "notice below the headline", "loading", "teaser", "no more", "more", "headed"],
)
def test_a_page_gives_the_text_only_if_it_tells_more_of_what_the_feed_told(body, said, outcome):
    found = read(site_page(f"<main>{body}</main>"), **{"title": TITLE, "summary": "سيارة في السوق", **said})

    assert (outcome, outcome == "ok") == (found.outcome, bool(found.text))


POSTS = {
    "post-1": f"<p>{LEAD}</p><p>{NEXT}</p>",
    "post-2": "<p>اقتحم مسلحون فندقا في مدينة الجبل واحتجزوا عددا من نزلائه، وقوات الأمن تحاصر المكان.</p>",
    "post-3": "<p>أغلقت السلطات مطار الجزيرة بعد عاصفة رملية حجبت الرؤية عن مدرجاته كلها.</p>",
}
LIVE = site_page(
    "<main><h1>أخبار اليوم لحظة بلحظة</h1>"
    + "".join(f"<div id='{name}'><h3>خبر {name}</h3><time datetime='2026-03-20T0{n}:00:00Z'></time>{text}</div>"
              for n, (name, text) in enumerate(POSTS.items(), 1))
    + "</main>",
    "<meta property='article:published_time' content='2026-03-19T10:49:00Z'>",
)  # fmt: skip


@pytest.mark.parametrize("shared", [True, False])
def test_a_post_of_a_live_page_is_its_own_words_and_hour(shared):
    found = read(LIVE, title="اقتحام فندق في مدينة الجبل", part="post-2", shared=shared)

    assert "اقتحم مسلحون فندقا" in found.text
    assert not [word for word in ("سيارة", "مطار") if word in found.text]
    assert datetime(2026, 3, 20, 2, tzinfo=UTC) == found.published


@pytest.mark.parametrize("part", ["", "post-9", "a'b\"]"])
def test_a_shared_page_is_nobodys_text_where_no_part_of_it_is_named(part):
    found = read(LIVE, title="اقتحام فندق في مدينة الجبل", part=part, shared=True)

    assert ("unlike", "") == (found.outcome, found.text)


@pytest.mark.parametrize("part", ["", "comments", "top", "content", "xtor=RSS-1"])
def test_a_fragment_that_names_no_post_leaves_the_page_whole(part):
    found = read(
        site_page(
            f"<a name='top'></a><div id='content'><h1>{TITLE}</h1><p>{LEAD}</p><p>{NEXT}</p></div>"
            "<div id='comments'><p>نتمنى الشفاء العاجل لكم جميعا يا أهلنا ونسأل لكم السلامة.</p></div>"
        ),
        title=TITLE,
        part=part,
    )

    assert f"{LEAD}\n{NEXT}" in found.text
