"""Does a rule fire on an article, and why or why not? Pure and without memory: cool-down belongs to deciding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from marsad.records import Clause, Field, Hit, Match, Record, Status
from processors.document import Document
from processors.matching.attributes import attribute_clauses
from processors.matching.compiled import CompiledClause, CompiledRule
from processors.matching.deeds import told
from processors.matching.evidence import Evidence
from processors.matching.excerpt import excerpt
from processors.matching.ruleset import RuleSet
from processors.matching.scores import Score, distinct, weigh
from processors.matching.witnesses import Lost, Window, Witness, by_sentence, find, form_of, lost, smallest

_SHOWN = 5  # witnesses per clause in a verdict


class NotCounted(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A hit or mention that a clause asks for and that did not count, with the one reason."""

    clause: str
    form: str
    field: Field
    start: int
    why: str
    cue: str = ""  # the word that gave the hit a status that does not count
    cue_start: int = -1


class Verdict(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one rule on one article; the same for yes and no."""

    rule: str
    fired: bool
    clauses: tuple[Clause, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()


class _Found(NamedTuple):
    """What a rule finds in an article; no `window` where a clause of `all` lacks a witness, or they are too far apart."""

    clauses: list[list[Witness]]
    witnesses: list[Witness]
    score: Score
    window: Window | None


def match(rule: CompiledRule, document: Document) -> Verdict:
    """Return whether and why `rule` fires on `document`."""
    evidence = Evidence(document, rule.lineage)
    found = _found(rule, evidence)
    clauses = _clauses(rule, found, evidence)
    return Verdict(
        rule=rule.rule.id,
        fired=all(clause.ok for clause in clauses),
        clauses=clauses,
        not_counted=tuple(map(_not_counted, _lost(rule, found, evidence))),
    )


def matches(ruleset: RuleSet, document: Document) -> tuple[Match, ...]:
    """Return a match for each rule that fires on `document`, in the order of configuration."""
    evidence = Evidence(document, ruleset.lineage)
    candidates = [
        each for each in ruleset.candidates(evidence) if not each.events or each.events.is_told(document, each.lineage)
    ]
    judged = (_match(rule, _found(rule, evidence), evidence, ruleset.label) for rule in candidates)
    return tuple([match for match in judged if match])


def _found(rule: CompiledRule, evidence: Evidence) -> _Found:
    clauses = [find(clause, number, rule, evidence) for number, clause in enumerate(rule.all)]
    score = weigh(rule, evidence)
    witnesses = list(chain.from_iterable(clauses))
    window = _best(rule, witnesses or list(score.witnesses)) if all(clauses) else None
    return _Found(clauses, witnesses, score, window)


def _clauses(rule: CompiledRule, found: _Found, evidence: Evidence) -> tuple[Clause, ...]:
    """Return what became of each clause, filters included."""
    near = rule.rule.near is not None and all(found.clauses)
    return (
        *[_clause(*each, found.window, rule, evidence) for each in zip(rule.all, found.clauses, strict=True)],
        *(_near(rule, found.witnesses, found.window) if near else ()),
        *found.score.clauses,
        *distinct(rule, [*found.witnesses, *found.score.witnesses]),
        *[_none(clause, rule, evidence) for clause in rule.none],
        *(attribute_clauses(rule.rule.where, evidence.document.article) if rule.chooses_articles else ()),
        *_unless(rule, evidence.document),
        *((rule.events.clause(evidence.document, rule.lineage),) if rule.events else ()),
    )


def _lost(rule: CompiledRule, found: _Found, evidence: Evidence) -> Iterator[Lost]:
    scored = (clause for clause, _ in rule.weights if rule.rule.threshold is not None)
    for clause in (*rule.all, *scored):
        yield from lost(clause, rule, evidence)
    if found.window is None and all(found.clauses):
        yield from (Lost(f"all[{each.clause}]", each.found, "outside the window") for each in found.witnesses)


def _best(rule: CompiledRule, witnesses: list[Witness]) -> Window | None:
    """Return the window to show: of the first clause, in the text rather than the title, most clauses, smallest.

    The first clause says what a rule is about; the headline stands on every card anyway.
    """
    near = rule.rule.near
    if near is None:  # what comes first decides, and is told sooner than the window
        fitting = [(smallest(inside), inside) for inside in by_sentence(_telling(witnesses))]
    else:
        wanted = len(rule.all)
        whole = [inside for inside in by_sentence(witnesses) if len(inside) >= wanted and _kinds(inside) == wanted]
        windows = [(smallest(inside), inside) for inside in whole]
        fitting = [each for each in windows if near == "sentence" or each[0].words <= near]
    if len(fitting) < 2:
        return fitting[0][0] if fitting else None
    return min(fitting, key=lambda each: (*_rank(each[1]), each[0].words, each[0].sentence))[0]


def _telling(witnesses: list[Witness]) -> list[Witness]:
    """Return the witnesses in the sentences that the first clause is met in: of the text, else the title."""
    if not witnesses:
        return []
    clause = witnesses[0].clause
    met = {(each.in_text, each.sentence) for each in witnesses if each.clause == clause}
    in_text = any(text for text, _ in met)
    return [each for each in witnesses if each.in_text == in_text and (in_text, each.sentence) in met]


def _rank(witnesses: Sequence[Witness]) -> tuple[bool, int]:
    return not witnesses[0].in_text, -_kinds(witnesses)


def _kinds(witnesses: Sequence[Witness]) -> int:
    return len({each.clause for each in witnesses})


def _clause(
    clause: CompiledClause, counted: list[Witness], window: Window | None, rule: CompiledRule, evidence: Evidence
) -> Clause:
    if not counted:
        return Clause(clause=clause.name, ok=False, why=_why_nothing(clause, list(lost(clause, rule, evidence))))
    if len(counted) == 1:
        return Clause(clause=clause.name, ok=True, by=(counted[0].found,))
    number = counted[0].clause
    first = [each.found for each in window.witnesses if each.clause == number] if window else []
    shown = first + [each.found for each in counted if each.found not in first]
    return Clause(clause=clause.name, ok=True, by=tuple(shown[:_SHOWN]))


def _why_nothing(clause: CompiledClause, losses: list[Lost]) -> str:
    if losses:
        reasons = dict.fromkeys(each.why for each in losses)
        return f"{len(losses)} found, none counts: {', '.join(reasons)}"
    wanted = clause.asked()
    more = f" and {len(wanted) - _SHOWN} more" if len(wanted) > _SHOWN else ""
    return f"not found: {', '.join(wanted[:_SHOWN])}{more}"


def _near(rule: CompiledRule, witnesses: list[Witness], window: Window | None) -> Iterator[Clause]:
    near = rule.rule.near
    if window:
        yield Clause(clause="near", ok=True, why=f"{window.words} words; near = {near}")
        return
    whole = [each.words for each in map(smallest, by_sentence(witnesses)) if len(each.witnesses) == len(rule.all)]
    if whole:
        why = f"the nearest stand in {min(whole)} words; near = {near}"
    else:
        why = f"no sentence holds a witness of each clause; near = {near}"
    yield Clause(clause="near", ok=False, why=why)


def _none(clause: CompiledClause, rule: CompiledRule, evidence: Evidence) -> Clause:
    counted = find(clause, -1, rule, evidence)
    found = tuple(each.found for each in counted[:_SHOWN])
    why = f"«{form_of(found[0])}» is in the {evidence.zone(found[0])}" if found else ""
    return Clause(clause=clause.name, ok=not found, by=found, why=why)


def _unless(rule: CompiledRule, document: Document) -> Iterator[Clause]:
    limit = rule.rule.unless.sport
    if limit is not None:
        why = f"{document.sport:.1%} sports words; limit {limit:.1%}"
        yield Clause(clause="unless.sport", ok=document.sport < limit, why=why)


def _not_counted(lost: Lost) -> NotCounted:
    found = lost.found
    cue, cue_start = "", -1
    if isinstance(found, Hit) and lost.why.startswith("status"):
        cue, cue_start = found.cue, found.cue_start
    return NotCounted(
        clause=lost.clause,
        form=form_of(found),
        field=found.field,
        start=found.start,
        why=lost.why,
        cue=cue,
        cue_start=cue_start,
    )


def _match(rule: CompiledRule, found: _Found, evidence: Evidence, label: Callable[[str], str]) -> Match | None:
    """Return the match if the rule fires; `label` names who did what to whom."""
    window = found.window
    if window is None:
        return None
    clauses = _clauses(rule, found, evidence)
    if not all(clause.ok for clause in clauses):
        return None
    witnesses = [*found.witnesses, *found.score.witnesses]
    spans = [(each.found.start, each.found.end) for each in window.witnesses]
    all_spans = [(each.found.start, each.found.end) for each in witnesses if each.found.field == window.field]
    document = evidence.document
    asked = rule.events.fitting(document, rule.lineage) if rule.events else ()
    start, sentence, marks = excerpt(document.layout(window.field), window.sentence, spans, all_spans)
    return Match(
        rule=rule.rule.id,
        name=rule.rule.name,
        severity=rule.rule.severity,
        field=window.field,
        start=start,
        sentence=sentence,
        marks=marks,
        status=_status(window),
        clauses=clauses,
        actors=evidence.actors,
        places=evidence.places,
        part_of=evidence.part_of,
        within=evidence.within,
        events=told(document, window.field, window.sentence, asked, label) if document.events else (),
        cooldown_s=rule.cooldown_s,
        again_s=rule.again_s,
        escalate=rule.escalate,
    )


def _status(window: Window) -> Status:
    """Return the status of the first word that made the rule fire; actors alone are asserted."""
    hits = (each.found for each in window.witnesses if isinstance(each.found, Hit))
    return next((hit.status for hit in hits), "asserted")
