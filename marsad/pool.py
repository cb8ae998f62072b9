"""Analysing in other processes: how does one bad article not take its neighbours along?

Workers get a configuration once and compile their own watch; another one reaches them with their next articles, and they
work out only what is new to them. A worker that dies takes the whole pool of the
standard library with it, so a broken pool is replaced and its articles are tried one by one, in processes that had
time to begin: whoever ends one before that says nothing of the article. A worker that does not come back is killed, and
one that asks for too much memory is refused it.
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
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from marsad.bulk import collect_seldom
from marsad.config.models import Config
from marsad.errors import ConfigError
from marsad.records import Article, decode, encode
from processors.pipeline import Watch, analyse, compile_watch

_log = logging.getLogger("marsad.pool")

# A worker died at work, died while it was started, did not come back (TimeoutError), or its pool was closed.
_LOST = (BrokenProcessPool, OSError, RuntimeError)


DEADLINE_S = 20.0  # for one article by the clock, on a busy machine; they take milliseconds
CHUNK_S = 60.0  # for what is given at once
START_S = 60.0  # for a worker to begin
START_PAUSE_MAX_S = 5.0  # between two tries to begin
HEADROOM_BYTES = 512 << 20  # that an article may ask for beyond what a worker needs to begin with


class Analysed(NamedTuple):
    """The encoded Analysis of an article, or why there is none."""

    value: bytes
    error: str
    seconds: float


_watches: dict[int, Watch] = {}  # of a worker process, by the number of the configuration


def _end_with_parent() -> None:
    """Leave when marsad was killed: a worker waits on a pipe whose other end it holds itself, so it would stay for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare(number: int, config: Config) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which drains
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    collect_seldom()
    _take(number, config)


