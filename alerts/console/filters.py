"""Which cases does this reader want to see? The filters of the wall: in the address, in the query, on the stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from marsad.errors import InputError
from marsad.handling import State
from marsad.records import SEVERITIES, Alert

STATES = ("open", "handled")


class BadFilter(InputError):
    """A filter in the address that cannot be meant; the text is for the reader."""


class Query(Protocol):
    """What we need of the query part of an address."""

    def getall(self, key: str, default: list[str]) -> list[str]:
        """Return all values given for `key`."""

    def get(self, key: str, default: str) -> str:
        """Return the first value given for `key`."""


class Filters(NamedTuple):
    """Severities (none = all), one rule, one actor or place, cases that somebody handled or not; empty matches all."""

    severities: tuple[str, ...] = ()
    rule: str = ""
    actor: str = ""
    state: str = ""  # "", or one of STATES

    def takes(self, state: State) -> bool:
        """Say whether a case that stands so is asked for."""
        return not self.state or (state == "open") == (self.state == "open")

    def match(self, severity: str, alert: Alert) -> bool:
        """Say whether a case passes by what its alert says; the desk also knows the actors of earlier alerts."""
        return (
            (not self.severities or severity in self.severities)
            and self.rule in ("", alert.rule)
            and (not self.actor or self.actor in alert.actors or self.actor in alert.places)
        )

    def address(self, **other: str | int) -> str:
        """Return the query part that says these filters and `other`, with its question mark, or ""."""
        parts: list[tuple[str, str | int]] = [("severity", s) for s in self.severities]
        parts += [(key, value) for key, value in self._named() if value]
        parts += other.items()
        return f"?{urlencode(parts)}" if parts else ""

    def _named(self) -> tuple[tuple[str, str], ...]:
        return ("rule", self.rule), ("actor", self.actor), ("state", self.state)

    def toggled(self, severity: str) -> Filters:
        """Return the filters with `severity` added, or taken out if it is in."""
        if severity in self.severities:
            return self._replace(severities=tuple(s for s in self.severities if s != severity))
        return self._replace(severities=tuple(s for s in SEVERITIES if s in {*self.severities, severity}))


def parsed(query: Query) -> Filters:
    """Return the filters an address asks for; raises BadFilter for a severity that does not exist."""
    asked = query.getall("severity", [])
    for severity in asked:
        if severity not in SEVERITIES:
            raise BadFilter(f"لا درجة خطورة باسم «{severity}». الدرجات: {'، '.join(SEVERITIES)}")
    state = query.get("state", "")
    if state not in ("", *STATES):
        raise BadFilter(f"لا حالة باسم «{state}». الحالات: {'، '.join(STATES)}")
    return Filters(
        tuple(s for s in SEVERITIES if s in asked), query.get("rule", "").strip(), query.get("actor", "").strip(), state
    )


def number(query: Mapping[str, str], key: str) -> int:
    """Return a number of the address, 0 when it is not there; raises BadFilter when it is no number."""
    text = query.get(key, "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # noqa: PLR2004 - what a signed 64-bit integer holds
        raise BadFilter(f"«{key}» يجب أن يكون عدداً، لا «{text}»")
    return int(text)
