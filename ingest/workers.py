"""Who reads hostile bytes? Processes that can be killed: two deadlines, a memory cap, an empty environment, no store.

A thread cannot be stopped and shares the interpreter: a feed of 30 MB would hold everything for 20 s. The standard
process pool cannot kill one task. Here each worker is a process behind a thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import NamedTuple

DEADLINE_S = 5.0  # of the processor's time: a busy machine must not make a large feed look poisonous
WALL_FACTOR = 4  # and so much by the clock, for a process that sleeps or lies
ADDRESS_SPACE_BYTES = 512 * 2**20
OPEN_FILES = 32
RECYCLE_AFTER = 1000


class Limits(NamedTuple):
    """What one worker may use: processor time per job, address space, open files."""

    cpu_s: float
    address_space_bytes: int
    open_files: int


class WorkerFailed(Exception):
    """A job ended its worker; `reason` is timeout, or died."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class Workers:
    """`count` processes that do jobs of `ingest.jobs`, each one job at a time."""

    def __init__(
        self,
        count: int,
        *,
        deadline_s: float = DEADLINE_S,
        address_space_bytes: int = ADDRESS_SPACE_BYTES,
        recycle_after: int = RECYCLE_AFTER,
    ) -> None:
        self._all = [_Worker(deadline_s, address_space_bytes, recycle_after) for _ in range(count)]
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in self._all:
            self._idle.put_nowait(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="ingest-worker")

    async def do(self, job: str, payload: bytes) -> bytes:
        """Return the answer to a job, or raise WorkerFailed; the next job gets a fresh process then."""
        worker = await self._idle.get()
        task = asyncio.get_running_loop().run_in_executor(self._threads, worker.do, job, payload)
        task.add_done_callback(lambda done: self._free(worker, done))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            worker.kill()
            raise

    def _free(self, worker: _Worker, done: asyncio.Future[bytes]) -> None:
        if not done.cancelled():
            done.exception()  # seen by the caller, or nobody waits any more
        self._idle.put_nowait(worker)

    async def close(self) -> None:
        """Kill the processes."""
        for worker in self._all:
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in self._all:
            worker.put_down()


class _Worker:
    """One process and the pipe to it. All methods but `kill` belong to one thread at a time."""

    def __init__(self, deadline_s: float, address_space_bytes: int, recycle_after: int) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._wall_s = deadline_s * WALL_FACTOR
        self._limits = Limits(deadline_s, address_space_bytes, OPEN_FILES)
        self._recycle_after = recycle_after
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._jobs = 0
        self._killed = False

    def do(self, job: str, payload: bytes) -> bytes:
        """Return the answer, or raise WorkerFailed. The deadline also ends a process that does not listen."""
        pipe = self._ready()
        self._jobs += 1
        deadline = threading.Timer(self._wall_s, self.kill)
        deadline.start()
        try:
            pipe.send_bytes(job.encode())
            pipe.send_bytes(payload)
            return pipe.recv_bytes()
        except (EOFError, OSError):
            if self._ended_late():
                raise WorkerFailed("reading it took too long", reason="timeout") from None
            raise WorkerFailed("reading it ended the process (memory, or a fault)", reason="died") from None
        finally:
            deadline.cancel()

    def _ready(self) -> Connection:
        """Return the pipe to a living process: the first, a fresh one after a death, or after `recycle_after` jobs."""
        if self._process is not None and (self._jobs >= self._recycle_after or not self._process.is_alive()):
            self.put_down()
        return self._pipe or self._start()

    def _ended_late(self) -> bool:
        """Put a dying process down; say whether a deadline ended it, its own or ours."""
        process, late = self._process, self._killed
        if process is not None:
            process.join(1.0)
            late = late or process.exitcode == -signal.SIGPROF
        self.put_down()
        return late

    def kill(self) -> None:
        """End the process; a job under way fails. May be called from any thread."""
        process = self._process
        if process is not None:
            self._killed = True
            with contextlib.suppress(OSError, ValueError):
                process.kill()

    def put_down(self) -> None:
        """Forget the process, dead or alive."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None and pipe is not None:
            pipe.close()
            process.kill()
            process.join()
            process.close()

    def _start(self) -> Connection:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._limits), daemon=True, name="ingest-worker")
        process.start()
        theirs.close()
        self._pipe, self._process, self._jobs, self._killed = ours, process, 0, False
        return ours


def preload() -> None:
    """Let workers start in milliseconds: the fork server imports the readers once. Before any worker starts."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["ingest.jobs", "trafilatura", "feedparser"])


def _serve(pipe: Connection, limits: Limits, answer: Callable[[str, bytes], bytes] | None = None) -> None:
    """Do jobs until the pipe closes, those of ingest.jobs unless `answer` does others. Runs in the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which drains
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, whatever code it is in
    os.environ.clear()
    logging.disable(logging.CRITICAL)  # a parser's complaints quote the page
    import feedparser  # noqa: F401 - before the memory cap: what is loaded once is not the page's fault
    import trafilatura  # noqa: F401

    from ingest import jobs

    answer = answer or jobs.answer
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space_bytes, limits.address_space_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    gc.freeze()
    while True:
        try:
            name, payload = pipe.recv_bytes().decode(), pipe.recv_bytes()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_PROF, limits.cpu_s)
        done = answer(name, payload)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send_bytes(done)
