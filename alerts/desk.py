"""Which channels hear of an alert? Pure: the answer is written to the ledger in the transaction that made the alert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from marsad.config.models import Channel, Route, When
from marsad.records import Alert, AlertReason

NO_ROUTES = "no routes"


_CALLS: tuple[AlertReason, ...] = ("opened", "again", "escalated")  # what somebody must answer


class Addressed(NamedTuple):
    """A channel that hears of an alert, and why: "route 2" as they stand in the files, or "no routes"."""

    channel: str
    reason: str


def route(alert: Alert, routes: Sequence[Route], channels: Sequence[Channel]) -> tuple[Addressed, ...]:
    """Return who hears of `alert`: every matching route sends, each channel once, for the first route naming it.

    Those who hear of it when nobody answers are among them: they wait, see alerts.policy. Without any route every
    channel hears everything. A disabled or unknown channel hears nothing.
    """
    enabled = [channel.id for channel in channels if channel.enabled]
    if not routes:
        return tuple(Addressed(channel, NO_ROUTES) for channel in enabled)
    chosen: dict[str, str] = {}
    for number, each in enumerate(routes, start=1):
        if matches(each.when, alert):
            for channel in each.to:
                chosen.setdefault(channel, f"route {number}")
    for number, each in enumerate(routes, start=1):
        for channel in each.escalate_to if calls(each, alert) else ():
            chosen.setdefault(channel, f"route {number} unanswered")
    return tuple(Addressed(channel, reason) for channel, reason in chosen.items() if channel in enabled)


def calls(route: Route, alert: Alert) -> bool:
    """Say whether `route` asks for an answer to `alert`: it opened a case, fired again after hours, or made one graver."""
    return bool(route.escalate_to) and alert.reason in _CALLS and matches(route.when, alert)


def matches(when: When, alert: Alert) -> bool:
    """Say whether `when` takes `alert`: lists are OR, keys are AND, an attribute the alert lacks is no match.

    Actors and places count for what they count for in rules: a city for its country, a group for its movement.
    """
    return (
        alert.severity in when.severities
        and _any(when.rule, (alert.rule,))
        and _any(when.actor, (*alert.actors, *alert.part_of))
        and _any(when.place, (*alert.places, *alert.within))
        and _any(when.publisher, (alert.publisher,))
        and (not when.reason or alert.reason in when.reason)
    )


def _any(patterns: Sequence[str], values: Iterable[str]) -> bool:
    return not patterns or any(fnmatchcase(value, pattern) for value in values if value for pattern in patterns)
