"""May this alert go now, later, or not at all? Pure: routes, silences and the time are passed in.

The answer has a reason of one word, which the ledger keeps and the console shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from alerts.desk import calls, matches
from marsad.config.channel_tables import Route, When
from marsad.config.values import seconds
from marsad.outbox import Silence
from marsad.records import SEVERITIES, Alert

Reason = Literal["quiet", "digest", "group", "edit", "unanswered"]
_DAY = timedelta(days=1)


class Hold(NamedTuple):
    """Wait until then, for this reason."""

    until: datetime
    reason: Reason


def route_for(alert: Alert, channel: str, routes: Sequence[Route]) -> Route | None:
    """Return the first route that leads `alert` to `channel`; None when none does, as without any routes."""
    return next((route for route in routes if channel in route.to and matches(route.when, alert)), None)


def call_for(alert: Alert, channel: str, routes: Sequence[Route]) -> Route | None:
    """Return the first route by which `channel` hears of `alert` only when nobody answers it; None when none does."""
    if route_for(alert, channel, routes):
        return None
    return next((route for route in routes if channel in route.escalate_to and calls(route, alert)), None)


def leads(alert: Alert, channel: str, routes: Sequence[Route]) -> bool:
    """Say whether any route leads `alert` to `channel`, now or later; without routes every channel hears everything."""
    return not routes or bool(route_for(alert, channel, routes) or call_for(alert, channel, routes))


def silenced_by(alert: Alert, silences: Iterable[Silence]) -> Silence | None:
    """Return the first silence that takes `alert`, or None. One that cannot be read takes nothing."""
    return next((silence for silence in silences if _takes(silence, alert)), None)


def _takes(silence: Silence, alert: Alert) -> bool:
    try:
        return matches(When.model_validate_json(silence.match), alert)
    except ValidationError:
        return False


def is_loud(alert: Alert, route: Route) -> bool:
    """Say whether `route` lets nothing hold `alert` back."""
    return SEVERITIES.index(alert.severity) >= SEVERITIES.index(route.loud)


def held(alert: Alert, created: datetime, route: Route | None, now: datetime, *, shown: bool) -> Hold | None:
    """Return how long an alert written at `created` waits, None when it goes now.

    What is `loud` for its route never waits; the update of a story that is shown needs no group.
    """
    if route is None or is_loud(alert, route):
        return None
    if route.quiet and (ends := quiet_until(route.quiet, now)):
        return Hold(ends, "quiet")
    if route.digest and (tick := next_tick(created, seconds(route.digest))) > now:
        return Hold(tick, "digest")
    together = created + timedelta(seconds=seconds(route.group_wait))
    return Hold(together, "group") if not shown and together > now else None


def unanswered(alert: Alert, created: datetime, route: Route, now: datetime) -> Hold | None:
    """Return how long others wait for an answer to an alert written at `created`, None when they hear of it now.

    The time runs from when those in `to` may hear of it; quiet hours of the route hold this back too, unless it is loud.
    """
    loud, heard = is_loud(alert, route), created
    if route.quiet and not loud:
        heard = quiet_until(route.quiet, heard) or heard
    if route.digest and not loud:
        heard = next_tick(heard, seconds(route.digest))
    due = heard + timedelta(seconds=seconds(route.escalate_after or "0s"))
    if now < due:
        return Hold(due, "unanswered")
    ends = quiet_until(route.quiet, now) if route.quiet and not loud else None
    return Hold(ends, "unanswered") if ends else None


def next_tick(moment: datetime, every_s: float) -> datetime:
    """Return the first time after `moment` that is a whole number of periods from the epoch."""
    return datetime.fromtimestamp((math.floor(moment.timestamp() / every_s) + 1) * every_s, UTC)


def quiet_until(hours: str, now: datetime) -> datetime | None:
    """Return when the quiet hours (such as "23:00-06:00 Asia/Kabul") in force end, None when none are.

    They go by the clock on the wall: when it is put back, both copies of an hour are quiet.
    """
    span, _, zone_name = hours.partition(" ")
    zone = ZoneInfo(zone_name)
    start, end = (time.fromisoformat(each) for each in span.split("-"))
    local = now.astimezone(zone)
    clock = local.time()
    if not (start <= clock < end if start < end else clock >= start or clock < end):
        return None
    day = local.date() if clock < end else local.date() + _DAY
    ends = datetime.combine(day, end, tzinfo=zone).replace(fold=1).astimezone(UTC)
    return max(ends, now + timedelta(minutes=1))
