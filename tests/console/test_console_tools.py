"""What fills the console's tools: forms of words by configured keyword, and an index that follows what is read."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from alerts.console.tools import Tools
from marsad.config.models import Keyword
from marsad.records import Article, encode
from marsad.runtime.console_tools import follow, forms_by
from marsad.stores.log import SqliteLog
from marsad.text import fold
from tests.console import newsroom
from tests.console.whole import whole_console


def test_a_configured_keyword_brings_its_own_forms() -> None:
    """Plurals and spellings an operator gave count in the search too; other words are inflected by themselves."""
    forms = forms_by(lambda: [Keyword(key="مسيّرة", plurals=("درونات",))])

    assert "والدرونات" in forms("مسيّرة")
    assert "بالجسر" in forms("جسر")


@pytest.mark.parametrize(("typed", "meant"), [("القاهره", "القاهرة"), ("سيطره", "سيطرت"), ("وجه", "وجه")])
def test_a_ta_marbuta_may_be_typed_as_ha(typed: str, meant: str) -> None:
    """As people do in a hurry; a word that ends in ه keeps its own forms."""
    assert fold(meant) in {fold(form) for form in forms_by(list)(typed)}


def test_a_reload_counts() -> None:
    """A word that was searched before its keyword was configured has the keyword's forms from then on."""
    configured: list[Keyword] = []
    forms = forms_by(lambda: configured)
    before = forms("مسيّرة")
    configured.append(Keyword(key="مسيّرة", plurals=("درونات",)))

    assert "والدرونات" not in before
    assert "والدرونات" in forms("مسيّرة")


def test_what_is_no_word_has_no_forms() -> None:
    """An empty word is no keyword."""
    assert frozenset() == forms_by(list)("")


async def test_the_index_follows_what_is_read() -> None:
    """Without being asked, until it is stopped."""
    async with whole_console() as console:
        article = Article(id="a", revision="r", url="", title="انهيار سد صغير", seen=newsroom.NOW)
        following = asyncio.create_task(follow(Tools(history=console.history)))
        await console.store.write(lambda db: SqliteLog(db).append("articles", "a", encode(article), at=article.at))
        async with asyncio.timeout(20):
            while not (await console.history.search("سد"))[0]:  # noqa: ASYNC110 - the index rings no bell
                await asyncio.sleep(0.1)
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
