"""A site, a store and a poller for ingest's tests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ingest.pages import Rhythm
from ingest.poller import Poller
from marsad.config.models import Feed, IngestSettings
from marsad.metrics import Metrics
from tests.ingest.memory_store import MemoryStore
from tests.ingest.site import Site, serving

SETTINGS = IngestSettings(per_host_s=0, timeout_s=0.5, feed_bytes=300_000, page_bytes=200_000, workers=1)
QUICK = Rhythm(refill_s=0.05, sweep_s=0.02)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving(Site()) as site:
        yield site


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("test", "test")


def feed(site: Site, path: str = "/feed", **options: object) -> Feed:
    table = {"id": path.strip("/") or "feed", "url": site.at(path), "publisher": "alsahel", "tier": "flash", **options}
    return Feed.model_validate({"allow_private": ("127.0.0.0/8",), **table})


@asynccontextmanager
async def polling(
    feeds: list[Feed], store: MemoryStore, metrics: Metrics, settings: IngestSettings = SETTINGS, **options: object
) -> AsyncIterator[Poller]:
    """Run a poller over `feeds`; waits between polls are a thousandth of the real ones."""
    metrics.declare(feeds=[one.id for one in feeds], rules=[], channels=[])
    poller = Poller(feeds, store, settings, metrics, on_article=lambda: None, **{"pace": 0.001, **options})
    run = asyncio.create_task(poller.run())
    try:
        yield poller
        await poller.stop(5)
    finally:
        run.cancel()
        with suppress(asyncio.CancelledError):
            await run


async def until(true: Callable[[], object], timeout_s: float = 10) -> None:
    """Wait for something to become true; the test fails when it does not."""
    async with asyncio.timeout(timeout_s):
        while not true():  # noqa: ASYNC110 - what is waited for happens in a poller, not here
            await asyncio.sleep(0.01)


def ago(**spans: float) -> str:
    """Return a feed's date for so long before now."""
    return format_datetime(datetime.now(UTC) - timedelta(**spans))


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    """Return the value of one series."""
    return metrics.registry.get_sample_value(name, labels)