def _take(number: int, config: Config) -> None:
    """Compile a configuration, forget those before the last, and limit the memory to what that needs and the headroom."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for old in sorted(_watches)[:-1]:
        del _watches[old]
    _watches[number] = _compiled(config)
    gc.freeze()  # it stays
    with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123 - no path, the kernel's answer
        used_bytes = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used_bytes + HEADROOM_BYTES, resource.RLIM_INFINITY))


def _compiled(config: Config) -> Watch:
    """Compile a configuration; one whose recognizer cannot be loaded goes without, or no article would be analysed."""
    try:
        return compile_watch(config)
    except ConfigError as problem:
        _log.error("%s; articles are analysed without it", problem)
    analysing = config.settings.analyse.model_copy(update={"recognizer": None})
    return compile_watch(
        config.model_copy(update={"settings": config.settings.model_copy(update={"analyse": analysing})})
    )


def _ready() -> None:
    """Come back: the worker has prepared."""


def _analyse(number: int, config: Config | None, values: Sequence[bytes], with_hits: bool) -> list[Analysed] | None:
    """Return what became of the articles, None if the configuration must come with them."""
    if number not in _watches:
        if config is None:
            return None
        _take(number, config)
    return [analyse_bytes(value, _watches[number], with_hits=with_hits) for value in values]


def analyse_bytes(value: bytes, watch: Watch, *, with_hits: bool = False) -> Analysed:
    """Return what became of an encoded Article; never raises: the caller buries what has an error."""
    began = time.perf_counter()
    try:
        result, error = encode(analyse(decode(value, Article), watch, with_hits=with_hits)), ""
    except Exception as problem:  # noqa: BLE001 - whatever an article does to the code, its neighbours go on
        result, error = b"", f"{type(problem).__name__}: {problem}"
    return Analysed(result, error, time.perf_counter() - began)


class AnalysePool:
    """Worker processes that analyse with the configuration taken last."""

    def __init__(
        self,
        config: Config,
        workers: int = 0,
        *,
        with_hits: bool = False,
        deadline_s: float = DEADLINE_S,
        chunk_s: float = CHUNK_S,
    ) -> None:
        """Start `workers`, one per core with 0. `deadline_s` is for one article, `chunk_s` for all given at once.

        `with_hits`: analyses hold every hit, which people look at and deciding does not.
        """
        self._config, self._deadline_s, self._chunk_s = config, deadline_s, chunk_s
        self._with_hits = with_hits
        self._number = 0
        self.workers = workers or os.cpu_count() or 1
        self._closed = False
        self._pool = self._start(self.workers)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("forkserver"),
            initializer=_prepare,
            initargs=(self._number, self._config),
        )

    def take(self, config: Config, workers: int = 0) -> None:
        """Analyse with another configuration from the next articles on; what is under way ends as it began."""
        self._config = config
        self._number += 1
        wanted = workers or os.cpu_count() or 1
        if wanted != self.workers:
            self._pool.shutdown(wait=False)  # what it was given it still does
            self.workers = wanted
            self._pool = self._start(wanted)

    async def prepare(self) -> None:
        """Come back when workers have compiled the configuration, or could not: the first article need not wait for that."""
        with contextlib.suppress(*_LOST):  # `analyse` knows what to do then
            async with asyncio.timeout(START_S):
                await asyncio.gather(*(asyncio.wrap_future(self._pool.submit(_ready)) for _ in range(self.workers)))

    async def analyse(self, values: Sequence[bytes]) -> list[Analysed]:
        """Return what became of each encoded Article, in order."""
        pool = self._pool
        try:
            return await self._within(self._chunk_s, pool, values)
        except _LOST:
            if self._pool is pool and not self._closed:
                _kill(pool)
                self._pool = self._start(self.workers)
        try:
            return await self._apart(values, self._chunk_s)
        except _LOST:
            return [await self._alone(value) for value in values]

    async def _within(self, limit_s: float, pool: ProcessPoolExecutor, values: Sequence[bytes]) -> list[Analysed]:
        """Return what became of each encoded Article. Raises one of _LOST."""
        number, config = self._number, self._config
        async with asyncio.timeout(limit_s):
            done = await asyncio.wrap_future(pool.submit(_analyse, number, None, list(values), self._with_hits))
            if done is None:
                again = pool.submit(_analyse, number, config, list(values), self._with_hits)
                done = await asyncio.wrap_future(again)
        assert done is not None, "the configuration was with it"  # noqa: S101
        return done

    async def _apart(self, values: Sequence[bytes], limit_s: float) -> list[Analysed]:
        """Analyse in a process of its own, which harms nobody by dying."""
        pool = await self._begun()
        try:
            return await self._within(limit_s, pool, values)
        finally:
            _kill(pool)

    async def _begun(self) -> ProcessPoolExecutor:
        """Return one worker that stands ready; tries until there is one, for no article is to blame for a bad start."""
        pause_s = 0.1
        while True:
            pool = self._start(1)
            try:
                async with asyncio.timeout(START_S):
                    await asyncio.wrap_future(pool.submit(_ready))
            except _LOST as problem:
                _kill(pool)
                _log.warning("a worker ended before it began (%s); tried again", type(problem).__name__)
            except BaseException:
                _kill(pool)
                raise
            else:
                return pool
            await asyncio.sleep(pause_s)
            pause_s = min(START_PAUSE_MAX_S, 2 * pause_s)

    async def _alone(self, value: bytes) -> Analysed:
        """Try one article by itself: the one that kills its worker is found."""
        try:
            (result,) = await self._apart([value], self._deadline_s)
        except TimeoutError:
            return Analysed(b"", f"the article takes longer than {self._deadline_s:.0f} s to analyse", 0.0)
        except _LOST:
            return Analysed(b"", "the worker process died over this article, three times", 0.0)
        return result

    def close(self) -> None:
        """Let the workers go once they have done what they were given."""
        self._closed = True
        self._pool.shutdown(wait=True)


def _kill(pool: ProcessPoolExecutor) -> None:
    """End a pool whose workers may not come back by themselves."""
    workers = list((pool._processes or {}).values())  # noqa: SLF001 - shutdown() waits for a worker that hangs
    pool.shutdown(wait=False)  # what still waits is told that the pool broke, not that it was cancelled
    for worker in workers:
        with contextlib.suppress(ValueError, OSError):
            worker.kill()
