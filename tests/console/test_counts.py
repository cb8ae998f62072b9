"""What do the numbers beside the filters count? All cases beside a severity; the last ones beside a rule and an actor, and said so."""

from __future__ import annotations

import re

from alerts.console.present import RECENT
from tests.console import newsroom
from tests.console.conftest import Console, Reader

GRAVE = 12  # cases that lie under so many newer ones that filters are not offered from them


async def test_a_severity_is_counted_in_all_cases(console: Console, reader: Reader) -> None:
    """Whatever the wall is filtered by: an operator takes "critical 2" for all there is."""
    for n in range(GRAVE):
        await console.desk.put(newsroom.takeover(story=f"c{n}"))
    for n in range(1000):
        await console.desk.put(newsroom.attack(story=f"h{n}"))
    for address in ("/", "/?severity=critical", "/?actor=pl:port"):
        _, page, _ = await reader.get(address)
        assert [("cases", "1,016"), ("critical", "13"), ("high", "1,001"), ("medium", "1"), ("low", "1")] == re.findall(
            r'<span data-total="(\w+)">([\d,]+)</span>', page
        )


async def test_the_menu_says_which_cases_it_counts(console: Console, reader: Reader) -> None:
    """Where the numbers begin, not in a tip that a phone never shows."""
    for n in range(RECENT):
        await console.desk.put(newsroom.attack(story=f"h{n}"))
    _, page, _ = await reader.get("/")
    assert [("القواعد", "في آخر 200 تنبيه"), ("الأكثر ظهوراً", "في آخر 200 تنبيه")] == re.findall(
        r"<h2>(.*?) <small>(.*?)</small></h2>", page
    )
