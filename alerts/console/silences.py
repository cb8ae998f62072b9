"""What is held back for a while, by whom and why? Silences as the channels page prints them, and what its form asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.console.present import Look, Moment
from marsad.config.channel_tables import When
from marsad.config.matchers import typed
from marsad.errors import UsageError
from marsad.outbox import Outbox, Silence, SilenceWish, keep_silence

HOURS_MAX = 30 * 24


class SilenceLine(NamedTuple):
    """One silence in force; `until` is a clock with its day, for a moment to come."""

    number: int
    matchers: str
    author: str
    reason: str
    created: Moment
    until: str


def silence_line(silence: Silence, look: Look) -> SilenceLine:
    """Return a silence as its page prints it."""
    matchers = typed(When.model_validate_json(silence.match))
    created, until = look.moment(silence.created), look.ahead(silence.expires)
    return SilenceLine(silence.id, matchers, silence.author, silence.reason, created, until)


async def carry_out(
    outbox: Outbox, form: Mapping[str, str], who: str, now: datetime, actors: Collection[str] | None = None
) -> None:
    """Keep the silence a form asks for, or end the one it names. Raises UsageError for one that cannot be meant.

    `actors` as in `keep_silence`.
    """
    if number := form.get("end", ""):
        await outbox.end_silence(_whole(number), author=who, now=now)
        return
    hours = min(max(_whole(form.get("hours", "")), 1), HOURS_MAX)
    wish = SilenceWish(
        matchers=tuple(form.get("matchers", "").split()), author=who, reason=form.get("reason", "").strip(),
        expires=now + timedelta(hours=hours),
    )  # fmt: skip
    await keep_silence(outbox, wish, now, actors)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - more than there will ever be
        raise UsageError(f"«{text}» ليس عدداً")
    return int(text)
