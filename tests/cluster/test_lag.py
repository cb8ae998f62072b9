"""How far a group is behind, where the broker does not say who has which partition."""

from marsad.config.models import ClusterSettings
from marsad.runtime import kafka
from marsad.runtime.lag import Lag, LagReader
from tests.servers.kafka import fresh_prefix
from tests.servers.mock import API_VERSION


def test_the_offsets_are_told_where_the_members_are_not(mock_broker):
    """It may refuse to describe the group, as this one does: then nobody is said to lack a reader."""
    version = ".".join(map(str, API_VERSION))
    settings = ClusterSettings(brokers=(mock_broker.address,), prefix=fresh_prefix(), api_version=version)
    producer = kafka.producer(settings)
    kafka.send(producer, f"{settings.prefix}articles", key="a", value=b"{}").wait(10)
    kafka.shut(producer, timeout_s=5)
    reader = LagReader(settings, f"{settings.prefix}analyse", "articles")
    lags = [reader.read() for _ in range(2)]
    reader.close()

    assert [(1, frozenset(), frozenset())] * 2 == [(each.waiting(each.topic), each.own, each.unread) for each in lags]
    assert [Lag(0, 0)] * 3 + [Lag(0, 1)] == sorted(lags[0].topic.values())
