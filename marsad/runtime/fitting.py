"""Do the topics fit the configuration? Asked by every role at its start."""

from __future__ import annotations

import asyncio
import time

from marsad.config.models import ClusterSettings
from marsad.errors import Away, UsageError
from marsad.runtime import topics

START_S = 60.0  # for Kafka and Redis to answer a worker; then it ends and is started anew
_AGAIN_S = 1.0


async def fitting(settings: ClusterSettings, *, patience_s: float = START_S) -> None:
    """Return once the topics are there and fit. Raises UsageError when they do not, Away after `patience_s` without Kafka."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            found = await asyncio.to_thread(topics.problems, settings)
        except Away:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(_AGAIN_S)
            continue
        if found:
            raise UsageError("\n".join(found))
        return


async def stop_unless_fitting(settings: ClusterSettings, stopping: asyncio.Event) -> None:
    """Wait for Kafka as long as it takes, beside other work; set `stopping` and raise UsageError when topics do not fit."""
    try:
        await fitting(settings, patience_s=float("inf"))
    except UsageError:
        stopping.set()
        raise
