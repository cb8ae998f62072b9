"""How do threads of ours talk to Kafka? The one place that imports kafka-python: settings, and its errors in our words.

Agents talk to Kafka through Faust instead (marsad.runtime.cluster).
"""

from __future__ import annotations

import contextlib
import gc
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import kafka
from kafka import errors
from kafka.admin import ConfigFilterType, ConfigResource, ConfigResourceType

from marsad.config.models import ClusterSettings
from marsad.errors import Away, Unsendable, UsageError

RECORD_BYTES = 2_000_000  # of an article; a dead letter may be larger, it carries headers
DEAD_LETTER_BYTES = 3_000_000
FETCH_BYTES = 4_000_000

# It tells each connection, and while brokers are away each attempt, several times a second: they reach us as errors.
logging.getLogger("kafka").setLevel(logging.ERROR)
for _name in (
    "kafka.cluster",
    "kafka.net.connection",
    "kafka.net.manager",
    "kafka.net.transport",
    "kafka.consumer.fetcher",
):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

T = TypeVar("T")
Headers = Sequence[tuple[str, bytes]]

_UNSENDABLE = (
    errors.MessageSizeTooLargeError,
    errors.RecordListTooLargeError,
    errors.InvalidRecordError,
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
    except (errors.KafkaError, OSError, *_UNSENDABLE) as problem:
        raise _ours(what, problem) from problem


def _ours(what: str, problem: BaseException) -> Away | Unsendable:
    words = f"{type(problem).__name__}: {problem}"
    if isinstance(problem, _UNSENDABLE):
        return Unsendable(f"{what}: {words}")
    return Away(f"{what}: Kafka does not answer as it should ({words})")


# ---------------------------------------------------------------------------------------------------- sending


def producer(settings: ClusterSettings) -> kafka.KafkaProducer:
    """Return a producer that acknowledges only what every in-sync replica has. Raises Away after 5 s.

    `send` may block up to 5 s while no broker answers: call it from a thread. Once one of its records has failed, use
    another producer: it may take nothing more, and tells the records behind it by that one's error.
    """
    return _started(
        kafka.KafkaProducer,
        settings,
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


class Sent:
    """One record on its way."""

    def __init__(self, topic: str, future: Any) -> None:
        self._topic, self._future = topic, future

    @property
    def done(self) -> bool:
        """Whether the brokers have it, or it has failed."""
        return bool(self._future.is_done)

    @property
    def problem(self) -> Away | Unsendable | None:
        """Why it failed: None before that, and for ever once the brokers have it."""
        return _ours(self._topic, self._future.exception) if self._future.failed() else None

    def wait(self, timeout_s: float) -> None:
        """Return when it is done, or after `timeout_s`."""
        with contextlib.suppress(errors.KafkaError, *_UNSENDABLE):  # `problem` tells
            self._future.get(timeout_s)


def send(producer: kafka.KafkaProducer, topic: str, *, key: str, value: bytes, headers: Headers = ()) -> Sent:
    """Hand a record to the producer; it leaves within 20 ms. Raises Away (after 5 s), or Unsendable."""
    with told(topic):
        return Sent(topic, producer.send(topic, key=key.encode(), value=value, headers=list(headers)))


def shut(producer: kafka.KafkaProducer, *, timeout_s: float) -> None:
    """Close a producer, without a wait for its records when `timeout_s` is 0; what is not acknowledged by then fails."""
    if timeout_s:
        with contextlib.suppress(errors.KafkaError):
            producer.close(timeout=timeout_s)
            return
    # close() flushes first and, when that takes too long, raises and leaves a thread behind that goes on sending.
    producer._sender.force_close()  # noqa: SLF001
    with contextlib.suppress(errors.KafkaError):
        producer.close(timeout=1)


# ---------------------------------------------------------------------------------------------------- reading


def consumer(settings: ClusterSettings) -> kafka.KafkaConsumer:
    """Return a consumer without a group: the caller assigns partitions and keeps the offsets. Raises Away."""
    return _started(
        kafka.KafkaConsumer,
        settings,
        allow_auto_create_topics=False,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=500,
        max_partition_fetch_bytes=FETCH_BYTES,
    )


# ---------------------------------------------------------------------------------------------------- topics


class Existing(NamedTuple):
    """A topic as the brokers have it; `config` holds every key, those left at their default too."""

    partitions: int
    replication: int
    config: Mapping[str, str]


def admin(settings: ClusterSettings) -> kafka.KafkaAdminClient:
    """Return a client for topics and groups. Raises Away."""
    return _started(kafka.KafkaAdminClient, settings, request_timeout_ms=10_000)


def describe(admin: kafka.KafkaAdminClient, names: Iterable[str]) -> dict[str, Existing]:
    """Return those of the topics that exist. Raises Away."""
    with told("topics"):
        told_of = {each["name"]: each for each in admin.describe_topics(list(names))}
        found = {name: topic for name, topic in told_of.items() if _exists(topic["error_code"])}
        if not found:
            return {}
        asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in found]
        configs = admin.describe_configs(asked, config_filter=ConfigFilterType.ALL)["topic"]
    return {
        name: Existing(
            len(topic["partitions"]),
            min((len(each["replica_nodes"]) for each in topic["partitions"]), default=0),
            {key: each["value"] for key, each in configs[name].items()},
        )
        for name, topic in found.items()
    }


def _exists(error_code: int) -> bool:
    if error_code not in (0, errors.UnknownTopicOrPartitionError.errno):
        raise errors.for_code(error_code)
    return error_code == 0


def create(
    admin: kafka.KafkaAdminClient, name: str, *, partitions: int, replication: int, config: Mapping[str, str]
) -> None:
    """Create a topic and wait until it can be used; one that exists stays as it is. Raises Away, or UsageError."""
    wanted = {"num_partitions": partitions, "replication_factor": replication, "configs": dict(config)}
    try:
        with told(name), contextlib.suppress(errors.TopicAlreadyExistsError):
            admin.create_topics({name: wanted}, wait_for_metadata=True)
    except Away as problem:
        if isinstance(problem.__cause__, errors.InvalidReplicationFactorError):
            raise UsageError(
                f"{name}: {replication} replicas need as many brokers, and there are fewer. Start them all, or give"
                " --replication 1 for a cluster of one node."
            ) from problem
        raise


def grow(admin: kafka.KafkaAdminClient, name: str, partitions: int) -> None:
    """Raise the number of partitions and wait until all can be used. Raises Away."""
    with told(name):
        admin.create_partitions({name: partitions})
    end = time.monotonic() + 10
    while describe(admin, [name])[name].partitions < partitions:
        if time.monotonic() > end:
            raise Away(f"{name}: {partitions} partitions were asked for and are not there after 10 s. Try again.")
        time.sleep(0.1)


def configure(admin: kafka.KafkaAdminClient, name: str, config: Mapping[str, str]) -> None:
    """Set these keys of a topic and leave the others. Raises Away."""
    with told(name):
        answer = admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs=dict(config))])
    if (said := str(answer["topic"][name])) != "OK":
        raise Away(f"{name}: Kafka does not take its configuration ({said}). Mend what it says and try again.")


def _started(kind: Callable[..., T], settings: ClusterSettings, **options: Any) -> T:
    """Make one of kafka-python's clients. Raises Away.

    One that cannot start leaves a thread behind, and for each attempt to connect a socket in a cycle of objects: in a
    long outage they would use up what a process may have.
    """
    opened: list[Any] = []

    def network(**config: Any) -> Any:
        opened.append(kind.DEFAULT_CONFIG["kafka_client"](**config))  # type: ignore[attr-defined]
        return opened[-1]

    try:
        with told(f"cluster.brokers = {', '.join(settings.brokers)}"):
            return kind(**_common(settings), kafka_client=network, **options)
    except Away:
        for each in opened:
            each.close()
        opened.clear()
        gc.collect()
        raise


def _common(settings: ClusterSettings) -> dict[str, Any]:
    common: dict[str, Any] = {
        "bootstrap_servers": list(settings.brokers),
        "client_id": "marsad",
        "bootstrap_timeout_ms": 5_000,
        "reconnect_backoff_max_ms": 2_000,
    }
    if settings.api_version:
        common["api_version"] = tuple(int(part) for part in settings.api_version.split("."))
    return common
