"""What speaks for a rule in an article, how close together, and what does not count and why?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from marsad.records import LEVELS, Field, Hit, Mention
from processors.document import Document
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
    clause: CompiledClause, number: int, rule: CompiledRule, document: Document
) -> tuple[list[Witness], list[Lost]]:
    """Return what counts for `clause`, in order of the article, and what does not."""
    counted: list[Witness] = []
    lost: list[Lost] = []
    for found in _asked_for(clause, rule, document):
        if why := _loss(clause, found, document):  # before its words are counted: that takes a look at every word
            lost.append(Lost(clause.name, found, why))
            continue
        witness = _witness(number, found, document)
        if why := _undone(witness, rule, document) if number >= 0 else "":
            lost.append(Lost(clause.name, found, why))
        else:
            counted.append(witness)
    return sorted(counted, key=_order), lost


def is_hopeless(rule: CompiledRule, document: Document) -> bool:
    """Say whether a clause of `all` has nothing that passes its filters, so that nobody need look closer."""
    return any(
        all(_loss(clause, found, document) for found in _asked_for(clause, rule, document)) for clause in rule.all
    )


def form_of(found: Hit | Mention) -> str:
    """Return the words of the article that were found."""
    return found.form if isinstance(found, Hit) else found.surface


def _asked_for(clause: CompiledClause, rule: CompiledRule, document: Document) -> Iterator[Hit | Mention]:
    """Yield what is of the kind the clause wants, before any filter."""
    for keyword in clause.words:
        yield from document.hits_of.get(keyword, ())
    if clause.names_actors:
        yield from (mention for mention in document.mentions if clause.asks_for(mention, rule.lineage))


def windows(witnesses: Iterable[Witness]) -> list[Window]:
    """Return the smallest window of each sentence that holds a witness."""
    sentences: dict[tuple[Field, int], list[Witness]] = {}
    for each in witnesses:
        sentences.setdefault((each.found.field, each.sentence), []).append(each)
    return [_smallest(field, sentence, inside) for (field, sentence), inside in sentences.items()]


def _smallest(field: Field, sentence: int, witnesses: list[Witness]) -> Window:
    """Sweep from the last witness to the first, keeping for each clause the nearest witness to the right."""
    wanted = len({each.clause for each in witnesses})
    nearest: dict[int, Witness] = {}
    best: Window | None = None
    for each in sorted(witnesses, key=_order, reverse=True):
        nearest[each.clause] = each
        words = max(other.last for other in nearest.values()) - each.first + 1
        if len(nearest) == wanted and (best is None or words <= best.words):
            best = Window(field, sentence, words, tuple(nearest[clause] for clause in sorted(nearest)))
    assert best is not None  # noqa: S101 - a sentence is here because it has a witness
    return best


def _order(witness: Witness) -> tuple[bool, int, int]:
    return witness.found.field == "text", witness.first, witness.last


def _witness(number: int, found: Hit | Mention, document: Document) -> Witness:
    layout = document.layout(found.field)
    return Witness(number, found, layout.sentence(found.start), *layout.span(found.start, found.end))


def _loss(clause: CompiledClause, found: Hit | Mention, document: Document) -> str:
    """Return why a filter of the clause refuses what was found, "" when none does."""
    if clause.zones and not _in_zone(document.zone(found), clause.zones):
        return f"not in {' or '.join(clause.zones)}"
    if not isinstance(found, Hit):
        return ""
    if LEVELS.index(found.level) > LEVELS.index(clause.words[found.keyword]):
        return f"level {found.level}; the clause takes up to {clause.words[found.keyword]}"
    if clause.status and found.status not in clause.status:
        return f"status {found.status}" + (f" («{found.cue}»)" if found.cue else "")
    return ""


def _in_zone(zone: str, wanted: tuple[str, ...]) -> bool:
    return zone in wanted or (zone == "lead" and "text" in wanted)


def _undone(witness: Witness, rule: CompiledRule, document: Document) -> str:
    """Return which word of `not_near` stands too close to the witness, "" when none does."""
    if not isinstance(witness.found, Hit):
        return ""
    for keywords, within in rule.not_near:
        for hit in chain.from_iterable(document.hits_of.get(keyword, ()) for keyword in keywords):
            if hit is not witness.found and hit.field == witness.found.field:
                other = _witness(-1, hit, document)
                apart = _apart(witness, other)
                if other.sentence == witness.sentence and apart <= within:
                    return f"«{hit.form}» stands {apart} word{'s' * (apart != 1)} away; not_near within {within}"
    return ""


def _apart(one: Witness, other: Witness) -> int:
    return max(one.first - other.last, other.first - one.last, 0)
