"""Kafka and Redis die, freeze and forget while news comes in."""

from __future__ import annotations

import pytest

from tests.chaos.rig import Cluster

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

STREAM = 60  # articles, 20 of them in a second
SOME = 10  # of the stream are decided when the fault begins
DOWN_S, BROKER_FROZEN_S, REDIS_FROZEN_S = 3, 15, 10


@pytest.fixture
def stream(cluster: Cluster) -> Cluster:
    """Return a cluster in the middle of a stream of news."""
    before = cluster.decided()
    cluster.publish(STREAM)
    cluster.reached(before + SOME)
    return cluster


def test_a_broker_that_was_killed_comes_back(stream: Cluster) -> None:
    """What comes meanwhile waits on disk."""
    stream.broker.kill()
    stream.publish(20)
    stream.wait(DOWN_S)
    stream.broker.start()
    stream.check()


@pytest.mark.slow
def test_a_broker_that_was_frozen_goes_on(stream: Cluster) -> None:
    """Its clients saw no connection end, and their sessions are over."""
    stream.broker.pause()
    try:
        stream.wait(BROKER_FROZEN_S)
    finally:
        stream.broker.resume()
    stream.check()


def test_a_redis_that_was_killed_comes_back(stream: Cluster) -> None:
    """With all it had acknowledged; deciding waits."""
    stream.redis.kill()
    stream.wait(DOWN_S)
    stream.redis.start()
    stream.check()


def test_a_redis_that_forgets_everything_is_told_again(stream: Cluster) -> None:
    """From Kafka: no article is decided anew, and no story is opened twice."""
    said = stream["decide"].log.count("rebuilt from Kafka")
    stream.redis.flush()
    stream.publish(20)
    stream.check()
    assert said + 1 == stream["decide"].log.count("rebuilt from Kafka")


def test_a_redis_that_was_frozen_goes_on(stream: Cluster) -> None:
    """What was asked of it may have been done, though nobody heard the answer."""
    stream.redis.pause()
    try:
        stream.wait(REDIS_FROZEN_S)
    finally:
        stream.redis.resume()
    stream.check()
