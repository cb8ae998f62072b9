"""How long is nothing decided after a worker is killed, with the sessions of service?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marsad.runtime import cluster as service
from tests.chaos.rig import Cluster
from tests.servers.kafka import KafkaBroker
from tests.servers.redis import RedisServer

pytestmark = [pytest.mark.kafka, pytest.mark.fault, pytest.mark.slow]

STREAM = 100


@pytest.fixture
def serving(tmp_path: Path, broker: KafkaBroker, redis: RedisServer) -> Iterator[Cluster]:
    """Return a cluster as `marsad run` starts it."""
    cluster = Cluster(tmp_path, broker, redis, session_s=None).start()
    cluster.publish(20)
    cluster.settle()
    yield cluster
    print(cluster.told())
    cluster.close()


@pytest.mark.parametrize("role", ["analyse", "decide"])
def test_the_only_worker_is_killed_and_started_anew(serving: Cluster, role: str) -> None:
    """From its start on: its former self counts as a member until its session has ended."""
    serving.publish(STREAM)
    serving.wait(3)
    serving[role].kill()
    serving[role].start()
    print(f"{role} alone, session {service.SESSION_S:.0f} s")
    serving.check()


@pytest.mark.parametrize("role", ["analyse", "decide"])
def test_a_worker_is_killed_and_another_stands_by(serving: Cluster, role: str) -> None:
    """From the kill on; the dead one does not come back."""
    serving.start([f"{role}-2"])
    serving.publish(STREAM)
    serving.wait(15)
    serving.publish(STREAM)
    serving.wait(2)
    busy = serving.owner(role, f"{role}-2") if role == "decide" else role  # of analysts, each has half of the articles
    serving[busy].kill()
    print(f"{role} with a standby, session {service.SESSION_S:.0f} s")
    serving.check()
