"""How does a change reach an open wall? A stream that is a reading of the desk behind a number: nothing is queued.

All walls that stand at one change share one reading, and are sent the same bytes: what many of them cost is sending.

The event id is `Case.seq`. A browser that comes back, after a cut or a restart, continues behind the last one it has
seen; a slow one reads later and gets each case once, as it then stands.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from aiohttp import web

from alerts.console import filters as asked
from alerts.console.present import opened
from alerts.console.screen import Screen
from marsad.errors import MarsadError
from marsad.handling import Act, Handling, standing
from marsad.metrics import Metrics
from marsad.ports import Case, Desk

BEAT_S = 5.0  # a sign of life, with the totals; proxies close silent streams after 30 s or more
PACE_S = 0.2  # a reader is served at most five times a second, however often something changes
STALL_S = 30.0  # a reader that takes nothing for so long is cut and may come back
BATCH = 100
STREAMS_MAX = 1000
TOTALS_KEPT_S = 2.0  # they are counted anew, over all there is, at most so often
Key = tuple[str, str]  # rule, story
EVENTS_KEPT = 512  # a change is drawn once for all walls


class Page(NamedTuple):
    """What there is behind a change and an act, as events; `more` when there is more at once."""

    events: bytes
    after: int
    acts: int
    more: bool


Place = tuple[int, int, asked.Filters]  # the last change and the last act a wall shows, and what it shows


class Live:
    """The open streams over one desk."""

    def __init__(
        self,
        desk: Desk,
        screen: Screen,
        metrics: Metrics,
        changed: Callable[[float], Awaitable[None]],
        handling: Handling | None = None,
    ) -> None:
        self._desk = desk
        self._handling = handling
        self._screen = screen
        self._clients = metrics.console_clients
        self._changed = changed
        self._open: set[asyncio.Task[Any]] = set()
        self._told = lru_cache(EVENTS_KEPT)(self._tell)
        self._wakes: set[asyncio.Event] = set()
        self._watching: asyncio.Task[None] | None = None
        self._pages: dict[Place, asyncio.Future[Page]] = {}
        self._beating: asyncio.Future[bytes] | None = None
        self._beat_of = (0, float("-inf"))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Follow the desk for one browser until it leaves."""
        if len(self._open) >= STREAMS_MAX:
            return web.Response(status=503, text="too many open walls", headers={"Retry-After": "30"})
        chosen, after = asked.parsed(request.query), await self._resume(request)
        acts = asked.number(request.query, "acts") or await self._last_act()
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler always runs in a task
        self._open.add(task)
        self._clients.inc()
        try:
            await stream.prepare(request)
            await self._follow(stream, after, acts, chosen)
        except (ConnectionError, TimeoutError, MarsadError):
            pass  # the reader is gone, or the store for a while; the browser resumes by its last event id
        finally:
            self._open.discard(task)
            self._clients.dec()
            if not self._open and self._watching:
                self._watching.cancel()
        return stream

    def nudge(self) -> None:
        """Tell that somebody did something with a case: every wall reads again."""
        self._pages.clear()
        for wake in self._wakes:
            wake.set()

    async def _watch(self) -> None:
        """Wake all walls at each change, and now and then without one."""
        waiting = asyncio.ensure_future(self._changed(TOTALS_KEPT_S))
        try:
            while True:
                await waiting
                # Armed before anybody reads: a change between the reading and the waiting must wake us.
                waiting = asyncio.ensure_future(self._changed(TOTALS_KEPT_S))
                await asyncio.sleep(0)
                self.nudge()
                await asyncio.sleep(PACE_S)
        finally:
            waiting.cancel()

    async def close(self, _: web.Application) -> None:
        """End all streams, so that stopping need not wait for readers."""
        for task in list(self._open):
            task.cancel()

    async def _resume(self, request: web.Request) -> int:
        """Return the seq to continue behind: the browser's last event, else that of its page, else the newest."""
        given = request.headers.get("Last-Event-ID", "")
        query = {"after": given or request.query.get("after", "")}
        return asked.number(query, "after") if query["after"] else await self._desk.last_change()

    async def _last_act(self) -> int:
        return await self._handling.last() if self._handling else 0

    async def _follow(self, stream: web.StreamResponse, after: int, acts: int, chosen: asked.Filters) -> None:
        await _send(stream, b"retry: 1000\n\n")
        if after > await self._desk.last_change():
            # The numbers began anew with another store: what this browser shows is not there any more.
            await _send(stream, _event("reload", {}))
            return
        wake = asyncio.Event()
        self._wakes.add(wake)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="walls")
        try:
            await self._serve(stream, (after, acts, chosen), wake)
        finally:
            self._wakes.discard(wake)

    async def _serve(self, stream: web.StreamResponse, place: Place, wake: asyncio.Event) -> None:
        loop, beaten, owed = asyncio.get_running_loop(), float("-inf"), False
        while True:
            wake.clear()  # before reading: what comes meanwhile wakes us again
            page = await self._page(place)
            place, owed = (page.after, page.acts, place[2]), owed or bool(page.events)
            beat = await self._beat(page.after) if owed or loop.time() - beaten >= BEAT_S else b""
            if page.events or beat:
                await _send(stream, page.events + beat)
            if beat:
                beaten, owed = loop.time(), False
            if not page.more:
                await wake.wait()

    async def _page(self, place: Place) -> Page:
        """Return what there is behind a place; all walls that stand there share one reading."""
        reading = self._pages.get(place)
        if reading is None or (reading.done() and (reading.cancelled() or reading.exception())):
            reading = self._pages[place] = asyncio.ensure_future(self._read_page(*place))
        return await asyncio.shield(reading)  # a reader that leaves must not end the reading of the others

    async def _read_page(self, after: int, acts: int, chosen: asked.Filters) -> Page:
        cases = await self._desk.changes(after, BATCH)
        done = await self._handling.since(acts, BATCH) if self._handling else []
        events = b"".join([*await self._changes(cases, chosen), *await self._acted(done, chosen)])
        more = BATCH in (len(cases), len(done))
        return Page(events, cases[-1].seq if cases else after, done[-1].n if done else acts, more)

    async def _changes(self, cases: Sequence[Case], chosen: asked.Filters) -> list[bytes]:
        """Return the events for cases that changed, each with its number."""
        acts = await self._acts_of([(case.rule, case.story) for case in cases])
        events = []
        for case in cases:
            of_case = acts.get((case.rule, case.story), ())
            events.append(self._told(case, of_case, await self._passes(case, of_case, chosen), "card", case.seq))
        return events

    async def _acted(self, done: Sequence[Act], chosen: asked.Filters) -> list[bytes]:
        """Return the events for cases somebody did something with: drawn anew where they stand, without a number.

        A browser that comes back asks for all acts since its page was drawn, and draws those cards once more.
        """
        keys = list(dict.fromkeys((act.rule, act.story) for act in done))
        acts, events = await self._acts_of(keys), []
        for rule, story in keys:
            view = await self._desk.story(story)
            for case in view.cases if view else ():
                if case.rule == rule and case.story == story:
                    of_case = acts.get((rule, story), ())
                    passes = await self._passes(case, of_case, chosen)
                    events.append(self._told(case, of_case, passes, "acted", None))
        return events

    async def _acts_of(self, keys: Sequence[Key]) -> dict[Key, tuple[Act, ...]]:
        """Return what was done with those cases."""
        if self._handling is None or not keys:
            return {}
        return {key: tuple(acts) for key, acts in (await self._handling.of_cases(keys)).items()}

    async def _passes(self, case: Case, acts: Sequence[Act], chosen: asked.Filters) -> bool:
        """Say whether the filtered wall shows the case; the desk decides where its last alert does not name the actor."""
        if not chosen.takes(standing(acts, case.severity, self._screen.now()).state):
            return False
        if chosen == asked.Filters() or chosen.match(case.severity, opened(case)):
            return True
        if not chosen.actor:
            return False
        newest = await self._desk.wall(
            severities=chosen.severities, rule=chosen.rule, actor=chosen.actor, before=case.seq + 1, limit=1
        )
        return bool(newest) and newest[0].seq == case.seq

    def _tell(self, case: Case, acts: tuple[Act, ...], passes: bool, name: str, number: int | None) -> bytes:
        """Return the event for a case: its card, or that it is not among the chosen."""
        key = f"{case.rule}:{case.story}"
        if not passes:
            return _event("gone", {"key": key}, number)
        return _event(name, {"key": key, "html": self._screen.fragment(case, acts)}, number)

    async def _beat(self, after: int) -> bytes:
        """Return the sign of life, "" when the totals would be read too soon after the last time.

        All walls share one reading; one from before the change a wall stands at says nothing of it.
        """
        now, (counted, at) = asyncio.get_running_loop().time(), self._beat_of
        if self._beating is None or now - at >= TOTALS_KEPT_S:
            self._beat_of = (after, now)
            self._beating = asyncio.ensure_future(self._read_totals())
        elif counted < after:
            return b""
        return await asyncio.shield(self._beating)

    async def _read_totals(self) -> bytes:
        totals, severities = await self._desk.totals(), await self._desk.by_severity()
        counts = {**totals, "cases": sum(severities.values()), **severities}
        return _event("beat", {"now": self._screen.now().isoformat(), "totals": counts})


def _event(name: str, data: dict[str, Any], number: int | None = None) -> bytes:
    """Return one event; JSON keeps a line break in a headline from ending it early."""
    identity = "" if number is None else f"id: {number}\n"
    text = f"{identity}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
    return text.encode("utf-8", "replace")  # half a surrogate pair in a headline is no reason to stop


async def _send(stream: web.StreamResponse, events: bytes) -> None:
    async with asyncio.timeout(STALL_S):
        await stream.write(events)
