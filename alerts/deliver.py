"""How does every alert reach its channels, in order and without loss, whatever stops in between?

The ledger drives it. A row is `sending` on disk before the first byte leaves and `delivered` only after the channel
took it, so a kill at any moment leaves a row that is sent again with the same key. Each channel has a worker of its
own: one that hangs or is down delays nobody else. Programs get every alert, here; people get every story, see Poster.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

import msgspec

from alerts.backoff import Step, step_after
from alerts.bucket import Bucket
from alerts.channels.base import Channel, Messenger
from alerts.policy import silenced_by
from alerts.poster import Calm, PassedOn, Poster, never_calm, unforeseen, untold
from alerts.tally import Tally
from marsad.config.channel_tables import Route
from marsad.errors import ChannelError, Refused, StoreError
from marsad.faultpoint import fault
from marsad.metrics import Metrics
from marsad.outbox import Outbox, Silence
from marsad.ports import Delivery
from marsad.records import Alert, decode

_log = logging.getLogger("marsad.deliver")

BATCH = 50
IDLE_S = 0.5  # how late a row may be noticed whose pause has run out; new rows come with `wake`
TROUBLE_S = 2.0  # between tries to use a store that failed
CallRate = tuple[int, float]  # so many calls in so many seconds
NO_RATES: Mapping[str, CallRate] = MappingProxyType({})


class Lane:
    """One channel and what its worker knows. `held_until` is what the ledger says of it."""

    def __init__(self, name: str, channel: Channel | Messenger, rate: CallRate | None = None) -> None:
        self.name, self.channel, self.rate = name, channel, rate
        self.bucket: Bucket | None = None
        self.poster: Poster | None = None
        self.awake = asyncio.Event()
        self.held_until: datetime | None = None
        self.failing = True  # as far as we know: no call went through since the last that failed, or since the start

    def held(self, now: datetime) -> bool:
        """Say whether the channel asked for silence, or is broken and not yet to be probed."""
        return self.held_until is not None and now < self.held_until

    def full(self, now: datetime) -> bool:
        """Say whether the channel takes no further call now."""
        return self.bucket is not None and self.bucket.free(now, critical=True) < 1

    def pause_s(self, now: datetime) -> float:
        """Return how long to rest when nothing can be done."""
        wait_s = self.bucket.wait_s(now) if self.bucket else 0.0
        return min(IDLE_S, wait_s) if wait_s else IDLE_S


class Deliverer:
    """Sends what the ledger holds. One at a time per ledger: it takes up rows an earlier one left in mid-send."""

    def __init__(
        self,
        ledger: Outbox,
        channels: Mapping[str, Channel | Messenger],
        metrics: Metrics,
        *,
        now: Callable[[], datetime],
        routes: Sequence[Route] = (),
        rates: Mapping[str, CallRate] = NO_RATES,
        calm: Calm | None = None,
        passed_on: PassedOn = untold,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Make a deliverer; `calm` tells, by alert id, which of some alerts are of cases that people have decided on.

        `passed_on` is told of an alert that nobody answered, when others have heard of it. `rates`: what channels for
        programs take, by id; a messenger says so itself.
        """
        self._calm, self._passed_on = calm or never_calm, passed_on
        self._ledger, self.tally = ledger, Tally(metrics, channels)
        self._now, self._sleep, self._chance = now, sleep, chance
        self._lanes = [self._lane(name, channel, routes, rates.get(name)) for name, channel in channels.items()]
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False
        self._ended = asyncio.Event()
        self._ended.set()

    def _lane(self, name: str, channel: Channel | Messenger, routes: Sequence[Route], rate: CallRate | None) -> Lane:
        lane = Lane(name, channel, rate)
        if isinstance(channel, Messenger):
            lane.poster = Poster(
                name,
                channel,
                self._ledger,
                tally=self.tally,
                routes=routes,
                now=self._now,
                chance=self._chance,
                hold=lambda step: self._hold(lane, step),
                settle=lambda write: self._settle(lane, write),
                calm=self._calm,
                passed_on=self._passed_on,
            )
        return lane

    async def run(self) -> None:
        """Deliver until `stop`, then close the channels. Raises StoreError when the ledger cannot be used at start."""
        self._ended.clear()
        try:
            if doubtful := await self._ledger.recover():
                _log.warning("in doubt rows=%d: the last stop fell into their sending; they go again", doubtful)
            async with asyncio.TaskGroup() as group:
                self._workers = [group.create_task(self._work(lane)) for lane in self._lanes]
        finally:
            for lane in self._lanes:
                await lane.channel.close()
            self._ended.set()

    def wake(self) -> None:
        """Make the workers look at the ledger now: rows were written."""
        for lane in self._lanes:
            lane.awake.set()

    async def stop(self, timeout_s: float) -> None:
        """Take no further row and wait for the calls under way; those not back after `timeout_s` are cut off.

        A row cut off stays `sending`; the next start repeats it.
        """
        self._stopping = True
        self.wake()
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=timeout_s)
            for worker in late:
                worker.cancel()
        await self._ended.wait()

    async def _work(self, lane: Lane) -> None:
        while not self._stopping:
            lane.awake.clear()  # before looking: a row written while we look is not missed
            try:
                pause_s = 0.0 if await self._round(lane) else lane.pause_s(self._now())
            except Exception:  # noqa: BLE001 - the runtime loop: a store in trouble must not end it
                _log.exception("ledger unusable channel=%s: nothing is sent until it answers", lane.name)
                pause_s = TROUBLE_S
            if pause_s:
                await self._rest(lane, pause_s)

    async def _round(self, lane: Lane) -> bool:
        """Deliver what is due; say whether there was anything."""
        now = self._now()
        lane.held_until = await self._ledger.paused_until(lane.name)  # a test that went through ends a pause
        if lane.held(now):
            return False
        if lane.poster:
            return await lane.poster.round(lambda: not self._stopping and not lane.held(self._now()))
        rows = await self._ledger.due(lane.name, now, BATCH)
        silences = await self._ledger.silences(now) if rows else []
        await self._open(lane, now)
        done = 0
        for row in rows:
            if self._stopping or lane.held(self._now()) or lane.full(self._now()):
                break
            if not await self._silenced(lane, row, silences):
                await self._deliver(lane, row)
            done += 1
        if lane.bucket:
            self.tally.crowded(lane.name, len(rows) - done if lane.full(self._now()) else 0)
        return done > 0

    async def _open(self, lane: Lane, now: datetime) -> None:
        """Measure what the channel may take yet: what was sent before a restart counts."""
        if lane.rate and lane.bucket is None:
            since = now - timedelta(seconds=lane.rate[1])
            lane.bucket = Bucket(*lane.rate, sent=await self._ledger.sent_since(lane.name, since))

    async def _silenced(self, lane: Lane, row: Delivery, silences: Sequence[Silence]) -> bool:
        """Close the row when somebody wants not to hear of it; one nobody can read is told by its delivery."""
        try:
            silence = silenced_by(decode(row.value, Alert), silences) if silences else None
        except msgspec.DecodeError:
            return False
        if silence:
            await self._ledger.silence([row], "silenced", str(silence.id), self._now())
            self.tally.suppressed(lane.name, "silenced", 1)
            _log.info("silenced channel=%s alert=%s by=%d", lane.name, row.alert, silence.id)
        return silence is not None

    async def _deliver(self, lane: Lane, row: Delivery) -> None:
        assert not isinstance(lane.channel, Messenger)  # noqa: S101 - messengers have a poster
        row = await self._ledger.sending(row)
        if row.maybe_duplicate and not lane.channel.idempotent:
            self.tally.repeated(row)
        if lane.bucket:
            lane.bucket.use(self._now())
        began = time.perf_counter()
        try:
            alert, remote_id = await _send(lane.channel, row)
        except ChannelError as problem:
            self.tally.attempted(lane.name, time.perf_counter() - began)
            await self._failed(lane, row, problem)
            return
        fault("accepted")
        self.tally.attempted(lane.name, time.perf_counter() - began)
        now = self._now()
        await self._settle(lane, lambda: self._ledger.delivered(row, now, remote_id))
        if lane.failing:  # it answers again: what waits for its next try need not wait longer
            lane.failing = False
            await self._settle(lane, lambda: self._ledger.hasten(lane.name))
        self.tally.delivered(lane.name, alert, now)
        _log.info("delivered channel=%s alert=%s story=%s attempt=%d", lane.name, row.alert, row.story, row.attempt)

    async def _failed(self, lane: Lane, row: Delivery, problem: ChannelError) -> None:
        now, error = self._now(), str(problem)
        step = step_after(problem, row, now=now, give_up_s=lane.channel.give_up_s, chance=self._chance())
        lane.failing = lane.failing or step.outcome != "dead"
        if step.holds_channel:
            await self._hold(lane, step)
        kept = row if step.counts else msgspec.structs.replace(row, attempt=row.attempt - 1)
        if step.outcome == "dead":
            await self._settle(lane, lambda: self._ledger.dead(kept, error, now))
        else:
            await self._settle(lane, lambda: self._ledger.failed(kept, error, step.not_before))
        self.tally.failed(lane.name, step)
        _say(lane, row, step, error)

    async def _hold(self, lane: Lane, step: Step) -> None:
        """Let nothing go to the channel before its time; what it asked for outlives a restart and a reload."""
        lane.held_until, asked = step.not_before, step.outcome == "retried"
        await self._settle(lane, lambda: self._ledger.pause(lane.name, step.not_before, asked=asked))

    async def _settle(self, lane: Lane, write: Callable[[], Awaitable[None]]) -> None:
        """Write what came of a call, again and again while the store fails: the row would be stuck otherwise."""
        while True:
            try:
                return await write()
            except StoreError as problem:
                if self._stopping:
                    raise
                _log.error("outcome not written channel=%s: %s", lane.name, problem)
            lane.awake.clear()
            await self._rest(lane, TROUBLE_S)

    async def _rest(self, lane: Lane, pause_s: float) -> None:
        """Return after `pause_s`, or when woken."""
        waits = (asyncio.ensure_future(self._sleep(pause_s)), asyncio.ensure_future(lane.awake.wait()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def _send(channel: Channel, row: Delivery) -> tuple[Alert, str]:
    try:
        alert = decode(row.value, Alert)
    except msgspec.DecodeError as problem:
        raise Refused(f"the stored alert cannot be read: {problem}") from problem
    try:
        return alert, await channel.send(alert, key=row.alert)
    except ChannelError:
        raise
    except Exception as problem:  # noqa: BLE001 - a fault in one channel must not end its worker
        raise unforeseen(problem) from None


def _say(lane: Lane, row: Delivery, step: Step, error: str) -> None:
    _log.log(
        logging.ERROR if step.outcome == "dead" else logging.WARNING,
        "%s channel=%s alert=%s story=%s attempt=%d not_before=%s: %s",
        step.outcome,
        lane.name,
        row.alert,
        row.story,
        row.attempt,
        step.not_before.isoformat(timespec="seconds"),
        error,
    )
