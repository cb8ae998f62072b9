"""A position in Redis that does not fit the log: whoever decides refuses, names the cause, and the way out keeps the memory."""

import re
import subprocess
import sys

import pytest

from marsad.errors import UsageError
from marsad.stores.redis import connect, hold_order
from tests.cluster.deciding import PREFIX, Deciding, Log, bytes_of, deciding, plainly, shipped
from tests.cluster.desk_rig import cluster
from tests.config.sound import SOUND, write

FEW, CUT = 30, 18


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


@pytest.mark.kafka
def test_a_topic_made_anew_is_refused_with_the_command_that_begins_it(server, kafka_broker, tmp_path):
    """Exit status 2: what comes would count as decided long ago."""
    mine = cluster(kafka_broker.address)
    at = f"{mine.prefix}{{ar}}:at"
    with server.client() as client:
        client.hset(at, mapping={"epoch": 1, "next": 915, "newest": 0})
    table = f'[cluster]\nbrokers = ["{kafka_broker.address}"]\nprefix = "{mine.prefix}"\nredis = "{server.url}"\n'
    settings = SOUND["marsad.toml"] + "[admin]\nport = 0\n" + table
    config = write(tmp_path / "config", SOUND | {"marsad.toml": settings})
    command = [sys.executable, "-m", "marsad", "run", "--config", config, "--role", "decide"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert 2 == ended.returncode, ended.stderr
    assert "analyses of ar ends at offset 0, and Redis has decided up to 915: the topic was made anew." in ended.stderr
    assert [at] == re.findall(r"what Redis remembers: redis-cli HSET '(.+)' next 0$", ended.stderr, re.MULTILINE)


@pytest.mark.parametrize("owed", [False, True])
async def test_a_topic_made_anew_is_begun_with_what_redis_remembers(server, owed):
    """The position is set to 0: the stories stand, and what comes joins them, as if the log had gone on."""
    log, new = Log(shipped()[:CUT]), Log(shipped()[CUT:FEW])
    async with deciding(server, log) as before:
        said = await before.settle(range(CUT))
    with server.client() as client:
        client.hset(f"{PREFIX}{{ar}}:at", mapping={"next": 0} | ({"owed": CUT - 2} if owed else {}))
    async with deciding(server, new) as one:
        said += await one.settle_together(range(FEW - CUT), 4)
        assert (0, FEW) == (new.rebuilds, one.metric("memory_rows", language="ar"))
        again = Deciding(new, one.decider._memory)
        assert said[CUT:] == await again.settle(range(FEW - CUT)), "redelivered to the next owner"
    assert plainly(shipped()[:FEW]) == bytes_of(said)


async def test_languages_in_another_order_are_refused(server):
    """The place of a language is its partition; one more at the end takes nobody's place."""
    client = connect(server.url)
    try:
        await hold_order(client, PREFIX, ("ar", "fa"))
        await hold_order(client, PREFIX, ("ar", "fa", "ur"))
        for order in (("fa", "ar", "ur"), ("ar", "fa"), ("fa",)):
            with pytest.raises(UsageError, match="it was ar, fa, ur, and the place of a language is its partition"):
                await hold_order(client, PREFIX, order)
        await hold_order(client, "other.", ("fa", "ar"))
        await hold_order(client, PREFIX, ("ar", "fa", "ur"))
    finally:
        await client.aclose()
