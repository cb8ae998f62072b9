"""kill -9 at random moments: nothing is lost, nothing is said twice."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from typing import Self

import pytest

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from marsad.identity import article_id
from marsad.records import Analysis, decode
from tests.runtime.setting import ROOT, Service, Sink, write_config

KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "50"))
LIFE_S = (0.0, 2.7)  # everything is imported then, and yet some die before they are ready
LAST_RUN_S = 90


def published_ids(newsroom) -> set[str]:
    """The ids of all pages that are public."""
    pages = {revision.page for revision in newsroom.programme.public(newsroom.clock.now())}
    return {article_id(url=newsroom.url(page), feed="", guid="", publisher="", title="", day="") for page in pages}


class Forked(Service):
    """A service whose starts are forks of one process: to import everything takes as long as half a life."""

    async def __aenter__(self) -> Self:
        with self.log.open("ab") as log:
            self._parent = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.runtime.serve", str(self.directory), "--each-line", cwd=ROOT, stderr=log,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
        self.pid = self._parent.pid
        return self

    async def __aexit__(self, *_: object) -> None:
        self._parent.kill()
        await self._parent.wait()
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def start(self) -> None:
        self._parent.stdin.write(b"start\n")
        self.pid = int(await self._parent.stdout.readline())

    async def end(self, number: signal.Signals) -> int:
        """Send a signal, and return the exit status."""
        os.kill(self.pid, number)
        async with asyncio.timeout(15):
            return int(await self._parent.stdout.readline())


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
    async with (
        Newsroom(pieces, shipped_outlets(), clock, window_s=expected_s + LAST_RUN_S) as newsroom,
        Forked(write_config(tmp_path, newsroom, hook)) as service,
    ):
        for _ in range(KILLS):
            await service.start()
            await asyncio.sleep(rng.uniform(*LIFE_S))
            await service.end(signal.SIGKILL)
            assert await gone(service), "workers stay behind"
        await service.start()
        for _ in range(LAST_RUN_S * 5):
            await asyncio.sleep(0.2)
            if newsroom.ended and service.settled() and published_ids(newsroom) <= decided_ids(service):
                break
        assert 0 == await service.end(signal.SIGTERM)
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
    for _ in range(500):
        if not service.family():
            return True
        await asyncio.sleep(0.02)
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
