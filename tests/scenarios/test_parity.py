"""Do the two runtimes say the same of the same articles? `MARSAD_TEST_PARITY` and `MARSAD_TEST_CORPUS` make it a larger test."""

from __future__ import annotations

import contextlib
import time

import pytest

from marsad.records import encode
from tests.scenarios.conftest import made
from tests.scenarios.parity import acts, cases, difference, replayed, run, told

# Alerts whose story holds another article: one that joins by its words alone finds another neighbour where another came first.
SETTLED = 0.05  # where the openers came first
RACING = 0.15  # where nothing is settled

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


@contextlib.asynccontextmanager
async def running(runtime: str, request, folder):
    """A started system of a runtime."""
    folder.mkdir()
    system = made(runtime, request, folder)
    await system.start()
    try:
        yield system
    finally:
        await system.stop()


async def compared(request, folder, *parts) -> tuple[float, set[tuple[str, str]]]:
    """Play the same parts on both runtimes; print and return the share of alerts told apart, and the cases only one opened.

    The cluster must have decided every article, told every alert once, and decided as its own log says, byte for byte.
    """
    async with running("embedded", request, folder / "embedded") as system:
        alone = await run(system, *parts)
    began = time.monotonic()
    async with running("kafka", request, folder / "kafka") as system:
        decisions = await run(system, *parts)
        took_s = time.monotonic() - began
        ids = sorted(alert.id for decision in decisions for alert in decision.alerts)

        assert sum(map(len, parts)) == len(decisions)
        assert ids == sorted(system.sink.messages)
        assert replayed(await system.analyses(), folder) == [encode(each) for each in decisions]
    embedded, cluster = told(alone), told(decisions)
    share = difference(embedded, cluster)
    print(
        f"{len(decisions)} articles, {len(ids)} alerts, {took_s:.1f} s: {share:.1%} of {len(embedded | cluster)} apart"
    )
    return share, cases(alone) ^ cases(decisions)


async def test_the_same_articles_give_the_same_alerts(request, tmp_path):
    """The shipped corpus, its openers settled first: the same rules fire on the same stories, of the same articles."""
    share, only_one = await compared(request, tmp_path, *acts("shipped"))

    assert (0.0, set()) == (share, only_one)


async def test_many_articles_give_nearly_the_same_alerts(request, tmp_path):
    """A thousand articles, openers first: a few openers join others by their words, and those race between partitions."""
    share, _ = await compared(request, tmp_path, *acts("generated"))

    assert share < SETTLED


async def test_articles_that_race_give_nearly_the_same_alerts(request, tmp_path):
    """Nothing settled: the partitions of `articles` race, so the log has another order, and some stories other openers."""
    everything = sorted([each for part in acts("generated") for each in part], key=lambda each: each.at)

    share, _ = await compared(request, tmp_path, everything)

    assert share < RACING
