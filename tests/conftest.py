"""What any test may ask for: `here` runs a command, the others are servers.

A server is started at the first wish, once for a worker, and ended after the last test.
They are shared: use names of your own (tests.servers.kafka.fresh_prefix), and leave them running. A test that starts its
server with other settings makes its own in `tmp_path`.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from ingest.workers import preload
from marsad.cli import main
from tests.servers.process import started

if TYPE_CHECKING:  # Kafka's clients take a while to import, and most tests need none
    from xdist.remote import Producer
    from xdist.scheduler import Scheduling

    from tests.servers.kafka import KafkaBroker
    from tests.servers.mock import MockBroker
    from tests.servers.redis import RedisServer

# Every commit of a store is forced to the disk, and a disk takes milliseconds for it: thousands of tests spend their time so.
# A kill -9 costs no byte that was written, wherever the file lies; only power does, and no test can cut it.
SWIFT, SWIFT_BYTES = Path("/dev/shm"), 8 << 30  # noqa: S108 - memory; containers have little of it, and stay on their disk
if "TMPDIR" not in os.environ and SWIFT.is_dir() and shutil.disk_usage(SWIFT).free > SWIFT_BYTES:
    os.environ["TMPDIR"] = str(SWIFT)
    tempfile.tempdir = None  # it is asked for once

# A command that a test starts imports the house, and would compile it each time where the machine keeps no bytecode: a
# third of its start. What this process imports stays as the machine wants it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

preload()  # whichever test starts the one fork server of this process, its workers find the readers of pages imported

# No example is timed: a busy machine is no finding. What else the profile of the place says (CI has one) stays.
settings.register_profile("marsad", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("marsad")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Share the tests out among the workers of xdist in our own way, whatever `--dist` says."""
    from tests.sharing_out import WholeFiles

    return WholeFiles(config, log)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process, `text` as its input; return its exit status, what it printed, and its errors.

    To start a process takes longer than most commands: one test of each command does, where exit and streams are real.
    """

    def run(*arguments: object, text: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        status = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """Return a real broker; mark the tests that use it with `kafka`."""
    from tests.servers.kafka import KafkaBroker

    with started(KafkaBroker(tmp_path_factory.mktemp("kafka"))) as broker:
        yield broker


@pytest.fixture(scope="session")
def frail_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """Return a broker to be broken, with a second way to it through its `proxy`; see `own_broker`."""
    from tests.servers.kafka import KafkaBroker
    from tests.servers.proxy import Proxy

    broker = KafkaBroker(tmp_path_factory.mktemp("frail-kafka"))
    with Proxy(broker.behind) as proxy:
        broker.advertised = proxy.port
        broker.proxy = proxy
        with started(broker):
            yield broker


@pytest.fixture
def own_broker(frail_broker: KafkaBroker) -> Iterator[KafkaBroker]:
    """Return the frail broker; it is mended afterwards."""
    yield frail_broker
    frail_broker.proxy.pass_on()
    if not frail_broker.process.running:
        frail_broker.start()


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
