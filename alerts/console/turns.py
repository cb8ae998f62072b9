"""What befell a story beside its articles and alerts: it took another in, its figures changed, it went quiet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alerts import words
from alerts.console import phrases
from alerts.console.present import Look, Moment
from marsad.ports import StoryEvent
from marsad.records import Change

SHORT = 8  # letters of an id that people read


class TurnLine(NamedTuple):
    """One turn of a story; `detail` says what changed from what to what, or why."""

    when: Moment
    text: str
    detail: str


def turns(events: Sequence[StoryEvent], look: Look) -> list[TurnLine]:
    """Return what befell the story, in order."""
    return [_turn(event, look) for event in events]


def _turn(event: StoryEvent, look: Look) -> TurnLine:
    text = words.word(phrases.TURN, event.kind)
    if event.kind == "merged":
        return TurnLine(look.moment(event.at), f"{text} {event.story[:SHORT]}", phrases.reason(event.why, look.label))
    return TurnLine(look.moment(event.at), text, "؛ ".join(_change(each, look) for each in event.changes))


def _change(change: Change, look: Look) -> str:
    named = change.what in ("place", "actor")
    sides = [
        "، ".join(look.label(each) if named else each for each in side) or "—" for side in (change.before, change.now)
    ]
    what = words.word(phrases.CHANGED, change.what)
    about = f" ({change.of})" if change.of else ""
    return f"{what}{about}: {sides[0]} ← {sides[1]}"
