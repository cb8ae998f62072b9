"""Which way do lines run, in a real Chromium? Arabic news from the right, whatever they begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from marsad.records import Article
from tests.console import newsroom
from tests.console.browsing import Tab, flood, open_wall
from tests.console.whole import Whole, whole_console

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TITLE, SENTENCE, ENGLISH = "CNN: زمردة تُسرق من متحف (صور)", "CNN: أعلنت الشرطة سرقة زمردة", "Emerald stolen (photos)"
# Whether the first letter of an element stands further right than its last.
FROM_THE_RIGHT = """one => {
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), range = document.createRange(), texts = [];
    while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.push(walk.currentNode);
    const left = (text, at) => { range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().left; };
    return left(texts[0], 0) > left(texts.at(-1), texts.at(-1).data.length - 1);
}"""


@pytest_asyncio.fixture(loop_scope="module")
async def console() -> AsyncIterator[Whole]:
    """Return a console with such news: alerted, hushed, found by search; the last alert is English."""
    async with whole_console() as running:
        await running.put(newsroom.alert(TITLE, SENTENCE, "سرقة", families=("CNN القرن", "ufuq"), minutes=1))
        await running.put(newsroom.alert(ENGLISH, "Theft of an emerald.", "Theft", families=("Qarn (AR)",), minutes=0))
        hit = newsroom.alert(TITLE, SENTENCE, "سرقة", story=flood(9), minutes=0)
        await running.hush(hit, "cooldown: no place had a case 2 minutes apart, story ab")
        await running.read(
            Article(
                id="f", revision="r", url="https://a.example/f", title=TITLE, text=f"{SENTENCE}.", seen=newsroom.NOW
            )
        )
        yield running


async def run_the_other_way(page: Page, *places: str) -> list[str]:
    """Return those of the places whose text does not begin at the right."""
    return [each for each in places if not await page.locator(each).first.evaluate(FROM_THE_RIGHT)]


async def test_news_that_begin_with_a_latin_name_run_from_the_right(console: Whole, tab: Tab) -> None:
    """Headline, sentence and publisher: on the wall, beside it, on the pages of the story, of hushed hits and of the search."""
    page = await open_wall(tab.page, console.url)
    card = ".card:nth-of-type(2)"
    assert [] == await run_the_other_way(page, f"{card} h2", f"{card} .ctx", f"{card} .first bdi", ".hush bdi")
    await page.locator(".card").nth(1).click(position={"x": 200, "y": 20})
    await expect(page.locator("#panel h1")).to_have_text(TITLE)
    story = ("#story h1", "#story .sentence", "#story .tl p", "#story .hist p")
    assert [] == await run_the_other_way(page, *story)
    await page.locator(f"{card} h2 a").click()
    await expect(page.locator("main.full")).to_be_visible()
    assert [] == await run_the_other_way(page, *story)
    await page.goto(f"{console.url}/suppressed")
    assert [] == await run_the_other_way(page, "tbody th a")
    await page.goto(f"{console.url}/search?q=زمردة")
    assert [] == await run_the_other_way(page, ".found h2", ".found .ctx")


async def test_english_runs_from_the_left(console: Whole, tab: Tab) -> None:
    """Its full stops and brackets stay where they belong."""
    page = await open_wall(tab.page, console.url)
    places = (".card h2", ".card .ctx", ".card .first bdi")
    assert list(places) == await run_the_other_way(page, *places)
