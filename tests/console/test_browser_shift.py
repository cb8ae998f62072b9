"""A shift in a real Chromium: take alerts by keyboard, see what colleagues do, ask; every page in both themes and on a phone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from marsad.ports import FeedState
from marsad.records import Article, DeadLetter, encode
from marsad.stores.log import SqliteLog
from tests.console import newsroom
from tests.console.axe import axe_source
from tests.console.browsing import CONTRAST, PHONES, Tab, flood, open_wall
from tests.console.whole import RULE, Whole, whole_console

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STORY = newsroom.takeover().story
PAGES = ("/", "/?severity=critical", f"/story/{STORY}", "/search?q=حريق", "/suppressed", "/rules", "/channels", "/feeds", "/dead-letters", "/login")  # fmt: skip
SOON_S = 0.3
# What reaches over the edge of the screen.
CUT = """() => [...document.querySelectorAll('body *')].filter(one => !one.closest('.sr, .skip')).map(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > innerWidth + 1) ? one.outerHTML.slice(0, 80) : '';
}).filter(Boolean)"""
# Text and lines of each count that is shown.
COUNTS = """() => [...document.querySelectorAll('.side .c, .chip [data-total], .kpi dd')].filter(one => one.offsetWidth).map(one =>
    [one.textContent, Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight))])"""


@pytest_asyncio.fixture(loop_scope="module")
async def console() -> AsyncIterator[Whole]:
    """Return a console with a short day: something handled, something hushed, something to find."""
    async with whole_console() as running:
        await running.hush(
            newsroom.attack(minutes=10, story=flood(99)), "cooldown: pl:port had a case 12 minutes apart, story ab"
        )
        seen = newsroom.NOW - timedelta(hours=1)
        await running.read(
            Article(
                id="f", revision="r", url="https://a.example/f", title="حريق في سوق", text="اندلع حريق ليلاً.", seen=seen
            )
        )
        until = newsroom.NOW + timedelta(hours=1)
        talks = newsroom.talks()
        await running.handling.act(
            "snooze", talks.rule, talks.story, who="سامي", at=newsroom.NOW, until=until, note="بانتظار بيان"
        )
        yield running


async def test_an_alert_is_on_the_wall_soon_after_its_commit(console: Whole, tab: Tab) -> None:
    """Within 300 ms, the median of five; the page tells by its own clock when the card was there."""
    page = await open_wall(tab.page, console.url)
    await page.evaluate("""() => {
        window.arrived = {};
        new MutationObserver(() => { for (const card of document.querySelectorAll('.card'))
            window.arrived[card.dataset.story] ??= Date.now(); }).observe(document.querySelector('#wall'), {childList: true});
    }""")
    late = []
    for n in range(5):
        await console.put(newsroom.attack(story=flood(n), minutes=0))
        committed = time.time()
        await expect(page.locator(f'[data-story="{flood(n)}"]')).to_be_visible()
        late.append(await page.evaluate("story => window.arrived[story]", flood(n)) / 1000 - committed)
        await page.wait_for_timeout(200)
    assert sorted(late)[2] <= SOON_S, late


@pytest.mark.parametrize(("said", "key"), [("أقرّه", "e"), ("أجّله", "s"), ("كتم قصته", "m"), ("عدّه إنذاراً كاذباً", "x")])
async def test_keys_handle_the_selected_case(console: Whole, tab: Tab, said: str, key: str) -> None:
    """Without leaving the page; the card stays where it stands and says who."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press(key)
    card = page.locator(".card").nth(1)
    await expect(card).to_contain_text(f"{said} المناوب")
    await expect(card).to_have_attribute("aria-current", "true")
    await expect(card).to_have_class("card high done")
    await expect(page.locator("#panel #story")).to_contain_text("ما فعله الفريق")
    assert console.url + "/" == page.url


