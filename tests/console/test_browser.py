"""The console in a real Chromium: live, in place, by keyboard, in both themes, on a phone, with nothing from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.console import newsroom
from tests.console.browsing import CONTRAST, PHONES, Tab, flood, open_wall
from tests.console.conftest import Console, a_days_console
from tests.console.memory_desk import MemoryDesk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STORY = newsroom.takeover().story
PAGES = ("/", f"/story/{STORY}", "/feeds", "/dead-letters", "/?severity=terrible")


@pytest_asyncio.fixture(loop_scope="module")
async def console() -> AsyncIterator[Console]:
    """Return a running console in the loop of the browser."""
    async with a_days_console() as running:
        yield running


async def stories(page: Page) -> list[str]:
    found: list[str] = await page.eval_on_selector_all(".card", "cards => cards.map(card => card.dataset.story)")
    return found


async def test_a_new_alert_appears_on_top_without_reloading(console: Console, tab: Tab) -> None:
    """With totals, and announced to those who do not see the wall."""
    page = await open_wall(tab.page, console.url)
    await console.desk.put(newsroom.attack(story=flood(1), minutes=0))
    await expect(page.locator(".card")).to_have_count(5)
    await expect(page.locator(".card").first).to_have_attribute("data-story", flood(1))
    await expect(page.locator("[data-total=alerts]")).to_have_text("7")
    await expect(page.locator(".chip.high")).to_have_text("مرتفع 2")
    await expect(page.locator("#count")).to_have_text("تنبيه جديد")


async def test_a_changed_case_changes_in_place_and_moves_up(console: Console, tab: Tab) -> None:
    """One card per case, whatever happens to it; the selected card stays selected."""
    page = await open_wall(tab.page, console.url)
    last = page.locator(".card").nth(1)
    await last.click(position={"x": 200, "y": 20})
    await console.desk.put(newsroom.attack(minutes=0, families=("ufuq", "sahil", "madar", "nahr"), reason="updated"))
    first = page.locator(".card").first
    await expect(first).to_contain_text("4 ناشرين")
    await expect(first).to_contain_text("تحديث واحد")
    await expect(first).to_have_attribute("aria-current", "true")
    assert 4 == await page.locator(".card").count()


async def test_new_alerts_wait_above_while_the_reader_is_further_down(console: Console, tab: Tab) -> None:
    """Nothing moves under the eye; a changed card is mended where it stands; the pill says how many wait."""
    for n in range(8):
        await console.desk.put(newsroom.attack(story=flood(n)))
    page = await open_wall(tab.page, console.url)
    await page.mouse.move(700, 500)
    await page.evaluate("scrollTo(0, 900)")
    before = await stories(page)
    await console.desk.put(newsroom.attack(story=flood(20)))
    await console.desk.put(newsroom.attack(story=flood(3), families=("ufuq", "sahil", "madar")))
    await console.desk.put(newsroom.attack(story=flood(21)))
    pill = page.locator("#pill")
    await expect(pill).to_have_text("↑ تنبيهان جديدان")
    await expect(page.locator(f'[data-story="{flood(3)}"]')).to_contain_text("3 ناشرين")
    assert before == await stories(page)
    assert "(2) " in await page.title()
    await pill.click()
    await expect(pill).to_be_hidden()
    assert [flood(21), flood(3), flood(20), flood(7)] == (await stories(page))[:4]
    assert len(before) + 2 == await page.locator(".card").count()


async def test_older_cards_are_there_as_one_reads_on(console: Console, tab: Tab) -> None:
    """The first page holds what a screen does; the next ones come before its end is read, each card once, to the last."""
    for n in range(30):
        await console.desk.put(newsroom.attack(story=flood(n)))
    page = await open_wall(tab.page, console.url)
    cards = page.locator(".card")
    await expect(cards).to_have_count(12)
    for _ in range(40):
        if await cards.count() == 34:
            break
        await page.keyboard.press("j")
        await page.wait_for_timeout(50)
    assert 34 == len({*await stories(page)}) == await cards.count()
    await expect(page.locator("#older")).to_be_hidden()
    await expect(page.locator(".card[aria-current]")).to_have_count(1)


async def test_a_restart_of_the_server_loses_and_repeats_nothing(console: Console, tab: Tab) -> None:
    """Stopped, three changes, started again: each once, and the page says when it is not live."""
    page = await open_wall(tab.page, console.url)
    await console.desk.put(newsroom.attack(story=flood(1)))
    await expect(page.locator(".card")).to_have_count(5)
    await console.stop()
    await expect(page.locator("#live")).to_have_text("انقطع الاتصال")
    for n in (2, 3, 4):
        await console.desk.put(newsroom.attack(story=flood(n)))
    await console.start()
    await expect(page.locator("#live")).to_have_text("مباشر", timeout=20000)
    await expect(page.locator(".card")).to_have_count(8)
    assert [flood(4), flood(3), flood(2), flood(1), STORY] == (await stories(page))[:5]


async def test_a_new_store_replaces_the_wall(console: Console, tab: Tab) -> None:
    """A page over a store that is gone starts over by itself."""
    page = await open_wall(tab.page, console.url)
    console.desk = MemoryDesk()
    await console.desk.put(newsroom.attack(story=flood(1)))
    await console.stop()
    await console.start()
    await expect(page.locator(".card")).to_have_count(1, timeout=20000)
    await expect(page.locator("#live")).to_have_text("مباشر")


async def test_a_filtered_wall_takes_only_its_own(console: Console, tab: Tab) -> None:
    """And lets go of a case that no longer matches."""
    page = await open_wall(tab.page, console.url + "/?severity=high")
    await expect(page.locator(".card")).to_have_count(1)
    await console.desk.put(newsroom.takeover(minutes=0))
    await console.desk.put(newsroom.attack(story=flood(1)))
    await expect(page.locator(".card")).to_have_count(2)
    await console.desk.put(newsroom.attack(story=flood(1), severity="critical"))
    await expect(page.locator(".card")).to_have_count(1)
    await expect(page.locator(".card")).to_contain_text(newsroom.PORT)


async def test_a_hostile_headline_that_arrives_live_is_only_text(console: Console, tab: Tab) -> None:
    """It is drawn by the server and put in as a fragment: nothing in it may run."""
    page = await open_wall(tab.page, console.url)
    title = "</h2><img src=/x onerror=\"document.title='owned'\">\n\ndata: هجوم"
    await console.desk.put(newsroom.alert(title, "سيطرة <b>على</b> المدينة", "سيطرة <b"))
    await expect(page.locator(".card")).to_have_count(5)
    text = await page.locator(".card h2").first.text_content()
    assert " ".join(title.split()) == " ".join((text or "").split())
    assert 0 == await page.locator(".card img, .card .ctx b").count()
    assert "owned" not in await page.title()


async def test_the_panel_follows_the_selected_card(console: Console, tab: Tab) -> None:
    """Why and who, beside the wall; it is drawn anew when its story changes."""
    page = await open_wall(tab.page, console.url)
    panel = page.locator("#panel #story")
    await expect(panel).to_contain_text("لماذا هذا التنبيه؟")
    await expect(panel.locator("h1")).to_have_text(newsroom.CITY)
    await page.locator(".card").nth(1).click(position={"x": 200, "y": 20})
    await expect(panel.locator("h1")).to_have_text(newsroom.PORT)
    await console.desk.put(newsroom.attack(reason="escalated", level="critical", severity="critical"))
    await expect(panel).to_contain_text("تصعيد")


async def test_the_keyboard_moves_opens_and_goes(console: Console, tab: Tab) -> None:
    """By the place of the key: on an Arabic layout j types ت."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyJ', key: 'ت', bubbles: true}))"
    )
    await expect(page.locator(".card[aria-current]")).to_contain_text(newsroom.PORT)
    await expect(page.locator(".card[aria-current]")).to_be_focused()
    await page.keyboard.press("k")
    await expect(page.locator(".card[aria-current]")).to_contain_text(newsroom.CITY)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{console.url}/story/{STORY}")
    await page.keyboard.press("g")
    await page.keyboard.press("f")
    await page.wait_for_url(f"{console.url}/feeds")
    await page.keyboard.press("g")
    await page.keyboard.press("w")
    await page.wait_for_url(f"{console.url}/")


