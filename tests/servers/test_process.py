"""A server of the tests outlives nothing: not its own failure to start, not a pytest that was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.process import ROOT, NotStarted, Process, listening, until
from tests.servers.wanted import need

WAIT_S = 10


@pytest.mark.parametrize(
    ("script", "why"), [("echo لا يبدأ; exit 3", "ended with 3"), ("echo لا يبدأ; exec sleep 60", "did not answer")]
)
def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path, script: str, why: str) -> None:
    """Whether it ends or stays silent; nothing runs afterwards."""
    process = Process(tmp_path / "log")
    with pytest.raises(NotStarted, match=f"(?s){why}.*لا يبدأ"):
        process.run(["sh", "-c", script], ready=lambda: False, timeout_s=0.5)
    assert not process.running


def test_a_server_that_will_not_end_is_killed(tmp_path: Path) -> None:
    """Even a frozen one."""
    process = Process(tmp_path / "log")
    process.run(
        ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.1; done"], ready=process.last_lines, timeout_s=5
    )
    process.pause()
    process.stop(timeout_s=0.3)
    assert not process.running


def test_no_server_outlives_a_killed_pytest(tmp_path: Path) -> None:
    """Kill -9 to the one that started it ends the server too."""
    need("redis-server")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    with parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        assert listening(port)
        parent.kill()
    assert until(lambda: not listening(port), timeout_s=WAIT_S)


PARENT = """
import pathlib, sys, time
from tests.servers.redis import RedisServer
server = RedisServer(pathlib.Path(sys.argv[1]))
server.start()
print(server.port, flush=True)
time.sleep(60)
"""
