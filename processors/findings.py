"""What does an article say of keywords? Each hit is made when a rule first asks for its keyword, and judged when one asks.

An article says some forty keywords and few rules ask for more than two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Generic, TypeVar

from marsad.records import Field, Hit

Place = TypeVar("Place")
FIELDS: tuple[Field, ...] = ("title", "text")
_ORDER = attrgetter("start", "end", "keyword")


class Findings(Generic[Place]):
    """The keywords of an article, by field where they stand; what stands there is known to `make` alone.

    `said` gives by field and keyword the places in order of the text, and `starts` the offset of a place. `make` makes
    the hit of a place, as yet called asserted; `judge` returns one of those hits with its status.
    """

    def __init__(
        self,
        said: Mapping[Field, Mapping[str, Sequence[Place]]],
        starts: Callable[[Place], int],
        make: Callable[[Field, str, Place], Hit],
        judge: Callable[[Hit], Hit],
    ) -> None:
        """Take what was found."""
        self._said, self._starts, self._make, self._judge = said, starts, make, judge
        self._hits: dict[str, tuple[Hit, ...]] = {}
        self._judged: dict[int, Hit] = {}  # a hit of ours is known by what it is, not says

    def names(self, field: Field) -> Collection[str]:
        """Return the keywords that a field says."""
        return self._said[field].keys()

    def early(self, end: int) -> frozenset[str]:
        """Return the keywords that the text says before the offset `end`."""
        said = self._said["text"].items()
        return frozenset(name for name, places in said if self._starts(places[0]) < end)

    def of(self, name: str) -> tuple[Hit, ...]:
        """Return the hits of a keyword, those in the title first, by offset; the same each time."""
        hits = self._hits.get(name)
        if hits is None:
            hits = self._hits[name] = tuple(
                self._make(field, name, place) for field in FIELDS for place in self._said[field].get(name, ())
            )
        return hits

    def judged(self, hit: Hit) -> Hit:
        """Return one of our hits with its status; the same each time."""
        judged = self._judged.get(id(hit))
        if judged is None:
            judged = self._judged[id(hit)] = self._judge(hit)
        return judged

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """All hits, not judged: those of the title, then of the text, each by offset."""
        names = dict.fromkeys(name for field in FIELDS for name in self._said[field])
        hits = [hit for name in names for hit in self.of(name)]
        by_field = ((hit for hit in hits if hit.field == field) for field in FIELDS)
        return tuple([hit for own in by_field for hit in sorted(own, key=_ORDER)])


def findings_of(hits: Iterable[Hit]) -> Findings[Hit]:
    """Return the findings of hits that are there already, with their status."""
    said: dict[Field, dict[str, list[Hit]]] = {field: {} for field in FIELDS}
    for hit in sorted(hits, key=lambda hit: hit.start):
        said[hit.field].setdefault(hit.keyword, []).append(hit)
    return Findings(said, lambda hit: hit.start, lambda _field, _name, hit: hit, lambda hit: hit)
