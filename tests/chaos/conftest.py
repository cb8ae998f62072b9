"""One broker and one Redis for all of chaos, and a cluster that goes on from fault to fault.

What survived one fault meets the next one, so a cluster's history covers all of them; after a failure the next test
gets a new one.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rig import Cluster
from tests.servers.kafka import KafkaBroker
from tests.servers.process import started
from tests.servers.proxy import Proxy
from tests.servers.redis import RedisServer

ROUNDS = int(os.environ.get("MARSAD_TEST_ROUNDS", "1"))
SEED = int(os.environ.get("MARSAD_TEST_SEED", random.randrange(10**6)))


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """Return a broker to be broken, with a second way to it through `kafka_proxy`."""
    broker = KafkaBroker(tmp_path_factory.mktemp("chaos-kafka"))
    with Proxy(broker.behind) as proxy:
        broker.advertised = proxy.port
        broker.proxy = proxy
        with started(broker):
            yield broker


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
def cluster(
    request: pytest.FixtureRequest,
    standing: dict[str, Cluster],
    tmp_path: Path,
    broker: KafkaBroker,
    redis: RedisServer,
) -> Iterator[Cluster]:
    """Return a cluster at rest that reaches its servers directly."""
    if "direct" not in standing:
        standing["direct"] = Cluster(tmp_path, broker, redis).start()
    yield from _lent(request, standing, "direct")


@pytest.fixture
def through(
    request: pytest.FixtureRequest,
    standing: dict[str, Cluster],
    tmp_path: Path,
    broker: KafkaBroker,
    redis: RedisServer,
    kafka_proxy: Proxy,
    redis_proxy: Proxy,
) -> Iterator[Cluster]:
    """Return a cluster at rest that reaches its servers through proxies."""
    if "through" not in standing:
        way = (kafka_proxy.address, f"redis://{redis_proxy.address}/0")
        standing["through"] = Cluster(tmp_path, broker, redis, way=way).start()
    yield from _lent(request, standing, "through")


def _lent(request: pytest.FixtureRequest, standing: dict[str, Cluster], name: str) -> Iterator[Cluster]:
    cluster = standing[name]
    for other in [each for each in standing if each != name]:
        standing.pop(other).close()  # two at a time would be one too many for two cores
    try:
        cluster.publish(5)
        cluster.settle()
        yield cluster
    finally:
        if getattr(request.node, "failed_in_call", True):
            print(standing.pop(name).told())
            cluster.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Let fixtures know how the test went."""
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report
