"""Pending entries become articles: with their page's text where it can be had, with the feed's words where not.

No entry waits for ever: one whose page fails is published with its summary at once, and the page is tried again. One
that stands long in its host's queue is published the same way before its turn comes, and so is one whose page breaks us.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from ingest.articles import from_entry, from_page, said_of, wants_page
from ingest.extract import Page
from ingest.fetch import Answer, Ask, header_charset, ports_of
from ingest.hosts import Closed, host_of
from ingest.jobs import PageJob, PageRead, packed, unpacked
from ingest.poll import Tools
from ingest.workers import WorkerFailed
from marsad.config.models import Feed
from marsad.errors import FetchError, StoreError
from marsad.ports import Entry

QUEUE_MAX = 5000
RETRY_S = (60.0, 600.0, 3600.0)
SUMMARY_AFTER_S = {"flash": 3.0, "news": 10.0, "slow": 30.0}
_LEFT_ALONE = timedelta(days=1)  # what nothing can be done for now
_IN_HAND = 16  # pages being read and published; with `slots` that are asked for it bounds memory, at `page_bytes` each
_PAGE_TYPES = ("html", "xml", "text/plain", "octet-stream")

_log = logging.getLogger("marsad.ingest")


class Rhythm(NamedTuple):
    """How often the store is asked what is due, and the queues are looked through for what waits too long."""

    refill_s: float = 5.0
    sweep_s: float = 1.0


class Pages:
    """The queue of pending entries, by host. `run` works until cancelled; `drain` lets what is in hand end.

    `patience` stretches the time an entry may wait for its page before its summary goes out.
    """

    def __init__(
        self,
        tools: Tools,
        feeds: Mapping[str, Feed],
        on_article: Callable[[], None],
        *,
        patience: float,
        rhythm: Rhythm,
    ) -> None:
        self._tools = tools
        self._feeds = feeds
        self._on_article = on_article
        self._patience, self._rhythm = patience, rhythm
        self._queues: dict[str, deque[Entry]] = {}
        self._waiting: dict[tuple[str, str, str], float] = {}  # queued, and since when
        self._in_hand: set[tuple[str, str, str]] = set()
        self._early: set[tuple[str, str, str]] = set()
        self._finished: set[tuple[str, str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking = asyncio.Semaphore(tools.settings.slots)  # pages asked for, until one is taken in hand
        self._hand = asyncio.Semaphore(_IN_HAND)
        self._stopping = False
        self._store_says = ""  # why it takes nothing, as it was last told

    def add(self, entries: Iterable[Entry]) -> None:
        """Queue entries that are pending in the store. Beyond QUEUE_MAX they wait there."""
        for entry in entries:
            if self._stopping or self._has(_name(entry)) or len(self._waiting) >= QUEUE_MAX:
                continue
            self._waiting[_name(entry)] = time.monotonic()
            host = self._host(entry)
            if host in self._queues:
                self._queues[host].append(entry)
            else:
                self._queues[host] = deque((entry,))
                self._spawn(self._work(host))

    async def run(self) -> None:
        """Take up what the store holds: from before the restart, and pages whose next try has come."""
        last_refill = -self._rhythm.refill_s
        while True:
            try:
                if time.monotonic() - last_refill >= self._rhythm.refill_s:
                    last_refill = time.monotonic()
                    await self._refill()
                await self._sweep()
            except StoreError as problem:
                self._refused(str(problem))
            except Exception:  # noqa: BLE001 - one entry must not stop the others
                _log.exception("pages: not all that waits was looked at")
            await asyncio.sleep(self._rhythm.sweep_s)

    async def drain(self) -> None:
        """Take nothing new; return when all in hand is published."""
        self._stopping = True
        while self._tasks:
            await asyncio.wait(self._tasks)

    def cancel(self) -> None:
        """Drop everything; it is pending in the store."""
        for task in self._tasks:
            task.cancel()

    def _has(self, name: tuple[str, str, str]) -> bool:
        return name in self._waiting or name in self._in_hand or name in self._finished

    def _host(self, entry: Entry) -> str:
        feed = self._feeds.get(entry.feed)
        return host_of(entry.url) if feed and wants_page(entry, feed) else ""

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _refill(self) -> None:
        self._finished.clear()  # what ends while the store answers must not come back with the answer
        self.add(await self._tools.store.pending(self._tools.now(), QUEUE_MAX))

    async def _sweep(self) -> None:
        """Publish the summaries of entries that have waited too long for their page's turn."""
        now = time.monotonic()
        for queue in list(self._queues.values()):
            for entry in list(queue):
                feed, name = self._feeds.get(entry.feed), _name(entry)
                if feed is None or entry.attempt or name in self._early:
                    continue
                if now - self._waiting.get(name, now) > SUMMARY_AFTER_S[feed.tier] * self._patience:
                    self._early.add(name)
                    await self._tools.store.publish(entry, from_entry(entry, feed), again=self._tools.now())
                    self._on_article()

    async def _work(self, host: str) -> None:
        """Take the entries of one host in turn: the fetch holds the host, reading and publishing go on beside it."""
        queue = self._queues[host]
        try:
            while queue and not self._stopping:
                async with self._asking:  # where readers are busy, else each host would hold a page it has fetched
                    answer = await self._asked(queue[0])  # it stays in the queue, so that the sweep sees it wait
                    await self._hand.acquire()
                entry = queue.popleft()
                self._waiting.pop(_name(entry), None)
                self._in_hand.add(_name(entry))
                self._spawn(self._finish(entry, answer))
        except Closed:  # the rest is pending in the store
            pass
        finally:
            del self._queues[host]
            for entry in queue:
                self._waiting.pop(_name(entry), None)

    async def _asked(self, entry: Entry) -> Answer | FetchError | None:
        """Return the page, why there is none, or None where none is wanted."""
        feed = self._feeds.get(entry.feed)
        if feed is None or not wants_page(entry, feed):
            return None
        try:
            return await self._fetch(entry, feed)
        except Closed:
            raise
        except Exception as problem:  # noqa: BLE001 - one page must not stop the others of its host
            _log.exception("feed %s: page not fetched", entry.feed)
            return FetchError(type(problem).__name__, reason="network")

    async def _fetch(self, entry: Entry, feed: Feed) -> Answer | FetchError:
        tools = self._tools
        if tools.hosts.refuses_pages(entry.url):
            return FetchError(f"{host_of(entry.url)}: asked us to wait", reason="http_4xx", status=429)
        try:
            async with tools.hosts.slot(entry.url):
                return await tools.fetcher.get(
                    Ask(
                        url=entry.url,
                        kind="article",
                        limit_bytes=tools.settings.page_bytes,
                        headers=feed.headers if host_of(entry.url) == host_of(feed.url) else {},
                        allow=feed.allow_private,
                        ports=ports_of(feed.url),
                    )
                )
        except FetchError as problem:
            if problem.retry_after_s:
                tools.hosts.hold_pages(entry.url, problem.retry_after_s)
            return problem

    async def _finish(self, entry: Entry, answer: Answer | FetchError | None) -> None:
        name = _name(entry)
        try:
            await self._settle(entry, answer)
            self._finished.add(name)
            self._on_article()
            self._taken()
        except StoreError as problem:
            self._refused(str(problem))
        except Exception:  # noqa: BLE001 - it stays pending and comes again; the others go on
            _log.exception("feed %s: an entry waits", entry.feed)
        finally:
            self._in_hand.discard(name)
            self._early.discard(name)
            self._hand.release()

    async def _settle(self, entry: Entry, answer: Answer | FetchError | None) -> None:
        """Publish an entry or put it off: what breaks here would break again, so it must not be due at once."""
        feed = self._feeds.get(entry.feed)
        if feed is None:  # it left the configuration; its entries wait for its return
            await self._leave_alone(entry)
            return
        try:
            await self._publish(entry, feed, answer)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, people are told what the feed said
            _log.exception("feed %s: page not taken; what the feed says of it goes out", entry.feed)
            await self._retry_or_leave(entry, feed)

    async def _retry_or_leave(self, entry: Entry, feed: Feed) -> None:
        try:
            await self._retry(entry, feed)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - not even what the feed said can be published
            _log.exception("feed %s: an entry waits for a day", entry.feed)
            await self._leave_alone(entry)

    async def _leave_alone(self, entry: Entry) -> None:
        await self._tools.store.postpone(entry, self._tools.now() + _LEFT_ALONE)

    async def _publish(self, entry: Entry, feed: Feed, answer: Answer | FetchError | None) -> None:
        if isinstance(answer, Answer):
            await self._publish_page(entry, feed, answer)
        elif answer is None:
            await self._tools.store.publish(entry, from_entry(entry, feed))
        else:
            await self._retry(entry, feed)

    def _refused(self, why: str) -> None:
        """Say once, not for every entry and look, that the store does not take what is ready."""
        if why != self._store_says:
            _log.warning("entries wait: %s", why)
        self._store_says = why

    def _taken(self) -> None:
        if self._store_says:
            _log.info("the store takes entries again")
        self._store_says = ""

    async def _publish_page(self, entry: Entry, feed: Feed, answer: Answer) -> None:
        metrics = self._tools.metrics
        page = await self._read(entry, feed, answer)
        metrics.extractions_total.labels(page.outcome).inc()
        if page.outcome == "ok":
            article = from_page(entry, feed, page)
        else:
            article = from_entry(entry, feed)
            if page.outcome != "feed":
                metrics.feed_extract_failures_total.labels(feed.id).inc()
        await self._tools.store.publish(entry, article)

    async def _read(self, entry: Entry, feed: Feed, answer: Answer) -> Page:
        kind = answer.headers.get("content-type", "").lower()
        if kind and not any(known in kind for known in _PAGE_TYPES):
            return Page(outcome="error")  # a PDF, a picture, a film
        job = PageJob(
            body=answer.body,
            now=self._tools.now(),
            said=said_of(entry),
            charset=header_charset(answer.headers),
            language=feed.language,
            zone=feed.zone,
        )
        try:
            result = unpacked(await self._tools.workers.do("page", packed(job)))
        except (WorkerFailed, msgspec.DecodeError):
            return Page(outcome="error")
        if not isinstance(result, PageRead):
            return Page(outcome="error")
        self._tools.metrics.stage_duration_seconds.labels("extract").observe(result.seconds)
        self._tools.metrics.stage_last_processed_timestamp_seconds.labels("extract").set_to_current_time()
        return result.page

    async def _retry(self, entry: Entry, feed: Feed) -> None:
        """Publish what the feed said, and want the page again; after the last try, no more.

        Publishing the same words again adds nothing to the log: article and revision are derived.
        """
        again = None
        if entry.attempt < len(RETRY_S):
            again = self._tools.now() + timedelta(seconds=RETRY_S[entry.attempt] * self._tools.pace)
        self._tools.metrics.feed_extract_failures_total.labels(feed.id).inc()
        await self._tools.store.publish(replace(entry, attempt=entry.attempt + 1), from_entry(entry, feed), again=again)


def _name(entry: Entry) -> tuple[str, str, str]:
    return entry.feed, entry.key, entry.mark
