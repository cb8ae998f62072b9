"""A desk of a cluster under test: what the other roles say to it, and the threads that listen."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

import kafka

from marsad.config.models import ClusterSettings
from marsad.metrics import Metrics
from marsad.records import Alert, Decision, encode
from marsad.runtime.intake import Intake
from marsad.stores.database import Database
from tests.contract.stores import DAY, minute
from tests.servers.kafka import create_topics, fresh_prefix

TOPICS = {"articles": 3, "analyses": 3, "stories": 4, "alerts": 4, "dead-letters": 1, "feeds": 1, "deliveries": 4}
WORDS = {
    "opened": "هجوم على حاجز قرب البلدة",
    "updated": "ارتفاع حصيلة الهجوم على الحاجز",
    "spread": "تنديد بالهجوم على الحاجز",
}
REASONS = ("opened", "updated", "spread")
CHANNELS = ("hook", "log")
TICK_S = 0.03


def now() -> datetime:
    return datetime.now(UTC)


def cluster(address: str, *, topics: bool = True) -> ClusterSettings:
    """Settings of a cluster of its own on the broker, its topics made."""
    prefix = fresh_prefix()
    if topics:
        create_topics(address, {prefix + name: count for name, count in TOPICS.items()})
    return ClusterSettings(brokers=(address,), prefix=prefix)


def alert(story: str, n: int, reason: str = "") -> Alert:
    """What is said of the n-th article of a story: the first opens the case, the second updates it, then it spreads."""
    reason = reason or REASONS[min(n, 2)]
    return Alert(
        id=f"{story}-{n}", reason=reason, level=str(n), rule="attack", name="هجوم", severity="high", story=story,
        article=f"{story}-a{n}", url=f"https://a.example/{story}/{n}", title=WORDS[reason], at=minute(n), seen=minute(n),
    )  # fmt: skip


def decision(story: str, n: int, *, alerts: bool = True) -> Decision:
    """Where the n-th article of a story belongs."""
    return Decision(
        article=f"{story}-a{n}", revision="r1", url=f"https://a.example/{story}/{n}", verdict="copy" if n else "new",
        story=story, at=minute(n), seen=minute(n), title=WORDS[REASONS[min(n, 2)]], publisher=f"p{n}", family=f"p{n}",
        families=tuple(f"p{each}" for each in range(n + 1)), alerts=(alert(story, n),) if alerts else (),
    )  # fmt: skip


def stories(count: int, articles: int = 3) -> list[Decision]:
    """Decisions of many stories, woven into each other."""
    return [decision(f"s{s}", n) for n, s in itertools.product(range(articles), range(count))]


class Others:
    """The other roles: puts their records into the topics. A context manager."""

    def __init__(self, settings: ClusterSettings) -> None:
        self._prefix = settings.prefix
        self._producer = kafka.KafkaProducer(bootstrap_servers=list(settings.brokers), acks="all", linger_ms=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._producer.close(timeout=5)

    def put(self, topic: str, key: str, value: bytes | None, partition: int = 0, headers: dict[str, str] | None = None):
        """Send one record; `flush` waits for it."""
        return self._producer.send(
            self._prefix + topic, key=key.encode(), value=value, partition=partition,
            headers=[(name, text.encode()) for name, text in (headers or {}).items()],
        )  # fmt: skip

    def flush(self) -> None:
        self._producer.flush(30)

    def decide(self, *decisions: Decision, topics: tuple[str, ...] = ("stories", "alerts")) -> None:
        """Say what the decider says: the decisions, and their alerts once more."""
        for each in decisions:
            partition = sum(each.story.encode()) % 4
            if "stories" in topics:
                self.put("stories", f"a:{each.article}:{each.revision}", encode(each), partition)
            if "alerts" in topics:
                for one in each.alerts:
                    self.put("alerts", one.story, encode(one), partition)
        self.flush()

    def bury(self, place: str, value: bytes, *, stage: str = "analyse", size: int | None = None, at: datetime = DAY):
        """Say what a stage says of a record it cannot take."""
        headers = {"stage": stage, "place": place, "error": "ValidationError: x", "at": at.isoformat()}
        self.put("dead-letters", place, value, headers=headers | {"bytes": str(size or len(value))})
        self.flush()


class Desk:
    """A store with an intake, as the desk role has them. An async context manager."""

    def __init__(self, path, settings: ClusterSettings, *, channels: tuple[str, ...] = CHANNELS) -> None:
        self.database = Database(path)
        self.metrics = Metrics("0", "cluster")
        self.changes = 0
        self.intake = Intake(
            self.database, settings, lambda _: channels, self.metrics, now=now, changed=self._count
        )  # fmt: skip

    def _count(self) -> None:
        asyncio.get_running_loop()  # raises outside the event loop
        self.changes += 1

    async def __aenter__(self) -> Self:
        self.intake.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert await asyncio.to_thread(self.intake.stop, 20), "the intake did not stop"
        self.database.close()

    async def ask(self, query: str, *values: object) -> list[tuple]:
        return await self.database.read(lambda db: db.execute(query, values).fetchall())

    async def value(self, query: str, *values: object):
        return (await self.ask(query, *values))[0][0]

    async def until(self, expected: object, query: str, timeout_s: float = 30) -> None:
        """Wait until the query's first value is `expected`."""
        got = None
        for _ in range(int(timeout_s / TICK_S)):
            if expected == (got := await self.value(query)):
                return
            await asyncio.sleep(TICK_S)
        assert expected == got, f"{query}; intake: {self.intake.problem or 'no problem'}"

    async def caught_up(self, timeout_s: float = 30) -> None:
        """Wait until all that was there at the start has been read."""
        assert await became(lambda: self.intake.caught_up, timeout_s), self.intake.problem


async def became(true: Callable[[], object], timeout_s: float = 20) -> bool:
    """Wait until something is true; say whether it became so in time."""
    for _ in range(int(timeout_s / TICK_S)):
        if true():
            return True
        await asyncio.sleep(TICK_S)
    return False
