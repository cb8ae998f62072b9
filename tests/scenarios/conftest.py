"""The systems that scenarios run on. Kafka's come with the marks of their ring."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.scenarios.on_sqlite import EmbeddedSystem
from tests.scenarios.play import play

EMBEDDED, MOCK, KAFKA = "embedded", "mock", pytest.param("kafka", marks=pytest.mark.kafka)


def made(runtime: str, request: pytest.FixtureRequest, folder):
    """A system of a runtime, not yet started, on the servers of this test run."""
    if runtime == "embedded":
        return EmbeddedSystem(folder)
    from tests.scenarios.on_kafka import ClusterSystem

    broker = request.getfixturevalue("mock_broker" if runtime == "mock" else "kafka_broker")
    redis = request.getfixturevalue("redis_server")
    return ClusterSystem(folder, broker.address, redis.url, mock=runtime == "mock")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[EMBEDDED, MOCK, KAFKA])
async def day(request, tmp_path_factory):
    """A day of news, played on each runtime."""
    system = made(request.param, request, tmp_path_factory.mktemp(request.param))
    await system.start()
    try:
        yield await play(system)
    finally:
        await system.stop()
