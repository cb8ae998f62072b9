"""What does `marsad dead-letters retry` do to a desk that has many, while it is asked again and told to end?"""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from marsad.records import DeadLetter
from marsad.runtime.topics import carry_out, compared
from marsad.stores.database import Database, Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.letters import bury_once
from tests.cluster.desk_rig import cluster
from tests.contract.stores import DAY
from tests.scenarios.roles import Role
from tests.scenarios.system import ask, write_config
from tests.servers.kafka import read_all

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

MANY = 20_000  # the desk sends them for some seconds
STOP_S = 15.0  # a container is given 20, and killed then


@pytest.fixture
def settings(kafka_broker):
    made = cluster(kafka_broker.address, topics=False)
    carry_out(made, compared(made, replication=1).steps)
    return made


@pytest.fixture
def desk(tmp_path, settings):
    """A desk of its own cluster, not yet started."""
    directory = write_config(
        tmp_path, "http://127.0.0.1:9/", {"brokers": list(settings.brokers), "prefix": settings.prefix}
    )
    role = Role("desk", directory, tmp_path)
    yield role
    role.kill()


def bury(folder: Path, count: int) -> None:
    """Give the desk letters of articles, before its start."""
    database = Database(folder / "marsad-desk.db")
    letters = [
        DeadLetter(stage="analyse", place=f"articles/0/{n}", error="x", at=DAY, value=b"{}") for n in range(count)
    ]
    database.submit(lambda db: [bury_once(db, each, 2) for each in letters]).result()
    database.close()


async def retry(desk: Role) -> int:
    return json.loads(await ask(f"{desk.admin}/-/dead-letters/retry", "POST"))["revived"]


async def test_a_desk_that_puts_letters_back_ends_when_told_to(tmp_path, desk):
    """In order and in the time of a container; what it did not come to stays."""
    bury(tmp_path, MANY)
    await asyncio.to_thread(desk.start)
    asking = asyncio.create_task(retry(desk))
    await asyncio.sleep(1)
    under_way = not asking.done()
    began = time.monotonic()
    await asyncio.to_thread(desk.stop)
    took_s = time.monotonic() - began
    await asyncio.gather(asking, return_exceptions=True)
    reader = Reader(tmp_path / "marsad-desk.db")
    left = len(await SqliteDesk(reader).dead_letters(MANY))
    reader.close()

    assert under_way
    assert 0 < left < MANY
    assert took_s < STOP_S


async def test_who_asks_again_meanwhile_sends_nothing_twice(tmp_path, desk, settings):
    """Both are told of the same letters, and each of these went once."""
    bury(tmp_path, 2_000)
    await asyncio.to_thread(desk.start)
    counts = await asyncio.gather(retry(desk), retry(desk))
    await asyncio.to_thread(desk.stop)

    assert [2_000, 2_000] == counts
    assert 2_000 == len(read_all(settings.brokers[0], f"{settings.prefix}articles"))
