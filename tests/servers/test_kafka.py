"""The real broker keeps what it acknowledged, and a proxy can stand in front of it."""

from __future__ import annotations

import contextlib

import kafka
import pytest
from kafka.errors import KafkaError

from tests.servers.kafka import KafkaBroker, Record, create_topics, fresh_prefix, read_all

pytestmark = pytest.mark.kafka

VALUE = "قصف مدفعي يطال أطراف البلدة فجر اليوم".encode()


def send(address: str, topic: str, **options: object) -> int:
    """Send one record and return its offset once it is acknowledged."""
    producer = kafka.KafkaProducer(bootstrap_servers=address, acks="all", **options)
    with contextlib.closing(producer):
        return producer.send(topic, key=b"1", value=VALUE, headers=[("stage", b"ship")], partition=1).get(20).offset


def test_a_record_survives_kill_9_of_the_broker(own_broker: KafkaBroker) -> None:
    """Killed right after its acknowledgement, started again at the same address: there once, whole."""
    topic = f"{fresh_prefix()}articles"
    create_topics(own_broker.address, {topic: 2})
    address = own_broker.address
    send(address, topic)
    own_broker.kill()
    own_broker.start()
    assert address == own_broker.address
    assert [Record(1, 0, b"1", VALUE, (("stage", b"ship"),))] == read_all(address, topic)


def test_a_topic_is_never_made_by_itself(kafka_broker: KafkaBroker) -> None:
    """As in production: a topic is a step of the deployment."""
    with pytest.raises(KafkaError):
        send(kafka_broker.address, f"{fresh_prefix()}nowhere", max_block_ms=1000)


def test_clients_stay_with_the_proxy_in_front_of_a_broker(own_broker: KafkaBroker) -> None:
    """Behind a closed proxy nothing arrives, though the broker is there; around it everything works."""
    proxy, topic = own_broker.proxy, f"{fresh_prefix()}articles"
    create_topics(own_broker.address, {topic: 2})
    assert 0 == send(proxy.address, topic)
    producer = kafka.KafkaProducer(bootstrap_servers=proxy.address, delivery_timeout_ms=2000, request_timeout_ms=1000)
    with contextlib.closing(producer):
        producer.partitions_for(topic)
        proxy.refuse()
        with pytest.raises(KafkaError):
            producer.send(topic, value=VALUE, partition=1).get(20)
        assert 1 == len(read_all(own_broker.address, topic))
        proxy.pass_on()
    assert 1 == send(proxy.address, topic)
