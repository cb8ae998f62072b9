"""Analysing in other processes: how does one bad article not take its neighbours along?

Workers get the configuration once and compile their own watch. A worker that dies takes the whole pool of the
standard library with it, so a broken pool is replaced and its articles are tried one by one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from marsad.config.models import Config
from marsad.records import Article, decode, encode
from processors.pipeline import Watch, analyse, compile_watch

# A worker died at work, died while it was started, or its pool was closed by a reload.
_LOST = (BrokenProcessPool, OSError, RuntimeError)


class Analysed(NamedTuple):
    """The encoded Analysis of an article, or why there is none."""

    value: bytes
    error: str
    seconds: float


_watch: Watch | None = None


def _end_with_parent() -> None:
    """Leave when marsad was killed: a worker waits on a pipe whose other end it holds itself, so it would stay for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare(config: Config) -> None:
    threading.Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()
    global _watch  # noqa: PLW0603 - a worker process has one watch
    _watch = compile_watch(config)


def _analyse(values: Sequence[bytes]) -> list[Analysed]:
    assert _watch is not None, "a worker prepares before it works"  # noqa: S101
    return [analyse_bytes(value, _watch) for value in values]


def analyse_bytes(value: bytes, watch: Watch) -> Analysed:
    """Return what became of an encoded Article; never raises: the caller buries what has an error."""
    began = time.perf_counter()
    try:
        result, error = encode(analyse(decode(value, Article), watch)), ""
    except Exception as problem:  # noqa: BLE001 - whatever an article does to the code, its neighbours go on
        result, error = b"", f"{type(problem).__name__}: {problem}"
    return Analysed(result, error, time.perf_counter() - began)


class AnalysePool:
    """Worker processes that analyse with one configuration."""

    def __init__(self, config: Config, workers: int = 0) -> None:
        self._config = config
        self.workers = workers or os.cpu_count() or 1
        self._closed = False
        self._pool = self._start(self.workers)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("forkserver"),
            initializer=_prepare,
            initargs=(self._config,),
        )

    async def analyse(self, values: Sequence[bytes]) -> list[Analysed]:
        """Return what became of each encoded Article, in order."""
        pool = self._pool
        try:
            return await asyncio.wrap_future(pool.submit(_analyse, list(values)))
        except _LOST:
            if self._pool is pool and not self._closed:
                pool.shutdown(wait=False)
                self._pool = self._start(self.workers)
        try:
            return await self._apart(values)
        except _LOST:
            return [await self._alone(value) for value in values]

    async def _apart(self, values: Sequence[bytes]) -> list[Analysed]:
        """Analyse in a process of its own, which harms nobody by dying."""
        pool = self._start(1)
        try:
            return await asyncio.wrap_future(pool.submit(_analyse, list(values)))
        finally:
            pool.shutdown(wait=False)

    async def _alone(self, value: bytes) -> Analysed:
        """Try one article by itself: the one that kills its worker is found."""
        try:
            (result,) = await self._apart([value])
        except _LOST:
            return Analysed(b"", "the worker process died over this article, three times", 0.0)
        return result

    def close(self) -> None:
        """Let the workers go once they have done what they were given."""
        self._closed = True
        self._pool.shutdown(wait=True)
