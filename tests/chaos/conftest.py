"""One broker and one Redis for all of chaos, and a cluster that goes on from fault to fault.

What survived one fault meets the next one, so a cluster's history covers all of them; after a failure the next test
gets a new one.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.rig import Cluster
from tests.servers.kafka import KafkaBroker
from tests.servers.process import started
from tests.servers.proxy import Proxy
from tests.servers.redis import RedisServer

ROUNDS = int(os.environ.get("MARSAD_TEST_ROUNDS", "1"))
SEED = int(os.environ.get("MARSAD_TEST_SEED", random.randrange(10**6)))


@pytest.fixture(scope="session")
def broker(frail_broker: KafkaBroker) -> KafkaBroker:
    """Return a broker to be broken, with a second way to it through `kafka_proxy`."""
    return frail_broker


@pytest.fixture(scope="session")
def kafka_proxy(broker: KafkaBroker) -> Proxy:
    """Return what may be between a cluster and its Kafka."""
    return broker.proxy


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Return a Redis to be broken."""
    with started(RedisServer(tmp_path_factory.mktemp("chaos-redis"))) as server:
        yield server


@pytest.fixture(scope="session")
def redis_proxy(redis: RedisServer) -> Iterator[Proxy]:
    """Return what may be between a cluster and its Redis."""
    with Proxy(f"127.0.0.1:{redis.port}") as proxy:
        yield proxy


@pytest.fixture
def rng() -> random.Random:
    """Return chance that can be repeated."""
    print(f"seed {SEED}: repeat with MARSAD_TEST_SEED={SEED}")
    return random.Random(SEED)


_STANDING: dict[str, Cluster] = {}


@pytest.fixture(scope="session")
def standing() -> Iterator[dict[str, Cluster]]:
    """Hold the clusters that go on from test to test, by name."""
    yield _STANDING
    _put_down()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Put the clusters down behind the last test of this folder: a dozen processes would slow all others."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        _put_down()


def _put_down() -> None:
    while _STANDING:
        _STANDING.popitem()[1].close()


@pytest.fixture
def lend(
    request: pytest.FixtureRequest,
    standing: dict[str, Cluster],
    tmp_path_factory: pytest.TempPathFactory,
    broker: KafkaBroker,
    redis: RedisServer,
) -> Iterator[Callable[..., Cluster]]:
    """Hand out the cluster of a name, at rest: started at the first wish, and put down when the test fails."""

    def cluster(name: str, **options: Any) -> Cluster:
        for other in [each for each in standing if each != name]:
            standing.pop(other).close()  # two at a time would be one too many for two cores
        if name not in standing:
            standing[name] = Cluster(tmp_path_factory.mktemp(name), broker, redis, **options).start()
        standing[name].publish(5)
        standing[name].settle()
        return standing[name]

    yield cluster
    if getattr(request.node, "failed_in_call", True):
        for each in standing.values():
            print(each.told())
        _put_down()


@pytest.fixture
def cluster(lend: Callable[..., Cluster]) -> Cluster:
    """Return a cluster that reaches its servers directly."""
    return lend("direct")


@pytest.fixture
def through(lend: Callable[..., Cluster], kafka_proxy: Proxy, redis_proxy: Proxy) -> Cluster:
    """Return a cluster that reaches its servers through proxies."""
    return lend("through", way=(kafka_proxy.address, f"redis://{redis_proxy.address}/0"))


@pytest.fixture
def serving(lend: Callable[..., Cluster]) -> Cluster:
    """Return a cluster as `marsad run` starts it."""
    return lend("serving", session_s=None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Let fixtures know how the test went."""
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report
