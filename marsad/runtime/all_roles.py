"""`marsad run --role all`: every role as a process of its own on this machine, started anew when one ends.

What containers and their orchestrator do elsewhere; for one machine, and for trying a cluster out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from marsad.errors import UsageError

_log = logging.getLogger("marsad.runtime")

ROLES = ("desk", "ingest", "analyse", "decide")  # the desk has the configured admin port: commands ask there
LAST_PORT = 65535 - len(ROLES) + 1  # for the first of them
REFUSED = 2  # a configuration or topics that cannot be used: no restart mends that
PAUSE_S = 1.0
STOP_S = 20.0


class AllRoles:
    """The roles of one machine; their ports for machines follow one another, in the order of ROLES.

    Raises UsageError when there are not as many from the first on.
    """

    def __init__(self, directory: Path, *, first_admin_port: int, listen_all: bool = False) -> None:
        if first_admin_port > LAST_PORT:
            raise UsageError(
                f"admin port {first_admin_port}: the {len(ROLES)} roles take the ports from there on, and there are not so"
                f" many. Choose one up to {LAST_PORT} with --admin-port or admin.port."
            )
        self._directory, self._first_port, self._listen_all = directory, first_admin_port, listen_all
        self._stopping = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}

    async def run(self) -> None:
        """Serve until told to stop. Raises UsageError when a role refuses to start."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        keepers = [asyncio.create_task(self._keep(role), name=role) for role in ROLES]
        stop = asyncio.create_task(self._stopping.wait())
        done, _ = await asyncio.wait([*keepers, stop], return_when=asyncio.FIRST_COMPLETED)
        self._stopping.set()
        await self._put_down()
        for task in (*keepers, stop):
            task.cancel()
        await asyncio.gather(*keepers, stop, return_exceptions=True)
        for task in done - {stop}:
            if problem := task.exception():
                raise problem

    async def _keep(self, role: str) -> None:
        """Run a role, again and again until the stop."""
        while not self._stopping.is_set():
            process = await asyncio.create_subprocess_exec(*self._command(role))
            self._running[role] = process
            _log.info("role %s is process %d", role, process.pid)
            status = await process.wait()
            if self._stopping.is_set():
                return
            if status == REFUSED:
                raise UsageError(f"role {role} refuses to start; it said why above")
            _log.warning("role %s ended with status %d: it is started anew", role, status)
            await asyncio.sleep(PAUSE_S)

    def _command(self, role: str) -> Sequence[str]:
        port = str(self._first_port + ROLES.index(role)) if self._first_port else "0"
        command = [sys.executable, "-m", "marsad", "run", "--config", str(self._directory), "--role", role]
        return [*command, "--admin-port", port, *(["--listen-all"] if self._listen_all else [])]

    def _hang_up(self) -> None:
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGHUP)

    async def _put_down(self) -> None:
        """Tell every role to stop; what takes longer than a stop may take is killed, and loses nothing."""
        for process in self._running.values():
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
        waits = [asyncio.create_task(process.wait()) for process in self._running.values()]
        if waits:
            await asyncio.wait(waits, timeout=STOP_S)
        for process in self._running.values():
            if process.returncode is None:
                process.kill()
                await process.wait()
