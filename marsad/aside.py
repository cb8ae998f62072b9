"""How is a service spoken to that only blocking code speaks to, and that may never come to an end?

In a thread of its own: those of the event loop are few and shared, so that some calls that hang would keep everybody
else waiting. It is a daemon, so neither a stop nor the end of the program waits for it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T], *, within_s: float | None) -> T:
    """Return what `work` returns or raise what it raises. Raises TimeoutError after `within_s`: then it still goes on."""
    future: Future[T] = Future()
    threading.Thread(target=_do, args=(work, future), name="marsad-aside", daemon=True).start()
    async with asyncio.timeout(within_s):
        return await asyncio.wrap_future(future)


def _do(work: Callable[[], T], future: Future[T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as problem:  # noqa: BLE001 - whatever it was, who waits must hear of it
        future.set_exception(problem)
