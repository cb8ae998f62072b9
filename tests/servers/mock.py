"""How do quick tests get a Kafka? librdkafka's mock cluster, which speaks the protocol over TCP, in a process of its own.

What it is not: a topic has 4 partitions and appears at its first use, there is no CreateTopics; a group takes one member,
and one that was killed blocks it for its session (take a fresh group); nothing survives the process. kafka-python talks to
it only with `api_version=API_VERSION`.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

from confluent_kafka import Producer

from tests.servers.process import Process

API_VERSION = (2, 3)
READY_S = 20


class MockBroker:
    """A mock cluster of one node; another `start` is another, empty one at another address. Its methods block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = Process(folder / "mock.log")
        self._place = folder / "address"

    @property
    def address(self) -> str:
        """Return where clients find it, as host:port."""
        return self._place.read_text()

    def start(self) -> None:
        """Start, and return when it has an address. Raises NotStarted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._place.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.servers.mock", self._place]
        self.process.run(command, ready=self._place.exists, timeout_s=READY_S)

    def stop(self) -> None:
        """End it, with all it had."""
        self.process.kill()  # there is nothing to put in order

    kill = stop

    def pause(self) -> None:
        """Freeze it: connections stay open and silent."""
        self.process.pause()

    def resume(self) -> None:
        """Let it go on."""
        self.process.resume()


def _serve(place: Path) -> None:
    # A client of no broker that is told to mock one: the cluster lives as long as the client.
    client = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1, "log_level": 0})
    nodes = client.list_topics(timeout=10).brokers.values()
    part = place.with_suffix(".part")
    part.write_text(",".join(f"{node.host}:{node.port}" for node in nodes))
    part.rename(place)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(60)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
