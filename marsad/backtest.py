"""What would have happened? Articles from a file through the same stages, in the order of their publication."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

import msgspec

from marsad.identity import article_id, revision_of
from marsad.packed import numbered
from marsad.pool import Analysed, AnalysePool
from marsad.records import Analysis, Article, Decision, decode, encode, written_moment
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import Index

CHUNK = 16
AHEAD = 4

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Line(msgspec.Struct, kw_only=True):
    """One article as the commands read it; other keys are ignored."""

    url: str
    title: str
    text: str
    summary: str | None = None
    published: str | None = None  # ISO 8601
    feed: str | None = None
    publisher: str | None = None
    family: str | None = None
    section: str | None = None


class Fault(NamedTuple):
    """A line that is no article."""

    number: int
    problem: str


class Read(NamedTuple):
    """A line that is one."""

    number: int
    article: Article


_decoder = msgspec.json.Decoder(Line)


def read_line(raw: bytes, number: int) -> Read | Fault:
    """Return the article of one JSON line, or what is wrong with the line."""
    try:
        line = _decoder.decode(raw)
    except msgspec.ValidationError as problem:
        return Fault(number, f"line {number}: not an article: {problem}. Give url, title and text as strings.")
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        return Fault(number, f"line {number}: not JSON: {problem}. Give one JSON object a line.")
    try:
        at = written_moment(line.published) if line.published else None
    except ValueError as problem:
        return Fault(number, f"line {number}: published: {problem}.")
    try:
        id_ = article_id(
            url=line.url, feed=line.feed or "", guid="", publisher=line.publisher or "", title=line.title,
            day=(at or _EPOCH).date().isoformat(),
        )  # fmt: skip
    except ValueError as problem:
        return Fault(number, f"line {number}: {problem}. Give url or title.")
    return Read(
        number,
        Article(
            id=id_,
            revision=revision_of(line.title, line.text),
            url=line.url,
            title=line.title,
            text=line.text,
            seen=at or _EPOCH,
            published=at,
            date_source="given" if at else "fetched",
            feed=line.feed or "",
            publisher=line.publisher or "",
            family=line.family or "",
            section=line.section or "",
        ),
    )


def read_lines(stream: IO[bytes], refuse: Callable[[Fault], None]) -> Iterator[Read]:
    """Yield the articles of a JSON Lines stream; `refuse` hears of the other lines. Empty lines are nothing."""
    for number, raw in numbered(stream):
        read = read_line(raw, number)
        if isinstance(read, Fault):
            refuse(read)
        else:
            yield read


async def analysed(reads: Iterator[Read], pool: AnalysePool) -> AsyncIterator[tuple[Read, Analysed]]:
    """Yield each article with its analysis, in order; at most a few chunks are in memory."""
    waiting: deque[tuple[list[Read], asyncio.Task[list[Analysed]]]] = deque()
    ended = False
    while True:
        while not ended and len(waiting) < pool.workers * AHEAD:
            part = [read for _, read in zip(range(CHUNK), reads, strict=False)]
            ended = len(part) < CHUNK
            if part:
                values = [encode(read.article) for read in part]
                waiting.append((part, asyncio.ensure_future(pool.analyse(values))))
        if not waiting:
            return
        part, task = waiting.popleft()
        for pair in zip(part, await task, strict=True):
            yield pair


async def replay(
    stream: IO[bytes], pool: AnalysePool, refuse: Callable[[Fault], None]
) -> AsyncIterator[tuple[Analysis, Decision]]:
    """Yield each article's decision, in the order of `published`, ties in the order given.

    The stream is spooled to disk: what stays in memory is one number pair a line, and the window.
    """
    index, memory = Index(), PlainMemory()
    with tempfile.TemporaryFile() as spool:
        order = _spool(stream, spool, refuse)
        async for read, result in analysed(_in_order(spool, order), pool):
            if not result.value:
                refuse(Fault(read.number, f"line {read.number}: {result.error}"))
                continue
            analysis = decode(result.value, Analysis)
            decision = decide(analysis, index, memory)
            if since := index.since():
                memory.forget(since)
            yield analysis, decision


def _spool(stream: IO[bytes], spool: IO[bytes], refuse: Callable[[Fault], None]) -> list[tuple[float, int, int]]:
    """Copy the sound lines; return (event time, line number, place in the spool), sorted."""
    order = []
    for read in read_lines(stream, refuse):
        place = spool.tell()
        spool.write(encode(read.article) + b"\n")
        order.append((read.article.at.timestamp(), read.number, place))
    order.sort()
    return order


def _in_order(spool: IO[bytes], order: list[tuple[float, int, int]]) -> Iterator[Read]:
    for _, number, place in order:
        spool.seek(place)
        yield Read(number, decode(spool.readline(), Article))


def analysis_line(article: Article, analysis: Analysis) -> dict[str, Any]:
    """Return the public form of an analysis: what `marsad analyse` prints."""
    return {
        "url": article.url,
        "id": analysis.article,
        "hits": [
            {
                "keyword": hit.keyword, "level": hit.level, "form": hit.form, "field": hit.field, "start": hit.start,
                "end": hit.end, "status": hit.status, "cue": hit.cue or None,
            }
            for hit in analysis.hits
        ],
        "mentions": [
            {
                "actor": mention.actor, "type": mention.type, "role": mention.role, "kind": mention.kind,
                "surface": mention.surface, "field": mention.field, "start": mention.start, "end": mention.end,
            }
            for mention in analysis.mentions
        ],
        "events": [
            {
                "event": event.event, "field": event.field, "start": event.start, "end": event.end,
                "source": event.source, "target": event.target, "place": event.place, "status": event.status,
            }
            for event in analysis.events
        ],
    }  # fmt: skip


def decision_line(decision: Decision) -> dict[str, Any]:
    """Return the public form of a decision: what `marsad backtest` prints."""
    return {
        "url": decision.url,
        "id": decision.article,
        "verdict": decision.verdict,
        "of": decision.of,
        "story": decision.story,
        "alerts": [
            {"id": alert.id, "rule": alert.rule, "severity": alert.severity, "reason": alert.reason}
            for alert in decision.alerts
        ],
        "why": decision.why,
        "families": len(decision.families),
        "merged": [merge.story for merge in decision.merged],
    }
