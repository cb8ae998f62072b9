"""How does a messenger's queue empty? Plan, take up, post, settle; every step is on disk before the next."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from traceback import extract_tb

import msgspec

from alerts.backoff import Step, step_after
from alerts.bucket import Bucket
from alerts.channels.base import Messenger, Posting
from alerts.plan import EDIT_S, ROLL_UP_S, Batch, Folded, Held, Post, Sent, Silenced, Situation, plan, rolled_up
from alerts.policy import call_for, unanswered
from alerts.tally import Tally
from alerts.told import Told, told
from marsad.config.channel_tables import Route
from marsad.config.values import seconds
from marsad.errors import Broken, ChannelError, Retry
from marsad.faultpoint import fault
from marsad.outbox import Backlog, Carrier, Outbox
from marsad.ports import Delivery
from marsad.records import SEVERITIES, Alert, decode

_log = logging.getLogger("marsad.deliver")

STORIES = 500  # looked at in one round
FLOOD = timedelta(minutes=10)  # how long one message takes up what has no room
Settle = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]
Calm = Callable[[Sequence[Alert], datetime], Awaitable[Mapping[str, str]]]


PassedOn = Callable[[Alert, str, float, datetime], Awaitable[None]]  # alert, channel, seconds nobody answered, when


async def untold(_alert: Alert, _channel: str, _after_s: float, _now: datetime) -> None:
    """Tell nobody that an alert was passed on."""


async def never_calm(_alerts: Sequence[Alert], _now: datetime) -> Mapping[str, str]:
    """Return that nobody has decided on any case."""
    return {}


class Poster:
    """Sends what waits for one messenger. `hold` is told what lets nothing go for a while; `settle` writes until it is written."""

    def __init__(
        self,
        name: str,
        messenger: Messenger,
        outbox: Outbox,
        *,
        tally: Tally,
        routes: Sequence[Route],
        now: Callable[[], datetime],
        chance: Callable[[], float],
        hold: Callable[[Step], Awaitable[None]],
        settle: Settle,
        calm: Calm,
        passed_on: PassedOn = untold,
    ) -> None:
        self._name, self._messenger, self._outbox, self._tally = name, messenger, outbox, tally
        self._routes, self._now, self._chance, self._hold, self._settle = routes, now, chance, hold, settle
        self._calm, self._passed_on = calm, passed_on
        self._bucket: Bucket | None = None
        self._failing = True  # as far as we know: no call went through since the last that failed, or since the start

    async def round(self, going: Callable[[], bool]) -> bool:
        """Do what can be done now, while `going()`; say whether anything was."""
        now = self._now()
        stories = await self._readable(await self._outbox.backlog(self._name, now, STORIES), now)
        if not stories:
            self._tally.crowded(self._name, 0)
            return False
        silences = await self._outbox.silences(self._now())  # what came after the end of one is not held back
        alerts = [decode(waiting.row.value, Alert) for story in stories for waiting in story.rows]
        calm = await self._calm(alerts, now)
        made = plan(stories, Situation(self._name, now, self._routes, silences, self._messenger.edits, calm))
        for act in made.settled:
            await self._without_call(act, now)
        return await self._send_all(made.sent, going) or bool(made.settled)

    async def _readable(self, stories: Sequence[Backlog], now: datetime) -> list[Backlog]:
        """Bury rows nobody can read: they must not be tried for ever, nor hold up their story."""
        kept = []
        for story in stories:
            broken = [waiting.row for waiting in story.rows if not _sound(waiting.row.value)]
            if broken:
                await self._outbox.bury(broken, "the stored alert cannot be read", now)
                _log.error("dead channel=%s story=%s: a stored alert cannot be read", self._name, story.story)
            rows = tuple(waiting for waiting in story.rows if waiting.row not in broken)
            if rows:
                kept.append(story._replace(rows=rows, told=tuple(filter(_sound, story.told))))
        return kept

    async def _without_call(self, act: Silenced | Held | Folded, now: datetime) -> None:
        match act:
            case Silenced():
                await self._outbox.silence(act.rows, act.reason, act.by, now)
                self._tally.suppressed(self._name, act.reason, len(act.rows))
                _log.info("%s channel=%s alert=%s by=%s", act.reason, self._name, act.rows[0].alert, act.by)
            case Held():
                await self._outbox.hold(act.rows, act.reason, act.until)
            case Folded():
                await self._outbox.posted(act.rows, now, act.shown)

    async def _send_all(self, acts: list[Sent], going: Callable[[], bool]) -> bool:
        bucket = await self._opened()
        sent, stopped = 0, False
        for act in await self._fitting(acts, bucket):
            grave = isinstance(act, Batch) or act.severity == "critical"
            if bucket.free(self._now(), critical=grave) < 1:
                break
            stopped = not going() or not await self._send(act)
            if stopped:
                break
            sent += len(act.rows)
        self._tally.crowded(self._name, 0 if stopped else sum(len(act.rows) for act in acts) - sent)
        return sent > 0

    async def _fitting(self, acts: list[Sent], bucket: Bucket) -> list[Sent]:
        """Return `acts` with those that would wait too long for room in one message; while it was just written, without."""
        now = self._now()
        gap_s = EDIT_S if self._messenger.edits else ROLL_UP_S
        room = bucket.free(now) + bucket.within(ROLL_UP_S)  # without what is kept for critical ones
        flooded = len(acts) > room
        room -= int(ROLL_UP_S / gap_s)  # calls of the one message meanwhile
        if not flooded or (batch := rolled_up(acts[max(0, room) :])) is None:
            return acts
        names = {row.alert for row in batch.rows}
        others = [act for act in acts if act.rows[0].alert not in names]
        flood = await self._flood(now)
        if flood and now < flood.at + timedelta(seconds=gap_s):
            return others
        grave = sum(isinstance(act, Post) and act.severity == "critical" for act in others)
        return [*others[:grave], batch, *others[grave:]]

    async def _flood(self, now: datetime) -> Carrier | None:
        return await self._outbox.last_carrier(self._name, "rate", now - FLOOD)

    async def _opened(self) -> Bucket:
        if self._bucket is None:
            calls, window_s = self._messenger.rate
            since = self._now() - timedelta(seconds=window_s)
            self._bucket = Bucket(calls, window_s, sent=await self._outbox.sent_since(self._name, since))
        return self._bucket

    async def _send(self, act: Sent) -> bool:
        """Take up, post and settle; say whether the next may go."""
        posting, bucket = await self._posting(act), await self._opened()
        rows = await self._outbox.take(
            act.rows, act.key
        )  # from here on only the channel may fail, or the rows would hang
        if not self._messenger.idempotent and not posting.shown:
            self._doubts(rows)
        bucket.use(self._now())
        began = time.perf_counter()
        try:
            remote_id = await self._posted(posting)
        except ChannelError as problem:
            self._tally.attempted(self._name, time.perf_counter() - began)
            return await self._failed(rows, problem)
        fault("accepted")
        self._tally.attempted(self._name, time.perf_counter() - began)
        await self._close(act, rows, posting.key, remote_id)
        if self._failing:  # it answers again: what waits for its next try need not wait longer
            self._failing = False
            await self._settle(lambda: self._outbox.hasten(self._name))
        return True

    async def _posting(self, act: Sent) -> Posting:
        if isinstance(act, Post):
            now, own = self._now(), [decode(row.value, Alert) for row in act.rows]
            waited_s = max(self._waited_out_s(row, each, now) for row, each in zip(act.rows, own, strict=True))
            story = told(await self._known(act, own), unanswered_s=waited_s)
            return Posting(act.key, (story._replace(reason=act.reason),), shown=act.shown, ring=act.ring)
        flood = None
        if act.kind == "rate" and self._messenger.edits:
            flood = await self._flood(self._now())
        values = (*(flood.told if flood else ()), *(row.value for row in act.rows))
        return Posting(
            flood.key if flood else act.key,
            by_story([decode(value, Alert) for value in values]),
            batch=act.kind,
            shown=flood.remote_id if flood else "",
        )

    async def _known(self, act: Post, own: Sequence[Alert]) -> list[Alert]:
        """Return what a message on a story tells: what the channel has of it, of a call all that the others have too."""
        calls = [call for each in own if (call := call_for(each, self._name, self._routes))]
        if not calls:
            return [*(decode(value, Alert) for value in act.told), *own]
        heard = {self._name, *(channel for call in calls for channel in call.to)}
        values = await self._outbox.heard(act.rows[0].story, sorted(heard))
        return [decode(value, Alert) for value in values if _sound(value)]

    async def _posted(self, posting: Posting) -> str:
        try:
            return await self._messenger.post(posting)
        except ChannelError:
            raise
        except Exception as problem:  # noqa: BLE001 - a fault in one channel must not end its worker
            raise unforeseen(problem) from None

    def _doubts(self, rows: Sequence[Delivery]) -> None:
        for row in rows:
            if row.maybe_duplicate:
                self._tally.repeated(row)

    async def _close(self, act: Sent, rows: Sequence[Delivery], key: str, remote_id: str) -> None:
        now = self._now()
        if isinstance(act, Batch):
            kind = act.kind
            await self._settle(lambda: self._outbox.carried(rows, now, kind, key, remote_id))
        else:
            await self._settle(lambda: self._outbox.posted(rows, now, remote_id))
        for row in rows:
            alert = decode(row.value, Alert)
            self._tally.delivered(self._name, alert, now)
            if after_s := self._waited_out_s(row, alert, now):
                await self._tell(alert, after_s, now)
        _log.info(
            "delivered channel=%s key=%s rows=%d stories=%d", self._name, key, len(rows), len({r.story for r in rows})
        )

    def _waited_out_s(self, row: Delivery, alert: Alert, now: datetime) -> float:
        """Return after how long without an answer the channel hears of an alert, 0 where it waited for none."""
        call = call_for(alert, self._name, self._routes)
        if call is None or unanswered(alert, row.created, call, now):  # then others told of the story ahead of it
            return 0.0
        return seconds(call.escalate_after or "0s")

    async def _tell(self, alert: Alert, after_s: float, now: datetime) -> None:
        await self._settle(lambda: self._passed_on(alert, self._name, after_s, now))
        _log.info("unanswered channel=%s alert=%s after_s=%.0f", self._name, alert.id, after_s)

    async def _failed(self, rows: Sequence[Delivery], problem: ChannelError) -> bool:
        now, error = self._now(), str(problem)
        self._failing = self._failing or isinstance(problem, Retry | Broken)
        steps = [
            step_after(problem, row, now=now, give_up_s=self._messenger.give_up_s, chance=self._chance())
            for row in rows
        ]
        if steps[0].holds_channel:
            await self._hold(steps[0])
        dead = [row for row, step in zip(rows, steps, strict=True) if step.outcome == "dead"]
        if dead:
            await self._settle(lambda: self._outbox.bury(dead, error, now))
        if kept := [(row, step) for row, step in zip(rows, steps, strict=True) if step.outcome != "dead"]:
            again = max(step.not_before for _, step in kept)
            back = [row if step.counts else msgspec.structs.replace(row, attempt=row.attempt - 1) for row, step in kept]
            await self._settle(lambda: self._outbox.put_back(back, error, again))
        for step in steps:
            self._tally.failed(self._name, step)
        self._say(rows, steps[0], error)
        return not steps[0].holds_channel

    def _say(self, rows: Sequence[Delivery], step: Step, error: str) -> None:
        level = logging.ERROR if step.outcome == "dead" else logging.WARNING
        moment = step.not_before.isoformat(timespec="seconds")
        words = "%s channel=%s alert=%s rows=%d attempt=%d not_before=%s: %s"
        _log.log(level, words, step.outcome, self._name, rows[-1].alert, len(rows), rows[-1].attempt, moment, error)


def unforeseen(problem: Exception) -> Retry:
    """Return what a fault of ours is to the ledger.

    Its words may hold an address with a token in it, so only its kind and place are told.
    """
    frame = extract_tb(problem.__traceback__)[-1]
    place = f"{type(problem).__name__} at {PurePath(frame.filename).name}:{frame.lineno}"
    return Retry(f"unforeseen {place}; please report it")


def _sound(value: bytes) -> bool:
    try:
        decode(value, Alert)
    except msgspec.DecodeError:
        return False
    return True


def by_story(alerts: Sequence[Alert]) -> tuple[Told, ...]:
    """Return what `alerts` tell, story by story, the gravest first and then in order of arrival."""
    stories: dict[str, list[Alert]] = {}
    for each in alerts:
        stories.setdefault(each.story, []).append(each)
    made = [told(each) for each in stories.values()]
    return tuple(sorted(made, key=lambda each: -SEVERITIES.index(each.severity)))
