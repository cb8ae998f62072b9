"""How does a test get a real Kafka? One KRaft node on loopback that may be stopped, killed, frozen and put behind a proxy."""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import kafka
from kafka.errors import KafkaError

from tests.servers.process import NotStarted, Process, free_port, listening
from tests.servers.wanted import need_kafka

READY_S = 60
_JVM = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.apache.logging.log4j.level=WARN")


class Record(NamedTuple):
    """A record as it lies in its log."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class KafkaBroker:
    """One broker whose data lies in `folder`; topics are never made by themselves. Its methods block.

    `address` and `behind` stay the same over restarts. `behind` is a second listener for a proxy: set `advertised` to
    the proxy's port before `start`, and clients that come through the proxy are told to stay with it, while `address`
    remains a way around it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self._controller, self._behind = (free_port() for _ in range(3))
        self.advertised: int | None = None
        self.started_in_s = 0.0
        self.process = Process(folder / "broker.log")
        self.stop, self.kill = self.process.stop, self.process.kill
        self.pause, self.resume = self.process.pause, self.process.resume

    @property
    def address(self) -> str:
        """Return where clients find it, as host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def behind(self) -> str:
        """Return where a proxy finds it, as host:port; listened at only when `advertised` is set."""
        return f"127.0.0.1:{self._behind}"

    def start(self) -> None:
        """Start, and return when it lists topics; `started_in_s` is how long that took. Raises NotStarted after 60 s."""
        java, jars = need_kafka()
        begun = time.monotonic()
        properties = self.write_properties()
        if not (data := self.folder / "data").exists():
            data.mkdir()
            for name, content in _formatted(java, jars).items():
                (data / name).write_bytes(content)
        left_s = READY_S - (time.monotonic() - begun)
        self.process.run([*_command(java, jars), "kafka.Kafka", properties], ready=self._answers, timeout_s=left_s)
        self.started_in_s = time.monotonic() - begun

    def restart(self) -> None:
        """Stop it if it runs, and start it with the data it has."""
        self.stop()
        self.start()

    def write_properties(self) -> Path:
        """Write what Kafka is started with into the folder, and return where."""
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = self.folder / "server.properties"
        properties.write_text("".join(f"{key}={value}\n" for key, value in self._properties().items()))
        return properties

    def _answers(self) -> bool:
        if not listening(self.port):  # a client that is refused would try again by itself, and log every time
            return False
        try:
            with _admin(self.address, bootstrap_timeout_ms=2000) as admin:
                admin.list_topics()
        except (KafkaError, OSError):
            return False
        return True

    def _properties(self) -> dict[str, object]:
        listeners = {"DIRECT": self.port}
        advertised = dict(listeners)
        if self.advertised is not None:
            listeners["BEHIND"] = self._behind
            advertised["BEHIND"] = self.advertised
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "listeners": _named({**listeners, "CONTROLLER": self._controller}),
            "advertised.listeners": _named(advertised),
            "inter.broker.listener.name": "DIRECT",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "DIRECT:PLAINTEXT,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller}",
            "log.dirs": self.folder / "data",
            **_SMALL,
            **_PROMPT,
        }


_SMALL = {
    "auto.create.topics.enable": "false",
    "num.partitions": 4,
    "offsets.topic.num.partitions": 4,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "num.network.threads": 2,
    "num.io.threads": 2,
    "log.segment.bytes": 16 * 1024 * 1024,  # a batch must fit, dead letters have 3 MiB
    "log.index.size.max.bytes": 1024 * 1024,
    "log.cleaner.dedupe.buffer.size": 2 * 1024 * 1024,
}
_PROMPT = {
    "group.initial.rebalance.delay.ms": 0,
    "broker.heartbeat.interval.ms": 200,
    "broker.session.timeout.ms": 2000,  # after a kill, the controller waits for the end of the former session
    "group.min.session.timeout.ms": 500,  # a test of a lost worker need not wait the 6 s that are the least by default
    "log.retention.check.interval.ms": 1000,
    "log.initial.task.delay.ms": 1000,
    "log.cleaner.backoff.ms": 1000,
}


def create_topics(address: str, partitions: Mapping[str, int], *, configs: Mapping[str, str] | None = None) -> None:
    """Make topics, all with the same `configs`, and return when clients can use them; one that exists is an error."""
    wanted = {
        name: {"num_partitions": count, "replication_factor": 1, "configs": dict(configs or {})}
        for name, count in partitions.items()
    }
    with _admin(address) as admin:
        admin.create_topics(wanted, wait_for_metadata=True)


def read_all(address: str, topic: str, *, timeout_s: float = 30, **options: Any) -> list[Record]:
    """Return what is in the topic now, partition by partition in the order of offsets. Raises TimeoutError.

    `options` are those of a KafkaConsumer: the mock broker needs `api_version`.
    """
    return sorted(_read(address, topic, timeout_s, options), key=lambda record: record[:2])


def fresh_prefix() -> str:
    """Return a prefix of topics and groups that no other test uses."""
    return f"t{secrets.token_hex(4)}."


@cache
def _formatted(java: Path, jars: Path) -> Mapping[str, bytes]:
    """Return the files of a data folder that no broker has used yet; brokers that never meet may have the same."""
    with tempfile.TemporaryDirectory() as folder:
        properties = KafkaBroker(Path(folder)).write_properties()
        cluster = secrets.token_urlsafe(16)
        made = subprocess.run(
            [*_command(java, jars), "kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", properties],
            capture_output=True, check=False, text=True, timeout=READY_S,
        )  # fmt: skip
        if made.returncode:
            raise NotStarted(f"Kafka cannot format a folder: {made.stdout}{made.stderr}")
        return {file.name: file.read_bytes() for file in (Path(folder) / "data").iterdir()}


def _command(java: Path, jars: Path) -> list[str | Path]:
    return [java, *_JVM, "-cp", f"{jars}/*"]


def _admin(address: str, **options: Any) -> contextlib.closing[kafka.KafkaAdminClient]:
    return contextlib.closing(kafka.KafkaAdminClient(bootstrap_servers=address, **options))


def _read(address: str, topic: str, timeout_s: float, options: dict[str, Any]) -> Iterator[Record]:
    end = time.monotonic() + timeout_s
    consumer = kafka.KafkaConsumer(
        bootstrap_servers=address, group_id=None, enable_auto_commit=False, allow_auto_create_topics=False,
        fetch_max_wait_ms=100, max_partition_fetch_bytes=4_000_000, **options,
    )  # fmt: skip
    with contextlib.closing(consumer):
        places = [kafka.TopicPartition(topic, n) for n in sorted(consumer.partitions_for_topic(topic) or ())]
        assert places, f"{address}: no topic {topic}"
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < ends[place] for place in places):
            if time.monotonic() > end:
                raise TimeoutError(f"{topic} at {address} could not be read in {timeout_s} s")
            for found in consumer.poll(timeout_ms=200).values():
                for one in found:
                    yield Record(one.partition, one.offset, one.key, one.value, tuple(one.headers))


def _named(ports: Mapping[str, int]) -> str:
    return ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items())
