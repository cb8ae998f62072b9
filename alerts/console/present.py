"""What does a card say? Cases turned into the plain values a template prints; no markup, no clock of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

from alerts import words
from alerts.console import phrases
from alerts.console.marks import Piece, Span, pieces
from marsad.handling import Act, standing
from marsad.ports import Case
from marsad.records import Alert, Deed, Mention, decode

AVATARS, AVATAR_COLOURS = 4, 6
ACTORS, PLACES = 4, 3  # chips on a card; the story page shows all
RECENT = 200  # the cases that rules and actors are offered from, and counted in
_GENERIC = ("وكالة", "صحيفة", "جريدة", "شبكة", "قناة", "موقع", "مجلة", "إذاعة", "أنباء")


class Look(NamedTuple):
    """How this reader sees things: zone, present moment, names of actors, publishers and feeds."""

    zone: ZoneInfo
    now: datetime
    label: Callable[[str], str]

    def moment(self, at: datetime) -> Moment:
        """Return `at` in the words of this reader."""
        return Moment(at.isoformat(), words.clock(at, self.now, self.zone), words.ago(at, self.now))

    def ahead(self, at: datetime) -> str:
        """Return a moment to come: the clock with its day, and how long it takes until then."""
        return f"{words.clock(at, self.now, self.zone)} · {words.until(at, self.now)}"


class Moment(NamedTuple):
    """A time three ways: for machines, on the wall clock, from now."""

    iso: str
    clock: str
    ago: str


class Badge(NamedTuple):
    """A severity as mark, word and colour class."""

    severity: str
    word: str
    icon: str


class Chip(NamedTuple):
    """Somebody or some place, with the id a filter needs."""

    id: str
    name: str


class Avatar(NamedTuple):
    """A publisher in one letter."""

    letter: str
    colour: int
    name: str


class Handled(NamedTuple):
    """What somebody did with a case: `text` says it with the name, `rest` what belongs to it (until when, a note)."""

    state: str
    text: str
    who: str
    when: Moment
    rest: str


class DeedLine(NamedTuple):
    """Who did what to whom, and where if that is known besides."""

    word: str
    parties: words.Parties


class Card(NamedTuple):
    """One case on the wall; equal ones look the same."""

    key: str
    seq: int
    story: str
    badge: Badge
    rule: str
    name: str
    headline: tuple[Piece, ...]
    context: tuple[Piece, ...]
    status: str
    actors: tuple[Chip, ...]
    places: tuple[Chip, ...]
    more: int
    publishers: str
    reports: str
    first: str
    avatars: tuple[Avatar, ...]
    updates: str
    when: Moment
    link: str
    handled: Handled | None = None
    deeds: tuple[DeedLine, ...] = ()
    into: str = ""  # the story where the case goes on


class Facet(NamedTuple):
    """A filter on offer, with the number of recent cases it would show."""

    id: str
    name: str
    severity: str
    cases: int


class Facets(NamedTuple):
    """What the recent cases could be filtered by."""

    total: int
    rules: list[Facet]
    actors: list[Facet]


def badge(severity: str) -> Badge:
    """Return the mark, word and colour of a severity."""
    return Badge(severity, words.word(words.SEVERITY, severity), words.SEVERITY_ICON.get(severity, "cir"))


def opened(case: Case) -> Alert:
    """Return the alert that speaks for the case."""
    return decode(case.alert, Alert)


def handled(acts: Sequence[Act], severity: str, look: Look) -> Handled | None:
    """Return how a case stands, None while it is open."""
    state, act = standing(acts, severity, look.now)
    if act is None:
        return None
    until = f"حتى {words.clock(act.until, look.now, look.zone)}" if act.until else ""
    rest = " · ".join(part for part in (until, act.note) if part)
    return Handled(state, phrases.STATE[state], act.who, look.moment(act.at), rest)


def card(case: Case, look: Look, link: Callable[[str], str | None], acts: Sequence[Act] = ()) -> Card:
    """Return what the wall shows of a case; `link` gives the address when it is safe to follow."""
    alert = opened(case)
    headline, context = marked(alert)
    families = case.families or alert.families
    return Card(
        key=f"{case.rule}:{case.story}",
        seq=case.seq,
        story=case.story,
        badge=badge(case.severity),
        rule=case.rule,
        name=case.name,
        headline=tuple(headline),
        context=tuple(context),
        status="" if alert.status == "asserted" else words.word(words.STATUS, alert.status),
        actors=tuple(Chip(actor, look.label(actor)) for actor in alert.actors[:ACTORS]),
        places=tuple(Chip(place, look.label(place)) for place in alert.places[:PLACES]),
        more=len(alert.actors[ACTORS:]) + len(alert.places[PLACES:]),
        publishers=words.counted(len(families), words.PUBLISHERS) if families else "",
        reports=words.counted(case.articles, words.REPORTS) if case.articles > len(families) else "",
        first=look.label(families[0]) if families else "",
        avatars=tuple(avatar(look.label(family)) for family in families[:AVATARS]),
        updates=_updates(case.updates, alert),
        when=look.moment(case.changed),
        link=link(alert.url) or "",
        handled=handled(acts, case.severity, look),
        deeds=tuple(deeds(alert.events)),
        into=case.into,
    )


def _updates(count: int, newest: Alert) -> str:
    """Return how often a case was told anew, and first whether the newest is a further event of its story."""
    said = words.counted(count, words.UPDATES) if count else ""
    return f"{words.REASON['again']} · {said}" if newest.reason == "again" else said


def deeds(events: Iterable[Deed]) -> list[DeedLine]:
    """Return who did what to whom, as pages print it."""
    return [DeedLine(words.event(each), words.parties(each)) for each in events]


def marked(alert: Alert) -> tuple[list[Piece], list[Piece]]:
    """Return headline and sentence with their marks; a sentence that is part of the headline is not said twice."""
    named = actor_spans(alert)
    end = alert.start + len(alert.sentence)
    if alert.field == "title" and alert.sentence and alert.title[alert.start : end] == alert.sentence:
        return pieces(alert.title, _moved(alert.marks, alert.start), _moved(named, alert.start)), []
    return [Piece(alert.title, "")], pieces(alert.sentence, alert.marks, named)


def actor_spans(alert: Alert) -> list[Span]:
    """Return where the sentence names actors or places that its rule asked for."""
    mentions = (by for clause in alert.clauses for by in clause.by if isinstance(by, Mention))
    return [(m.start - alert.start, m.end - alert.start) for m in mentions if m.field == alert.field]


def avatar(name: str) -> Avatar:
    """Return a publisher as one letter: of the first word that is not وكالة or the like, without its article."""
    parts = [part for part in name.split() if part not in _GENERIC] or [name or "؟"]
    letter = parts[0].removeprefix("ال")[:1] or parts[0][:1]
    return Avatar(letter.upper(), crc32(name.encode()) % AVATAR_COLOURS, name)


def facets(cases: Sequence[Case], label: Callable[[str], str], *, most: int = 8) -> Facets:
    """Return what `cases` could be filtered by, most frequent first."""
    alerts = [opened(case) for case in cases]
    rules = Counter(case.rule for case in cases)
    names = {case.rule: case for case in reversed(cases)}
    actors = Counter(actor for alert in alerts for actor in dict.fromkeys(alert.actors + alert.places))
    return Facets(
        total=len(cases),
        rules=[Facet(rule, names[rule].name, names[rule].severity, n) for rule, n in rules.most_common(most)],
        actors=[Facet(actor, label(actor), "", n) for actor, n in actors.most_common()],
    )


def _moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]
