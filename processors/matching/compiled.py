"""What does a rule come to once its words are keywords and its defaults filled in?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal

from marsad.config.models import Filters, Rule
from marsad.records import Mention, Severity, Status
from processors.matching.deeds import EventFilter
from processors.matching.lineage import Lineage

Kind = Literal["word", "actor", "place"]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One alternative of a clause with the filters on it: a keyword, or an id that a mention counts for.

    `level` is an index into LEVELS; empty `status` and `zones` = any. Rules of one set share the terms that they have in
    common, so a term is itself and equal to no other: an article looks it up once for all of them.
    """

    kind: Kind
    name: str
    level: int
    zones: tuple[str, ...]
    status: tuple[Status, ...]


@dataclass(frozen=True)
class CompiledClause:
    """A clause with its words resolved to keywords and its defaults filled in; empty `zones` = any."""

    name: str  # "all[0]"
    words: tuple[Term, ...]
    actors: tuple[Term, ...]
    actor_patterns: tuple[str, ...]
    types: frozenset[str]
    countries: frozenset[str]
    places: tuple[Term, ...]
    zones: tuple[str, ...]

    @cached_property
    def ids(self) -> tuple[Term, ...]:
        """The actors and places, if a mention is of the kind the clause wants when it counts for one of them, else none."""
        return () if self.describes_actors else (*self.actors, *self.places)

    @cached_property
    def describes_actors(self) -> bool:
        """Say whether a mention must be looked at to see if it is of the kind the clause wants."""
        return bool(self.actor_patterns or self.types or self.countries)

    def asks_for(self, mention: Mention, lineage: Lineage) -> bool:
        """Say whether `mention` is of the kind this clause wants, before any filter."""
        if mention.role == "place":
            return any(each.name in lineage.place(mention.actor) for each in self.places)
        if self.types and mention.type not in self.types:
            return False
        if self.countries and self.countries.isdisjoint(lineage.countries(mention.actor)):
            return False
        if not (self.actors or self.actor_patterns):
            return bool(self.types or self.countries)
        counts_for = lineage.actor(mention.actor)
        return any(each.name in counts_for for each in self.actors) or any(
            fnmatchcase(each, pattern) for pattern in self.actor_patterns for each in counts_for
        )

    def asked(self) -> list[str]:
        """Return what the clause asks for, for people."""
        words = [f"«{word.name}»" for word in self.words]
        narrowed = [f"type {each}" for each in sorted(self.types)] + [
            f"country {each}" for each in sorted(self.countries)
        ]
        actors = [*sorted(each.name for each in self.actors), *self.actor_patterns]
        return [*words, *actors, *narrowed, *(f"place {each}" for each in sorted(each.name for each in self.places))]


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to be matched."""

    rule: Rule
    all: tuple[CompiledClause, ...]
    weights: tuple[tuple[CompiledClause, int], ...]  # one clause per word, the heaviest first
    none: tuple[CompiledClause, ...]
    not_near: tuple[tuple[frozenset[str], int], ...]  # keywords, and within how many words they undo a hit
    events: EventFilter | None  # the event it asks for
    lineage: Lineage
    cooldown_s: float
    again_s: float
    escalate: tuple[tuple[int, Severity], ...]

    @cached_property
    def chooses_articles(self) -> bool:
        """Say whether the rule has a filter on what an article is."""
        return self.rule.where != Filters()

    @property
    def evidence(self) -> Iterator[str]:
        """The keywords that speak for the rule."""
        yield from (word.name for clause in self.all for word in clause.words)
        yield from (word.name for clause, weight in self.weights if weight > 0 for word in clause.words)
