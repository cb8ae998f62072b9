"""A story that was merged stays merged in every memory: across a restart, a redelivery, a rebuild and a loss of all rows."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from marsad.ports import StoryMemory
from marsad.records import Analysis, Decision, encode
from marsad.stores.memory import PlainMemory, SqliteMemory
from marsad.stores.schema import bring_forward
from processors.decide import decide
from processors.window.index import Index
from tests.cluster.deciding import Log, deciding, plainly
from tests.processors_news import DAM_AGAIN, RATES, START, analysis, flood

OPENED = flood()
AFTER = (
    analysis("https://d.example/1", DAM_AGAIN, at=START + timedelta(hours=3), publisher="alwasat", rules=("power",)),
    analysis(
        "https://b.example/dam",
        DAM_AGAIN + " وعادت الكهرباء إلى قرية.",
        at=START + timedelta(hours=4),
        rules=("flood",),
    ),
    analysis("https://e.example/1", RATES, at=START + timedelta(hours=60), publisher="alnahda"),
)
DAY = (*OPENED, *AFTER)

Decide = Callable[[Sequence[Analysis]], list[Decision]]


def sqlite_memory() -> SqliteMemory:
    db = sqlite3.connect(":memory:", isolation_level=None)
    bring_forward(db)
    return SqliteMemory(db)


def in_process(memory: StoryMemory) -> Decide:
    """Each call is a process of its own: it reads the window back before it decides."""

    def run(analyses: Sequence[Analysis]) -> list[Decision]:
        index = Index()
        index.load(memory.window(START - timedelta(days=1)))
        return [decide(each, index, memory) for each in analyses]

    return run


def on_redis(server) -> Decide:
    """Each call is a process of its own that takes the language over."""
    log = Log([])

    async def work(analyses: Sequence[Analysis]) -> list[Decision]:
        offsets = range(len(log.values), len(log.values) + len(analyses))
        log.values.update(zip(offsets, map(encode, analyses), strict=True))
        async with deciding(server, log) as one:
            return await one.settle(offsets)

    return lambda analyses: asyncio.run(asyncio.wait_for(work(analyses), 60))


@pytest.fixture(params=["plain", "sqlite", "redis"])
def run(request) -> Decide:
    """A decider over each memory, restarted with every call."""
    if request.param == "redis":
        server = request.getfixturevalue("redis_server")
        server.flush()
        return on_redis(server)
    return in_process(PlainMemory() if request.param == "plain" else sqlite_memory())


def test_every_memory_decides_a_merge_and_what_follows_the_same(run):
    """Byte for byte what one process without a restart says of the day, and the old id leads to the story."""
    first, second, merging = found = run(OPENED)
    found += run(AFTER)

    assert plainly(map(encode, DAY)) == [encode(each) for each in found]
    assert (first.story, [second.story]) == (merging.story, [each.story for each in merging.merged])
    assert {first.story} == {each.story for each in found[2:5]}
    assert (first.story,) == found[5].closed


def test_a_redelivered_day_decides_and_says_nothing(run):
    """The whole day once more, and a part of it after a restart: the first decisions, or none, and no other alert."""
    said = {alert.id for each in run(DAY) for alert in each.alerts}
    kept = plainly(map(encode, DAY))
    again = [*run(DAY), *run(DAY[1:4])]

    assert {encode(each) for each in again} <= set(kept)
    assert {alert.id for each in again for alert in each.alerts} <= said


def test_a_redis_that_lost_all_rows_finds_the_merge_in_kafka(redis_server):
    """Rebuilt from what was said, deciding goes on under the id that stays."""
    redis_server.flush()
    log = Log([encode(each) for each in DAY])

    async def work() -> list[Decision]:
        async with deciding(redis_server, log) as one:
            said = await one.settle(range(len(OPENED)))
        redis_server.flush()
        async with deciding(redis_server, log) as one:
            return said + await one.settle(range(len(OPENED), len(DAY)))

    found = asyncio.run(asyncio.wait_for(work(), 60))

    assert 2 == log.rebuilds, "at the first start, and after the loss"
    assert plainly(map(encode, DAY)) == [encode(each) for each in found]
