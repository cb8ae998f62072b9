"""What does a role do from start to stop? Its tasks run side by side, and the end of one is the end of all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

_log = logging.getLogger("marsad.runtime")


async def side_by_side(
    tasks: Sequence[asyncio.Task[None]],
    *,
    stopping: asyncio.Event,
    drain: Callable[[], Awaitable[None]],
    passing: Sequence[asyncio.Task[None]] = (),
) -> None:
    """Return when `stopping` was set or one of `tasks` ended, and after that `drain` is through and the rest cancelled.

    The end of one that is `passing` means nothing. Raises what the first task that broke has raised.
    """
    stop = asyncio.create_task(stopping.wait(), name="stop")
    await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    _log.info("stopping: draining")
    await drain()
    everything = [*tasks, *passing]
    for task in (*everything, stop):
        task.cancel()
    await asyncio.gather(*everything, stop, return_exceptions=True)
    for task in everything:
        if not task.cancelled() and (problem := task.exception()):
            raise problem
