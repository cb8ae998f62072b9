"""What does an article hold for rules to ask? Looked up once for all the rules that may fire on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from marsad.records import Hit, Mention
from processors.document import Document
from processors.lineage import Lineage
from processors.ruleset import CompiledClause

Found = Hit | Mention

_NAMED = 8  # actors and places in a match
_ZONES = ("title", "lead", "text")


class Evidence:
    """The hits and mentions of one document, by what clauses ask for, and where in its sentences they stand."""

    def __init__(self, document: Document, lineage: Lineage) -> None:
        """Take an article; `lineage` says what its actors and places count for."""
        self.document = document
        self._lineage = lineage
        self._zones: dict[int, str] = {}
        self._places: dict[int, tuple[int, int, int]] = {}

    def asked_for(self, clause: CompiledClause) -> Sequence[Found]:
        """Return what is of the kind the clause wants, before any filter: hits by word, then mentions."""
        hits = self.document.hits_of
        found: list[Found] = [hit for word in clause.words if word in hits for hit in hits[word]]
        if clause.names_actors:
            found += self._mentions(clause)
        return found

    def zone(self, found: Found) -> str:
        """Return in which part of the article something was found: title, lead or text."""
        zone = self._zones.get(id(found))
        if zone is None:
            zone = self._zones[id(found)] = self.document.zone(found)
        return zone

    def position(self, found: Found) -> tuple[int, int, int]:
        """Return the numbers of the sentence, of the first and of the last word in the field."""
        position = self._places.get(id(found))
        if position is None:
            layout = self.document.layout(found.field)
            position = (layout.sentence(found.start), *layout.span(found.start, found.end))
            self._places[id(found)] = position
        return position

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors that stand out."""
        return self._prominent("actor")

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places that stand out."""
        return self._prominent("place")

    def _mentions(self, clause: CompiledClause) -> list[Mention]:
        mentions = self.document.mentions
        if not clause.lists_actors:
            return [mention for mention in mentions if clause.asks_for(mention, self._lineage)]
        actors, places = self._counting
        numbers = {number for name in actors.keys() & clause.actors for number in actors[name]}
        numbers.update(number for name in places.keys() & clause.places for number in places[name])
        return [mentions[number] for number in sorted(numbers)]

    @cached_property
    def _counting(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """The numbers of the mentions that count for each actor, and for each place."""
        actors: dict[str, list[int]] = {}
        places: dict[str, list[int]] = {}
        for number, mention in enumerate(self.document.mentions):
            if mention.role == "place":
                for name in self._lineage.place(mention.actor):
                    places.setdefault(name, []).append(number)
            else:
                for name in self._lineage.actor(mention.actor):
                    actors.setdefault(name, []).append(number)
        return actors, places

    def _prominent(self, role: str) -> tuple[str, ...]:
        """Return the ids mentioned in `role`: those in the title first, then the lead, then by number of mentions."""
        ranks: dict[str, tuple[int, int]] = {}
        for each in self.document.mentions:
            if each.role == role:
                zone, count = ranks.get(each.actor, (len(_ZONES), 0))
                ranks[each.actor] = min(zone, _ZONES.index(self.zone(each))), count - 1
        return tuple(sorted(ranks, key=ranks.__getitem__)[:_NAMED])
