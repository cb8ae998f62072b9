"""Times as people type them after an option: "24h", or "2026-03-01T06:00Z"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from marsad.config.values import LONGEST_S, seconds
from marsad.errors import UsageError
from marsad.records import written_moment

SPAN = re.compile(r"\d+(\.\d+)?[smhd]")


def span(option: str, text: str) -> timedelta:
    """Return a duration such as "24h"; raises UsageError, naming `option`."""
    if not SPAN.fullmatch(text) or seconds(text) > LONGEST_S:
        raise UsageError(f"{option} {text}: write a duration such as 30m, 24h or 7d, at most 3650d")
    return timedelta(seconds=seconds(text))


def moment(option: str, text: str) -> datetime:
    """Return a time in ISO 8601, UTC where it names no zone; raises UsageError, naming `option`."""
    try:
        return written_moment(text)
    except ValueError as problem:
        raise UsageError(f"{option} {text}: write a time such as 2026-03-01T06:00Z") from problem


def since(option: str, text: str, now: datetime) -> datetime:
    """Return the moment of a time, or of a duration before `now`; raises UsageError, naming `option`."""
    if SPAN.fullmatch(text):
        return now - span(option, text)
    try:
        return moment(option, text)
    except UsageError as problem:
        wanted = "write a duration such as 24h or 7d, or a time such as 2026-03-01T06:00Z"
        raise UsageError(f"{option} {text}: {wanted}") from problem
