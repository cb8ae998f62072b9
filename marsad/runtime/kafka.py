"""How do threads of ours talk to Kafka? The one place that imports kafka-python: settings, and its errors in our words.

Agents talk to Kafka through Faust instead (marsad.runtime.cluster).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import kafka
from kafka import errors

from marsad.config.models import ClusterSettings
from marsad.errors import Away, Unsendable

RECORD_BYTES = 2_000_000  # of an article; a dead letter may be larger, it carries headers
DEAD_LETTER_BYTES = 3_000_000
FETCH_BYTES = 4_000_000

_UNSENDABLE = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.InvalidRecordError,
    errors.CorruptRecordError,
    errors.InvalidTimestampError,
    TypeError,
    ValueError,
    AssertionError,
)


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Turn kafka-python's errors into ours: Unsendable when the record is at fault, else Away."""
    try:
        yield
    except _UNSENDABLE as problem:
        raise Unsendable(f"{what}: {type(problem).__name__}: {problem}") from problem
    except (errors.KafkaError, OSError) as problem:
        raise Away(f"{what}: Kafka does not answer as it should ({type(problem).__name__}: {problem})") from problem


def producer(settings: ClusterSettings) -> kafka.KafkaProducer:
    """Return a producer that acknowledges only what every in-sync replica has. Raises Away.

    `send` may block up to 5 s while no broker answers: call it from a thread.
    """
    with told("producer"):
        return kafka.KafkaProducer(
            **_common(settings),
            allow_auto_create_topics=False,
            acks="all",
            enable_idempotence=True,
            linger_ms=20,
            batch_size=65_536,
            compression_type="zstd",
            delivery_timeout_ms=60_000,
            max_block_ms=5_000,
            max_request_size=DEAD_LETTER_BYTES,
        )


def consumer(settings: ClusterSettings) -> kafka.KafkaConsumer:
    """Return a consumer without a group: the caller assigns partitions and keeps the offsets. Raises Away."""
    with told("consumer"):
        return kafka.KafkaConsumer(
            **_common(settings),
            allow_auto_create_topics=False,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=500,
            max_partition_fetch_bytes=FETCH_BYTES,
        )


def admin(settings: ClusterSettings) -> kafka.KafkaAdminClient:
    """Return a client for topics and groups. Raises Away."""
    with told("admin"):
        return kafka.KafkaAdminClient(**_common(settings), request_timeout_ms=10_000)


def _common(settings: ClusterSettings) -> dict[str, Any]:
    common: dict[str, Any] = {
        "bootstrap_servers": list(settings.brokers),
        "client_id": "marsad",
        "bootstrap_timeout_ms": 10_000,
        "reconnect_backoff_max_ms": 2_000,
    }
    if settings.api_version:
        common["api_version"] = tuple(int(part) for part in settings.api_version.split("."))
    return common
