"""The mock broker is Kafka enough for the quick tests."""

from __future__ import annotations

import contextlib

import kafka

from tests.servers.kafka import fresh_prefix, read_all
from tests.servers.mock import API_VERSION, MockBroker


def test_the_mock_gives_back_what_it_took(mock_broker: MockBroker) -> None:
    """Over TCP, with key, headers and the partition that was named."""
    topic = f"{fresh_prefix()}articles"
    value = "وصول قافلة مساعدات إلى المدينة".encode()
    producer = kafka.KafkaProducer(bootstrap_servers=mock_broker.address, api_version=API_VERSION, acks="all")
    with contextlib.closing(producer):
        producer.send(topic, key=b"1", value=value, headers=[("stage", b"ship")], partition=2).get(10)
    assert [(2, 0, b"1", value, (("stage", b"ship"),))] == read_all(mock_broker.address, topic, api_version=API_VERSION)
