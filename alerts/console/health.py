"""Which feeds need a hand, and what could nobody take? Feeds and dead letters turned into plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from alerts import words
from alerts.console.present import Look, Moment
from alerts.console.rhythm import Rhythm, rhythm
from alerts.console.troubles import Trouble, trouble
from marsad.ports import FeedHealth
from marsad.records import DeadLetter

TROUBLE = ("blocked", "failing", "silent", "degraded")  # worst first
_ORDER = (*TROUBLE, "healthy", "paused")
_COLOUR = {"blocked": "bad", "failing": "bad", "silent": "bad", "degraded": "warn", "healthy": "good"}
_ICON = {"blocked": "oct", "failing": "oct", "silent": "oct", "degraded": "tri", "healthy": "chk"}


class FeedLine(NamedTuple):
    """One feed on its page."""

    id: str
    name: str
    colour: str
    icon: str
    word: str
    last_item: Moment | None
    usual: str
    last_success: Moment | None
    next: str
    problem: Trouble | None
    pending: str
    url: str
    rhythm: Rhythm | None


class LetterLine(NamedTuple):
    """One dead letter."""

    number: int
    stage: str
    place: str
    error: Trouble
    when: Moment
    size: int


def lines(
    feeds: Sequence[FeedHealth], look: Look, hours: Mapping[str, Sequence[int]] = MappingProxyType({})
) -> list[FeedLine]:
    """Return the feeds, trouble first; of one kind those longest without a new item first.

    `hours`: by feed, the new articles of the last hours.
    """
    return [_line(health, look, hours.get(health.state.feed, ())) for health in sorted(feeds, key=_order)]


def in_trouble(feeds: Sequence[FeedHealth]) -> int:
    """Return how many feeds need somebody to look at them."""
    return sum(health.state.state in TROUBLE for health in feeds)


def letters(found: Sequence[tuple[int, DeadLetter]], look: Look) -> list[LetterLine]:
    """Return the dead letters as the page prints them."""
    return [
        LetterLine(
            n,
            words.word(words.STAGE, letter.stage),
            letter.place,
            trouble(letter.error),
            look.moment(letter.at),
            len(letter.value),
        )
        for n, letter in found
    ]


def _order(health: FeedHealth) -> tuple[int, float, str]:
    state = health.state
    last = state.last_item.timestamp() if state.last_item else 0.0
    return _ORDER.index(state.state), last if state.state in TROUBLE else 0.0, state.feed


def _line(health: FeedHealth, look: Look, hours: Sequence[int]) -> FeedLine:
    state = health.state
    return FeedLine(
        id=state.feed,
        name=look.label(state.feed),
        colour=_COLOUR.get(state.state, "off"),
        icon=_ICON.get(state.state, "cir"),
        word=words.word(words.FEED_STATE, state.state),
        last_item=look.moment(state.last_item) if state.last_item else None,
        usual=f"كل {words.lasting(state.gap_s)}" if state.gap_s else "",
        last_success=look.moment(state.last_success) if state.last_success else None,
        next=words.until(state.next_due, look.now) if state.next_due and state.state != "paused" else "",
        problem=trouble(state.detail, state.reason) if state.detail or state.reason else None,
        pending=words.counted(health.pending, words.PAGES) if health.pending else "",
        url=state.url,
        rhythm=rhythm(hours, state.gap_s),
    )
