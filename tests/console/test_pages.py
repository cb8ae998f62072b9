"""What the pages say, to whom they answer, and what they make of hostile words."""

import html
import re
from datetime import timedelta

import msgspec
import pytest
from aiohttp import ClientSession

from tests.console import newsroom
from tests.console.conftest import Console, Reader

PAGES = ("/", "/feeds", "/dead-letters", f"/story/{newsroom.takeover().story}")
HOSTILE = "</h2><img src=x onerror=alert(1)><script>alert('خبر')</script>\n\nevent: card & \"quotes\" {{ 7*7 }}"


def said(page: str) -> str:
    """Return the words of a page without its markup."""
    body = re.sub(r"<svg.*?</svg>", "", page[page.index("<body") :], flags=re.DOTALL)
    body = re.sub(r"</(dt|dd|th|td|li|p|h1|h2|div|b|em|small|a)>", " ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


def stories(page: str) -> list[str]:
    return re.findall(r'data-key="([^"]+):', page)


async def test_the_wall_shows_the_newest_change_first(reader: Reader) -> None:
    """Order is by change, not by severity or opening."""
    status, page, _ = await reader.get("/")
    assert 200 == status
    assert ["takeover-city", "attack-port", "bombing", "talks"] == stories(page)


async def test_a_card_answers_what_who_where_when_and_how_many(reader: Reader) -> None:
    """Severity in a word, the sentence with its matches, publishers in agreement, time in the reader's zone."""
    _, page, _ = await reader.get("/")
    card = page[page.index("<article") : page.index("</article>")]
    words = said("<body>" + card)
    for expected in (
        "حرِج", "سيطرة على مدينة", newsroom.CITY, "جبهة الشمال", "مدينة القرن", "5 ناشرين · 9 أخبار",
        "أولهم وكالة المشرق", "تحديثان", "17:32 · قبل دقيقتين",
    ):  # fmt: skip
        assert expected in words
    assert '<mark class="keyword">سيطرة</mark> <mark class="actor">جبهة الشمال</mark>' in card


async def test_a_card_names_the_first_and_counts_the_others(console: Console, reader: Reader) -> None:
    """A long communique names twenty parties; the story page shows them all."""
    crowd = newsroom.attack(who=tuple(f"org:n{n}" for n in range(9)), where=("pl:port", "pl:wadi"))
    await console.desk.put(crowd)
    _, page, _ = await reader.get("/?rule=attack-port")
    assert "org:n3 ميناء الرمال وادي السدر +5" in said(page)
    _, page, _ = await reader.get(f"/story/{crowd.story}")
    assert all(f"org:n{n}" in said(page) for n in range(9))


async def test_a_status_is_said_when_the_event_did_not_happen(reader: Reader) -> None:
    """An attack that was prevented must not read like one that happened."""
    _, page, _ = await reader.get("/?rule=bombing")
    assert '<span class="status">أُحبط</span>' in page
    _, page, _ = await reader.get("/?rule=takeover-city")
    assert 'class="status"' not in page


async def test_a_sentence_that_is_the_headline_is_marked_there_and_not_said_twice(reader: Reader) -> None:
    """Title-only news has one line of words."""
    _, page, _ = await reader.get("/?rule=talks")
    assert '<mark class="keyword">محادثات</mark> جديدة' in page[page.index("<h2") :]
    assert 'class="ctx"' not in page


@pytest.mark.parametrize(
    ("rules", "query"),
    [
        (["takeover-city", "talks"], "?severity=critical&severity=low"),
        (["attack-port"], "?rule=attack-port"),
        (["bombing"], "?actor=pl:capital"),
        (["bombing"], "?severity=medium&actor=mil:army&rule=bombing"),
        ([], "?severity=low&rule=bombing"),
        ([], "?actor=grp:nobody"),
    ],
)
async def test_filters_in_the_address(reader: Reader, rules: list[str], query: str) -> None:
    """Severities are alternatives; different filters must all hold."""
    _, page, _ = await reader.get(f"/{query}")
    assert rules == stories(page)


async def test_a_name_that_was_typed_leads_to_its_filter(reader: Reader) -> None:
    """Spelling is folded: tashkeel and the seat of a hamza do not matter."""
    status, _, headers = await reader.get("/?actor=خفر السَواحل&severity=high")
    assert (302, "/?severity=high&actor=org:coastguard") == (status, headers["Location"])


async def test_a_filter_that_cannot_be_meant_is_answered_in_words(reader: Reader) -> None:
    """Neither ignored, which would show too much, nor a bare error."""
    status, page, _ = await reader.get("/?severity=terrible")
    assert 400 == status
    assert "لا درجة خطورة باسم «terrible»" in said(page)
    for query in ("before=-1", "before=x", "before=" + "9" * 40):
        assert 400 == (await reader.get(f"/?{query}"))[0]


async def test_paging_reaches_every_case_once(console: Console, reader: Reader) -> None:
    """The link to older ones follows the number of the last change."""
    for n in range(120):
        await console.desk.put(newsroom.attack(story=f"{n:016x}", minutes=n))
    seen: list[str] = []
    path = "/?rule=attack-port"
    while path:
        _, page, _ = await reader.get(path)
        seen += re.findall(r'data-story="([^"]+)"', page)
        older = re.search(r'id="older" href="([^"]+)">', page)
        path = html.unescape(older[1]) if older else ""
    assert 121 == len(seen) == len(set(seen))


async def test_the_story_page_says_why_who_carried_it_and_where_it_went(reader: Reader) -> None:
    """Rule, form, level, clauses; sources with verdict and what else they hold; spread; latency; deliveries."""
    status, page, _ = await reader.get(PAGES[-1])
    words = said(page)
    assert 200 == status
    for expected in (
        "سيطرة ← «سيطرة» النص 25\u201330 صيغ الحدث", "الحالة خبر واقع ✓", "شرط 2 جبهة الشمال، مدينة القرن ✓",
        "5 ناشرين · عتبات الانتشار: 3 ✓ · 7 · 15", "17:19 وكالة المشرق أول ناشر",
        "نسخة شبه مطابقة (96%) من وكالة المشرق — النص نفسه بعنوان آخر", "نص سابق وزيادة",
        "من النشر إلى الرصد 28 ث من الرصد إلى قرار التنبيه 1.9 ث", "تعذّر نهائياً", "3 محاولات",
        "HTTP 503 Service Unavailable from https://hooks.example/in", "انتشار 3 ناشرين",
    ):  # fmt: skip
        assert expected in words
    assert ["story-of-rates"] == re.findall(r'نص من <a href="/story/([^"]+)">', page)


async def test_the_article_of_another_story_that_a_text_is_of_is_named_with_its_story(
    console: Console, reader: Reader
) -> None:
    """A text may quote one story and be joined to another by its words."""
    story, port = newsroom.takeover().story, newsroom.attack()
    *others, last = console.desk.sources[story]
    console.desk.sources[story] = [*others, msgspec.structs.replace(last, of=port.article)]
    console.desk.sources[port.story] = [msgspec.structs.replace(last, article=port.article, publisher="sahil", of=None)]
    _, page, _ = await reader.get(f"/story/{story}")

    assert f"من {newsroom.label('sahil')} في قصة أخرى" in said(page)
    assert [port.story] == re.findall(r'في <a href="/story/([^"]+)">', page)


async def test_sources_stand_in_order_of_time(console: Console, reader: Reader) -> None:
    """However the desk hands them over."""
    story = newsroom.takeover().story
    console.desk.sources[story].reverse()
    _, page, _ = await reader.get(f"/story/{story}")
    path = page[page.index('<ol class="tl"') :]
    assert ["17:19", "17:22", "17:26", "17:31", "17:32"] == re.findall(r"<bdi>(\d\d:\d\d)</bdi>", path)[:5]


async def test_a_date_nobody_set_is_no_part_of_the_latency(console: Console, reader: Reader) -> None:
    """A publisher's clock in the future would say that we knew before it happened."""
    ahead = newsroom.attack(published=newsroom.NOW + timedelta(hours=3), date_source="future")
    console.desk.alerts[ahead.story] = []
    await console.desk.put(ahead)
    _, page, _ = await reader.get(f"/story/{ahead.story}")
    assert "من النشر إلى الرصد" not in said(page)


async def test_feeds_in_trouble_come_first(reader: Reader) -> None:
    """State in a word, problem in words, nothing promised for a paused feed."""
    _, page, _ = await reader.get("/feeds")
    names = re.findall(r'<th scope="row"><bdi[^>]*>([^<]+)</bdi>', page)
    assert [
        "وكالة النهر",
        "شبكة المدار: عاجل",
        "صحيفة الأفق: آخر الأخبار",
        "وكالة المشرق: العالم",
        "جريدة الديوان: محليات",
    ] == names
    for expected in (
        "محجوب",
        "HTTP 403 Forbidden",
        "كل 9 دقائق",
        "بعد 22 دقيقة",
        "صفحتان",
        "5 مصادر · بحاجة إلى انتباه: 3",
    ):
        assert expected in said(page)


async def test_dead_letters_show_their_reason(reader: Reader) -> None:
    """And the number the command line wants."""
    _, page, _ = await reader.get("/dead-letters")
    assert "7 استخراج لا نص في ملف PDF (3.1 MB) nahr-all" in said(page)


async def test_an_empty_desk_says_so(console: Console, reader: Reader) -> None:
    """Nothing yet is not an error."""
    console.desk.cases, console.desk.health, console.desk.letters = {}, [], []
    assert "لا تنبيهات بعد" in said((await reader.get("/"))[1])
    assert "لم يُسحب مصدر بعد" in said((await reader.get("/feeds"))[1])
    assert "لا شيء متعذّر" in said((await reader.get("/dead-letters"))[1])


async def test_the_banner_is_asked_for_every_page(console: Console, reader: Reader) -> None:
    """A refused configuration shows as soon as it is refused, and goes when it is mended."""
    assert 'class="banner"' not in (await reader.get("/"))[1]
    console.banner = "rules.d/a.toml:3: rule 'x': <unknown>"
    for path in PAGES:
        assert console.banner in said((await reader.get(path))[1])


async def test_a_store_that_fails_is_named(console: Console, reader: Reader) -> None:
    """The page itself must not need the store."""
    console.desk.broken = "var/marsad.db: disk I/O error"
    status, page, _ = await reader.get("/")
    assert 503 == status
    assert "var/marsad.db: disk I/O error" in said(page)


@pytest.mark.parametrize(
    ("broken", "expected"), [("", newsroom.CITY), ("var/marsad.db: disk I/O error", "تعذّرت قراءة المخزن")]
)
async def test_the_head_of_the_wall_does_not_wait_for_its_cases(console: Console, broken: str, expected: str) -> None:
    """The browser asks for styles and fonts meanwhile; a store that fails only then is named all the same."""
    console.desk.at_hand.clear()
    async with ClientSession() as session, session.get(console.url) as answer:
        head = (await answer.content.readuntil(b"</head>")).decode()
        assert 2 == head.count("/static/console.")
        assert (200, "utf-8", True) == (answer.status, answer.charset, "Set-Cookie" in answer.headers)
        console.desk.broken = broken
        console.desk.at_hand.set()
        rest = (await answer.content.read()).decode()
    assert expected in said(rest)
    assert "/static/console." not in rest
    assert rest.rstrip().endswith("</html>")


async def test_who_asks_only_whether_the_wall_is_there_gets_no_page(console: Console) -> None:
    """As a watchdog does."""
    async with ClientSession() as session, session.head(console.url) as answer:
        assert (200, "text/html", b"") == (answer.status, answer.content_type, await answer.read())


async def test_what_is_not_there_is_answered_in_arabic(reader: Reader) -> None:
    """A story that expired is told apart from a mistyped address."""
    status, page, _ = await reader.get("/story/0000000000000000")
    assert 404 == status
    assert "لا قصة بهذا الرقم" in said(page)
    status, page, _ = await reader.get("/nothing")
    assert 404 == status
    assert "لا صفحة بهذا العنوان" in said(page)


async def test_hostile_words_stay_words(console: Console, reader: Reader) -> None:
    """Headline, sentence, names, errors: everything a stranger wrote is text, also inside a mark."""
    start = HOSTILE.index("<img")
    hostile = newsroom.alert(
        HOSTILE, HOSTILE, "<img src=x", who=('x" onclick="alert(1)',), families=("<b>ناشر</b>",), name="<i>قاعدة</i>"
    )
    await console.desk.put(hostile)
    _, page, _ = await reader.get("/")
    card = page[page.index("<article") : page.index("</article>")]
    assert '<mark class="keyword">&lt;img src=x</mark>' in card
    assert HOSTILE[start:].split("\n", maxsplit=1)[0] in html.unescape(card)
    for never in ("<img", "<script", "<b>ناشر", "<i>قاعدة", 'onclick="'):
        assert never not in card
    assert "{{ 7*7 }}" in said(page)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "https://a@b.example/"])
