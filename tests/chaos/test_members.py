"""Members of a group come, go, and sleep while others do their work."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.chaos.conftest import ROUNDS
from tests.chaos.rig import SESSION_S, Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

STAYS_S = (2.0, 5.0)


@pytest.fixture
def second(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Return a cluster where the role the test names has a second member, gone afterwards."""
    cluster.start([f"{request.param}-2"])
    yield cluster
    cluster.members.pop(f"{request.param}-2").stop()


@pytest.mark.slow
@pytest.mark.parametrize("second", ["analyse"], indirect=True)
def test_analysts_that_join_and_leave_lose_nothing(second: Cluster, rng: random.Random) -> None:
    """In order or killed, one or the other, again and again during a stream."""
    for _ in range(2 * ROUNDS):
        for name in ("analyse", "analyse-2"):
            second.publish(30)
            second.wait(rng.uniform(*STAYS_S))
            (second[name].kill if rng.random() < 0.5 else second[name].stop)()
            second.wait(rng.uniform(0.0, 2.0))
            second[name].start()
    second.check()


@pytest.mark.parametrize("second", ["decide"], indirect=True)
def test_a_decider_that_slept_through_its_session_decides_nothing(second: Cluster) -> None:
    """Another one has taken over meanwhile; the sleeper finds that out before it writes."""
    second.publish(200)
    second.wait(1.5 * SESSION_S)
    sleeper = second.owner("decide", "decide-2")
    before = second.decided()
    second[sleeper].process.pause()
    try:
        second.publish(60)
        second.reached(before + 100)
    finally:
        second[sleeper].process.resume()
    second.check()
