"""Does a rule fire on an article, and why or why not? Pure and without memory: cool-down belongs to deciding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from marsad.records import Clause, Field, Hit, Match, Record, Status
from processors.document import Document
from processors.evidence import Evidence
from processors.excerpt import excerpt
from processors.ruleset import CompiledClause, CompiledRule, RuleSet
from processors.scores import distinct, weigh
from processors.witnesses import Lost, Window, Witness, by_sentence, find, form_of, is_hopeless, smallest

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


def match(rule: CompiledRule, document: Document) -> Verdict:
    """Return whether and why `rule` fires on `document`."""
    return _judge(rule, Evidence(document, rule.lineage))[0]


def matches(ruleset: RuleSet, document: Document) -> tuple[Match, ...]:
    """Return a match for each rule that fires on `document`, in the order of configuration."""
    evidence = Evidence(document, ruleset.lineage)
    hopeful = (rule for rule in ruleset.candidates(document) if not is_hopeless(rule, evidence))
    judged = ((rule, *_judge(rule, evidence)) for rule in hopeful)
    return tuple(
        _match(rule, verdict, window, witnesses, evidence)
        for rule, verdict, window, witnesses in judged
        if verdict.fired and window
    )


def _judge(rule: CompiledRule, evidence: Evidence) -> tuple[Verdict, Window | None, list[Witness]]:
    found = [find(clause, number, rule, evidence) for number, clause in enumerate(rule.all)]
    score = weigh(rule, evidence)
    witnesses = [each for counted, _ in found for each in counted]
    lost = [each for _, losses in found for each in losses] + list(score.lost)
    complete = all(counted for counted, _ in found)
    window = _best(rule, witnesses or list(score.witnesses)) if complete else None
    if complete and window is None and witnesses:
        lost += [Lost(f"all[{each.clause}]", each.found, "outside the window") for each in witnesses]
    clauses = [
        *(_clause(clause, counted, losses, window) for clause, (counted, losses) in zip(rule.all, found, strict=True)),
        *(_near(rule, witnesses, window) if complete and rule.rule.near is not None else ()),
        *score.clauses,
        *distinct(rule, [*witnesses, *score.witnesses]),
        *(_none(clause, rule, evidence) for clause in rule.none),
        *_filters(rule, evidence.document),
    ]
    verdict = Verdict(
        rule=rule.rule.id,
        fired=all(clause.ok for clause in clauses),
        clauses=tuple(clauses),
        not_counted=tuple(map(_not_counted, lost)),
    )
    return verdict, window, [*witnesses, *score.witnesses]


def _best(rule: CompiledRule, witnesses: list[Witness]) -> Window | None:
    """Return the window to show: of the first clause, in the text rather than the title, most clauses, smallest.

    The first clause says what a rule is about; the headline stands on every card anyway.
    """
    near = rule.rule.near
    sentences = [(_rank(inside), inside) for inside in by_sentence(witnesses)]
    if near is None:  # the rank alone decides, and is told sooner than the window
        first = min((rank for rank, _ in sentences), default=None)
        fitting = [(rank, smallest(inside)) for rank, inside in sentences if rank == first]
    else:
        whole = ((rank, smallest(inside)) for rank, inside in sentences if -rank[-1] == len(rule.all))
        fitting = [(rank, window) for rank, window in whole if near == "sentence" or window.words <= near]
    return min(fitting, key=lambda each: (each[0], each[1].words, each[1].sentence), default=(None, None))[1]


def _rank(witnesses: Sequence[Witness]) -> tuple[int, bool, int]:
    clauses = {each.clause for each in witnesses}
    return min(clauses), witnesses[0].found.field == "title", -len(clauses)


def _clause(clause: CompiledClause, counted: list[Witness], losses: list[Lost], window: Window | None) -> Clause:
    if not counted:
        return Clause(clause=clause.name, ok=False, why=_why_nothing(clause, losses))
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
    counted, _ = find(clause, -1, rule, evidence)
    found = tuple(each.found for each in counted[:_SHOWN])
    why = f"«{form_of(found[0])}» is in the {evidence.zone(found[0])}" if found else ""
    return Clause(clause=clause.name, ok=not found, by=found, why=why)


def _filters(rule: CompiledRule, document: Document) -> Iterator[Clause]:
    where, limit = rule.rule.where, rule.rule.unless.sport
    for name in ("feed", "publisher", "section") if rule.chooses_articles else ():
        value = getattr(document.article, name)
        wanted, refused = getattr(where, name), getattr(where, f"not_{name}")
        if wanted:
            yield Clause(clause=f"where.{name}", ok=_listed(value, wanted), why=f"{name} {value or 'unknown'}")
        if refused:
            ok = bool(value) and not _listed(value, refused)
            yield Clause(clause=f"where.not_{name}", ok=ok, why=f"{name} {value or 'unknown'}")
    if limit is not None:
        why = f"{document.sport:.1%} sports words; limit {limit:.1%}"
        yield Clause(clause="unless.sport", ok=document.sport < limit, why=why)


def _listed(value: str, names: Iterable[str]) -> bool:
    return bool(value) and any(fnmatchcase(value, name) for name in names)


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


def _match(rule: CompiledRule, verdict: Verdict, window: Window, witnesses: list[Witness], evidence: Evidence) -> Match:
    spans = [(each.found.start, each.found.end) for each in window.witnesses]
    all_spans = [(each.found.start, each.found.end) for each in witnesses if each.found.field == window.field]
    start, sentence, marks = excerpt(evidence.document.layout(window.field), window.sentence, spans, all_spans)
    return Match(
        rule=rule.rule.id,
        name=rule.rule.name,
        severity=rule.rule.severity,
        field=window.field,
        start=start,
        sentence=sentence,
        marks=marks,
        status=_status(window),
        clauses=verdict.clauses,
        actors=evidence.actors,
        places=evidence.places,
        cooldown_s=rule.cooldown_s,
        escalate=rule.escalate,
    )


def _status(window: Window) -> Status:
    """Return the status of the first word that made the rule fire; actors alone are asserted."""
    hits = (each.found for each in window.witnesses if isinstance(each.found, Hit))
    return next((hit.status for hit in hits), "asserted")
