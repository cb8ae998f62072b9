"""Do the words of a rule weigh enough, and are they different enough? Each word counts once, however often it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.records import Clause, Hit
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


def weigh(rule: CompiledRule, evidence: Evidence) -> Score:
    """Return the score of `rule` on an article; the rule's level, `in`, status and not_near apply to each word."""
    threshold = rule.rule.threshold
    if threshold is None:
        return _NOTHING
    total, terms = 0, []
    witnesses: list[Witness] = []
    for number, (clause, weight) in enumerate(rule.weights, len(rule.all)):
        counted = find(clause, number, rule, evidence)
        if counted:
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
    words = list(dict.fromkeys(each.found.keyword for each in witnesses if isinstance(each.found, Hit)))
    named = f" ({'، '.join(f'«{word}»' for word in words[:_SHOWN])})" if words else ""
    why = f"different words: {len(words)}{named}; min_distinct = {wanted}"
    yield Clause(clause="min_distinct", ok=len(words) >= wanted, why=why)
