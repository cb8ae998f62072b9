"""kill -9 at random moments: nothing is lost, nothing is said twice."""

import asyncio
import os
import random

import pytest

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from marsad.identity import article_id
from marsad.records import Analysis, decode
from tests.runtime.setting import Service, Sink, write_config

KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "50"))
LIFE_S = (0.2, 4.0)  # from the moment the process is started: some die before they are ready
LAST_RUN_S = 90


def published_ids(newsroom) -> set[str]:
    """The ids of all pages that are public."""
    pages = {revision.page for revision in newsroom.programme.public(newsroom.clock.now())}
    return {article_id(url=newsroom.url(page), feed="", guid="", publisher="", title="", day="") for page in pages}


@pytest.mark.fault
@pytest.mark.slow
async def test_fifty_kills_lose_and_repeat_nothing(tmp_path):
    """After 50 kills: every published article is decided once, every case it calls for exists, every alert arrived."""
    seed = int(os.environ.get("MARSAD_TEST_SEED", random.randrange(10**6)))
    print(f"seed {seed}: repeat with MARSAD_TEST_SEED={seed}")
    rng = random.Random(seed)
    pieces, sink = shipped_corpus(), Sink()
    hook = await sink.open()
    expected_s = KILLS * (sum(LIFE_S) / 2 + 0.1)
    clock = Clock.starting_now(start_of(pieces), 10_800 / expected_s)
    async with Newsroom(pieces, shipped_outlets(), clock, window_s=expected_s + LAST_RUN_S) as newsroom:
        service = Service(write_config(tmp_path, newsroom, hook))
        for _ in range(KILLS):
            await service.start()
            await asyncio.sleep(rng.uniform(*LIFE_S))
            await service.kill()
            assert await gone(service), "workers stay behind"
        await service.start()
        for _ in range(LAST_RUN_S * 2):
            await asyncio.sleep(0.5)
            if newsroom.ended and service.settled() and published_ids(newsroom) <= decided_ids(service):
                break
        assert 0 == await service.stop()
        published = published_ids(newsroom)
    await sink.close()

    assert newsroom.ended
    assert set() == published - decided_ids(service), "articles lost"
    assert [] == service.ask("select article, revision, count(*) from memory group by 1, 2 having count(*) > 1")
    alerts = {id_ for (id_,) in service.ask("select id from alert")}
    assert len(alerts) > 20
    assert alerts == set(sink.messages), "alerts lost, or sent without being decided"
    assert all(message["id"] == key for key, message in sink.messages.items())
    assert [] == missing_cases(service), "alerts lost"
    assert [] == service.ask("select * from dead_letter")


async def gone(service) -> bool:
    """Whether the workers of a killed marsad notice it and leave."""
    for _ in range(100):
        if not service.family():
            return True
        await asyncio.sleep(0.1)
    return False


def decided_ids(service) -> set[str]:
    return {id_ for (id_,) in service.ask("select distinct article from memory")}


def missing_cases(service) -> list[tuple[str, str]]:
    """(rule, article) for every rule that fired on an article whose story has no case of the rule."""
    story = dict(service.ask("select article || ':' || revision, story from source"))
    cases = set(service.ask("select rule, story from case_"))
    fired = [
        (match.rule, key)
        for key, value in service.ask("select key, value from log where topic = 'analyses'")
        for match in decode(value, Analysis).matches
    ]
    return [(rule, key) for rule, key in fired if (rule, story[key]) not in cases]
