"""What would have happened? Articles from a file through the same stages, in the order of their publication."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

import msgspec

from marsad.identity import article_id, revision_of
from marsad.pool import Analysed, AnalysePool
from marsad.records import Alert, Analysis, Article, Decision, Status, decode, encode, utc
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.index import Index

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
        at = utc(datetime.fromisoformat(line.published)) if line.published else None
        id_ = article_id(
            url=line.url, feed=line.feed or "", guid="", publisher=line.publisher or "", title=line.title,
            day=(at or _EPOCH).date().isoformat(),
        )  # fmt: skip
    except ValueError as problem:
        return Fault(number, f"line {number}: {problem}")
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
    for number, raw in enumerate(stream, 1):
        if raw.strip():
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
                "source": event.source, "target": event.target, "place": event.place,
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
    }


# ------------------------------------------------------------------------------------------------- what one rule does

SAMPLES = 10


class Sample(NamedTuple):
    """An alert to read: `marks` are offsets into `sentence`."""

    rule: str
    article: str
    story: str
    day: str
    publisher: str
    title: str
    url: str
    status: Status
    sentence: str
    marks: tuple[tuple[int, int], ...]


class RuleReport:
    """What a rule would have done: articles that fire it by day and publisher, its stories, some of its alerts."""

    def __init__(self, rule: str) -> None:
        """Begin with nothing."""
        self.rule = rule
        self.days: Counter[str] = Counter()
        self.publishers: Counter[str] = Counter()
        self.stories: set[str] = set()
        self.status: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.quiet = 0
        self._samples: dict[str, Sample] = {}

    def take(self, analysis: Analysis, decision: Decision) -> None:
        """Count one article."""
        for match in analysis.matches:
            if match.rule == self.rule:
                self.days[analysis.at.date().isoformat()] += 1
                self.publishers[analysis.publisher or "unknown"] += 1
                self.stories.add(decision.story)
                self.status[match.status] += 1
        self.quiet += sum(each.rule == self.rule for each in decision.quiet)
        for alert in decision.alerts:
            if alert.rule == self.rule:
                self.reasons[alert.reason] += 1
                if alert.reason == "opened":
                    self._keep(alert)

    def _keep(self, alert: Alert) -> None:
        # An id is a hash, so the lowest ones are drawn at random, and the same ones every time.
        self._samples[alert.id] = sample_of(alert)
        if len(self._samples) > SAMPLES:
            del self._samples[max(self._samples)]

    @property
    def samples(self) -> list[Sample]:
        """Alerts drawn from all that opened a case, by day."""
        return sorted(self._samples.values(), key=lambda sample: sample.day)


def sample_of(alert: Alert) -> Sample:
    """Return what a reader needs to judge an alert."""
    return Sample(
        alert.rule, alert.article, alert.story, alert.at.date().isoformat(), alert.publisher, alert.title, alert.url,
        alert.status, alert.sentence, alert.marks,
    )  # fmt: skip


class Change(NamedTuple):
    """What a change of the rules does to the alerts of one rule.

    `moved`: alerts of a story that both have, but on another article of it, as the new rules have them.
    """

    rule: str
    kept: int
    added: list[Sample]
    removed: list[Sample]
    moved: list[Sample]


Alerts = Mapping[tuple[str, str], Sample]  # by (rule, article)


def changes(new: Alerts, old: Alerts, rules: Sequence[str]) -> list[Change]:
    """Return what became of the alerts of each of `rules`, in their order."""
    told_new = {(sample.rule, sample.story) for sample in new.values()}
    told_old = {(sample.rule, sample.story) for sample in old.values()}
    found = []
    for rule in rules:
        only_new = [sample for key, sample in new.items() if key[0] == rule and key not in old]
        only_old = [sample for key, sample in old.items() if key[0] == rule and key not in new]
        found.append(
            Change(
                rule=rule,
                kept=sum(key[0] == rule and key in old for key in new),
                added=[each for each in only_new if (rule, each.story) not in told_old],
                removed=[each for each in only_old if (rule, each.story) not in told_new],
                moved=[each for each in only_new if (rule, each.story) in told_old],
            )
        )
    return found
