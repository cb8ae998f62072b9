"""Two stories of one flood become one, on each runtime: the old id leads to the new, and nothing is said twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from marsad.ports import Case, StoryView
from marsad.records import Decision, encode
from tests.scenarios import news
from tests.scenarios.conftest import EMBEDDED, KAFKA, made
from tests.scenarios.parity import replayed

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = (news.HARVEST, news.FLOOD, news.FLOOD_ELSEWHERE, news.FLOOD_BOTH, news.FLOOD_COPY)


@dataclass
class Flood:
    """What came of it, before and after the whole day was delivered once more."""

    decisions: list[Decision]
    again: list[Decision]
    analyses: list[list[bytes]]
    messages: dict[str, dict]
    messages_again: dict[str, dict]
    posts: dict[str, int]
    wall: list[Case]
    views: list[StoryView | None]  # by the id that stays, and by the one that is gone


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[EMBEDDED, KAFKA])
async def flood(request, tmp_path_factory):
    """One article after the other, with rules from the second on, a restart before the last two, and all once more."""
    system = made(request.param, request, tmp_path_factory.mktemp(request.param))
    await system.start()
    try:
        for article in DAY:
            if article in (news.FLOOD_BOTH, news.FLOOD_COPY):
                await system.restart()
            await system.publish(article)
            await system.settle()
            if article is news.HARVEST:
                for rule, fields in news.FLOOD_RULES.items():
                    await system.configure(rule, **fields)
        decisions, messages = await system.decisions(), dict(system.sink.messages)
        await system.publish(*map(encode, DAY))
        await system.settle()
        yield Flood(
            decisions, await system.decisions(), await system.analyses(), messages, dict(system.sink.messages),
            dict(system.sink.posts), await system.desk.wall(), [await system.desk.story(each.id) for each in DAY[1:3]],
        )  # fmt: skip
    finally:
        await system.stop()


async def test_the_third_article_makes_two_stories_one(flood):
    """The story that was opened first stays; a copy of the other's article is of it, across a restart."""
    _, first, second, both, copy = flood.decisions

    assert (news.FLOOD.id, news.FLOOD_ELSEWHERE.id) == (first.story, second.story)
    assert (first.story, [second.story]) == (both.story, [each.story for each in both.merged])
    assert (first.story, second.article) == (copy.story, copy.of)


async def test_programs_get_one_record_of_each_case_that_is_gone(flood):
    """No case is opened a second time: the rule of both ends there, the other goes on."""
    merged = [body for body in flood.messages.values() if body["reason"] == "merged"]
    opened = [body["rule"]["id"] for body in flood.messages.values() if body["reason"] == "opened"]

    assert [("blackout", news.FLOOD_ELSEWHERE.id), ("dam", news.FLOOD_ELSEWHERE.id)] == sorted(
        (body["rule"]["id"], body["story"]) for body in merged
    )
    assert {news.FLOOD.id} == {body["into"] for body in merged}
    assert ["blackout", "dam", "dam"] == sorted(opened)


async def test_the_wall_leads_from_the_old_case_to_the_new(flood):
    """Both ids find the same page."""
    cases = {(case.rule, case.story): case.into for case in flood.wall}
    stays, gone = flood.views

    assert {
        ("dam", news.FLOOD.id): "",
        ("blackout", news.FLOOD.id): "",
        ("dam", news.FLOOD_ELSEWHERE.id): news.FLOOD.id,
    } == cases
    assert stays == gone
    assert {each.id for each in DAY[1:]} == {source.article for source in stays.sources}


async def test_a_day_delivered_once_more_says_nothing(flood):
    """No new decision, no new alert, no second post."""
    assert flood.decisions == flood.again
    assert flood.messages == flood.messages_again
    assert {1} == set(flood.posts.values())


async def test_the_log_gives_the_same_merge_again(flood, tmp_path: Path):
    """Through an empty memory, without a restart: byte for byte."""
    assert replayed(flood.analyses, tmp_path) == [encode(each) for each in flood.decisions]
