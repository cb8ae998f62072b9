"""The loop that asks: every feed in its time, none in another's way, and nothing lost between feed and log.

due feed -> host slot -> conditional GET -> worker reads it -> new entries and validators in one transaction
         -> page queue -> host slot -> GET -> worker extracts -> Article in the log
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from ingest.fetch import Fetcher
from ingest.hosts import Closed, Hosts
from ingest.outage import Outage
from ingest.pages import Pages, Rhythm
from ingest.poll import Tools, poll, show_times
from ingest.schedule import known_of, way_of_asking
from ingest.workers import DEADLINE_S, Workers, preload
from marsad.config.models import Feed, IngestSettings
from marsad.errors import StoreError
from marsad.metrics import FEED_STATES, Metrics
from marsad.ports import FeedState, FeedStore

_LOOK_S = 1.0  # the wall clock may jump: never sleep long on its word
_AFTER_A_FAULT_S = 60.0
_KEEP_KNOWN = timedelta(days=90)
_PRUNE_EVERY = timedelta(days=1)

_log = logging.getLogger("marsad.ingest")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Poller:
    """Poll `feeds` into `store`; `on_article` is called after each article is durable.

    `pace` stretches the waits between polls (a demo on a fast clock shortens them), `patience` the time an entry may
    wait for its page before its summary is published alone; `rhythm` is how often the pages that wait are looked at.
    `deadline_s` is the processor's time for one job of a reader. `now` and `roll` are the clock and the dice.
    """

    def __init__(
        self,
        feeds: Iterable[Feed],
        store: FeedStore,
        settings: IngestSettings,
        metrics: Metrics,
        *,
        on_article: Callable[[], None],
        pace: float = 1.0,
        patience: float = 1.0,
        rhythm: Rhythm = Rhythm(),  # noqa: B008 - it cannot change
        deadline_s: float = DEADLINE_S,
        now: Callable[[], datetime] = _utc_now,
        roll: Callable[[], float] = random.random,
    ) -> None:
        preload()
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._states: dict[str, FeedState] = {}
        self._tools = Tools(
            store=store,
            settings=settings,
            metrics=metrics,
            fetcher=Fetcher(settings, metrics),
            workers=Workers(settings.workers, deadline_s=deadline_s),
            hosts=Hosts(spacing_s=settings.per_host_s, slots=settings.slots),
            outage=Outage(),
            now=now,
            roll=roll,
            pace=pace,
        )
        self._pages = Pages(self._tools, self._feeds, on_article, patience=patience, rhythm=rhythm)
        self._cut_off = False
        self._pruned: datetime | None = None
        self._polls: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._stopping = self._held = False
        self._done = asyncio.Event()
        self._done.set()

    async def run(self) -> None:
        """Poll until stopped or cancelled; what is unfinished then stays pending in the store."""
        pages: asyncio.Task[None] | None = None
        self._done.clear()
        try:
            self._states = await self._tools.store.states()
            self._compare()
            self._show_states()
            self._show_times()
            pages = asyncio.create_task(self._pages.run(), name="pages")
            while not self._stopping:
                self._start_due()
                self._watch_the_line()
                await self._prune()
                await self._rest()
            await asyncio.gather(*self._polls.values(), return_exceptions=True)  # a reload may have cancelled one
            await self._pages.drain()
        finally:
            await self._put_down(pages)
            self._done.set()

    async def stop(self, timeout_s: float = 10.0) -> None:
        """Start nothing new, let what is under way end within `timeout_s`, and close."""
        self._stopping = True
        self._tools.hosts.close()
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._done.wait()
                return
        for task in self._polls.values():
            task.cancel()
        self._pages.cancel()
        await self._done.wait()

    def reload(self, feeds: Iterable[Feed]) -> None:
        """Poll this set from now on; what is known of a feed that stays is kept, see known_of."""
        fresh = {feed.id: feed for feed in feeds if feed.enabled}
        for id_ in self._polls.keys() & self._feeds.keys() & fresh.keys():
            if way_of_asking(self._feeds[id_]) != way_of_asking(fresh[id_]):
                self._polls[id_].cancel()  # it may wait long for a host that this feed has left
        self._feeds.clear()
        self._feeds.update(fresh)
        self._compare()
        self._show_states()
        self._wake.set()

    def hold(self, *, on: bool) -> None:
        """Start no poll while `on`: what comes in cannot be passed on. Feeds keep what they publish meanwhile."""
        if on != self._held:
            _log.warning("polling is %s", "held: too much waits on disk" if on else "taken up again")
            self._wake.set()
        self._held = on

    def _start_due(self) -> None:
        if self._held:
            return
        now = self._tools.now()
        for feed in self._feeds.values():
            if feed.id not in self._polls and self._due(feed, now) <= now:
                task = asyncio.create_task(self._poll(feed), name=f"poll {feed.id}")
                self._polls[feed.id] = task

    def _due(self, feed: Feed, now: datetime) -> datetime:
        state = self._states.get(feed.id)
        if state is None or state.next_due is None:
            return now
        was_ahead = state.last_poll is not None and state.last_poll > now  # the clock was, and is put right
        return now if was_ahead else state.next_due

    async def _rest(self) -> None:
        """Sleep until the next feed is due, somebody wakes us, or a moment has passed; due feeds wait where we hold."""
        now = self._tools.now()
        feeds = [] if self._held else [feed for feed in self._feeds.values() if feed.id not in self._polls]
        waits = [self._due(feed, now) - now for feed in feeds]
        wait_s = min((wait.total_seconds() for wait in waits), default=_LOOK_S)
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(_LOOK_S, max(0.01, wait_s))):
                await self._wake.wait()

    async def _poll(self, feed: Feed) -> None:
        """Poll one feed; whatever goes wrong with it ends here."""
        state = known_of(feed, self._states.get(feed.id))
        try:
            polled = await poll(feed, state, self._tools)
        except Closed:  # it had not begun
            pass
        except Exception as problem:  # noqa: BLE001 - one feed must not stop the others
            # Its validators have not moved, so nothing is lost: the same answer is read again.
            known = isinstance(problem, StoreError)
            _log.error("feed %s: poll not saved: %s", feed.id, problem, exc_info=None if known else problem)
            now = self._tools.now()
            again = now + timedelta(seconds=_AFTER_A_FAULT_S * self._tools.pace)
            detail = f"poll not saved: {problem}"
            self._states[feed.id] = replace(
                state, next_due=again, last_poll=now, state="failing", reason="error", detail=detail
            )
        else:
            _log_change(feed, state, polled.state)
            self._states[feed.id] = polled.state
            self._pages.add(polled.entries)
        finally:
            del self._polls[feed.id]
            self._show_states()
            self._wake.set()

    def _compare(self) -> None:
        """Forget the trouble of feeds that are asked in another way now."""
        for id_, feed in self._feeds.items():
            if id_ in self._states:
                self._states[id_] = known_of(feed, self._states[id_])

    def _watch_the_line(self) -> None:
        """Say once that our own line seems down, and once that it is back."""
        cut_off = self._tools.outage.suspected()
        if cut_off and not self._cut_off:
            _log.error(
                "most hosts fell silent at once: our own line seems down. No feed is blamed; theirs are tried every minute"
            )
        elif self._cut_off and not cut_off:
            _log.warning("hosts can be reached again")
        self._cut_off = cut_off

    async def _prune(self) -> None:
        """Once a day, forget finished entries that left their feed long ago, and feeds that left the configuration then."""
        now = self._tools.now()
        if self._pruned and now - self._pruned < _PRUNE_EVERY:
            return
        self._pruned = now
        try:
            if await self._tools.store.prune(now - _KEEP_KNOWN, tuple(self._feeds)):
                self._forget_but(await self._tools.store.states())
        except StoreError as problem:
            _log.warning("old entries stay: %s", problem)

    def _forget_but(self, kept: Collection[str]) -> None:
        """Forget the validators of feeds whose entries went: what such a feed says, should it come back, is new to us."""
        self._states = {feed: state for feed, state in self._states.items() if feed in kept or feed in self._feeds}

    def _show_times(self) -> None:
        """Fill the gauges from the store: else every feed looks stale until its first poll."""
        for feed, state in self._states.items():
            if feed in self._feeds:
                show_times(feed, state, self._tools.metrics)

    def _show_states(self) -> None:
        counts: Counter[str] = Counter(state.state for feed, state in self._states.items() if feed in self._feeds)
        for name in FEED_STATES:
            self._tools.metrics.feeds.labels(name).set(counts[name])

    async def _put_down(self, pages: asyncio.Task[None] | None) -> None:
        tasks = [*self._polls.values(), *([pages] if pages else [])]
        for task in tasks:
            task.cancel()
        self._pages.cancel()
        await asyncio.gather(*tasks, self._pages.drain(), return_exceptions=True)
        await self._tools.fetcher.close()
        await self._tools.workers.close()


def _log_change(feed: Feed, before: FeedState, after: FeedState) -> None:
    """Log one line when a feed falls ill or recovers, or is well and has a hint for the operator; not at every poll."""
    hint = after.detail if after.last_success == after.last_poll and after.detail != before.detail else ""
    if hint or (before.state, before.reason) != (after.state, after.reason):
        level = logging.WARNING if hint or after.state != "healthy" else logging.INFO
        _log.log(level, "feed %s: %s %s", feed.id, after.state, after.detail or after.reason)
