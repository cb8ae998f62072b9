"""Pages on paper, as Chromium prints them: what is told, and nothing to click; no card over two pages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.console import newsroom
from tests.console.browsing import Tab, flood, open_wall
from tests.console.whole import Whole, whole_console

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STORY = newsroom.takeover().story
PAGES = ("/", f"/story/{STORY}", "/search?q=حريق", "/suppressed", "/rules", "/channels", "/feeds", "/dead-letters")
CLICKED = ".top, .out, .side, .hint, .newbar, .btn, .round, .do, .more-do, .save, .bench, .pager, kbd, #panel, #untaken"
# What of it is printed all the same, by its beginning.
PRINTED = f"""() => [...document.querySelectorAll('{CLICKED}')].filter(one => one.checkVisibility())
    .map(one => one.outerHTML.slice(0, 80))"""
# What stands in the way of one card on one page.
CUT = """() => [...document.querySelectorAll('.card, .hush, .why, .grid tr, .found li, .tl li, .hist li')].filter(one =>
    getComputedStyle(one).breakInside !== 'avoid').map(one => one.outerHTML.slice(0, 80))"""
CARDS = 24


@pytest_asyncio.fixture(loop_scope="module")
async def console() -> AsyncIterator[Whole]:
    """Return a console with more cards than a page holds."""
    async with whole_console() as running:
        for n in range(CARDS):
            await running.put(newsroom.attack(story=flood(n)))
        yield running


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_page_on_paper_has_nothing_to_click_and_cuts_no_card(
    console: Whole, tab: Tab, path: str, *, dark: bool
) -> None:
    """On white, whatever the screen has."""
    await tab.page.goto(console.url + path)
    await tab.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", "dark" if dark else "light")
    await tab.page.emulate_media(media="print", color_scheme="dark" if dark else "light")

    assert ([], []) == (await tab.page.evaluate(PRINTED), await tab.page.evaluate(CUT))
    assert "rgb(255, 255, 255)" == await tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert await tab.page.locator("main").inner_text()


async def test_a_wall_is_printed_whole(console: Whole, tab: Tab) -> None:
    """Cards below the screen too: the first twelve make two sheets or three, and those that were read on their own."""
    page = await open_wall(tab.page, console.url)
    first = await sheets(page)
    while await page.locator(".card").count() < CARDS:
        await page.evaluate("scrollTo(0, document.body.scrollHeight)")
        await page.wait_for_timeout(50)

    assert 2 <= first <= 3 < await sheets(page) <= 6


async def sheets(page: Page) -> int:
    """Print it and count."""
    return len(re.findall(rb"/Type\s*/Page\b", await page.pdf(format="A4")))


async def test_what_a_wall_is_filtered_by_stands_on_paper(console: Whole, tab: Tab) -> None:
    """Whoever reads it must not take a part for the whole; the filters that are off are left out."""
    page = await open_wall(tab.page, f"{console.url}/?severity=critical&state=open")
    await page.emulate_media(media="print")

    assert ["حرِج", "بلا معالجة"] == [
        re.sub(r"[\d\s,]+$", "", text) for text in await page.locator(".chip:visible").all_inner_texts()
    ]
