"""Servers that any test may ask for: each is started at the first wish, once for a worker, and ended after the last test.

They are shared: use names of your own (tests.servers.kafka.fresh_prefix), and leave them running. A test that starts its
server with other settings makes its own in `tmp_path`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.servers.process import started

if TYPE_CHECKING:  # Kafka's clients take a while to import, and most tests need none
    from tests.servers.kafka import KafkaBroker
    from tests.servers.mock import MockBroker
    from tests.servers.redis import RedisServer

# No example is timed: a busy machine is no finding. What else the profile of the place says (CI has one) stays.
settings.register_profile("marsad", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("marsad")


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """Return a real broker; mark the tests that use it with `kafka`."""
    from tests.servers.kafka import KafkaBroker

    with started(KafkaBroker(tmp_path_factory.mktemp("kafka"))) as broker:
        yield broker


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Return a Redis with an append-only file and no eviction; it may hold keys of other tests, see `flush`."""
    from tests.servers.redis import RedisServer

    with started(RedisServer(tmp_path_factory.mktemp("redis"))) as server:
        yield server


@pytest.fixture(scope="session")
def mock_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockBroker]:
    """Return librdkafka's mock of a broker."""
    from tests.servers.mock import MockBroker

    with started(MockBroker(tmp_path_factory.mktemp("mock"))) as broker:
        yield broker
