"""What does a messenger send next? Stories that wait, turned into acts. Pure: nothing here reads a clock or a store.

For each story the first answer wins: in doubt from a stop (the same again) · silenced, or decided on · failing (its pause) · quiet
hours, digest, group, still to be answered by others (held) · just edited (held) · no room in the bucket (one message for many) · now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.cards import BatchKind
from alerts.policy import Hold, Reason, call_for, held, is_loud, leads, route_for, silenced_by, unanswered
from alerts.told import gravest, loudest
from marsad.config.channel_tables import Route
from marsad.outbox import Backlog, Silence, Waiting
from marsad.ports import Delivery
from marsad.records import SEVERITIES, Alert, AlertReason, decode

EDIT_S = 15.0  # between two edits of one message
THREAD_S = 300.0  # between two messages on one story where none can be edited
ROLL_UP_S = 30.0  # who would wait longer for room goes into one message with the others
RINGING: tuple[AlertReason, ...] = ("escalated", "again")  # told aloud where the story has a message already
_REASONS = ("escalated", "opened", "again", "updated", "spread", "merged")


class Situation(NamedTuple):
    """What a plan depends on beside the stories."""

    channel: str
    now: datetime
    routes: Sequence[Route] = ()
    silences: Sequence[Silence] = ()
    edits: bool = True
    calm: Mapping[str, str] = {}  # alert id -> "acked" or the like, where people have decided on the case


class Silenced(NamedTuple):
    """Close rows: somebody wants not to hear of them. `by` is the number of a silence."""

    rows: tuple[Delivery, ...]
    by: str = ""
    reason: str = "silenced"


class Held(NamedTuple):
    """Let rows wait."""

    rows: tuple[Delivery, ...]
    until: datetime
    reason: Reason


class Folded(NamedTuple):
    """Close rows without a call: what they say is carried by the next message, or is no news by itself."""

    rows: tuple[Delivery, ...]
    shown: str


class Post(NamedTuple):
    """Show one story."""

    rows: tuple[Delivery, ...]
    key: str
    severity: str
    reason: AlertReason  # the loudest of the rows
    told: tuple[bytes, ...] = ()
    shown: str = ""
    ring: bool = False
    doubt: bool = False  # a stop fell into it: the same again, and nothing else


class Batch(NamedTuple):
    """Show many stories in one message."""

    rows: tuple[Delivery, ...]
    key: str
    kind: BatchKind


Settled = Silenced | Held | Folded
Sent = Post | Batch


class Plan(NamedTuple):
    """What needs no call, and what does: the most urgent first, as if there were room for all."""

    settled: list[Settled]
    sent: list[Sent]


def plan(stories: Sequence[Backlog], at: Situation) -> Plan:
    """Return what to do with the stories that wait."""
    made = Plan([], [])
    batches: dict[BatchKind, list[Delivery]] = {}
    for story in _without_doubt(stories, made.sent):
        _one(story, at, made, batches)
    for kind, rows in batches.items():
        made.sent.append(Batch(tuple(rows), batch_key(kind, rows), kind))
    made.sent.sort(key=_urgency)
    return made


def rolled_up(waiting: Sequence[Sent]) -> Batch | None:
    """Return one message for stories that have no room of their own, None when there are not two of them.

    Critical ones, those that have a message already and batches keep waiting for room instead.
    """
    posts = [each for each in waiting if isinstance(each, Post) and not each.shown and not each.doubt]
    posts = [each for each in posts if each.severity != "critical"]
    rows = [row for post in posts for row in post.rows]
    return Batch(tuple(rows), batch_key("rate", rows), "rate") if len(posts) > 1 else None


def batch_key(kind: BatchKind, rows: Sequence[Delivery]) -> str:
    """Return the key of a message for these rows: the same rows, the same key."""
    digest = hashlib.sha256(" ".join(sorted(row.alert for row in rows)).encode()).hexdigest()[:24]
    return f"{kind}:{digest}"


def _without_doubt(stories: Sequence[Backlog], sent: list[Sent]) -> list[Backlog]:
    """Add to `sent`, unchanged, the messages that a stop fell into; return the stories without their rows."""
    doubtful: dict[str, list[tuple[Delivery, Backlog]]] = {}
    for story in stories:
        for waiting in story.rows:
            if waiting.by and waiting.row.maybe_duplicate:
                doubtful.setdefault(waiting.by, []).append((waiting.row, story))
    for key, found in doubtful.items():
        rows = tuple(row for row, _ in found)
        kind = key.partition(":")[0]
        if kind in ("rate", "digest", "quiet"):
            sent.append(Batch(rows, key, kind))  # type: ignore[arg-type]
        else:
            sent.append(_post(rows, found[0][1], key)._replace(doubt=True))
    busy = {story.story for found in doubtful.values() for _, story in found}
    return [story for story in stories if story.story not in busy]


def _one(story: Backlog, at: Situation, made: Plan, batches: dict[BatchKind, list[Delivery]]) -> None:
    alerts = {waiting.row.alert: decode(waiting.row.value, Alert) for waiting in story.rows}
    rows = [
        waiting
        for waiting in story.rows
        if not _silenced(waiting, alerts[waiting.row.alert], story, at, made)
        and not _untold(waiting.row, alerts[waiting.row.alert], story, at, made)
    ]
    if not rows or any(w.row.attempt and w.row.not_before and w.row.not_before > at.now for w in rows):
        return
    going = _going(rows, alerts, story, at, made)
    if not going:
        return
    kept = tuple(waiting.row for waiting in going)
    waited = {waiting.reason for waiting in going}
    kind: BatchKind | None = "digest" if "digest" in waited else "quiet" if "quiet" in waited else None
    if kind and not story.shown and not any(_loud(alerts[row.alert], at) for row in kept):
        batches.setdefault(kind, []).extend(kept)
    else:
        _shown(story, kept, [alerts[row.alert] for row in kept], at, made)


def _going(
    rows: Sequence[Waiting], alerts: Mapping[str, Alert], story: Backlog, at: Situation, made: Plan
) -> list[Waiting]:
    """Return the rows that one message tells now, none while all are held; plan what holds the others.

    With one that is due goes all there is to say of the story. But a call takes no other call along: each has its own time.
    """
    holds = {w.row.alert: _hold(alerts[w.row.alert], w.row, at, shown=bool(story.shown)) for w in rows}
    due = [name for name, hold in holds.items() if hold is None]
    called = all(call_for(alerts[name], at.channel, at.routes) for name in due)
    going = []
    for waiting in rows:
        hold = holds[waiting.row.alert]
        if hold is None or (due and not (called and hold.reason == "unanswered")):
            going.append(waiting)
        elif (waiting.row.not_before, waiting.reason) != (hold.until, hold.reason):
            made.settled.append(Held((waiting.row,), hold.until, hold.reason))
    return going


def _loud(alert: Alert, at: Situation) -> bool:
    """Say whether the route of an alert lets nothing hold it back; where none leads it here any more, a critical one."""
    route = route_for(alert, at.channel, at.routes) or call_for(alert, at.channel, at.routes)
    return is_loud(alert, route or Route(to=(at.channel,)))


def _silenced(waiting: Waiting, alert: Alert, story: Backlog, at: Situation, made: Plan) -> bool:
    """Plan a row's silence, and say whether there is one.

    A case that was decided on still edits what is shown of it; a call for an answer has got one.
    """
    row = waiting.row
    if silence := silenced_by(alert, at.silences):
        made.settled.append(Silenced((row,), str(silence.id)))
        return True
    if alert.id in at.calm and not (story.shown and at.edits and not call_for(alert, at.channel, at.routes)):
        made.settled.append(Silenced((row,), reason=at.calm[alert.id]))
        return True
    if waiting.reason == "unanswered" and not leads(alert, at.channel, at.routes):
        made.settled.append(Silenced((row,), reason="unrouted"))  # the route that called for an answer is gone
        return True
    return False


def _untold(row: Delivery, alert: Alert, story: Backlog, at: Situation, made: Plan) -> bool:
    """Plan that a merge is not told by itself, and say whether that is so: it edits the message of the story that is gone.

    Where that one has no message, or its message is from now on that of the other story, there is nothing to edit.
    """
    if alert.reason != "merged" or (story.shown and at.edits and story.story != alert.into):
        return False
    made.settled.append(Folded((row,), story.shown))
    return True


def _hold(alert: Alert, row: Delivery, at: Situation, *, shown: bool) -> Hold | None:
    if call := call_for(alert, at.channel, at.routes):
        return unanswered(alert, row.created, call, at.now)
    return held(alert, row.created, route_for(alert, at.channel, at.routes), at.now, shown=shown)


def _shown(story: Backlog, rows: tuple[Delivery, ...], alerts: list[Alert], at: Situation, made: Plan) -> None:
    """Plan the message of one story: now, or a little later when it has just been written."""
    called = any(call_for(each, at.channel, at.routes) for each in alerts)
    post = _post(rows, story, rows[-1].alert, calm=at.calm)
    post = post._replace(ring=post.ring or (called and bool(story.shown)))
    if story.shown and not post.ring:
        if not at.edits and all(each.reason == "spread" for each in alerts):
            made.settled.append(Folded(rows, story.shown))
            return
        gap = timedelta(seconds=EDIT_S if at.edits else THREAD_S)
        if story.shown_at and at.now < story.shown_at + gap:
            made.settled.append(Held(rows, story.shown_at + gap, "edit"))
            return
    made.sent.append(post)


def _post(rows: tuple[Delivery, ...], story: Backlog, key: str, *, calm: Mapping[str, str] | None = None) -> Post:
    alerts = [decode(row.value, Alert) for row in rows]
    awake = [each for each in alerts if each.id not in (calm or {})]
    before = [decode(value, Alert) for value in story.told]
    known = SEVERITIES.index(gravest(before)) if before else len(SEVERITIES)
    graver = any(each.reason == "opened" and SEVERITIES.index(each.severity) > known for each in awake)
    return Post(
        rows=rows,
        key=key,
        severity=gravest(alerts),
        reason=loudest(alerts),
        told=story.told,
        shown=story.shown,
        ring=bool(story.shown) and (graver or any(each.reason in RINGING for each in awake)),
    )


def _urgency(act: Sent) -> tuple[int, int, datetime]:
    """Order acts: what was in doubt or is grave first, then by reason, then by age; batches behind single stories."""
    oldest = min(row.created for row in act.rows)
    if isinstance(act, Batch):
        return (len(SEVERITIES), 0, oldest)
    return (-SEVERITIES.index(act.severity), _REASONS.index(act.reason), oldest)
