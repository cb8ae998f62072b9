"""What goes on between reading a record and committing it: how is none lost, whatever fails?

Faust acknowledges an event when its agent asks for the next one, however that comes about; an exception that leaves
the agent loses the event. So nothing leaves: trouble with Kafka or Redis is retried here for ever, what no stage can
take becomes a dead letter, and an event is acknowledged only when every record that came of it is acknowledged by
the broker. A stop in the middle of a retry ends the process at once, with nothing acknowledged.

Several events are under way at a time, and they are acknowledged in their order: Faust commits over a hole of one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple, NoReturn, Protocol, TypeVar

from marsad.errors import TRY_AGAIN, Away, Unsendable
from marsad.faultpoint import fault
from marsad.metrics import Metrics

_log = logging.getLogger("marsad.agent")

T = TypeVar("T")

GROUP = 32  # events whose records are sent together
DEAD_LETTERS = "dead-letters"
DEAD_LETTER_BYTES = 64 * 1024  # of a record too large even for dead letters
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 10.0


class Place(NamedTuple):
    """Where a record stands; `topic` without prefix."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


class Out(NamedTuple):
    """A record to be sent; `topic` without prefix, partition None = by key."""

    topic: str
    key: bytes
    value: bytes
    partition: int | None = None
    headers: dict[str, bytes] | None = None


class Event(Protocol):
    """One record from the log, to be acknowledged when all that came of it is durable."""

    @property
    def place(self) -> Place:
        """Where it stands."""

    @property
    def value(self) -> bytes:
        """Its bytes."""

    async def ack(self) -> None:
        """Let the position move over it."""


Send = Callable[[Out], Awaitable[Awaitable[None]]]  # raises Away, Unsendable; the inner one ends with the broker's ack
Stage = Callable[[Place, bytes], Awaitable[Sequence[Out]]]  # raises Away to be tried again


class _UnderWay(NamedTuple):
    """An event with what comes of it."""

    event: Event
    task: asyncio.Task[Sequence[Out]]


@dataclass
class Pulse:
    """What the watchdog reads, from its own thread. Times are monotonic seconds."""

    name: str
    handled: int = 0
    last_event: float = field(default_factory=time.monotonic)
    beat: float = field(default_factory=time.monotonic)
    in_hand_since: float | None = None
    retrying_since: float | None = None
    trouble: str = ""


async def _owing_nothing(_: Place) -> None:
    """Have nobody to tell: what is not acknowledged comes again."""


