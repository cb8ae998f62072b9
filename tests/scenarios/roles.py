"""One role of a cluster as a process of its own."""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.servers.process import Process

START_S = 60
_COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) |Warning: |^Traceback")


class Role:
    """`marsad run --role NAME`; each start has a log of its own. Its methods block."""

    def __init__(self, name: str, directory: Path, folder: Path, number: int = 0) -> None:
        self.name, self._directory, self._folder, self._number = name, directory, folder, number
        self._starts = 0
        self.process: Process | None = None

    def start(self) -> None:
        """Start, and return when its port for machines is open."""
        self._starts += 1
        self.process = Process(self._folder / f"{self.name}-{self._number}-{self._starts}.log")
        command = [sys.executable, "-m", "marsad", "run", "--config", self._directory]
        self.process.run(
            [*command, "--role", self.name, "--admin-port", "0"], ready=lambda: self.admin, timeout_s=START_S
        )

    @property
    def admin(self) -> str:
        """Where its port for machines is, "" before it is open."""
        found = re.search(r"metrics (http://\S+)/metrics", self.log)
        return found[1] if found else ""

    @property
    def log(self) -> str:
        """What it has said since its start."""
        assert self.process is not None, "start it first"
        return self.process.log.read_text(errors="replace") if self.process.log.exists() else ""

    def complaints(self) -> list[str]:
        """Return the lines of all its logs that are warnings or worse, or begin a traceback."""
        logs = sorted(self._folder.glob(f"{self.name}-{self._number}-*.log"))
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
        return [f"{self.name}: {line}" for line in lines if _COMPLAINT.search(line)]

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.running

    def stop(self) -> None:
        """Ask it to end, and fail when it takes longer than a container would give it."""
        if self.running:
            self.process.stop(20)
            assert "marsad.runtime stopped" in self.log, f"{self.name} did not end in order:\n{self.log[-3000:]}"

    def kill(self) -> None:
        """Kill -9."""
        if self.process:
            self.process.kill()


def said(words: str, roles: Sequence[Role], times: int = 1) -> Callable[[], Awaitable[str]]:
    """Return something to wait for: every role has said the words so often."""

    async def behind() -> str:
        silent = [role.name for role in roles if role.log.count(words) < times]
        return f"{', '.join(silent)} did not say {words}" if silent else ""

    return behind