async def test_keys_of_an_arabic_layout_do_the_same(console: Whole, tab: Tab) -> None:
    """There the same key types ث."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyE', key: 'ث', bubbles: true}))"
    )
    await expect(page.locator(".card").first).to_contain_text("أقرّه المناوب")


async def test_a_colleague_sees_it_at_once(console: Whole, tab: Tab) -> None:
    """On another wall, in place; a wall of open cases lets it go."""
    other = await open_wall(await tab.page.context.new_page(), console.url + "/?state=open")
    await expect(other.locator(".card")).to_have_count(2)
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await page.keyboard.press("e")
    await expect(other.locator(".card")).to_have_count(1)
    await expect(other.locator(".card")).to_contain_text(newsroom.PORT)


async def test_a_wall_filtered_by_a_typed_name_takes_what_comes(console: Whole, tab: Tab) -> None:
    """Opened before there is any case of the place; a name that nobody has is said to be unknown."""
    page = await open_wall(tab.page, console.url)
    await page.fill("#actor", "طوكيو")
    await page.press("#actor", "Enter")
    await page.wait_for_url("**/?actor=pl:tokyo")
    await expect(page.locator("#live")).to_have_text("مباشر")
    await expect(page.locator(".card")).to_have_count(0)
    await console.put(newsroom.attack(story=flood(7), where=("pl:tokyo",), minutes=0))
    await expect(page.locator(".card")).to_have_attribute("data-story", flood(7))
    await page.fill("#actor", "ميدان السراب")
    await page.press("#actor", "Enter")
    await expect(page.locator("main")).to_contain_text("لا جهة ولا مكان باسم «ميدان السراب»")


async def test_what_was_done_while_the_server_was_away_is_there_after(console: Whole, tab: Tab) -> None:
    """Stopped, an act and an alert, started again: each once."""
    page = await open_wall(tab.page, console.url)
    await console.stop()
    await expect(page.locator("#live")).to_have_text("انقطع الاتصال")
    await console.handling.act("ack", "takeover-city", STORY, who="سامي", at=newsroom.NOW, until=None, note="")
    await console.put(newsroom.attack(story=flood(1), minutes=0))
    await console.start()
    await expect(page.locator("#live")).to_have_text("مباشر", timeout=20000)
    await expect(page.locator(".card")).to_have_count(4)
    await expect(page.locator(f'.card[data-story="{STORY}"]')).to_contain_text("أقرّه سامي")


async def test_a_shift_without_scripts(chromium: Browser, console: Whole) -> None:
    """Take, note, save a view, search, try a rule: forms do all of it."""
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(console.url)
    await page.locator(".card").first.get_by_role("button", name="إقرار").click()
    await expect(page.locator(".card").first).to_contain_text("أقرّه المناوب")
    await page.goto(f"{console.url}/story/{newsroom.attack().story}")
    await page.locator("summary").click()
    await page.fill("input[name=note]", "اتصلنا بالميناء")
    await page.get_by_role("button", name="أضف الملاحظة").click()
    await expect(page.locator("#story")).to_contain_text("اتصلنا بالميناء")
    await page.goto(f"{console.url}/?severity=high")
    await page.fill("#view", "ميناء")
    await page.locator(".save button").click()
    await expect(page.locator(".view")).to_contain_text("ميناء")
    await page.goto(f"{console.url}/search")
    await page.fill("input[name=q]", "الحرائق")
    await page.get_by_role("button", name="بحث").click()
    await page.goto(f"{console.url}/rules")
    await page.fill("#rule", RULE)
    await page.fill("#body", "سيطر المهاجمون على الجسر.")
    await page.get_by_role("button", name="على هذا النص").click()
    await expect(page.locator("#bench")).to_contain_text("تنطبق")
    await context.close()


async def test_a_wall_whose_script_does_not_come_shows_all_its_cards(console: Whole, tab: Tab) -> None:
    """Those below the screen wait for the first paint, which the script tells; without it they come by themselves."""
    for n in range(6):
        await console.put(newsroom.attack(story=flood(n), minutes=0))
    await tab.page.route("**/console.js*", lambda route: route.abort())
    await tab.page.goto(console.url)
    await expect(tab.page.locator(".card")).to_have_count(9)
    await expect(tab.page.locator(".card h2").last).to_be_visible()


async def test_places_are_reached_by_two_keys(console: Whole, tab: Tab) -> None:
    """By g and a letter; on the search page / leads into the box."""
    page = await open_wall(tab.page, console.url)
    for key, path in (("s", "/search"), ("r", "/rules"), ("c", "/channels"), ("q", "/suppressed"), ("f", "/feeds")):
        await page.locator("body").press("g")
        await page.locator("body").press(key)
        await page.wait_for_url(f"{console.url}{path}")
    await page.goto(f"{console.url}/search")
    await page.keyboard.press("/")
    await expect(page.locator("#actor")).to_be_focused()


@pytest.mark.parametrize("width", PHONES)
@pytest.mark.parametrize("path", PAGES)
async def test_a_phone_scrolls_in_one_direction_only(console: Whole, tab: Tab, path: str, width: int) -> None:
    """On every page, with what opens on it."""
    await tab.page.set_viewport_size({"width": width, "height": 860})
    await tab.page.goto(console.url + path)
    await tab.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert width == await tab.page.evaluate("document.documentElement.scrollWidth")
    assert [] == await tab.page.evaluate(CUT)


@pytest.mark.parametrize("width", [*PHONES, 830, 1300])
async def test_counts_stay_on_one_line(console: Whole, tab: Tab, width: int) -> None:
    """Beside a long name, in the bar of a phone and over the wall; "39" over two lines reads as 3 and 9."""
    for n in range(12):
        await console.put(newsroom.attack(story=flood(n), name="هجوم مسلح على منشأة أو ميناء أو سفينة تجارية"))
    await console.store.write(_trouble)
    await tab.page.set_viewport_size({"width": width, "height": 860})
    await tab.page.goto(console.url)
    found = await tab.page.evaluate(COUNTS)
    assert {"27", "1,024", "15"} <= {text for text, _ in found}
    assert [] == [text for text, lines in found if lines != 1]
    assert width == await tab.page.evaluate("document.documentElement.scrollWidth")
    assert [] == await tab.page.evaluate(CUT)


def _trouble(db: sqlite3.Connection) -> None:
    """Fail 27 feeds, bury 1,024 records."""
    for n in range(27):
        state = FeedState(feed=f"nahr-{n}", polls=3, state="failing")
        db.execute("insert into feed values (?, ?)", (state.feed, encode(state)))
    for n in range(1024):
        SqliteLog(db).bury(DeadLetter(stage="analyse", place=f"articles/{n}", error="x", at=newsroom.NOW, value=b"{"))


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_text_has_enough_contrast(console: Whole, tab: Tab, path: str, theme: str) -> None:
    """WCAG AA: 4.5:1, whatever the size, handled cards among them."""
    await tab.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    await tab.page.goto(console.url + path)
    measured, low = await tab.page.evaluate(CONTRAST)
    assert measured > 10
    assert {} == low


@pytest.mark.parametrize("width", [1400, 400])
@pytest.mark.parametrize("path", PAGES)
async def test_axe_finds_nothing_serious(console: Whole, tab: Tab, path: str, width: int) -> None:
    """Serious or critical: names, labels, roles, order of headings, contrast."""
    await tab.page.set_viewport_size({"width": width, "height": 900})
    await tab.page.goto(console.url + path)
    await tab.page.evaluate(axe_source())
    found = await tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert [] == serious
