"""What speaks for a rule in an article, how close together, and what does not count and why?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from marsad.records import Field, Hit, Mention
from processors.matching.compiled import CompiledClause, CompiledRule
from processors.matching.evidence import Evidence, Position

_new = tuple.__new__  # a third of the time of the constructor that a NamedTuple generates


class Witness(NamedTuple):
    """A hit or mention that counts for clause number `clause`, and its position (see evidence.Position)."""

    clause: int
    found: Hit | Mention
    in_text: bool
    sentence: int
    first: int
    last: int


_clause = itemgetter(0)
_order = itemgetter(2, 4, 5)  # of the article
_sentence = itemgetter(2, 3)


class Lost(NamedTuple):
    """A hit or mention that a clause asks for and that does not count."""

    clause: str
    found: Hit | Mention
    why: str


class Window(NamedTuple):
    """The smallest stretch of one sentence with a witness of each clause that has one there."""

    field: Field
    sentence: int
    words: int
    witnesses: tuple[Witness, ...]


def find(clause: CompiledClause, number: int, rule: CompiledRule, evidence: Evidence) -> list[Witness]:
    """Return what counts for `clause`, in order of the article."""
    position = evidence.position
    counted = [_new(Witness, (number, found, *position(found))) for found in evidence.counted_for(clause)]
    if rule.not_near and number >= 0:
        counted = [each for each in counted if not _undone(each.found, rule, evidence)]
    if len(counted) > 1:
        counted.sort(key=_order)
    return counted


def lost(clause: CompiledClause, rule: CompiledRule, evidence: Evidence) -> Iterator[Lost]:
    """Yield what `clause` asks for and what does not count, with the reason."""
    for found, refusal in evidence.losses(clause):
        if why := refusal or _undone(found, rule, evidence):
            yield Lost(clause.name, found, why)


def form_of(found: Hit | Mention) -> str:
    """Return the words of the article that were found."""
    return found.form if isinstance(found, Hit) else found.surface


def by_sentence(witnesses: Iterable[Witness]) -> list[list[Witness]]:
    """Return the witnesses of each sentence that holds one."""
    sentences: dict[tuple[bool, int], list[Witness]] = {}
    for each in witnesses:
        sentences.setdefault(_sentence(each), []).append(each)
    return list(sentences.values())


def smallest(witnesses: list[Witness]) -> Window:
    """Return the smallest window of a sentence, given its witnesses, of which there is one at least.

    Sweep from the last witness to the first, keeping for each clause the nearest witness to the right.
    """
    if len(witnesses) == 1:
        return _window(witnesses)
    wanted = len({each.clause for each in witnesses})
    nearest: dict[int, Witness] = {}
    best: list[Witness] = []
    least = sys.maxsize
    for each in sorted(witnesses, key=_order, reverse=True):
        nearest[each.clause] = each
        if len(nearest) == wanted:
            words = max([other.last for other in nearest.values()]) - each.first
            if words <= least:
                best, least = list(nearest.values()), words
    return _window(best)


def _window(witnesses: list[Witness]) -> Window:
    first = witnesses[0]
    if len(witnesses) == 1:
        return Window(first.found.field, first.sentence, first.last - first.first + 1, (first,))
    words = max([each.last for each in witnesses]) - min([each.first for each in witnesses]) + 1
    return Window(first.found.field, first.sentence, words, tuple(sorted(witnesses, key=_clause)))


def _undone(found: Hit | Mention, rule: CompiledRule, evidence: Evidence) -> str:
    """Return which word of `not_near` stands too close to a hit, the nearest, "" when none does."""
    if not rule.not_near or not isinstance(found, Hit):
        return ""
    own = evidence.position(found)
    for keywords, within in rule.not_near:
        beside = [
            (apart, other, hit)
            for apart, other, hit in evidence.beside(keywords, own, within)
            if (hit.start, hit.keyword) != (found.start, found.keyword)
        ]
        if beside:
            apart, _, hit = min(beside, key=_nearest)
            return f"«{hit.form}» stands {apart} word{'s' * (apart != 1)} away; not_near within {within}"
    return ""


def _nearest(beside: tuple[int, Position, Hit]) -> tuple[int, int, str]:
    apart, place, hit = beside
    return apart, place.first, hit.keyword
