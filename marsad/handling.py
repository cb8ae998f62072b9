"""What people did with a case: who took it, until when does it rest, was it an alarm at all? The docstring is the contract.

Acts are events: they are added, never changed. How a case stands follows from its last act that decides something.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from marsad.records import SEVERITIES, Alert, Record

ActKind = Literal["ack", "snooze", "false_alarm", "mute", "close", "reopen", "note"]
State = Literal["open", "acked", "snoozed", "false_alarm", "muted", "closed"]
KINDS: tuple[ActKind, ...] = ("ack", "snooze", "false_alarm", "mute", "close", "reopen", "note")
_STATE: dict[str, State] = {
    "ack": "acked",
    "snooze": "snoozed",
    "false_alarm": "false_alarm",
    "mute": "muted",
    "close": "closed",
    "reopen": "open",
}


MARSAD = "marsad"  # who did what no person did


class Act(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a person did with a case. `severity` is what the case had then: a graver one later opens it again."""

    n: int
    rule: str
    story: str
    kind: ActKind
    who: str
    at: datetime
    severity: str = ""
    until: datetime | None = None  # of a snooze
    note: str = ""


class Standing(NamedTuple):
    """How a case stands, and the act that says so; None when nobody decided anything, or it opened again."""

    state: State
    act: Act | None = None


class View(NamedTuple):
    """A wall somebody wants to come back to: `query` is the query part of its address, without the question mark."""

    name: str
    query: str
    who: str


class Judged(NamedTuple):
    """How the cases of one rule were judged."""

    rule: str
    cases: int
    taken: int
    false_alarms: int


def standing(acts: Sequence[Act], severity: str, now: datetime) -> Standing:
    """Return how a case of this severity stands after `acts`, in order of writing.

    A snooze ends with its time. Escalation opens every case again, whatever was decided before: people decided on less.
    What was taken or closed is opened again by an act of marsad itself when its rule fires again after hours.
    """
    deciding = [act for act in acts if act.kind in _STATE]
    if not deciding:
        return Standing("open")
    last = deciding[-1]
    over = last.until is not None and last.until <= now
    if last.kind == "reopen" or over or _rank(severity) > _rank(last.severity or severity):
        return Standing("open")
    return Standing(_STATE[last.kind], last)


def _rank(severity: str) -> int:
    return next((n for n, each in enumerate(SEVERITIES) if each == severity), -1)


class Handling(Protocol):
    """Acts and saved views. Each call is a transaction of its own, durable when it returns."""

    async def act(
        self, kind: ActKind, rule: str, story: str, *, who: str, at: datetime, until: datetime | None, note: str
    ) -> int:
        """Add an act with the severity the case has now; return how many cases it reached.

        `mute` reaches every case of the story, the others one; a case that is not there is reached by nothing.
        """

    async def of_cases(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[Act]]:
        """Return the acts of those cases, by (rule, story), in order of writing; without an act no entry.

        A case of a story that was merged has also the acts of the case of its rule in the story that stayed.
        """

    async def since(self, n: int, limit: int = 100) -> list[Act]:
        """Return the acts behind number `n`, in order."""

    async def last(self) -> int:
        """Return the number of the newest act, 0 when there is none."""

    async def judged(self) -> list[Judged]:
        """Return, by rule, how its cases were judged."""

    async def views(self) -> list[View]:
        """Return the saved views by name."""

    async def save_view(self, view: View, at: datetime) -> None:
        """Keep a view; one of the same name is replaced."""

    async def drop_view(self, name: str) -> None:
        """Forget a view."""


async def decided(handling: Handling, alerts: Sequence[Alert], now: datetime) -> dict[str, State]:
    """Return how those cases stand that people have decided on, by the id of the alert."""
    acts = await handling.of_cases([(alert.rule, alert.story) for alert in alerts])
    states = {a.id: standing(acts.get((a.rule, a.story), ()), a.severity, now).state for a in alerts}
    return {id_: state for id_, state in states.items() if state != "open"}
