"""What does an article hold for rules to ask? Looked up once for all the rules that may fire on it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from marsad.records import LEVELS, Hit, Mention
from processors.document import Document
from processors.matching.compiled import CompiledClause, Term
from processors.matching.lineage import Lineage

Found = Hit | Mention

_NAMED = 8  # actors and places in a match
_ZONES = ("title", "lead", "text")


class Position(NamedTuple):
    """Where something stands: in the text or the title, the numbers of its sentence, of its first and its last word."""

    in_text: bool
    sentence: int
    first: int
    last: int


class _Row(NamedTuple):
    """The hits of some keywords in order of the article, and up to which word each and those before it reach."""

    hits: list[tuple[Position, Hit]]
    firsts: list[tuple[bool, int]]
    reach: list[tuple[bool, int]]


class Evidence:
    """The hits and mentions of one document, by what clauses ask for, and where in its sentences they stand."""

    def __init__(self, document: Document, lineage: Lineage) -> None:
        """Take an article; `lineage` says what its actors and places count for."""
        self.document = document
        self.lineage = lineage
        self._said = document.keywords_in(())
        self._counted: dict[Term, Sequence[Found]] = {}
        self._zones: dict[int, str] = {}
        self._positions: dict[int, Position] = {}
        self._rows: dict[frozenset[str], _Row] = {}

    def counted(self, term: Term) -> Sequence[Found]:
        """Return what counts for `term`, in order of the article: what its filters let pass."""
        counted = self._counted.get(term)
        if counted is None:
            counted = self._counted[term] = list(self._count(term))
        return counted

    def _count(self, term: Term) -> Iterator[Found]:
        for each in self._asked_for(term):
            if not self._refused(term, each):  # the status costs more, and few get so far
                judged = self.document.findings.judged(each) if isinstance(each, Hit) else each
                if not _unlike(term, judged):
                    yield judged

    def counted_for(self, clause: CompiledClause) -> list[Found]:
        """Return what counts for any term of `clause`: hits by word, then mentions, each in order of the article."""
        found: list[Found] = []
        for word in clause.words:
            if word.name in self._said:  # most of what a clause asks for is not there at all
                found += self.counted(word)
        if clause.describes_actors:
            found += [each for each in self.described(clause) if not self.misplaced(clause.zones, each)]
        elif clause.ids:
            there = self.by_actor.keys() | self.by_place.keys() if clause.places else self.by_actor
            lists = [self.counted(each) for each in clause.ids if each.name in there]
            found += self._merged(lists) if len(lists) > 1 else lists[0] if lists else ()
        return found

    def losses(self, clause: CompiledClause) -> Iterator[tuple[Found, str]]:
        """Yield all that `clause` asks for, each with why a filter refuses it, "" when none does."""
        for word in clause.words:
            hits = map(self.document.findings.judged, self.document.findings.of(word.name))
            yield from ((hit, self.loss(word, hit)) for hit in hits)
        if clause.describes_actors:
            mentions: Sequence[Found] = self.described(clause)
        else:
            mentions = self._merged([self._asked_for(each) for each in clause.ids])
        yield from ((each, self.misplaced(clause.zones, each)) for each in mentions)

    def loss(self, term: Term, found: Found) -> str:
        """Return why a filter of `term` refuses what was found, a hit with its status, "" when none does."""
        return self._refused(term, found) or _unlike(term, found)

    def _refused(self, term: Term, found: Found) -> str:
        """Return why the place or the level of what was found does not do, "" when both do."""
        if term.zones and (why := self.misplaced(term.zones, found)):
            return why
        if isinstance(found, Hit) and found.level != "strict" and LEVELS.index(found.level) > term.level:
            return f"level {found.level}; the clause takes up to {LEVELS[term.level]}"
        return ""

    def misplaced(self, zones: tuple[str, ...], found: Found) -> str:
        """Return why something found stands in none of `zones`, "" when it does, or where there are none."""
        if not zones:
            return ""
        zone = self.zone(found)
        if zone in zones or (zone == "lead" and "text" in zones):
            return ""
        return f"not in {' or '.join(zones)}"

    def described(self, clause: CompiledClause) -> list[Mention]:
        """Return the mentions of the kind that `clause` describes, before any filter."""
        return [mention for mention in self.document.mentions if clause.asks_for(mention, self.lineage)]

    def zone(self, found: Found) -> str:
        """Return in which part of the article something was found: title, lead or text."""
        zone = self._zones.get(id(found))
        if zone is None:
            zone = self._zones[id(found)] = self.document.zone(found)
        return zone

    def position(self, found: Found) -> Position:
        """Return where something found stands."""
        position = self._positions.get(id(found))
        if position is None:
            layout = self.document.layout(found.field)
            span = layout.span(found.start, found.end)
            position = Position(found.field == "text", layout.sentence(found.start), *span)
            self._positions[id(found)] = position
        return position

    def beside(self, keywords: frozenset[str], place: Position, within: int) -> Iterator[tuple[int, Position, Hit]]:
        """Yield the hits of `keywords` in the sentence of `place` that lie up to `within` words away, with how far."""
        row = self._row(keywords)
        for at in reversed(range(bisect_right(row.firsts, (place.in_text, place.last + within)))):
            if row.reach[at] < (place.in_text, place.first - within):
                return
            other, hit = row.hits[at]
            apart = max(place.first - other.last, other.first - place.last, 0)
            if other.in_text == place.in_text and other.sentence == place.sentence and apart <= within:
                yield apart, other, hit

    def _row(self, keywords: frozenset[str]) -> _Row:
        row = self._rows.get(keywords)
        if row is None:
            found = chain.from_iterable(map(self.document.findings.of, keywords))
            hits = sorted([(self.position(hit), hit) for hit in found], key=_in_order)
            reach = accumulate([(place.in_text, place.last) for place, _ in hits], max)
            row = self._rows[keywords] = _Row(hits, [(place.in_text, place.first) for place, _ in hits], list(reach))
        return row

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors that stand out."""
        return self._prominent("actor")

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places that stand out."""
        return self._prominent("place")

    @cached_property
    def part_of(self) -> tuple[str, ...]:
        """What those actors count for beside themselves."""
        return _beyond(self.actors, self.lineage.actor)

    @cached_property
    def within(self) -> tuple[str, ...]:
        """What those places count for beside themselves."""
        return _beyond(self.places, self.lineage.place)

    @cached_property
    def by_actor(self) -> dict[str, list[Mention]]:
        """The mentions that count for each actor."""
        counting: dict[str, list[Mention]] = {}
        for mention in self.document.mentions:
            if mention.role != "place":
                for name in self.lineage.actor(mention.actor):
                    counting.setdefault(name, []).append(mention)
        return counting

    @cached_property
    def by_place(self) -> dict[str, list[Mention]]:
        """The mentions that count for each place."""
        counting: dict[str, list[Mention]] = {}
        for mention in self.document.mentions:
            if mention.role == "place":
                for name in self.lineage.place(mention.actor):
                    counting.setdefault(name, []).append(mention)
        return counting

    def _asked_for(self, term: Term) -> Sequence[Found]:
        if term.kind == "word":
            return self.document.findings.of(term.name)
        return (self.by_actor if term.kind == "actor" else self.by_place).get(term.name, ())

    def _merged(self, lists: Sequence[Sequence[Found]]) -> list[Found]:
        """Return what is in any of the lists of mentions, once each, in order of the article."""
        wanted = {id(each) for some in lists for each in some}
        return [mention for mention in self.document.mentions if id(mention) in wanted] if wanted else []

    def _prominent(self, role: str) -> tuple[str, ...]:
        """Return the ids mentioned in `role`: those in the title first, then the lead, then by number of mentions."""
        ranks: dict[str, tuple[int, int]] = {}
        for each in self.document.mentions:
            if each.role == role:
                zone, count = ranks.get(each.actor, (len(_ZONES), 0))
                ranks[each.actor] = min(zone, _ZONES.index(self.zone(each))), count - 1
        return tuple(sorted(ranks, key=ranks.__getitem__)[:_NAMED])


def _beyond(names: tuple[str, ...], counts_for: Callable[[str], frozenset[str]]) -> tuple[str, ...]:
    return tuple(sorted({each for name in names for each in counts_for(name)}.difference(names)))


def _in_order(placed: tuple[Position, Hit]) -> tuple[bool, int, int, str]:
    place, hit = placed
    return place.in_text, place.first, place.last, hit.keyword


def _unlike(term: Term, found: Found) -> str:
    """Return the status of a hit where `term` asks for another, else ""."""
    if isinstance(found, Hit) and term.status and found.status not in term.status:
        return f"status {found.status}" + (f" («{found.cue}»)" if found.cue else "")
    return ""
