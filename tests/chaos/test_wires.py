"""The way to Kafka and to Redis is cut, closed and swallows everything, while both are well."""

from __future__ import annotations

import random

import pytest

from tests.chaos.rig import Cluster
from tests.servers.proxy import Proxy

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

CUTS, CUT_EVERY_S = 8, 0.4
REFUSED_S, SWALLOWED_S = 5, 10
SERVERS = ["kafka_proxy", "redis_proxy"]
LATER = ["kafka_proxy", pytest.param("redis_proxy", marks=pytest.mark.slow)]  # much as a Redis that is killed or frozen


@pytest.fixture
def proxy(request: pytest.FixtureRequest) -> Proxy:
    """Return the proxy that the test names."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("proxy", SERVERS, indirect=True)
def test_answers_that_are_cut_in_the_middle(through: Cluster, proxy: Proxy, rng: random.Random) -> None:
    """What was asked has been done, or has not; nobody knows, and it must not matter."""
    through.publish(80)
    for _ in range(CUTS):
        proxy.cut(rng.choice([0, 1, 30, 300]))
        through.wait(CUT_EVERY_S)
    proxy.pass_on()
    through.check()


@pytest.mark.slow
@pytest.mark.parametrize("proxy", SERVERS, indirect=True)
def test_a_way_that_is_closed_for_a_while(through: Cluster, proxy: Proxy) -> None:
    """All connections end, new ones are refused."""
    through.publish(80)
    through.wait(1)
    proxy.refuse()
    try:
        through.wait(REFUSED_S)
    finally:
        proxy.pass_on()
    through.check()


@pytest.mark.parametrize("proxy", LATER, indirect=True)
def test_a_way_that_swallows_everything_for_a_while(through: Cluster, proxy: Proxy) -> None:
    """No connection ends, and nothing is answered until it is over."""
    through.publish(80)
    through.wait(1)
    proxy.blackhole()
    try:
        through.wait(SWALLOWED_S)
    finally:
        proxy.pass_on()
    through.check()
