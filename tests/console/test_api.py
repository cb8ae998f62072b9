"""What programs read says the same as the pages, and is what the OpenAPI document promises."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from aiohttp import ClientSession

from alerts.console.api import ATOM
from marsad.clean import safe_link
from tests.console import newsroom
from tests.console.whole import Operator, Whole

TAKEOVER = newsroom.takeover()


async def read(operator: Operator, path: str) -> Any:
    status, text, _ = await operator.get(path)
    assert 200 == status
    return json.loads(text)


async def test_alerts_are_the_wall(operator: Operator) -> None:
    """Same order, same filters, the alert in full, how it stands and who said so."""
    await operator.post("/act", do=f"ack takeover-city {TAKEOVER.story}")
    first, *others = (await read(operator, "/api/alerts"))["alerts"]
    assert ["attack-port", "talks"] == [case["rule"] for case in others]
    assert ("acked", "المناوب", newsroom.CITY) == (first["state"], first["by"], first["alert"]["title"])
    assert ["attack-port"] == [c["rule"] for c in (await read(operator, "/api/alerts?severity=high"))["alerts"]]
    assert ["takeover-city"] == [c["rule"] for c in (await read(operator, "/api/alerts?state=handled"))["alerts"]]


async def test_pages_lead_to_the_end(operator: Operator) -> None:
    """`before` of each page is the way to the next."""
    seen, before = [], 0
    while before is not None:
        page = await read(operator, f"/api/alerts?limit=1&before={before}")
        seen += [case["rule"] for case in page["alerts"]]
        before = page["before"]
    assert ["takeover-city", "attack-port", "talks"] == seen


async def test_a_story_has_all_we_know(operator: Operator) -> None:
    """Sources, alerts, deliveries, acts."""
    attack = newsroom.attack()
    story = await read(operator, f"/api/stories/{attack.story}")
    assert (1, 1, 1) == tuple(len(story[part]) for part in ("cases", "sources", "alerts"))
    assert [("hook", "pending")] == [(row["channel"], row.get("state", "pending")) for row in story["deliveries"]]


@pytest.mark.parametrize(
    ("status", "path"), [(404, "/api/stories/x"), (400, "/api/alerts?severity=x"), (404, "/api/x")]
)
async def test_problems_are_json_too(operator: Operator, status: int, path: str) -> None:
    """With the words a person would get."""
    answer = await operator.get(path)
    assert status == answer[0]
    assert json.loads(answer[1])["error"]


async def test_nothing_can_be_written(whole: Whole, operator: Operator) -> None:
    """Read-only."""
    async with ClientSession() as session, session.post(f"{whole.url}/api/alerts", json={}) as answer:
        assert 405 == answer.status


async def test_a_view_is_a_json_feed(operator: Operator) -> None:
    """Version 1.1; the id of an item outlives its updates."""
    feed = await read(operator, "/feed.json?severity=high")
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    (item,) = feed["items"]
    assert f"urn:marsad:attack-port:{newsroom.attack().story}" == item["id"]
    assert item["url"].endswith(f"/story/{newsroom.attack().story}")


async def test_a_view_is_an_atom_feed(whole: Whole, operator: Operator) -> None:
    """What RFC 4287 asks of feed and entries; a hostile headline is text."""
    hostile = "]]></title><script>x</script> & هجوم"
    await whole.put(newsroom.alert(hostile, hostile, severity="high", rule="attack-port"))
    _, text, headers = await operator.get("/feed.atom?severity=high")
    feed = ET.fromstring(text)  # noqa: S314 - our own answer
    name = f"{{{ATOM}}}"
    assert "application/atom+xml; charset=utf-8" == headers["Content-Type"]
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"{name}{needed}")
    entries = feed.findall(f"{name}entry")
    assert [hostile, newsroom.PORT] == [entry.findtext(f"{name}title") for entry in entries]
    for entry in entries:
        for needed in ("id", "title", "updated", "author/" + name + "name"):
            assert entry.findtext(f"{name}{needed}")
        assert safe_link(entry.find(f"{name}link").attrib["href"])


async def test_the_document_describes_what_is_there(operator: Operator) -> None:
    """Every path answers; every required key of a case, a story and a feed is in the answer."""
    document = await read(operator, "/api/openapi.json")
    schemas = document["components"]["schemas"]
    assert "3.1.0" == document["openapi"]
    for path in document["paths"]:
        assert 200 == (await operator.get(path.replace("{story}", TAKEOVER.story)))[0]
    (case, *_) = (await read(operator, "/api/alerts"))["alerts"]
    assert set() == set(schemas["Case"]["required"]) - set(case)
    assert set() == set(schemas["Alert"]["required"]) - set(case["alert"])
    story = document["paths"]["/api/stories/{story}"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert set(story["required"]) == set(await read(operator, f"/api/stories/{TAKEOVER.story}"))