async def test_keys_are_letters_in_the_filter(console: Console, tab: Tab) -> None:
    """/ leads there, Escape leads out, Enter filters."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("/")
    box = page.locator("#actor")
    await expect(box).to_be_focused()
    await page.keyboard.type("jkg?")
    await expect(box).to_have_value("jkg?")
    await expect(page.locator("#help")).to_be_hidden()
    await page.keyboard.press("Escape")
    await expect(box).not_to_be_focused()
    await box.fill("ميناء الرمال")
    await box.press("Enter")
    await page.wait_for_url("**/?actor=pl:port")
    await expect(page.locator(".card")).to_have_count(1)


async def test_the_question_mark_shows_the_keys(console: Console, tab: Tab) -> None:
    """And Escape closes them."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("Shift+Slash")
    await expect(page.locator("#help")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#help")).to_be_hidden()


async def test_o_opens_the_publisher_in_a_window_of_its_own(console: Console, tab: Tab) -> None:
    """Without opener and without telling where the reader comes from."""
    page = await open_wall(tab.page, console.url)
    asked: list[dict[str, str]] = []

    async def publisher(route: Route) -> None:
        asked.append(route.request.headers)
        await route.fulfill(body="<title>خبر</title>", content_type="text/html")

    await page.context.route("https://mashriq.example/**", publisher)
    await page.keyboard.press("j")
    async with page.expect_popup() as popup:
        await page.keyboard.press("o")
    window = await popup.value
    await window.wait_for_url("https://mashriq.example/**")
    assert await window.evaluate("opener === null")
    assert "referer" not in asked[0]


async def test_the_theme_is_kept(console: Console, tab: Tab) -> None:
    """Set before the first paint of the next page."""
    page = await open_wall(tab.page, console.url)
    await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await page.click("#theme")
    light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await page.reload()
    assert dark != light
    assert light == await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("width", PHONES)
@pytest.mark.parametrize("path", PAGES)
async def test_a_phone_scrolls_in_one_direction_only(console: Console, tab: Tab, path: str, width: int) -> None:
    """Also with a headline that is one long word."""
    await console.desk.put(newsroom.alert("هجوم" * 60, "س" * 300, "س"))
    await tab.page.set_viewport_size({"width": width, "height": 860})
    await tab.page.goto(console.url + path)
    assert width == await tab.page.evaluate("document.documentElement.scrollWidth")
    await expect(tab.page.locator("nav a", has_text="المصادر")).to_be_in_viewport()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_text_has_enough_contrast(console: Console, tab: Tab, path: str, theme: str) -> None:
    """WCAG AA: 4.5:1, whatever the size."""
    console.banner = "بيانات تجريبية مختلقة"
    page = tab.page
    await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    await page.goto(console.url + path)
    if path == "/":
        await expect(page.locator("#panel #story")).to_be_visible()
        await page.keyboard.press("Shift+Slash")
    measured, low = await page.evaluate(CONTRAST)
    assert measured > 15
    assert {} == low


async def test_arabic_is_joined_in_our_own_font(console: Console, tab: Tab) -> None:
    """Joined letters are narrower than letters that stand apart; a mark inside a word does not break them."""
    page = await open_wall(tab.page, console.url)
    joined, apart, marked, plain = await page.evaluate("""() => {
        const width = (html) => {
            const line = document.createElement('span');
            line.className = 'ctx';
            line.innerHTML = html;
            document.body.append(line);
            const wide = line.getBoundingClientRect().width;
            line.remove();
            return wide;
        };
        return [width('سيطرة'), [...'سيطرة'].reduce((sum, x) => sum + width(x), 0),
                width('<b>و<mark>سيطرة</mark></b>'), width('<mark>وسيطرة</mark>')];
    }""")
    assert joined < 0.9 * apart
    assert abs(marked - plain) < 2
    assert "rtl" == await page.evaluate("getComputedStyle(document.documentElement).direction")
    assert await page.evaluate("[...document.fonts].some(font => font.family === 'Plex' && font.status === 'loaded')")


async def test_a_latin_name_does_not_turn_the_line_round(console: Console, tab: Tab) -> None:
    """Names are isolated: the number of publishers stays to the right of the first publisher."""
    page = await open_wall(tab.page, console.url)
    await console.desk.put(newsroom.attack(story=flood(1), families=("Reuters (AR)", "ufuq", "sahil")))
    card = page.locator(f'[data-story="{flood(1)}"]')
    count, first = card.locator(".src > span").nth(1), card.locator(".src .first")
    await expect(first).to_have_text("أولهم Reuters (AR)")
    box, other = await count.bounding_box(), await first.bounding_box()
    assert box
    assert other
    assert box["x"] > other["x"]


async def test_the_wall_works_without_scripts(chromium: Browser, console: Console) -> None:
    """Cards, filters and stories are plain pages."""
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(console.url)
    await expect(page.locator(".card")).to_have_count(4)
    await page.click(".chip.high")
    await expect(page.locator(".card")).to_have_count(1)
    await page.click(".card h2 a")
    await expect(page.locator("h1")).to_have_text(newsroom.PORT)
    await context.close()


async def test_the_focus_can_be_seen(console: Console, tab: Tab) -> None:
    """Every stop of the Tab key has an outline."""
    page = await open_wall(tab.page, console.url)
    for _ in range(12):
        await page.keyboard.press("Tab")
        style = "const s = getComputedStyle(document.activeElement.closest('.search') || document.activeElement); s.outlineStyle + s.outlineWidth"
        assert (await page.evaluate(style)) in ("solid2px", "solid1px")