async def test_only_web_addresses_become_links(console: Console, reader: Reader, url: str) -> None:
    """On the wall and on the story page."""
    bad = newsroom.takeover(url=url, minutes=0)
    await console.desk.put(bad)
    console.desk.sources[bad.story] = [newsroom._source(bad, "mashriq", 0, url=url)]
    for path in ("/?rule=takeover-city", f"/story/{bad.story}"):
        page = (await reader.get(path))[1]
        assert url not in html.unescape(page)
        assert "مصدر" in page


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
async def test_the_chosen_theme_comes_with_the_page(reader: Reader, path: str) -> None:
    """No script has to run before the first paint; what is no theme of ours is not repeated."""
    for chosen, said in (("theme=light", ['"light"']), ("theme=dark", ['"dark"']), ("theme=x", []), ("a=b", [])):
        _, page, _ = await reader.get(path, Cookie=chosen)
        assert said == re.findall(r"<html [^>]*data-theme=(\S+)>", page)


async def test_links_to_publishers_give_nothing_away(reader: Reader) -> None:
    """No opener, no referrer."""
    _, page, _ = await reader.get(PAGES[-1])
    links = re.findall(r'<a [^>]*href="https?:[^>]*>', page)
    assert 6 == len(links)
    assert all('rel="noopener noreferrer"' in link and 'target="_blank"' in link for link in links)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.", "[", "192.0.2.7"]
)
async def test_a_name_that_is_not_ours_gets_no_answer(reader: Reader, host: str) -> None:
    """DNS rebinding: a page elsewhere points its own name at loopback."""
    for path in (*PAGES, "/events", "/static/console.js"):
        status, page, _ = await reader.get(path, Host=host)
        assert 421 == status
        assert newsroom.CITY not in page


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080"])
async def test_our_names_are_answered(reader: Reader, host: str) -> None:
    """Whatever the port: tunnels change it."""
    assert 200 == (await reader.get("/", Host=host))[0]


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/static/console.css", "/?severity=x"])
async def test_every_answer_is_sealed(reader: Reader, path: str) -> None:
    """Also errors and static files."""
    _, page, headers = await reader.get(path)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy
    assert ("nosniff", "same-origin") == (headers["X-Content-Type-Options"], headers["Referrer-Policy"])
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", page)


async def test_static_files_are_kept_by_their_content(reader: Reader) -> None:
    """An address with the digest never changes its content; without it the browser asks again."""
    _, page, _ = await reader.get("/")
    address = re.search(r'"(/static/console\.css\?v=\w+)"', page)
    assert address
    assert "immutable" in (await reader.get(address[1]))[2]["Cache-Control"]
    assert "no-cache" == (await reader.get("/static/console.css"))[2]["Cache-Control"]
    assert 404 == (await reader.get("/static/../app.py"))[0]
