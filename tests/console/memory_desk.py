"""A desk in memory: the contract of `marsad.ports.Desk` in the fewest words, to try the console on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from marsad.errors import StoreError
from marsad.ports import Case, Delivery, Elsewhere, FeedHealth, Source, StoryView
from marsad.records import SEVERITIES, Alert, DeadLetter, encode


class MemoryDesk:
    """Cases by (rule, story) with the number of their last change; `put` is what the writer does."""

    def __init__(self) -> None:
        self.cases: dict[tuple[str, str], Case] = {}
        self.who: dict[tuple[str, str], set[str]] = {}
        self.sources: dict[str, list[Source]] = {}
        self.alerts: dict[str, list[bytes]] = {}
        self.deliveries: dict[str, list[Delivery]] = {}
        self.health: list[FeedHealth] = []
        self.letters: list[tuple[int, DeadLetter]] = []
        self.broken = ""
        self.at_hand = asyncio.Event()  # until it is set again, cases take their time
        self.at_hand.set()
        self.readings = 0  # how often changes were asked for
        self._seq = 0
        self._news = asyncio.Condition()

    async def put(self, alert: Alert, **other: Any) -> Case:
        """Open the case of the alert, or change it, and wake who waits."""
        known = self.cases.get((alert.rule, alert.story))
        self._seq += 1
        case = Case(
            seq=self._seq,
            rule=alert.rule,
            story=alert.story,
            name=alert.name,
            severity=alert.severity,
            opened=known.opened if known else alert.at,
            changed=alert.at,
            alert=encode(alert),
            families=alert.families,
            articles=len(alert.families),
            updates=known.updates + 1 if known else 0,
        )
        self.cases[alert.rule, alert.story] = case = msgspec.structs.replace(case, **other)
        self.who.setdefault((alert.rule, alert.story), set()).update(alert.actors, alert.places)
        self.alerts.setdefault(alert.story, []).append(encode(alert))
        async with self._news:
            self._news.notify_all()
        return case

    async def changed(self, timeout_s: float) -> None:
        """Wait for the next `put`, at most so long."""
        try:
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait()
        except TimeoutError:
            return

    async def wall(
        self, *, severities: Sequence[str] = (), rule: str = "", actor: str = "", before: int = 0, limit: int = 50
    ) -> list[Case]:
        """Return cases by filters, last changed first."""
        await self.at_hand.wait()
        self._check()
        found = [
            case
            for case in sorted(self.cases.values(), key=lambda case: -case.seq)
            if (not severities or case.severity in severities)
            and rule in ("", case.rule)
            and (not actor or actor in self.who[case.rule, case.story])
            and (not before or case.seq < before)
        ]
        return found[:limit]

    async def changes(self, after: int, limit: int = 100) -> list[Case]:
        """Return what changed behind a number, oldest first."""
        self._check()
        self.readings += 1
        return sorted((case for case in self.cases.values() if case.seq > after), key=lambda case: case.seq)[:limit]

    async def last_change(self) -> int:
        """Return the number of the last change."""
        self._check()
        return self._seq

    async def story(self, story: str) -> StoryView | None:
        """Return all that was put for a story."""
        self._check()
        cases = tuple(case for case in self.cases.values() if case.story == story)
        if not cases:
            return None
        sources = tuple(self.sources.get(story, ()))
        return StoryView(
            story=story,
            cases=cases,
            sources=sources,
            elsewhere=tuple(self._elsewhere(story, {source.of for source in sources})),
            alerts=tuple(self.alerts.get(story, ())),
            deliveries=tuple(self.deliveries.get(story, ())),
        )

    async def feeds(self) -> list[FeedHealth]:
        """Return what the test laid down."""
        self._check()
        return self.health

    async def totals(self) -> dict[str, int]:
        """Return counts, partly invented."""
        self._check()
        return {
            "articles": 1284,
            "stories": 311,
            "alerts": sum(map(len, self.alerts.values())),
            "pending": sum(row.state == "pending" for rows in self.deliveries.values() for row in rows),
            "dead_letters": len(self.letters),
        }

    async def by_severity(self) -> dict[str, int]:
        """Return counts."""
        self._check()
        severities = [case.severity for case in self.cases.values()]
        return {severity: severities.count(severity) for severity in reversed(SEVERITIES)}

    async def dead_letters(self, limit: int = 100) -> list[tuple[int, DeadLetter]]:
        """Return what the test laid down."""
        self._check()
        return self.letters[:limit]

    def _elsewhere(self, story: str, wanted: set[str | None]) -> Iterator[Elsewhere]:
        for other, sources in self.sources.items():
            for source in sources:
                if other != story and source.article in wanted:
                    yield Elsewhere(article=source.article, story=other, publisher=source.publisher)

    def _check(self) -> None:
        if self.broken:
            raise StoreError(self.broken)
