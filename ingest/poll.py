"""One poll: what does the feed say that it did not say before, saved together with the validators that vouch for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ingest import renamed, schedule
from ingest.entries import Source, succeeding
from ingest.fetch import Answer, Ask, Fetcher, header_charset, ports_of
from ingest.hosts import Hosts, host_of
from ingest.jobs import FeedJob, FeedRead, Unreadable, packed, unpacked
from ingest.outage import Outage, is_silence
from ingest.schedule import Trouble
from ingest.workers import WorkerFailed, Workers
from marsad.config.models import Feed, IngestSettings
from marsad.config.values import seconds
from marsad.errors import FetchError
from marsad.metrics import Metrics
from marsad.ports import Entry, FeedState, FeedStore
from marsad.records import DeadLetter

_NOT_MODIFIED = 304
# Validators may lie: now and then a feed is asked as if for the first time.
_UNCONDITIONAL_EVERY = 10
_UNDATED = {"fetched": "missing", "future": "future", "ancient": "ancient", "no_zone": "no_zone"}


class Tools(NamedTuple):
    """What polls and pages work with."""

    store: FeedStore
    settings: IngestSettings
    metrics: Metrics
    fetcher: Fetcher
    workers: Workers
    hosts: Hosts
    outage: Outage
    now: Callable[[], datetime]
    roll: Callable[[], float]
    pace: float


class Polled(NamedTuple):
    """The feed's state as saved, and the entries that became pending."""

    state: FeedState
    entries: tuple[Entry, ...] = ()


class _Fresh(NamedTuple):
    """What a document holds that is not known yet: to publish, and to remember only."""

    publish: list[Entry]
    skip: list[Entry]
    nameless: list[Entry]
    new: int
    known: int = 0


async def poll(feed: Feed, state: FeedState, tools: Tools) -> Polled:
    """Ask the feed, save what is new with its state, and return both.

    The feed's own failures end in its state; StoreError passes.
    """
    if held_s := tools.hosts.long_held_s(feed.url):
        return await _held(feed, state, held_s, tools)
    try:
        async with tools.hosts.slot(feed.url):
            answer = await tools.fetcher.get(_ask(feed, state, tools.settings))
    except FetchError as problem:
        return await _unanswered(feed, state, problem, tools)
    tools.outage.note(host_of(feed.url), None)
    if answer.status == _NOT_MODIFIED:
        return await _unchanged(feed, state, answer, tools, "not_modified")
    body_hash = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
    if body_hash == state.body_hash:  # not ETags: a server may send new words under an old one
        return await _unchanged(feed, _vouched(state, answer, body_hash), answer, tools, "ok")
    seen = tools.now()
    read = await _read(feed, state, answer, tools)
    if isinstance(read, Trouble):
        tools.metrics.fetch_errors_total.labels("feed", "parse").inc()
        return await _failed(feed, state, read, tools)
    return await _save(feed, state, _Document(answer, body_hash, read, seen), tools)


async def _unanswered(feed: Feed, state: FeedState, problem: FetchError, tools: Tools) -> Polled:
    was_silent = not state.polls or is_silence(state.reason)
    tools.outage.note(host_of(feed.url), problem, was_silent=was_silent)
    if problem.retry_after_s:
        tools.hosts.hold(feed.url, problem.retry_after_s)
    if not problem.status and tools.outage.suspected():
        return await _cut_off(feed, state, problem, tools)
    return await _failed(feed, state, schedule.trouble_of(problem), tools)


class _Document(NamedTuple):
    answer: Answer
    body_hash: str
    read: FeedRead
    seen: datetime


def _ask(feed: Feed, state: FeedState, settings: IngestSettings) -> Ask:
    believed = state.polls % _UNCONDITIONAL_EVERY != _UNCONDITIONAL_EVERY - 1
    return Ask(
        url=feed.url,
        limit_bytes=settings.feed_bytes,
        validators_url=state.url if believed else "",
        etag=state.etag,
        last_modified=state.last_modified,
        headers=feed.headers,
        allow=feed.allow_private,
        ports=ports_of(feed.url),
    )


def _vouched(state: FeedState, answer: Answer, body_hash: str) -> FeedState:
    """Return the state with the validators of `answer`."""
    return replace(
        state,
        url=answer.url,
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
        body_hash=body_hash,
    )


