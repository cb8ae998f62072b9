"""Do the words of a rule weigh enough, and are they different enough? Each word counts once, however often it is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from marsad.records import Clause, Field, Hit
from processors.matching.compiled import CompiledRule
from processors.matching.evidence import Evidence
from processors.matching.witnesses import Witness, find

_SHOWN = 8  # words named in a reason


class Score(NamedTuple):
    """What the weights of a rule come to: the clause of the verdict, none where the rule has no weights.

    `witnesses` are the hits of words with a positive weight.
    """

    clauses: tuple[Clause, ...]
    witnesses: tuple[Witness, ...]


_NOTHING = Score((), ())
_Place = tuple[Field, int, int]  # a field of the article, start and end


class _Words:
    """What was counted: a keyword whose words all say another one too is the same word, as «أسعار» is «سعر»."""

    def __init__(self) -> None:
        self._counted: list[set[_Place]] = []

    def is_new(self, witnesses: Iterable[Witness]) -> bool:
        """Return whether these witnesses of a keyword are another word than those before, and remember them if so."""
        places = {(each.found.field, each.found.start, each.found.end) for each in witnesses}
        new = not any(places <= other or other <= places for other in self._counted)
        if new:
            self._counted.append(places)
        return new


def weigh(rule: CompiledRule, evidence: Evidence) -> Score:
    """Return the score of `rule` on an article; the rule's level, `in`, status and not_near apply to each word."""
    threshold = rule.rule.threshold
    if threshold is None:
        return _NOTHING
    total, terms = 0, []
    witnesses: list[Witness] = []
    words = _Words()
    for number, (clause, weight) in enumerate(rule.weights, len(rule.all)):
        counted = find(clause, number, rule, evidence)
        if counted and (weight < 0 or words.is_new(counted)):
            total += weight
            terms.append(f"{weight:+d} «{clause.words[0].name}»")
            witnesses += counted if weight > 0 else []
    named = f" ({' '.join(terms[:_SHOWN])})" if terms else ""
    said = Clause(
        clause="weights",
        ok=total >= threshold,
        by=tuple(each.found for each in witnesses[:_SHOWN]),
        why=f"{total}{named}; threshold = {threshold}",
    )
    return Score((said,), tuple(witnesses))


def distinct(rule: CompiledRule, witnesses: Sequence[Witness]) -> Iterator[Clause]:
    """Yield whether enough different keywords are among `witnesses`, nothing where the rule does not ask."""
    wanted = rule.rule.min_distinct
    if wanted is None:
        return
    said: defaultdict[str, list[Witness]] = defaultdict(list)
    for each in witnesses:
        if isinstance(each.found, Hit):
            said[each.found.keyword].append(each)
    counted = _Words()
    words = [keyword for keyword, own in said.items() if counted.is_new(own)]
    named = f" ({'، '.join(f'«{word}»' for word in words[:_SHOWN])})" if words else ""
    why = f"different words: {len(words)}{named}; min_distinct = {wanted}"
    yield Clause(clause="min_distinct", ok=len(words) >= wanted, why=why)
