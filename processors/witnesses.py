"""What speaks for a rule in an article, how close together, and what does not count and why?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from marsad.records import LEVELS, Field, Hit, Mention
from processors.evidence import Evidence
from processors.ruleset import CompiledClause, CompiledRule


class Witness(NamedTuple):
    """A hit or mention that counts for clause number `clause`, from word `first` to word `last` of its field."""

    clause: int
    found: Hit | Mention
    sentence: int
    first: int
    last: int


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


def find(
    clause: CompiledClause, number: int, rule: CompiledRule, evidence: Evidence
) -> tuple[list[Witness], list[Lost]]:
    """Return what counts for `clause`, in order of the article, and what does not."""
    counted: list[Witness] = []
    lost: list[Lost] = []
    for found in evidence.asked_for(clause):
        if why := _loss(clause, found, evidence):  # before its words are counted: that takes a look at every word
            lost.append(Lost(clause.name, found, why))
            continue
        witness = _witness(number, found, evidence)
        if why := _undone(witness, rule, evidence) if rule.not_near and number >= 0 else "":
            lost.append(Lost(clause.name, found, why))
        else:
            counted.append(witness)
    if len(counted) > 1:
        counted.sort(key=_order)
    return counted, lost


def is_hopeless(rule: CompiledRule, evidence: Evidence) -> bool:
    """Say whether nothing that a clause of `all` asks for passes its filters, or something `none` does: no look closer."""
    return any(not _holds(clause, evidence) for clause in rule.all) or any(
        _holds(clause, evidence) for clause in rule.none
    )


def _holds(clause: CompiledClause, evidence: Evidence) -> bool:
    return any(not _loss(clause, found, evidence) for found in evidence.asked_for(clause))


def form_of(found: Hit | Mention) -> str:
    """Return the words of the article that were found."""
    return found.form if isinstance(found, Hit) else found.surface


def by_sentence(witnesses: Iterable[Witness]) -> list[list[Witness]]:
    """Return the witnesses of each sentence that holds one."""
    sentences: dict[tuple[Field, int], list[Witness]] = {}
    for each in witnesses:
        sentences.setdefault((each.found.field, each.sentence), []).append(each)
    return list(sentences.values())


def smallest(witnesses: list[Witness]) -> Window:
    """Return the smallest window of a sentence, given its witnesses, of which there is one at least.

    Sweep from the last witness to the first, keeping for each clause the nearest witness to the right.
    """
    wanted = len({each.clause for each in witnesses})
    nearest: dict[int, Witness] = {}
    best: Window | None = None
    for each in sorted(witnesses, key=_order, reverse=True) if len(witnesses) > 1 else witnesses:
        nearest[each.clause] = each
        if len(nearest) < wanted:
            continue
        words = max([other.last for other in nearest.values()]) - each.first + 1
        if best is None or words <= best.words:
            best = Window(
                each.found.field, each.sentence, words, tuple([nearest[clause] for clause in sorted(nearest)])
            )
    assert best is not None  # noqa: S101 - there is one witness at least
    return best


def _order(witness: Witness) -> tuple[bool, int, int]:
    return witness.found.field == "text", witness.first, witness.last


def _witness(number: int, found: Hit | Mention, evidence: Evidence) -> Witness:
    return Witness(number, found, *evidence.position(found))


def _loss(clause: CompiledClause, found: Hit | Mention, evidence: Evidence) -> str:
    """Return why a filter of the clause refuses what was found, "" when none does."""
    if clause.zones and not _in_zone(evidence.zone(found), clause.zones):
        return f"not in {' or '.join(clause.zones)}"
    if not isinstance(found, Hit):
        return ""
    if found.level != "strict" and LEVELS.index(found.level) > LEVELS.index(clause.words[found.keyword]):
        return f"level {found.level}; the clause takes up to {clause.words[found.keyword]}"
    if clause.status and found.status not in clause.status:
        return f"status {found.status}" + (f" («{found.cue}»)" if found.cue else "")
    return ""


def _in_zone(zone: str, wanted: tuple[str, ...]) -> bool:
    return zone in wanted or (zone == "lead" and "text" in wanted)


def _undone(witness: Witness, rule: CompiledRule, evidence: Evidence) -> str:
    """Return which word of `not_near` stands too close to the witness, "" when none does."""
    if not isinstance(witness.found, Hit):
        return ""
    for keywords, within in rule.not_near:
        for hit in chain.from_iterable(evidence.document.hits_of.get(keyword, ()) for keyword in keywords):
            if hit is not witness.found and hit.field == witness.found.field:
                other = _witness(-1, hit, evidence)
                apart = _apart(witness, other)
                if other.sentence == witness.sentence and apart <= within:
                    return f"«{hit.form}» stands {apart} word{'s' * (apart != 1)} away; not_near within {within}"
    return ""


def _apart(one: Witness, other: Witness) -> int:
    return max(one.first - other.last, other.first - one.last, 0)
