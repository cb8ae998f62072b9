"""What deciding knows of the last days: copies, stories, and what was said of each story.

The index is a function of the footprints and decisions of the window, in their order: a restart rebuilds it from the
store and goes on with the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from marsad.records import LATER, Alert, AlertReason, Analysis, Decision, Footprint, Inside
from processors.counted import compared
from processors.gist import gist
from processors.stories import WINDOW_S, Joined, Stories
from processors.terms import and_also, terms_of
from processors.window.background import Background, day_of
from processors.window.closing import Living
from processors.window.copies import Copies, Kinship, kinship, unconfirmed
from processors.window.forms import OTHERS, but, said_by_others
from processors.window.headline import another_event
from processors.window.held import Held
from processors.window.merging import APART, KINDRED_APART, KINDRED_CENTRES, Aliases, StoryState, Union, united
from processors.window.one_event import Signs
from processors.window.sliding import Sliding
from processors.window.weighing import Weighing

WINDOW = timedelta(seconds=WINDOW_S)
FAMILY_DAYS = 3  # a family that goes on for longer is in its own background: else one false link would last for ever
NAMED_FROM = (
    200  # articles: before the window holds so many it cannot tell a rare name from one that is always in the news
)

HOLDS_MAX, HELD_PRINTS = 4, 6  # texts beside the first that are told; prints of forty words
HELD = 0.6  # share of such a text that must be in the longer one: two reports of one event quote the same

_RANK = {"copy": 4, "update": 3, "contained": 2, "contains": 1}


# Alerts that say what their own article tells; others are on the case as it was.
ITS_OWN: frozenset[AlertReason] = frozenset(("opened", *LATER))


def place_of(places: tuple[str, ...]) -> str:
    """Return the place a case belongs to: the most prominent one, "" where none is named."""
    return places[0] if places else ""


class Relative(NamedTuple):
    """An earlier article that shares the text of another: how, which, and of which story it was said to be.

    `holds`: others whose texts stand in what that one leaves of it, as in a digest.
    """

    kin: Kinship
    article: str
    story: str
    holds: tuple[Inside, ...]


class _Row(NamedTuple):
    held: Held
    since: int  # day on which the first text of its family of copies came
    of: int | None  # position of the text it is related to
    story: str
    cases: tuple[tuple[str, str], ...]  # (rule, place) of those it opened
    fired: tuple[str, ...]  # rules that fired on it and were not held back
    merged: tuple[str, ...]  # stories that are of its own from here on


class Index:
    """The window, held in memory."""

    def __init__(self) -> None:
        self._rows = Sliding[_Row]()
        self._latest: datetime | None = None
        self._copies = Copies()
        self._background = Background()
        self._last: dict[str, int] = {}  # article -> position of its last revision
        self._weighing = Weighing()
        self._stories = Stories()
        self._said: dict[str, StoryState] = {}
        self._aliases = Aliases()
        self._living = Living()
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
        prints = [row.held.prints for row in self._rows]
        self._copies.load(self._rows.first, prints)
        self._background.load([day_of(row.held.at) for row in self._rows], prints)
        self._weighing.load(row.held.words for row in self._rows)
        self._stories.load(self._rows.first, [(row.held, self.current(row.story)) for row in self._rows])

    def since(self) -> datetime | None:
        """Return the event time before which nothing is needed any more, or None when nothing came yet."""
        return self._latest - WINDOW if self._latest else None

    def footprint(self, analysis: Analysis) -> Footprint:
        """Return what is remembered of an article, its words weighed by what the window holds now."""
        told = analysis.gist or gist(analysis)
        said = terms_of(analysis.fingerprint)
        if len(self._rows) >= NAMED_FROM:
            said = and_also(said, told.names)
        words, weights = self._weighing.weighed(said)
        return Footprint(
            article=analysis.article,
            revision=analysis.revision,
            at=analysis.at,
            family=analysis.family or analysis.publisher or analysis.feed,
            fingerprint=replace(analysis.fingerprint, terms=(), said=b""),
            actors=told.actors,
            places=told.places,
            headline=told.headline,
            deeds=told.deeds,
            words=words,
            weights=weights,
        )

    def relative(self, footprint: Footprint) -> Relative | None:
        """Return the closest earlier article that shares its text."""
        candidates = self._copies.candidates(footprint.fingerprint.prints, self._never_said)
        found = list(self._kin(footprint, candidates))
        if not found:
            return None
        kin = max(self._contradicting(footprint, found) or found, key=self._closeness)
        row = self._rows[kin.of]
        return Relative(kin, row.held.article, row.story, tuple(self._also_held(footprint, row.held)))

    def _kin(self, footprint: Footprint, positions: Sequence[int]) -> Iterator[Kinship]:
        """Yield how the articles at `positions` are related to one; what several others say too makes no relation."""
        found = [kin for position in positions if (kin := self._kinship(footprint, position))]
        families = {position: self._first(position) for position in positions} if found else {}
        if len(set(families.values())) <= OTHERS:
            yield from found
            return
        prints = footprint.fingerprint.prints
        holders = [(family, self._rows[position].held.prints) for position, family in families.items()]
        for kin in found:
            common = said_by_others(prints, families[kin.of], holders)
            if not common or self._kinship(footprint, kin.of, common):
                yield kin

    def _kinship(self, footprint: Footprint, position: int, common: frozenset[int] = frozenset()) -> Kinship | None:
        """Return how the article at `position` is related to one; no print is new that is `common`."""
        row = self._rows[position]
        unseen = partial(self._unseen, row.since)
        return kinship(footprint, row.held, position, but(unseen, common) if common else unseen)

    def _first(self, position: int) -> int:
        """Return the first text in the window of the family of copies at `position`."""
        of = self._rows[position].of
        while of is not None and of >= self._rows.first:
            position, of = of, self._rows[of].of
        return position

    def _also_held(self, footprint: Footprint, told: Held) -> Iterator[Inside]:
        """Yield the articles whose texts stand in what `told` leaves of an article: of each text the one it is all of."""
        rest = set(footprint.fingerprint.prints)
        for _ in range(HOLDS_MAX):
            rest.difference_update(told.prints)
            if len(rest) < HELD_PRINTS or not (kin := self._held_in(footprint, sorted(rest))):
                return
            row = self._rows[kin.of]
            told = row.held
            yield Inside(article=told.article, story=self.current(row.story))

    def _held_in(self, footprint: Footprint, rest: Sequence[int]) -> Kinship | None:
        """Return the relative that stands in the `rest` of an article's prints with most of its text, or None."""
        found = []
        for position in self._copies.candidates(rest, self._never_said):
            kin = self._kinship(footprint, position)
            if kin and kin.verdict == "contains" and kin.similarity >= HELD:
                found.append(kin)
        return max(found, key=self._closeness, default=None)

    def _closeness(self, kin: Kinship) -> tuple[int, float, float, float, str]:
        """Return what ranks relatives, of equal ones the first by its own time: the order of arrival decides nothing."""
        held = self._rows[kin.of].held
        return _RANK[kin.verdict], kin.similarity, kin.covers, -held.at.timestamp(), held.article

    def _contradicting(self, footprint: Footprint, found: list[Kinship]) -> list[Kinship]:
        """Return the relatives with another figure that no relative confirms: a copy without the figure hides no toll."""
        texts = {kin.of: self._rows[kin.of].held.fingerprint for kin in found}
        return [
            kin
            for kin in found
            if kin.verdict == "update" and unconfirmed(footprint.fingerprint, texts[kin.of], texts.values())
        ]

    def _never_said(self, prints: Sequence[int]) -> list[bool]:
        """Say of prints whether they are newer than any article they could be a copy of."""
        return self._unseen(0, prints)

    def _unseen(self, since: int, prints: Sequence[int]) -> list[bool]:
        """Say of prints whether they are newer than a family that began on day `since`, whatever order that day came in."""
        today = day_of(self._latest) if self._latest else since
        return self._background.unseen(prints, max(since, today - FAMILY_DAYS) - 1)

    def story(self, footprint: Footprint) -> Joined | None:
        """Return the story the article's words belong to, or None."""
        return self._stories.best(footprint)

    def signs(self, footprint: Footprint, story: str) -> Signs | None:
        """Return what speaks for and against one event of the article and `story`; None where nobody can tell yet."""
        current = self.current(story)
        return self._stories.signs(footprint, current) if current in self._said else None

    def current(self, story: str) -> str:
        """Return the story that `story` is by now: another when it was merged."""
        return self._aliases.current(story)

    def remembered(self, article: str) -> Held | None:
        """Return what is held of the last revision of an article in the window, or None."""
        position = self._last.get(article)
        return None if position is None else self._rows[position].held

    def quiet(self, at: datetime, but: str) -> tuple[str, ...]:
        """Return the open stories but `but` that an article of the time `at` finds quiet."""
        return self._living.quiet(max(at, self._latest or at), but)

    def union(self, footprint: Footprint, story: str, *, copied: bool = False) -> Union | None:
        """Return what the article's story and another would be together if the article shows that they are one event.

        A text that is `copied` says no words that its story did not say before.
        """
        if story not in self._living:
            return None
        for rival in self._stories.rivals(footprint, story):
            if not (rival.is_near and self._may_be_one(story, rival.story, APART)):
                continue
            why = f"an article scores {rival.score:.2f} with both, their centres {rival.centres:.2f}"
            return self._union(story, rival.story, why)
        kindred = None if copied else self._stories.kindred(footprint, story)
        if kindred and kindred.centres >= KINDRED_CENTRES and self._may_be_one(story, kindred.story, KINDRED_APART):
            why = f"both say {kindred.words} words that few others say, their centres {kindred.centres:.2f}"
            return self._union(story, kindred.story, why)
        return None

    def _may_be_one(self, story: str, other: str, apart: timedelta) -> bool:
        """Say whether the other is open too, and was opened by an article of about that time and of no other event."""
        if other not in self._living:
            return False
        first, second = (self._rows[self._said[each].positions()[0]].held for each in (story, other))
        return abs(first.at - second.at) <= apart and not another_event(first, second)

    def _union(self, story: str, other: str, why: str) -> Union:
        into, gone = sorted((story, other), key=lambda each: self._said[each].positions()[0])
        ours, theirs = self._said[into], self._said[gone]
        return Union(into, gone, why, ours, theirs, united(ours, theirs, into))

    def said(self, story: str) -> StoryState:
        """Return what was said of a story so far."""
        return self._said.get(story) or StoryState()

    def figures(self, said: StoryState) -> set[tuple[str, str]]:
        """Return the figures that the members of a story gave, what they count in one form."""
        given = {figure for position in said.positions() for figure in self._rows[position].held.fingerprint.figures}
        return {(compared(context), value) for context, value in given}

    def fired(self, said: StoryState, rule: str) -> datetime | None:
        """Return the time of the newest article of a story on which `rule` fired, None when it fired on none."""
        return max([self._rows[position].held.at for position in said.fired.get(rule, ())], default=None)

    def opened(self, rule: str, places: tuple[str, ...]) -> Alert | None:
        """Return the alert that last opened a case of `rule` at the first of `places`, None if none is remembered."""
        known = self._opened.get((rule, place_of(places)))
        return known[1] if known else None

    def add(self, footprint: Footprint, decision: Decision) -> None:
        """Take a decided article in, and let go of what left the window."""
        position = self._say(footprint, decision)
        held = self._rows[position].held
        for merge in decision.merged:
            members = self._said[decision.story].positions()
            self._stories.merge(decision.story, merge.story, [each for each in members if each != position])
        self._copies.add(position, footprint.fingerprint.prints)
        self._background.add(day_of(footprint.at), footprint.fingerprint.prints)
        self._weighing.add(held.words)
        self._stories.add(position, footprint, decision.story, held)
        for gone, theirs in self._leaving():
            self._weighing.remove(theirs.words)
            self._copies.remove(gone)
            self._stories.remove(gone, theirs)

    def _say(self, footprint: Footprint, decision: Decision) -> int:
        """Remember what was said of an article; return its position."""
        position, held = self._rows.end, Held(footprint)
        day, of = day_of(footprint.at), self._last.get(decision.of or "")
        since = day if of is None else min(day, self._rows[of].since)
        opened = [alert for alert in decision.alerts if alert.reason == "opened"]
        cases = tuple([(alert.rule, place_of(alert.places)) for alert in opened])
        fired = (*(alert.rule for alert in decision.alerts if alert.reason in ITS_OWN), *decision.fired)
        story = self._named(decision.story, held)
        self._rows.append(_Row(held, since, of, story, cases, fired, tuple([merge.story for merge in decision.merged])))
        self._last[held.article] = position
        for merge in decision.merged:
            self._merge(merge.story, story, position)
        said = self._said.get(story)
        if said is None:
            said = self._said[story] = StoryState()
        said.families.setdefault(held.family, []).append(position)
        for case, alert in zip(cases, opened, strict=True):
            said.cases.setdefault(alert.rule, []).append((position, alert))
            self._opened[case] = position, alert
        for rule in fired:
            said.fired.setdefault(rule, []).append(position)
        if self._latest is None or footprint.at > self._latest:
            self._latest = footprint.at
        for closed in decision.closed:
            self._living.end(closed)
        self._living.hear(story, self._latest)
        return position

    def _named(self, story: str, held: Held) -> str:
        """Return the id of a story as its first article has it: one string for all members."""
        if story == held.article:
            return held.article
        opener = self._last.get(story)
        return story if opener is None else self._rows[opener].held.article

    def _merge(self, gone: str, into: str, position: int) -> None:
        """Say of `into` what was said of `gone` too, and call that one by the name of `into`."""
        self._said[into] = united(self._said.get(into, StoryState()), self._said.pop(gone, StoryState()), into)
        self._aliases.add(gone, into, position)
        self._living.end(gone)

    def _leaving(self) -> Iterator[tuple[int, Held]]:
        """Forget what was said of articles that left the window; yield their positions and what was held of them."""
        since = self.since()
        while since and len(self._rows) and self._rows[self._rows.first].held.at < since:
            position, row = self._rows.first, self._rows.popleft()
            self._unsay(position, row)
            yield position, row.held

    def _unsay(self, position: int, row: _Row) -> None:
        if self._last[row.held.article] == position:
            del self._last[row.held.article]
        story = self.current(row.story)
        said = self._said[story]
        del said.families[row.held.family][0]
        if not said.families[row.held.family]:
            del said.families[row.held.family]
        for case in row.cases:
            said.forget(case[0], position)
            if case in self._opened and self._opened[case][0] == position:
                del self._opened[case]
        for rule in row.fired:
            said.unfire(rule, position)
        if not said.families:
            del self._said[story]
            self._living.end(story)
        for gone in row.merged:
            self._aliases.remove(gone, position)
