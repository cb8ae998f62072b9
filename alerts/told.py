"""What is told of a story? All alerts on it, folded into what one message says. Pure.

A message is of a story, not of an alert: it is headed by the gravest rule that fired, has the words of the newest
article with news in it, whichever rule found them, and is the same whatever was sent before, so that sending it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from alerts.clocks import published
from marsad.records import LATER, SEVERITIES, Alert, AlertReason, Deed, Severity, Status

_LOUDEST: tuple[AlertReason, ...] = ("escalated", "opened", "again", "updated", "spread", "merged")

_NEWS: tuple[AlertReason, ...] = ("opened", *LATER)  # whose article says what was not said before


class Told(NamedTuple):
    """One story as one message tells it; of one that was merged, the `story` that it is part of. `also` are the names of the other rules, the gravest first."""

    story: str
    alert: str  # id of the newest alert told
    severity: Severity
    reason: AlertReason
    name: str
    status: Status
    title: str
    url: str
    sentence: str
    marks: tuple[tuple[int, int], ...]
    actors: tuple[str, ...]
    places: tuple[str, ...]
    families: tuple[str, ...]
    published: datetime | None
    seen: datetime
    events: tuple[Deed, ...] = ()
    also: tuple[str, ...] = ()
    updates: int = 0
    unanswered_s: float = 0.0  # for so long nobody answered, and the channel is told of it for that


def told(alerts: Sequence[Alert], *, unanswered_s: float = 0.0) -> Told:
    """Return what `alerts`, all on one story and in order of writing, tell together; there must be one at least."""
    lead = max(_by_rule(alerts), key=_weight)
    newest, head, face = alerts[-1], _latest(lead), _face(alerts)
    others = sorted((each for each in _by_rule(alerts) if each[0].rule != head.rule), key=_weight, reverse=True)
    return Told(
        story=newest.into or newest.story,
        alert=newest.id,
        severity=gravest(lead),
        reason=newest.reason,
        name=head.name,
        status=head.status,
        title=face.title,
        url=face.url,
        sentence=face.sentence,
        marks=face.marks,
        actors=_union(each.actors for each in alerts),
        places=_union(each.places for each in alerts),
        families=_union(each.families or ((each.publisher,) if each.publisher else ()) for each in alerts),
        published=min((moment for each in alerts if (moment := published(each))), default=None),
        seen=min(each.seen for each in alerts),
        events=head.events,
        also=tuple(each[-1].name for each in others),
        updates=sum(each.reason in LATER for each in alerts),
        unanswered_s=unanswered_s,
    )


def loudest(alerts: Iterable[Alert]) -> AlertReason:
    """Return the reason among `alerts` that people must notice first."""
    return min((each.reason for each in alerts), key=_LOUDEST.index)


def gravest(alerts: Iterable[Alert]) -> Severity:
    """Return the highest severity among `alerts`."""
    return max((each.severity for each in alerts), key=SEVERITIES.index)


def _by_rule(alerts: Sequence[Alert]) -> list[list[Alert]]:
    cases: dict[str, list[Alert]] = {}
    for each in alerts:
        cases.setdefault(each.rule, []).append(each)
    return list(cases.values())


def _weight(case: list[Alert]) -> tuple[int, float]:
    """Order cases: the graver first, then the one that was opened earlier."""
    return SEVERITIES.index(gravest(case)), -case[0].at.timestamp()


def _latest(alerts: Sequence[Alert]) -> Alert:
    """Return the last alert with news in it, for spread only counts; without any, the last."""
    return next((each for each in reversed(alerts) if each.reason in _NEWS), alerts[-1])


def _face(alerts: Sequence[Alert]) -> Alert:
    """Return the alert whose words stand for the story: of the newest article, as the gravest of its rules found them."""
    latest = _latest(alerts)
    text = (latest.article, latest.seen)  # an article that was rewritten was seen again
    its = [each for each in reversed(alerts) if each.reason in _NEWS and (each.article, each.seen) == text]
    return max(its, key=lambda each: SEVERITIES.index(each.severity), default=latest)


def _union(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))
