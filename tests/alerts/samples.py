"""Alerts, a clock and a receiver for the tests of delivery."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from alerts.channels.base import Posting
from alerts.told import told
from marsad.metrics import Metrics
from marsad.records import Alert

START = datetime(2021, 8, 15, 14, 6, tzinfo=UTC)
SECRET = "canary-signing-key-7d1f"  # noqa: S105 - a canary
TOKEN = "canary-address-token-93ab"  # noqa: S105 - a canary
CHAT = -1001234
LOOPBACK = ("127.0.0.0/8",)

KABUL = ZoneInfo("Asia/Kabul")
NAMES = {
    "grp:taliban": "حركة طالبان",
    "pl:jalalabad": "جلال آباد",
    "wakala": "وكالة المشرق",
    "ufuq": "الأفق",
    "madar": "المدار",
}
SENTENCE = "أعلنت الحركة، الأحد، سيطرتها على مدينة جلال آباد دون قتال"


def alert(id_: str = "a1", /, *, story: str = "s1", **changes) -> Alert:
    """Return an opening alert; `changes` replace fields."""
    start = SENTENCE.index("سيطرتها")
    fields = {
        "id": id_,
        "reason": "opened",
        "level": "0",
        "rule": "takeover",
        "name": "سيطرة على مدينة",
        "severity": "high",
        "story": story,
        "article": "article-1",
        "url": "https://wakala.example/news/17",
        "title": "طالبان تسيطر على جلال آباد",
        "at": START - timedelta(minutes=1),
        "seen": START,
        "published": START - timedelta(minutes=1),
        "date_source": "feed",
        "publisher": "wakala",
        "sentence": SENTENCE,
        "marks": ((start, start + 7),),
        "actors": ("grp:taliban",),
        "places": ("pl:jalalabad",),
        "within": ("af",),
        "families": ("wakala", "ufuq", "madar"),
    }
    return Alert(**(fields | changes))


OPENED = alert("a1")
UPDATED = alert("a2", reason="updated", title="تراجع الحركة عن أطراف المدينة")


def posting(*alerts: Alert, shown: str = "", ring: bool = False) -> Posting:
    """Return what a messenger shall show of one story."""
    return Posting(alerts[-1].id, (told(alerts),), shown=shown, ring=ring)


class Clock:
    """Time that passes only by sleeping, and then at once."""

    def __init__(self):
        self.time = START

    def now(self) -> datetime:
        """Return the time."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def metrics(*channels: str) -> Metrics:
    """Return metrics with their children."""
    made = Metrics("0", "test")
    made.declare(feeds=[], rules=[], channels=channels or ["hook"])
    return made


def sample(made: Metrics, name: str, **labels) -> float:
    """Return the value of one series, 0 when it has none."""
    return made.registry.get_sample_value(f"marsad_{name}", labels) or 0.0


async def until(condition, timeout_s: float = 5.0) -> None:
    """Return when `condition()` holds; fail when it takes too long."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.002)


class Receiver:
    """A webhook on loopback that keeps what it gets and answers from a script, then 204 for ever.

    A step is a status, (status, headers), or an async function of the request that returns a response.
    """

    def __init__(self):
        self.script: list = []
        self.requests: list[tuple[dict, bytes]] = []
        self.times: list[datetime] = []
        self.clock = Clock()
        self.on_request = lambda _key: None
        self.url = ""

    @property
    def keys(self) -> list[str]:
        """The keys in order of arrival, repeats included."""
        return [headers["Idempotency-Key"] for headers, _ in self.requests]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep a request and answer with the next step."""
        body = await request.read()
        self.requests.append((dict(request.headers), body))
        self.times.append(self.clock.now())
        self.on_request(request.headers["Idempotency-Key"])
        step = self.script.pop(0) if self.script else 204
        if callable(step):
            return await step(request)
        status, headers = step if isinstance(step, tuple) else (step, {})
        return web.Response(status=status, headers=headers)
