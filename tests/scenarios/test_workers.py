"""What happens to the news when workers of the cluster come, go and die? On a real broker: the mock has no second member."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from marsad.records import encode
from tests.scenarios.conftest import made
from tests.scenarios.parity import acts, replayed
from tests.scenarios.roles import said
from tests.scenarios.system import until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

FAILOVER_S = 45.0  # the session of the dead one, and the start of the next owner
WORKS = "has partitions ["


@pytest.fixture
async def system(request, tmp_path):
    """A cluster, not yet started."""
    cluster = made("kafka", request, tmp_path)
    try:
        yield cluster
    finally:
        await cluster.stop()


def news():
    """Some hundred articles in order of publication."""
    openers, others = acts("generated")
    return sorted([*openers, *others], key=lambda each: each.at)[:600]


async def checked(system, articles, folder) -> None:
    """Nothing lost, one verdict for each article, every alert once at the webhook, and as the log says."""
    decisions = await system.decisions()
    ids = [alert.id for decision in decisions for alert in decision.alerts]

    assert {each.id for each in articles} == {each.article for each in decisions}
    assert len(articles) == len(decisions)
    assert sorted(ids) == sorted(system.sink.messages)
    assert {1} == set(system.sink.posts.values())
    assert replayed(await system.analyses(), folder) == [encode(each) for each in decisions]


async def test_workers_that_come_and_go_lose_and_repeat_nothing(system, tmp_path):
    """A second analyse worker joins in the middle of the stream, the first one leaves, then a killed one is replaced."""
    articles = news()
    await system.start(analyse=1)
    first = system.roles[-1]
    second, third = (system.add("analyse") for _ in range(2))
    began = time.monotonic()
    stream = asyncio.create_task(trickle(system, articles, over_s=15))
    await asyncio.to_thread(second.start)
    await until(said(WORKS, [second]), FAILOVER_S)
    await asyncio.sleep(2)
    await asyncio.to_thread(first.stop)
    await asyncio.to_thread(third.start)
    await until(said(WORKS, [third]), FAILOVER_S)
    await asyncio.sleep(2)
    await asyncio.to_thread(second.kill)
    await stream
    system.roles = [role for role in system.roles if role not in (first, second)]
    await system.settle(90)
    print(f"{len(articles)} articles with four changes of workers in {time.monotonic() - began:.1f} s")

    await checked(system, articles, tmp_path)


async def test_a_standby_decides_when_the_decider_is_killed(system, tmp_path):
    """Kill -9 to the owner of Arabic in the middle of the stream: the other goes on within 45 s, from where it stood."""
    articles = news()
    await system.start(decide=2)
    deciders = [role for role in system.roles if role.name == "decide"]
    await until(said("owner of", deciders), 60)
    await system.publish(*articles[:50])
    await system.settle()
    owner = owner_of("ar", system)
    (standby,) = [role for role in deciders if role is not owner]
    stream = asyncio.create_task(trickle(system, articles[50:], over_s=10))
    await asyncio.sleep(3)
    before = standby.log.count("owner of ar")
    await asyncio.to_thread(owner.kill)
    killed = time.monotonic()
    system.roles.remove(owner)

    await until(said("owner of ar", [standby], before + 1), FAILOVER_S)
    took_s = time.monotonic() - killed
    await stream
    await system.settle(FAILOVER_S)
    print(f"failover in {took_s:.1f} s, all decided {time.monotonic() - killed:.1f} s after the kill")

    await checked(system, articles, tmp_path)


async def trickle(system, articles, *, over_s: float) -> None:
    """Publish in 20 parts."""
    size = -(-len(articles) // 20)
    for start in range(0, len(articles), size):
        await system.publish(*articles[start : start + size])
        await asyncio.sleep(over_s / 20)


def owner_of(language: str, system):
    """The decide worker that took the language last."""
    said = [
        (found[-1], number)
        for number, role in enumerate(system.roles)
        if role.name == "decide" and (found := re.findall(rf"owner of {language} epoch=(\d+)", role.log))
    ]
    return system.roles[max(said)[1]]