async def _read(feed: Feed, state: FeedState, answer: Answer, tools: Tools) -> FeedRead | Trouble:
    job = FeedJob(
        body=answer.body,
        source=Source(
            feed=feed.id,
            publisher=feed.publisher,
            zone=feed.zone,
            title_suffix=feed.title_suffix,
            language=feed.language,
        ),
        now=tools.now(),
        base=answer.url,
        headers=answer.headers,
        header_charset=header_charset(answer.headers),
        charset=feed.charset,
        policy=state.id_policy,
    )
    try:
        result = unpacked(await tools.workers.do("feed", packed(job)))
    except WorkerFailed as problem:
        if state.reason != problem.reason:  # of a feed that comes and goes the store keeps the first bytes only
            letter = DeadLetter(stage="extract", place=feed.id, error=str(problem), at=tools.now(), value=answer.body)
            if await tools.store.bury(letter):
                tools.metrics.dead_letters_total.labels("extract").inc()
        return schedule.unreadable(problem.reason, str(problem))
    except msgspec.DecodeError:
        return schedule.unreadable("error", "its reader gave no sound answer")
    if isinstance(result, FeedRead):
        return result
    assert isinstance(result, Unreadable)  # noqa: S101 - a feed job has no other answer
    return schedule.unreadable(result.reason, result.words)


async def _unchanged(feed: Feed, state: FeedState, answer: Answer, tools: Tools, outcome: str) -> Polled:
    note = (state.reason, state.detail) if state.reason in ("undated", "foreign") else _hint(answer, state)
    later = schedule.after_success(
        state, new=0, tier=feed.tier, now=tools.now(), roll=tools.roll(), pace=tools.pace, note=note
    )
    await tools.store.save_poll(later, ())
    _count_success(feed, later, 0, outcome, tools.metrics)
    return Polled(later)


async def _cut_off(feed: Feed, state: FeedState, problem: FetchError, tools: Tools) -> Polled:
    later = schedule.after_outage(state, problem, now=tools.now(), roll=tools.roll(), pace=tools.pace)
    await tools.store.save_poll(later, ())
    tools.metrics.feed_polls_total.labels(feed.id, "error").inc()
    return Polled(later)


async def _held(feed: Feed, state: FeedState, held_s: float, tools: Tools) -> Polled:
    later = schedule.after_hold(state, host_of(feed.url), held_s, now=tools.now())
    await tools.store.save_poll(later, ())
    return Polled(later)


async def _failed(feed: Feed, state: FeedState, trouble: Trouble, tools: Tools) -> Polled:
    later = schedule.after_trouble(state, trouble, tier=feed.tier, now=tools.now(), roll=tools.roll(), pace=tools.pace)
    await tools.store.save_poll(later, ())
    tools.metrics.feed_polls_total.labels(feed.id, "error").inc()
    return Polled(later)


async def _save(feed: Feed, state: FeedState, document: _Document, tools: Tools) -> Polled:
    first = state.last_success is None or state.no_item_yet  # an empty document was no reading of what there is
    fresh = await _fresh(feed, document, tools.store, first=first)
    state, again = renamed.after_reading(state, document.read.reading, known=fresh.known)
    if again:  # their words are known, under names that will not be seen again
        document, fresh = await _by_title(feed, state, document, tools)
        told = renamed.told_before(fresh.publish, again)
        publish = [entry for entry in fresh.publish if entry not in told]
        fresh = fresh._replace(publish=publish, skip=fresh.skip + told, new=len(publish))
    reading = document.read.reading
    if state.gap_s <= 0:
        state = replace(
            state, gap_s=schedule.first_gap_s([e.published for e in reading.entries if e.published], document.seen)
        )
    later = schedule.after_success(
        replace(state, id_policy=reading.policy, no_item_yet=first and not reading.entries),
        new=fresh.new,
        tier=feed.tier,
        now=document.seen,
        roll=tools.roll(),
        pace=tools.pace,
        note=_note(document, state),
    )
    # A document that was not read to its end is not vouched for: the rest would never be asked for again.
    whole = bool(reading.entries) and not document.read.truncated
    later = _vouched(later, document.answer, document.body_hash) if whole else _unvouched(later)
    present = [entry.key for entry in reading.entries]
    await tools.store.save_poll(later, fresh.publish, skipped=fresh.skip, present=present)
    for entry in fresh.nameless:
        await _complain(feed, entry, tools)
    _count_success(feed, later, fresh.new, "ok", tools.metrics)
    _count_dates(fresh.publish, tools.metrics, measured=not first)
    return Polled(later, tuple(fresh.publish))


