"""What an operator does around a restart, in a real Chromium: it is taken, or the page says that it was not; nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from alerts.console.session import Access, hashed
from tests.console import newsroom
from tests.console.browsing import Tab, open_wall
from tests.console.whole import Whole, whole_console

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STORY = newsroom.takeover().story
SILENT = "لم يصل جواب من مَرصَد"


@pytest_asyncio.fixture(loop_scope="module")
async def console() -> AsyncIterator[Whole]:
    """Return a console with a short day."""
    async with whole_console() as running:
        yield running


async def restarted(console: Whole, page: Page) -> None:
    """Stop and start the console under an open wall, which then says that it is live again."""
    await console.stop()
    await expect(page.locator("#live")).to_have_text("انقطع الاتصال")
    await console.start()
    await expect(page.locator("#live")).to_have_text("مباشر", timeout=20000)


async def stays(page: Page) -> None:
    """Mark the page: a reload would wipe it off."""
    await page.evaluate("window.mine = true")


async def stayed(page: Page) -> bool:
    """Say whether the marked page is still there."""
    return bool(await page.evaluate("window.mine"))


async def test_the_first_decision_after_a_restart_is_taken(console: Whole, tab: Tab) -> None:
    """The token of the page is of before: a new one is fetched and the decision sent again, on the same page."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await stays(page)
    await restarted(console, page)
    await page.keyboard.press("e")
    card = page.locator(".card").nth(1)
    await expect(card).to_contain_text("أقرّه المناوب")
    await expect(card).to_have_attribute("aria-current", "true")
    await expect(page.locator("#untaken")).to_be_hidden()
    assert await stayed(page)


async def test_a_decision_while_the_server_is_away_is_told_and_can_be_repeated(console: Whole, tab: Tab) -> None:
    """The wall stays, says what had no answer and about which case, and goes on by itself; what was taken is not said any more."""
    page = await open_wall(tab.page, console.url)
    await page.keyboard.press("j")
    await stays(page)
    await console.stop()
    await expect(page.locator("#live")).to_have_text("انقطع الاتصال")
    await page.keyboard.press("e")
    await page.keyboard.press("s")
    lines = page.locator("#untaken li")
    await expect(lines).to_have_text([f"إقرار «{newsroom.CITY}»: {SILENT}، فربما لم يُحفظ. أعِده حين يعود الاتصال.",
                                      f"تأجيل ساعة «{newsroom.CITY}»: {SILENT}، فربما لم يُحفظ. أعِده حين يعود الاتصال."])  # fmt: skip
    await console.start()
    await expect(page.locator("#live")).to_have_text("مباشر", timeout=20000)
    await page.keyboard.press("e")
    await expect(page.locator(".card").first).to_contain_text("أقرّه المناوب")
    await expect(lines).to_have_count(1)
    await page.locator("#untaken button").click()
    await expect(page.locator("#untaken")).to_be_hidden()
    assert await stayed(page)


async def test_a_note_survives_a_restart_beside_the_wall(console: Whole, tab: Tab) -> None:
    """Written before, tried while the server is away, kept while its case changes, sent after."""
    page = await open_wall(tab.page, console.url)
    panel = page.locator("#panel #story")
    await panel.locator("summary").click()
    await panel.locator("input[name=note]").fill("اتصلنا بالمحافظة")
    await console.stop()
    await panel.get_by_role("button", name="أضف الملاحظة").click()
    await expect(page.locator("#untaken li")).to_contain_text(SILENT)
    await console.put(newsroom.takeover(minutes=0, reason="updated"))
    await console.start()
    await expect(page.locator(".card").first).to_contain_text("تحديث واحد", timeout=20000)
    await expect(panel.locator("input[name=note]")).to_have_value("اتصلنا بالمحافظة")
    await panel.get_by_role("button", name="أضف الملاحظة").click()
    await expect(panel.locator(".hist").first).to_contain_text("اتصلنا بالمحافظة")
    await expect(page.locator("#untaken")).to_be_hidden()


async def test_a_note_survives_a_restart_on_the_page_of_its_story(console: Whole, tab: Tab) -> None:
    """As beside the wall."""
    page = tab.page
    await page.goto(f"{console.url}/story/{STORY}")
    await page.locator("summary").click()
    await page.fill("input[name=note]", "اتصلنا بالمحافظة")
    await console.stop()
    await page.get_by_role("button", name="أضف الملاحظة").click()
    await expect(page.locator("#untaken li")).to_contain_text(SILENT)
    await console.start()
    await page.get_by_role("button", name="أضف الملاحظة").click()
    await expect(page.locator("#story .hist").first).to_contain_text("اتصلنا بالمحافظة")
    await expect(page.locator("#untaken")).to_be_hidden()


async def test_a_decision_on_a_case_that_is_gone_says_so(console: Whole, tab: Tab) -> None:
    """The server's words stand on the wall."""
    page = await open_wall(tab.page, console.url)
    await console.store.write(lambda db: db.execute("delete from case_ where story = ?", (STORY,)))
    await page.keyboard.press("j")
    await page.keyboard.press("e")
    await expect(page.locator("#untaken li")).to_contain_text("لا تنبيه بهذا الرقم")


async def test_who_is_not_in_any_more_is_told_to_log_in(chromium: Browser) -> None:
    """A session with a password ends with marsad."""
    async with whole_console(Access(password=hashed("مرصد"))) as guarded:
        context = await chromium.new_context()
        page = await context.new_page()
        await page.goto(guarded.url)
        await page.fill("input[name=who]", "سامي")
        await page.fill("input[name=password]", "مرصد")
        await page.get_by_role("button", name="دخول").click()
        await expect(page.locator("#live")).to_have_text("مباشر")
        await guarded.stop()
        await guarded.start()
        await page.keyboard.press("j")
        await page.keyboard.press("e")
        await expect(page.locator("#untaken li")).to_contain_text("انتهت جلستك")
        await page.reload()
        await expect(page.locator("h1")).to_have_text("الدخول")
        await context.close()
