"""A name in a filter is whoever is called so, wherever the cases stand; a name that nobody has is said to be unknown."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest

from alerts.console.present import RECENT
from tests.console import newsroom
from tests.console.test_pages import stories
from tests.console.whole import Operator, Whole

OLD = "0d" * 8


@pytest.fixture
async def crowded(whole: Whole) -> Whole:
    """Return a console where newer cases than the filters are offered from lie over one of Tehran and the Taliban."""
    await whole.put(newsroom.attack(story=OLD, who=("grp:taliban", "new:سهيل-الرمال"), where=("pl:tehran",)))
    for n in range(RECENT):
        await whole.put(newsroom.attack(story=f"{n:016x}", minutes=0))
    return whole


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("pl:tehran", "طهران"),
        ("grp:taliban", "حركة طالبان"),
        ("grp:taliban", "طالبان"),  # an alias
        ("grp:taliban", "طالبَان"),
        ("new:سهيل-الرمال", "سهيل الرمال"),  # whom no entry names
    ],
)
async def test_a_name_finds_its_cases_however_old(crowded: Whole, operator: Operator, actor: str, name: str) -> None:
    """On the wall by its id, in the API and the feeds as it is."""
    status, _, headers = await operator.get(f"/?actor={name}&state=open")
    assert (302, f"/?actor={actor}&state=open") == (status, unquote(headers["Location"]))
    assert ["attack-port"] == stories((await operator.get(f"/?actor={actor}"))[1])
    found = json.loads((await operator.get(f"/api/alerts?actor={name}"))[1])["alerts"]
    assert [OLD] == [case["story"] for case in found]
    for feed in ("atom", "json"):
        assert OLD in (await operator.get(f"/feed.{feed}?actor={name}"))[1]


async def test_a_place_without_cases_has_its_wall(operator: Operator) -> None:
    """It is empty until something comes."""
    _, _, headers = await operator.get("/?actor=طوكيو")
    assert "/?actor=pl:tokyo" == unquote(headers["Location"])
    assert [] == stories((await operator.get("/?actor=pl:tokyo"))[1])


async def test_of_two_of_one_name_it_is_the_one_in_the_news(whole: Whole, operator: Operator) -> None:
    """الرياض is a city and a paper."""
    for each in ("pl:riyadh", "media:alriyadh"):
        await whole.put(newsroom.attack(story=f"{each:x<16}", where=(each,), minutes=0))
        assert f"/?actor={each}" == unquote((await operator.get("/?actor=الرياض"))[2]["Location"])


@pytest.mark.parametrize("name", ["ميدان السراب", "زعتر", "؟"])
async def test_a_name_that_nobody_has_is_unknown(operator: Operator, name: str) -> None:
    """Said in words wherever it is asked for: a wall of nobody stays empty for ever."""
    for path in ("/", "/api/alerts", "/feed.atom", "/feed.json"):
        status, text, _ = await operator.get(f"{path}?actor={name}")
        assert 400 == status
        assert f"لا جهة ولا مكان باسم «{name}»" in text
