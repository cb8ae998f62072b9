"""How does a test run a server that it may stop, kill and freeze? One child process with a log, never outliving the tests."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

ROOT = Path(__file__).parents[2]
# Below Linux's ephemeral ports: no outgoing connection takes the port of a server that is down for a while.
_PORTS = range(20_000, 32_000)


class NotStarted(RuntimeError):
    """A server ended or stayed silent instead of becoming ready; the message ends with the last lines of its log."""


def free_port() -> int:
    """Return a port of 127.0.0.1 where nothing listens, drawn at random so that parallel workers do not meet."""
    for _ in range(100):
        port = secrets.choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NotStarted(f"no free port between {_PORTS.start} and {_PORTS.stop}: what listens on all of them?")


def listening(port: int) -> bool:
    """Return whether a connection to a port of 127.0.0.1 is accepted."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Callable[[], object], *, timeout_s: float, every_s: float = 0.05) -> bool:
    """Wait until something is true; return whether it became so in time."""
    end = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True


class Server(Protocol):
    """What `started` needs of a server."""

    def start(self) -> None:
        """Return when it answers. Raises NotStarted."""

    @property
    def stop(self) -> Callable[[], None]:
        """End it; harmless when it is gone."""


S = TypeVar("S", bound=Server)


@contextlib.contextmanager
def started(server: S) -> Iterator[S]:
    """Start a server and stop it behind the `with`."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Process:
    """One child at a time; what it prints is appended to `log`. Blocking: call it from a thread inside asyncio tests."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Return whether the child is alive; a frozen one is."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        """Return the process id of the child, which must have been run."""
        assert self._child is not None, "run it first"
        return self._child.pid

    def run(self, command: Sequence[str | Path], *, ready: Callable[[], object], timeout_s: float) -> None:
        """Start the child and wait until it is `ready`. Raises NotStarted, and leaves nothing running then."""
        assert not self.running, f"runs already as {self.pid}: stop it first"
        self._forget()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._watch(self._child.pid)
        ended = "did not answer in time"
        if until(lambda: not self.running or ready(), timeout_s=timeout_s) and self.running:
            return
        if not self.running:
            ended = f"ended with {self._child.returncode}"
        self.kill()
        raise NotStarted(f"{command[0]} {ended}; its log {self.log}:\n{self.last_lines()}")

    def stop(self, timeout_s: float = 15) -> None:
        """Ask the child to end, and kill it when it does not in time; harmless when it is gone."""
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)  # a frozen one hears nothing
        until(lambda: not self.running, timeout_s=timeout_s)
        self.kill()

    def kill(self) -> None:
        """Kill -9; harmless when it is gone."""
        self._signal(signal.SIGKILL)
        self._forget()

    def pause(self) -> None:
        """Freeze the child: its sockets stay open and silent."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen child go on."""
        self._signal(signal.SIGCONT)

    def last_lines(self, n: int = 15) -> str:
        """Return the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-n:]) if self.log.exists() else ""

    def _signal(self, number: signal.Signals) -> None:
        if self.running:
            os.kill(self.pid, number)

    def _watch(self, pid: int) -> None:
        # The guard's input closes when this process dies, however it dies: no server is left behind a killed pytest.
        self._guard = subprocess.Popen(
            ["sh", "-c", 'read -r _; kill -9 "$1"', "guard", str(pid)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _forget(self) -> None:
        if self._child is not None:
            self._child.wait(10)
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