def _unvouched(state: FeedState) -> FeedState:
    return replace(state, url="", etag="", last_modified="", body_hash="")


async def _fresh(feed: Feed, document: _Document, store: FeedStore, *, first: bool) -> _Fresh:
    reading = document.read.reading
    known = await store.known(feed.id, [entry.key for entry in (*reading.entries, *reading.nameless)])
    former = await store.known(feed.id, reading.former) if reading.former else {}
    oldest = document.seen - timedelta(seconds=seconds(feed.backfill))
    publish, skip, new, foreign = [], [], 0, set(reading.foreign)
    for place, entry in enumerate(reading.entries):
        before = known.get(entry.key)
        if before and before.mark == entry.mark:
            continue
        once = former.get(reading.former[place]) if reading.former else None
        renamed = once is not None and once.mark == entry.mark
        if renamed or entry.key in foreign or (first and entry.published is not None and entry.published < oldest):
            skip.append(entry)
            continue
        publish.append(succeeding(entry, before))
        new += before is None
    nameless = [entry for entry in reading.nameless if entry.key not in known]
    found = sum(entry.key in known for entry in reading.entries) + len(former)
    return _Fresh(publish, skip + nameless, nameless, new, found)


async def _by_title(feed: Feed, state: FeedState, document: _Document, tools: Tools) -> tuple[_Document, _Fresh]:
    """Return the document as `state` tells its items apart, and what is new in it then."""
    if state.id_policy != document.read.reading.policy:
        read = await _read(feed, state, document.answer, tools)
        if isinstance(read, FeedRead):
            document = document._replace(read=read)
    return document, await _fresh(feed, document, tools.store, first=False)


def _note(document: _Document, state: FeedState) -> tuple[str, str]:
    """Return (reason, words) when a feed that was read is not well."""
    read = document.read
    if not read.reading.entries:
        had_items = state.items > 0 or state.gap_s > 0
        return ("empty", "the feed had items and has none now") if had_items else ("", "the feed has no items yet")
    if read.truncated:
        return (
            "truncated",
            "the feed has more items than are read at once; its newest are read, ask the outlet for a shorter one",
        )
    items, foreign = len(read.reading.entries), len(read.reading.foreign)
    if foreign == items:
        return "foreign", "no item is in Arabic, and none is taken; give the feed its `language` if that is meant"
    if all(entry.date_source in ("fetched", "future", "ancient") for entry in read.reading.entries):
        return "undated", "no item has a date that can be believed; its news counts as new when first seen"
    hint = _hint(document.answer, state)
    return ("", f"{foreign} of {items} items are not in Arabic and are not taken") if foreign and not hint[1] else hint


def _hint(answer: Answer, state: FeedState) -> tuple[str, str]:
    """Return ("", words) when a feed that is well could be better: people shall read it at every poll that finds it so."""
    if answer.permanent_to:
        return "", f"moved for good to {answer.permanent_to}; change its url"
    if renamed.is_settled(state):
        return "", renamed.WORDS
    return "", ""


async def _complain(feed: Feed, entry: Entry, tools: Tools) -> None:
    """Bury an item that has no name at all; its key is known now, so this happens once."""
    words = "an item without link, guid, title and summary"
    await tools.store.bury(
        DeadLetter(stage="extract", place=f"{feed.id}/{entry.key}", error=words, at=tools.now()), entry
    )
    tools.metrics.dead_letters_total.labels("extract").inc()


def _count_success(feed: Feed, state: FeedState, new: int, outcome: str, metrics: Metrics) -> None:
    metrics.feed_polls_total.labels(feed.id, outcome).inc()
    metrics.feed_items_total.labels(feed.id).inc(new)
    show_times(feed.id, state, metrics)


def show_times(feed: str, state: FeedState, metrics: Metrics) -> None:
    """Set the gauges that alarms compare with now."""
    for gauge, moment in (
        (metrics.feed_last_success_timestamp_seconds, state.last_success),
        (metrics.feed_last_item_timestamp_seconds, state.last_item),
    ):
        if moment:
            gauge.labels(feed).set(moment.timestamp())


def _count_dates(entries: Sequence[Entry], metrics: Metrics, *, measured: bool) -> None:
    """Count what has no believed date; measure the rest, but not a first poll's old items."""
    for entry in entries:
        if reason := _UNDATED.get(entry.date_source):
            metrics.items_undated_total.labels(reason).inc()
        elif measured and entry.published:
            metrics.discovery_delay_seconds.observe(max(0.0, (entry.seen - entry.published).total_seconds()))
