"""What does a cluster without its broker do to the people who run it?"""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.scenarios.on_kafka import GROUPED, ClusterSystem
from tests.scenarios.roles import said
from tests.scenarios.system import until
from tests.servers.mock import MockBroker

pytestmark = pytest.mark.slow

AWAY_S = 20.0
STOP_S = 20.0  # what a container is given


async def test_without_a_broker_logs_stay_small_and_a_stop_ends(redis_server, tmp_path):
    """The stages say that Kafka is away a few times a minute, not seventy times a second, and SIGTERM still ends them."""
    broker = MockBroker(tmp_path / "broker")
    await asyncio.to_thread(broker.start)
    system = ClusterSystem(tmp_path, broker.address, redis_server.url, mock=True)
    await system.start()
    try:
        await system.settle()
        stages = [role for role in system.roles if role.name in GROUPED]
        await until(said("has partitions [0", stages), 30)
        await asyncio.to_thread(broker.stop)
        await asyncio.sleep(AWAY_S)
        lines = [len(role.log.splitlines()) for role in stages]
        began = time.monotonic()
        await asyncio.gather(*(asyncio.to_thread(role.process.stop, STOP_S) for role in stages))
        took_s = time.monotonic() - began
    finally:
        for role in system.roles:
            await asyncio.to_thread(role.kill)
        await system.stop()
    print(f"{lines} lines in {AWAY_S:.0f} s, ended in {took_s:.1f} s")

    assert max(lines) < 40
    assert took_s < STOP_S
