"""Do the topics fit the configuration? Asked by every role at its start."""

from __future__ import annotations

import asyncio
import contextlib
import time

from marsad.config.models import ClusterSettings
from marsad.errors import Away, UsageError
from marsad.runtime import kafka, topics

START_S = 60.0  # for Kafka and Redis to answer a worker; then it ends and is started anew
_AGAIN_S = 1.0
_WAY_OUT = "Run `marsad topics apply`."


async def fitting(settings: ClusterSettings, *, patience_s: float = START_S) -> None:
    """Return once the topics are there and fit. Raises UsageError when they do not, Away after `patience_s` without Kafka."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            found = await asyncio.to_thread(problems, settings)
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


def problems(settings: ClusterSettings) -> list[str]:
    """Return why no role may start on the topics as they are, one line each; [] when all may. Raises Away.

    Asked of the metadata alone: a role needs no right to read how a topic is configured, `marsad topics check` does.
    """
    wanted = topics.wanted(settings)
    with contextlib.closing(kafka.consumer(settings)) as consumer, kafka.told("topics"):
        counts = {topic.name: len(consumer.partitions_for_topic(topic.name) or ()) for topic in wanted}
    lines = [f"{name}: no such topic. {_WAY_OUT}" for name, count in counts.items() if not count]
    languages, analyses = settings.languages, settings.prefix + "analyses"
    if 0 < counts[analyses] < len(languages):
        lines.append(
            f"{analyses}: {counts[analyses]} partitions, and [cluster] languages names {len(languages)}:"
            f" {', '.join(languages)}. {_WAY_OUT}"
        )
    return lines
