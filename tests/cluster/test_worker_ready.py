"""Whether a worker is ready, as who asks its port hears it."""

import http.client
import json
import sys
from contextlib import closing

import pytest

from marsad.config.models import ClusterSettings
from marsad.runtime import topics
from tests.scenarios.system import write_config
from tests.servers.kafka import fresh_prefix
from tests.servers.process import Process, free_port, until

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def said(port: int, probe: str) -> tuple[int, str]:
    """Status and body of a probe."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", f"/-/{probe}")
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_worker_with_nothing_in_hand_is_not_ready_while_kafka_is_away(tmp_path, own_broker):
    """It is healthy all the while, and ready again by itself."""
    settings = ClusterSettings(brokers=(own_broker.address,), prefix=fresh_prefix())
    topics.carry_out(settings, topics.compared(settings, replication=1).steps)
    table = {"brokers": [own_broker.address], "prefix": settings.prefix}
    directory, port = write_config(tmp_path, "http://127.0.0.1:9", table), free_port()
    worker = Process(tmp_path / "analyse.log")
    command = [sys.executable, "-m", "marsad", "run", "--config", directory, "--role", "analyse"]
    worker.run(
        [*command, "--admin-port", str(port)],
        ready=lambda: "has partitions [0" in worker.last_lines(1_000) and said(port, "ready")[0] == 200,
        timeout_s=60,
    )
    try:
        own_broker.kill()
        assert until(lambda: said(port, "ready")[0] == 503, timeout_s=40), json.dumps(said(port, "ready"))
        assert "bootstrap" in said(port, "ready")[1] or own_broker.address in said(port, "ready")[1]
        assert 200 == said(port, "healthy")[0]
        own_broker.start()
        assert until(lambda: said(port, "ready")[0] == 200, timeout_s=40), said(port, "ready")
    finally:
        worker.stop(20)
