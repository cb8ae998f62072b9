"""Deciding on a log that others write: how does one language keep its order, whoever decides it and whenever Redis forgets?

The position in Redis is the truth; Kafka's own commit is a hint. A row and the position move in one step, and only the
owner may move them. What was decided before is answered from memory, what Kafka skipped is read again, what Redis lost
is rebuilt from Kafka before anything else is decided.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from marsad.bulk import lasting
from marsad.errors import Away
from marsad.metrics import Metrics
from marsad.ports import LogRow
from marsad.records import Analysis, Decision, decode
from marsad.runtime.known import Known, Packed
from marsad.stores.redis import KEPT_S, Answer, Ownership, Prepared, RedisMemory, Stale
from marsad.stores.rows import Row, completed
from processors.decide import judge
from processors.window.index import Index

_log = logging.getLogger("marsad.decider")

_TOPIC = "analyses"


class Poison(NamedTuple):
    """A record that is no analysis, or that deciding broke on."""

    offset: int
    value: bytes
    error: str


class Rebuilt(NamedTuple):
    """What Kafka knows of a language: rows with the times their articles were seen, and the first offset not decided.

    `open`: offsets before that one without a decision, though later ones have one: what was decided and not sent when
    Redis was lost, and what could not be decided.
    """

    rows: Sequence[tuple[Row, datetime]]
    next: int
    open: Sequence[int] = ()


ReadHole = Callable[[int, int], Awaitable[Sequence[LogRow]]]  # [first, last): what the log still holds of it, in order
Rebuild = Callable[[], Awaitable[Rebuilt]]


class Decider:
    """Decides the analyses of one language, one after the other."""

    def __init__(
        self, language: str, memory: RedisMemory, metrics: Metrics, *, read_hole: ReadHole, rebuild: Rebuild
    ) -> None:
        self._language, self._memory, self._metrics = language, memory, metrics
        self._read_hole, self._rebuild = read_hole, rebuild
        self._index, self._known = Index(), Known()
        self._rows_gauge = metrics.memory_rows.labels(language)
        self._epoch = 0
        self._unsaid: list[Decision | Poison] = []  # of skipped records, until a call ends well
        self._todo: list[LogRow] = []  # to be settled before anything else, as far as `_todo_end`
        self._todo_end = 0
        self._owed: int | None = None  # as Redis has it
        self._paid_by = -1  # the record with which all that is owed is sent
        self._next = -1  # behind what this process decided last; -1: it has not read the memory
        self.owned = False

    @property
    def stories(self) -> int:
        """How many stories are in the window."""
        return self._index.stories

    @property
    def next(self) -> int:
        """The first offset that is not decided; -1 before the memory was read."""
        return self._next

    def disown(self) -> None:
        """Forget to be the owner: the partition went away. What is known stays, it may come back unchanged."""
        self.owned = False

    async def own(self) -> None:
        """Take the language over and read its memory; rebuild it when Redis holds none. Raises Away, Stale."""
        if self.owned:
            return
        ownership = await self._memory.own()
        self._epoch = ownership.epoch
        self._metrics.decider_epoch.labels(self._language).set(ownership.epoch)
        if ownership.next is None:
            await self._restore()
        elif ownership.next != self._next:
            await self._load(ownership)
        if ownership.owed is not None:
            self._owed, self._todo_end = ownership.owed, self._next
            self._todo = list(await self._read_hole(ownership.owed, self._next))
        self.owned = True
        _log.info("owner of %s epoch=%d rows=%d next=%d", self._language, self._epoch, len(self._known), self._next)

    async def _load(self, found: Ownership) -> None:
        try:
            with lasting():
                await self._take([Packed.of(*each) async for each in self._memory.load(found.newest)])
        except ValueError as problem:
            _log.error("memory of %s cannot be read (%s): it is read again from Kafka", self._language, problem)
            await self._restore()
        else:
            self._next = found.next or 0

    async def _restore(self) -> None:
        """Read back from Kafka what Redis lost; nothing is decided or sent."""
        rebuilt = await self._rebuild()
        if rebuilt.rows:
            _log.warning("memory of %s rebuilt from Kafka rows=%d", self._language, len(rebuilt.rows))
            self._metrics.memory_rebuilds_total.inc()
        await self._memory.restore(self._epoch, rebuilt.rows)
        first = rebuilt.open[0] if rebuilt.open else rebuilt.next
        if rebuilt.open:
            await self._owe(first)
            self._todo = [row for offset in rebuilt.open for row in await self._read_hole(offset, offset + 1)]
            self._todo_end = rebuilt.next
        await self._memory.move(self._epoch, first)
        await self._take([Packed.of(*each) for each in rebuilt.rows])
        self._next = first

    async def _owe(self, offset: int) -> None:
        """Say that Kafka will not bring these again: whoever owns next must send them if this process cannot."""
        if self._owed is None:
            await self._memory.owe(self._epoch, offset)
            self._owed = offset

    async def sent(self, offset: int) -> None:
        """Hear that what `settle` returned for `offset` is with the brokers. Raises Away, Stale."""
        if self._owed is not None and offset == self._paid_by:
            await self._memory.owe(self._epoch, None)
            self._owed = None

    async def _take(self, rows: list[Packed]) -> None:
        self._index, self._known = await asyncio.to_thread(_taken, rows)  # the loop answers the broker meanwhile
        self._expire()

    def _remember(self, row: Row, seen: datetime) -> None:
        self._add(row, seen)
        self._expire()

    def _add(self, row: Row, seen: datetime) -> None:
        self._index.add(row.footprint, row.decision)
        self._known.add(row, seen)

    def _expire(self) -> None:
        if latest := self._index.latest:
            self._known.forget(latest - timedelta(seconds=KEPT_S))
        self._rows_gauge.set(len(self._known))

    async def settle(self, offset: int, value: bytes) -> list[Decision | Poison]:
        """Return what is to be sent for the record at `offset`, and before it for those that Kafka skipped.

        Nothing when it is a second record of a revision decided before. Raises Away: then the same call may be made
        again, and returns also what was decided until then. Raises Stale: then this process must end.
        """
        await self.own()
        if self._todo:
            await self._do_before(offset)
        last = await self._settled(offset, value)
        out, self._unsaid = [*self._unsaid, *last], []
        self._paid_by = offset
        return out

    async def settle_all(self, records: Sequence[tuple[int, bytes]]) -> list[list[Decision | Poison]]:
        """Return what `settle` returns for the first of `records`, and for as many of the next as go in one step with it.

        Raises as `settle` does. What was judged then stands in the index ahead of Redis, and `settle` writes it as it is.
        """
        await self.own()
        if not self._todo and not self._unsaid and self._owed is None:
            ahead = self._judged_ahead(records)
            rows = [prepared for _, _, prepared in ahead]
            if len(ahead) > 1 and await self._memory.write_all(self._epoch, ahead[0][0].offset, rows):
                self._next += len(ahead)
                self._expire()
                return [_again(row, row.offset, analysis) for row, analysis, _ in ahead]
        return [await self.settle(*records[0])]

    def _judged_ahead(self, records: Sequence[tuple[int, bytes]]) -> list[tuple[Row, Analysis, Prepared]]:
        """Judge records as long as each is the next of the log and new; `settle` tells what is wrong with the others."""
        ahead: list[tuple[Row, Analysis, Prepared]] = []
        for offset, value in records:
            analysis, _ = _read(value)
            if (
                offset != self._next + len(ahead)
                or not analysis
                or self._known.row(analysis.article, analysis.revision)
            ):
                break
            row = self._judged(offset, value, analysis)
            if isinstance(row, Poison):
                break
            try:
                prepared = self._memory.prepared(row, analysis.seen)
                self._add(row, analysis.seen)
            except Exception:  # noqa: BLE001 - it fits in no row, or in no index
                break
            ahead.append((row, analysis, prepared))
        return ahead

    async def _do_before(self, offset: int) -> None:
        """Settle what is to be settled ahead of `offset`; what lies behind it comes in its turn, from Kafka too."""
        due = [row for row in self._todo if row.offset < offset]
        later = [row for row in self._todo if row.offset > offset]
        await self._catch_up(due, min(offset, self._todo_end))
        self._todo = later

    async def _settled(self, offset: int, value: bytes) -> list[Decision | Poison]:
        await self.own()
        if offset > self._next:  # Redis may be further: a write whose answer was lost is in its rows, not in our index
            await self._fill(self._next, offset)
        analysis, error = _read(value)
        if analysis is None:
            return await self._passed(Poison(offset, value, error))
        known = self._known.row(analysis.article, analysis.revision)
        row = known or self._judged(offset, value, analysis)
        if isinstance(row, Poison):
            return await self._passed(row)
        try:
            answer = await self._memory.write(self._epoch, offset, row, analysis.seen)
        except Away:
            raise
        except Exception as problem:  # noqa: BLE001 - it fits in no row
            return await self._passed(Poison(offset, value, f"remember: {type(problem).__name__}: {problem}"))
        if answer.kind == "new":
            self._next = max(self._next, offset + 1)
            if known is None:
                self._add(row, analysis.seen)
            self._expire()  # also of one that was judged ahead and then found alone
            return _again(row, offset, analysis)
        if answer.kind == "old" and answer.row is not None:
            self._next = max(self._next, offset + 1)
            self._metrics.redeliveries_total.labels("decide").inc()
            if known is None and answer.row.offset == offset:  # our own write, whose answer was lost
                self._remember(answer.row, analysis.seen)
            return _again(answer.row, offset, analysis)
        return await self._otherwise(answer, offset, value)

    def _judged(self, offset: int, value: bytes, analysis: Analysis) -> Row | Poison:
        try:
            footprint, decision = judge(analysis, self._index, self._known)
        except Exception as problem:  # noqa: BLE001 - one article must not stop its language
            _log.exception("analysis at offset %d cannot be decided", offset)
            return Poison(offset, value, f"decide: {type(problem).__name__}: {problem}")
        return Row(offset, footprint, decision)

    async def _passed(self, poison: Poison) -> list[Decision | Poison]:
        """Move on from a record that leaves nothing to remember; said again at each redelivery, under the same key."""
        answer = await self._memory.skip(self._epoch, poison.offset)
        if answer.kind in ("new", "past", "old"):
            self._next = max(self._next, poison.offset + 1)
            return [poison]
        return await self._otherwise(answer, poison.offset, poison.value)

    async def _otherwise(self, answer: Answer, offset: int, value: bytes) -> list[Decision | Poison]:
        if answer.kind == "past":
            _log.warning(
                "%s: offset %d was passed and nothing is remembered of it: is %s a new log, and Redis has one before it?",
                self._language, offset, _TOPIC,
            )  # fmt: skip
            self._metrics.redeliveries_total.labels("decide").inc()
            return []
        if answer.kind == "stale":
            raise Stale(f"another process decides {self._language} now")
        if answer.kind == "lost":
            _log.error("Redis has lost the memory of %s: it is read again from Kafka first", self._language)
            self.owned, self._next = False, -1
            return await self._settled(offset, value)
        await self._fill(answer.expected, offset)
        return await self._settled(offset, value)

    async def _fill(self, first: int, last: int) -> None:
        """Settle what Kafka skipped before `last`; what it no longer holds is gone, and is said aloud."""
        held = await self._read_hole(first, last)
        missing = (last - first) - len(held)
        self._metrics.log_gaps_total.labels(_TOPIC).inc(last - first)
        _log.log(
            logging.ERROR if missing else logging.WARNING,
            "gap in %s of %s: offsets %d to %d were skipped; %d are read again, %d the log no longer holds",
            _TOPIC, self._language, first, last - 1, len(held), missing,
        )  # fmt: skip
        await self._owe(first)
        await self._catch_up(list(held), last)

    async def _catch_up(self, rows: list[LogRow], last: int) -> None:
        """Settle `rows` of the log one by one, then go on at `last`."""
        for offset, _, value in rows:
            if offset > self._next:
                await self._memory.move(self._epoch, offset)
                self._next = offset
            self._unsaid.extend(await self._settled(offset, value))
        await self._memory.move(self._epoch, last)
        self._next = max(self._next, last)


def _taken(rows: list[Packed]) -> tuple[Index, Known]:
    """Return what a decider knows that has decided these."""
    index, known = Index(), Known(sorted(rows, key=lambda row: row.offset))
    index.load((row.footprint, row.decision) for row in known)
    return index, known


def _read(value: bytes) -> tuple[Analysis | None, str]:
    try:
        return decode(value, Analysis), ""
    except msgspec.DecodeError as problem:
        return None, f"decode: {problem}"


def _again(row: Row, offset: int, analysis: Analysis) -> list[Decision | Poison]:
    """Return the decision if it was made at this offset: a second record of the same revision says nothing."""
    return [completed(row.decision, analysis)] if row.offset == offset else []
