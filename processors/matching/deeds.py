"""Which events does a rule ask for by who did it and to whom, and which does its alert tell?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from marsad.records import Clause, Deed, Event, Side
from marsad.text import fold
from processors.document import Document
from processors.matching.lineage import Lineage

_TOLD = 2  # events on an alert
_SHOWN = 3  # events in a reason
_ON_PLACES = ("attack", "control")
_ONTO = frozenset(fold("على إلى نحو ضد").split())
_WITHIN = frozenset(
    fold(
        "في وفي قرب بالقرب عند أمام قبالة حول داخل خارج وسط شمال جنوب شرق غرب شمالي جنوبي شرقي غربي بين "
        "بمدينة ببلدة بقرية بمحافظة بولاية بريف بمنطقة بإقليم بمديرية بقضاء بحي بضاحية"
    ).split()
)


@dataclass(frozen=True)
class Party:
    """Whom a rule wants on one side of an event: ids, kinds with a star, countries; nobody named = anybody."""

    ids: frozenset[str]
    patterns: tuple[str, ...]
    countries: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Party:
        """Return the party that `source` or `target` of a rule names; what has no colon is a country."""
        named = frozenset(names)
        patterns = frozenset(each for each in named if "*" in each)
        countries = frozenset(each for each in named if ":" not in each)
        return cls(named - patterns - countries, tuple(sorted(patterns)), countries - patterns)

    @cached_property
    def anybody(self) -> bool:
        """Say whether this side is not asked for."""
        return not (self.ids or self.patterns or self.countries)

    def holds(self, name: str | None, lineage: Lineage) -> bool:
        """Say whether actor `name` is of the party; who is not known is of none but anybody's."""
        if self.anybody or name is None:
            return self.anybody
        counts_for = lineage.actor(name)
        if not self.ids.isdisjoint(counts_for) or not self.countries.isdisjoint(lineage.countries(name)):
            return True
        return any(fnmatchcase(each, pattern) for pattern in self.patterns for each in counts_for)


@dataclass(frozen=True)
class EventFilter:
    """The one event that a rule asks for; no `kinds` = of any, empty `zones` = anywhere, no `statuses` = whatever became of it."""

    kinds: frozenset[str]
    source: Party
    target: Party
    zones: frozenset[str]
    statuses: frozenset[str] = frozenset()

    def fitting(self, document: Document, lineage: Lineage) -> list[Event]:
        """Return the events of an article that fit, title first."""
        return [event for event in document.events if self._fits(event, document, lineage)]

    def is_told(self, document: Document, lineage: Lineage) -> bool:
        """Say whether any event of an article fits: cheaper than to look for the rule's words."""
        return any(self._fits(event, document, lineage) for event in document.events)

    def _fits(self, event: Event, document: Document, lineage: Lineage) -> bool:
        if self.kinds and event.event not in self.kinds:
            return False
        if self.statuses and event.status not in self.statuses:
            return False
        if self.zones and document.zone_at(event.field, event.start) not in self.zones:
            return False
        return self.source.holds(event.source, lineage) and self.target.holds(event.target, lineage)

    def clause(self, document: Document, lineage: Lineage) -> Clause:
        """Return whether the article tells such an event, and which, or which ones it tells instead."""
        fitting = self.fitting(document, lineage)
        if fitting:
            return Clause(clause="event", ok=True, why=_said(fitting[0], document))
        if not document.events:
            return Clause(clause="event", ok=False, why="no event with a known side is told")
        others = "; ".join(_said(event, document) for event in document.events[:_SHOWN])
        more = len(document.events) - _SHOWN
        return Clause(clause="event", ok=False, why=f"none fits: {others}" + (f"; and {more} more" if more > 0 else ""))


def event_filter(
    kinds: Iterable[str],
    source: Iterable[str],
    target: Iterable[str],
    zones: Iterable[str],
    statuses: Iterable[str] = (),
) -> EventFilter | None:
    """Return the filter that the keys of a rule make, None where they ask for nothing."""
    wanted, became = (frozenset(kinds), Party.of(source), Party.of(target)), frozenset(statuses)
    if not (wanted[0] or became) and wanted[1].anybody and wanted[2].anybody:
        return None
    where = frozenset(zones)
    return EventFilter(*wanted, where | {"lead"} if "text" in where else where, became)


def told(
    document: Document, field: str, sentence: int, asked: Sequence[Event], label: Callable[[str], str]
) -> tuple[Deed, ...]:
    """Return what an alert tells of who did what: what its rule asked for, then the events of its sentence and the title.

    Of events of one kind that may be one and the same the fullest is told.
    """
    chosen = [*asked, *_near(document, field, sentence)]
    fullest = [each for n, each in enumerate(chosen) if not _gives_way(chosen, n)]
    return tuple(_deed(each, document, label) for each in fullest[:_TOLD])


def _near(document: Document, field: str, sentence: int) -> Iterator[Event]:
    for event in document.events:
        if event.field == field == "text" and document.layout("text").sentence(event.start) == sentence:
            yield event
    yield from (event for event in document.events if event.field == "title")


def _gives_way(chosen: Sequence[Event], n: int) -> bool:
    """Say whether another event says all that number `n` does: one before it, or one that says more."""
    event = chosen[n]
    return any(_says(other, event) and (k < n or not _says(event, other)) for k, other in enumerate(chosen) if k != n)


def _says(fuller: Event, event: Event) -> bool:
    return (fuller.event, fuller.status) == (event.event, event.status) and all(
        one in (None, other)
        for one, other in (
            (event.source, fuller.source),
            (event.target, fuller.target),
            (event.place, fuller.place),
        )
    )


def _deed(event: Event, document: Document, label: Callable[[str], str]) -> Deed:
    return Deed(
        event=event.event,
        source=_side(event.source, label),
        target=_side(event.target, label),
        place=event.place,
        taken=event.event in _ON_PLACES and _is_object(event, document.layout(event.field).text),
        status=event.status,
    )


def _is_object(event: Event, text: str) -> bool:
    """Tell «هاجموا مدينة قندوز» and «هجوم على قندوز» from «هجوم في قندوز»: the nearest preposition before the place decides."""
    start = text.find(event.place or "", event.end)
    if not event.place or start < 0 or text[start - 1] == "ب":
        return False
    words = fold(text[event.end : start]).split()
    for at in range(len(words) - 1, -1, -1):
        if words[at] in _ONTO:
            return True
        if words[at] in _WITHIN:
            return at > 0 and words[at - 1] in _ONTO  # على شمال قندوز
    return True


def _side(name: str | None, label: Callable[[str], str]) -> Side | None:
    return Side(id=name, name=label(name)) if name else None


def _said(event: Event, document: Document) -> str:
    word = document.layout(event.field).text[event.start : event.end]
    zone = document.zone_at(event.field, event.start)
    status = "" if event.status == "asserted" else f" ({event.status})"
    return f"{event.event}{status}: {event.source or '?'} -> {event.target or '?'}, «{word}» in the {zone}"
