"""What deciding knows of the last days: copies, stories, and what was said of each story.

The index is a function of the footprints and decisions of the window, in their order: a restart rebuilds it from the
store and goes on with the same answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from marsad.records import Alert, Analysis, Decision, Footprint
from processors.background import Background, day_of
from processors.copies import Copies, Kinship, kinship, unconfirmed
from processors.stories import WINDOW_S, Joined, Stories

WINDOW = timedelta(seconds=WINDOW_S)
FAMILY_DAYS = 3  # a family that goes on for longer is in its own background: else one false link would last for ever

_RANK = {"copy": 4, "update": 3, "contained": 2, "contains": 1}


def _closeness(kin: Kinship) -> tuple[int, float, int]:
    return _RANK[kin.verdict], kin.similarity, -kin.of


def place_of(places: tuple[str, ...]) -> str:
    """Return the place a case belongs to: the most prominent one, "" where none is named."""
    return places[0] if places else ""


class _Row(NamedTuple):
    footprint: Footprint
    decision: Decision
    since: int  # day on which the first text of its family of copies came


@dataclass
class StoryState:
    """What was said of a story: who carries it, which cases are open, which figures were given."""

    families: dict[str, list[int]] = field(default_factory=dict)  # family -> positions of its members
    cases: dict[str, tuple[int, Alert]] = field(default_factory=dict)  # rule -> (position, opening alert)
    figures: dict[tuple[str, str], int] = field(default_factory=dict)  # -> members that gave it

    def in_order(self) -> list[str]:
        """Return the families in order of arrival."""
        return sorted(self.families, key=lambda family: self.families[family][0])


class Index:
    """The window, held in memory."""

    def __init__(self) -> None:
        self._rows: deque[_Row] = deque()
        self._first = 0  # position of the oldest row
        self._latest: datetime | None = None
        self._copies = Copies()
        self._background = Background()
        self._since: dict[str, tuple[int, int]] = {}  # article -> (position, day its family of copies began)
        self._stories = Stories()
        self._said: dict[str, StoryState] = {}
        self._opened: dict[tuple[str, str], tuple[int, Alert]] = {}  # (rule, place) -> (position, its last case)

    @property
    def stories(self) -> int:
        """How many stories are in the window."""
        return len(self._stories)

    @property
    def latest(self) -> datetime | None:
        """The newest event time, or None when nothing came yet."""
        return self._latest

    def load(self, window: Iterable[tuple[Footprint, Decision]]) -> None:
        """Rebuild the state after these were decided: what adding them one by one gives, in less time.

        Raises ValueError when something was added before.
        """
        if self._latest:
            raise ValueError("an index is loaded before anything is added to it")
        for footprint, decision in window:
            self._say(footprint, decision)
            for _ in self._leaving():
                pass
        rows = list(self._rows)
        prints = [row.footprint.fingerprint.prints for row in rows]
        self._copies.load(self._first, prints)
        self._background.load([day_of(row.footprint.at) for row in rows], prints)
        self._stories.load(self._first, [(row.footprint, row.decision.story) for row in rows])

    def since(self) -> datetime | None:
        """Return the event time before which nothing is needed any more, or None when nothing came yet."""
        return self._latest - WINDOW if self._latest else None

    def footprint(self, analysis: Analysis) -> Footprint:
        """Return what is remembered of an article, its words weighed by what the window holds now."""
        prominent = [
            mention for mention in analysis.mentions if mention.field == "title" or mention.start < analysis.lead_end
        ]
        words, weights = self._stories.weighed(analysis.fingerprint.terms)
        return Footprint(
            article=analysis.article,
            revision=analysis.revision,
            at=analysis.at,
            family=analysis.family or analysis.publisher or analysis.feed,
            fingerprint=replace(analysis.fingerprint, terms=()),
            actors=tuple(sorted({m.actor for m in prominent if m.role == "actor"})),
            places=tuple(sorted({m.actor for m in prominent if m.role == "place"})),
            words=words,
            weights=weights,
        )

    def relative(self, footprint: Footprint) -> tuple[Kinship, Decision] | None:
        """Return the closest earlier article that shares its text, with what was decided about it."""
        found = []
        for position in self._copies.candidates(footprint.fingerprint.prints):
            row = self._rows[position - self._first]
            if kin := kinship(footprint, row.footprint, position, partial(self._unseen, row.since)):
                found.append(kin)
        if not found:
            return None
        kin = max(self._contradicting(footprint, found) or found, key=_closeness)
        return kin, self._rows[kin.of - self._first].decision

    def _contradicting(self, footprint: Footprint, found: list[Kinship]) -> list[Kinship]:
        """Return the relatives with another figure that no relative confirms: a copy without the figure hides no toll."""
        texts = {kin.of: self._rows[kin.of - self._first].footprint.fingerprint for kin in found}
        return [
            kin
            for kin in found
            if kin.verdict == "update" and unconfirmed(footprint.fingerprint, texts[kin.of], texts.values())
        ]

    def _unseen(self, since: int, prints: Sequence[int]) -> list[bool]:
        """Say of prints whether they are newer than a family that began on day `since`, whatever order that day came in."""
        today = day_of(self._latest) if self._latest else since
        return self._background.unseen(prints, max(since, today - FAMILY_DAYS) - 1)

    def story(self, footprint: Footprint) -> Joined | None:
        """Return the story the article's words belong to, or None."""
        return self._stories.best(footprint)

    def said(self, story: str) -> StoryState:
        """Return what was said of a story so far."""
        return self._said.get(story) or StoryState()

    def opened(self, rule: str, places: tuple[str, ...]) -> Alert | None:
        """Return the alert that last opened a case of `rule` at the first of `places`, None if none is remembered."""
        known = self._opened.get((rule, place_of(places)))
        return known[1] if known else None

    def add(self, footprint: Footprint, decision: Decision) -> None:
        """Take a decided article in, and let go of what left the window."""
        position = self._say(footprint, decision)
        self._copies.add(position, footprint.fingerprint.prints)
        self._background.add(day_of(footprint.at), footprint.fingerprint.prints)
        self._stories.add(position, footprint, decision.story)
        for gone, theirs in self._leaving():
            self._copies.remove(gone, theirs.fingerprint.prints)
            self._stories.remove(gone, theirs)

    def _say(self, footprint: Footprint, decision: Decision) -> int:
        """Remember what was said of an article; return its position."""
        position = self._first + len(self._rows)
        since = min(day_of(footprint.at), self._since.get(decision.of or "", (0, day_of(footprint.at)))[1])
        self._rows.append(_Row(footprint, decision, since))
        self._since[footprint.article] = position, since
        said = self._said.get(decision.story)
        if said is None:
            said = self._said[decision.story] = StoryState()
        said.families.setdefault(footprint.family, []).append(position)
        for figure in footprint.fingerprint.figures:
            said.figures[figure] = said.figures.get(figure, 0) + 1
        for alert in decision.alerts:
            if alert.reason == "opened":
                said.cases.setdefault(alert.rule, (position, alert))
                self._opened[alert.rule, place_of(alert.places)] = position, alert
        if self._latest is None or footprint.at > self._latest:
            self._latest = footprint.at
        return position

    def _leaving(self) -> Iterator[tuple[int, Footprint]]:
        """Forget what was said of articles that left the window; yield their positions and footprints."""
        since = self.since()
        while since and self._rows and self._rows[0].footprint.at < since:
            footprint, decision, _ = self._rows.popleft()
            position, self._first = self._first, self._first + 1
            self._unsay(position, footprint, decision)
            yield position, footprint

    def _unsay(self, position: int, footprint: Footprint, decision: Decision) -> None:
        if self._since[footprint.article][0] == position:
            del self._since[footprint.article]
        said = self._said[decision.story]
        del said.families[footprint.family][0]
        if not said.families[footprint.family]:
            del said.families[footprint.family]
        for figure in footprint.fingerprint.figures:
            said.figures[figure] -= 1
            if not said.figures[figure]:
                del said.figures[figure]
        for rule in [rule for rule, (at, _) in said.cases.items() if at == position]:
            del said.cases[rule]
        for alert in decision.alerts:
            case = alert.rule, place_of(alert.places)
            if case in self._opened and self._opened[case][0] == position:
                del self._opened[case]
        if not said.families:
            del self._said[decision.story]