class Agent:
    """Moves the events of one topic through one stage.

    `depth`: how many are under way at a time. `turn`: what an event holds from its first try in the stage to its last;
    a stage whose order matters gives its events one lock, or another would pass by one that waits for Redis. `sent`
    hears of every event whose records the brokers have, before it is acknowledged; it raises Away to be asked again.
    """

    def __init__(
        self,
        stage: Stage,
        send: Send,
        pulse: Pulse,
        metrics: Metrics,
        *,
        depth: int,
        stopping: Callable[[], bool],
        quit_now: Callable[[int], NoReturn] = os._exit,
        dice: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        turn: Callable[[Place, bytes], AbstractAsyncContextManager[object]] = lambda *_: nullcontext(),
        sent: Callable[[Place], Awaitable[None]] = _owing_nothing,
    ) -> None:
        self._stage, self._send, self._pulse, self._metrics = stage, send, pulse, metrics
        self._stopping, self._quit, self._dice, self._sleep = stopping, quit_now, dice, sleep
        self._turn, self._sent = turn, sent
        self._under_way: asyncio.Queue[_UnderWay] = asyncio.Queue(depth)
        self._free = asyncio.Semaphore(depth)
        self._in_hand = 0  # events taken and not acknowledged, also one that waits for its turn
        self._waiting = 0  # steps that wait for Kafka or Redis

    async def run(self, events: AsyncIterator[Event]) -> None:
        """Read until `events` end; what was begun is finished, or left to the next process unacknowledged."""
        settling = asyncio.create_task(self._settle(), name=f"settle {self._pulse.name}")
        settling.add_done_callback(self._settled)
        try:
            async for event in events:
                self._in_hand += 1
                self._pulse.in_hand_since = self._pulse.in_hand_since or time.monotonic()
                await self._free.acquire()
                await self._under_way.put(_UnderWay(event, asyncio.create_task(self._worked(event))))
            await self._under_way.join()
        except BaseException:
            if self._in_hand:
                self._quit(TRY_AGAIN)  # a cancelled body would be acknowledged on its way out
            raise
        finally:
            settling.remove_done_callback(self._settled)
            settling.cancel()

    def _settled(self, task: asyncio.Task[None]) -> None:
        """A settler that ends by itself has a fault: nothing more would be acknowledged, so begin anew."""
        problem = "an ack was cancelled" if task.cancelled() else repr(task.exception())
        _log.critical("%s cannot go on: %s", self._pulse.name, problem)
        self._quit(TRY_AGAIN)

    async def _worked(self, event: Event) -> Sequence[Out]:
        """Return what is to be sent for an event; a dead letter when no stage can take it."""
        try:
            async with self._turn(event.place, event.value):
                return await self._retry(lambda: self._stage(event.place, event.value))
        except Exception as problem:  # noqa: BLE001 - one record must not stop the others
            return [self._letter(event, f"{type(problem).__name__}: {problem}")]

    async def _settle(self) -> None:
        """Acknowledge events in their order, as many together as are through the stage: a request costs the broker and us as
        much for one record as for thirty.
        """
        held: _UnderWay | None = None
        while True:
            group = [held or await self._under_way.get()]
            await asyncio.wait([group[0].task])
            held = None
            while len(group) < GROUP and held is None and not self._under_way.empty():
                following = self._under_way.get_nowait()
                if following.task.done():
                    group.append(following)
                else:
                    held = following
            await self._settle_group([(event, task.result()) for event, task in group])

    async def _settle_group(self, group: Sequence[tuple[Event, Sequence[Out]]]) -> None:
        """Send together what came of `group`; from the first that meets trouble on, one after the other, to keep the order."""
        well = await self._sent_together([outs for _, outs in group]) if len(group) > 1 else 0
        for number, (event, outs) in enumerate(group):
            if number >= well:
                try:
                    await self._deliver(outs)
                except Unsendable as problem:
                    await self._deliver([self._letter(event, str(problem))])
            await self._acknowledge(event)

    async def _sent_together(self, each: Sequence[Sequence[Out]]) -> int:
        """Send the records of several events and await every ack; return how many of the first events went through."""
        begun: list[list[Awaitable[None]]] = []
        refused = False
        for outs in each:
            begun.append([])
            try:
                for out in outs:
                    begun[-1].append(await self._send(out))
            except (Away, Unsendable):
                refused = True
                break
        fault("sent")
        answers = [await asyncio.gather(*acks, return_exceptions=True) for acks in begun]
        for problem in chain.from_iterable(answers):
            if problem is not None and not isinstance(problem, (Away, Unsendable)):
                raise problem
        troubled = [any(acks) for acks in answers]
        if refused:
            troubled[-1] = True
        return troubled.index(True) if True in troubled else len(each)

    async def _acknowledge(self, event: Event) -> None:
        await self._retry(lambda: self._sent(event.place))
        fault("acked")
        await event.ack()
        self._under_way.task_done()
        self._free.release()
        self._in_hand -= 1
        self._pulse.handled += 1
        self._pulse.last_event = time.monotonic()
        self._pulse.in_hand_since = self._pulse.last_event if self._in_hand else None

    async def _deliver(self, outs: Sequence[Out]) -> None:
        """Have every record acknowledged; what is too large even for dead letters is cut. Raises Unsendable."""
        try:
            await self._retry(lambda: self._send_all(outs))
        except Unsendable:
            smaller = [_cut(out) for out in outs]
            if smaller == outs:
                raise
            await self._retry(lambda: self._send_all(smaller))

    async def _send_all(self, outs: Sequence[Out]) -> None:
        """Send in order, then await every ack: a send that returned is only in a buffer.

        One that is Unsendable does not keep the others back. Raises Away before Unsendable: all are sent again then.
        """
        begun: list[Awaitable[None]] = []
        problems: list[BaseException] = []
        for out in outs:
            try:
                begun.append(await self._send(out))
            except Unsendable as problem:
                problems.append(problem)
            except Away as problem:
                problems.append(problem)
                break
        fault("sent")
        problems += [each for each in await asyncio.gather(*begun, return_exceptions=True) if each is not None]
        if problems:
            raise min(problems, key=lambda each: isinstance(each, Unsendable))

    def _letter(self, event: Event, error: str) -> Out:
        self._metrics.dead_letters_total.labels(self._pulse.name).inc()
        return dead_letter(self._pulse.name, event.place, event.value, error)

    async def _retry(self, step: Callable[[], Awaitable[T]]) -> T:
        """Return what `step` gives, trying again while Kafka or Redis is away; everything else is the caller's."""
        attempt = 0
        try:
            while True:
                try:
                    return await step()
                except Away as problem:
                    attempt += 1
                    self._waiting += attempt == 1
                    self._away(problem)
                await self._sleep(backoff_s(attempt - 1, self._dice()))
                if self._stopping():
                    self._quit(TRY_AGAIN)
        finally:
            if attempt:
                self._waiting -= 1
                self._back()

    def _away(self, problem: Away) -> None:
        pulse = self._pulse
        if pulse.retrying_since is None:
            pulse.retrying_since = time.monotonic()
            _log.warning("%s waits: %s", pulse.name, problem)
            self._metrics.agent_retrying_since_timestamp_seconds.labels(pulse.name).set(time.time())
        pulse.trouble = str(problem)

    def _back(self) -> None:
        """A step waits no more; the stage goes on when it was the last one: others may still be waiting."""
        pulse = self._pulse
        if not self._waiting and pulse.retrying_since is not None:
            _log.warning("%s goes on after %.1f s", pulse.name, time.monotonic() - pulse.retrying_since)
            pulse.retrying_since, pulse.trouble = None, ""
            self._metrics.agent_retrying_since_timestamp_seconds.labels(pulse.name).set(0)


def backoff_s(attempt: int, roll: float) -> float:
    """Return the wait before try number `attempt` + 1: doubling from 0.1 to 10 s, half of it left to chance (`roll` in 0..1)."""
    doubled: float = _FIRST_WAIT_S * 2 ** min(attempt, 16)
    return (0.5 + 0.5 * roll) * min(_LONGEST_WAIT_S, doubled)


def dead_letter(stage: str, place: Place, value: bytes, error: str) -> Out:
    """Return the record for `dead-letters`: the bytes as they came, the story in headers."""
    at = datetime.now(UTC).isoformat()
    headers = {"stage": stage, "place": str(place), "error": error[:500], "at": at, "bytes": str(len(value))}
    told = {key: text.encode("utf-8", "replace") for key, text in headers.items()}
    return Out(DEAD_LETTERS, str(place).encode(), value, None, told)


def _cut(out: Out) -> Out:
    return out._replace(value=out.value[:DEAD_LETTER_BYTES]) if out.topic == DEAD_LETTERS else out
