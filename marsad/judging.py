"""How good is a rule, as the people who got its alerts judged them, and which clause lets the false ones in? Pure.

The interval is Wilson's (JASA 22, 1927). A trait of the false alarms is told only when chance would seldom set them
apart so well: Fisher's exact test (1922), one-sided, times the number of traits looked at (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from marsad.records import Alert, Hit, Mention
from marsad.text import words

Verdict = Literal["right", "false", "open"]
Kind = Literal["keyword", "form", "level", "status", "place", "actor", "publisher", "headline"]

FEW = 10  # marks; below, a rate says nothing
CHANCE = 0.05
SHOWN = 3
_Z = 1.959964  # two-sided 95 %
_SHORTEST = 3  # letters of a word of a headline that may tell something
_DECIDES: dict[str, Verdict] = {"ack": "right", "close": "right", "false_alarm": "false", "reopen": "open"}


class Judgement(NamedTuple):
    """One case: the alert that opened it, what people did with it in order, and what they wrote of it."""

    alert: Alert
    acts: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Trait(NamedTuple):
    """What an alert has: `key` is that of the rule which would change it, such as all[0]."""

    kind: Kind
    key: str
    value: str
    of: str = ""  # the keyword, of a form


class Suspect(NamedTuple):
    """A trait that the false alarms share and the right ones lack; `chance` that this is nothing but luck."""

    trait: Trait
    false: int
    right: int
    chance: float


class TrackRecord(NamedTuple):
    """The cases of a rule by how they were judged; `low` and `high` bound its precision, None without a mark."""

    rule: str
    name: str
    right: int
    false: int
    open: int
    precision: float | None
    low: float | None
    high: float | None
    suspects: tuple[Suspect, ...]
    notes: tuple[str, ...]

    @property
    def judged(self) -> int:
        """How many cases people judged."""
        return self.right + self.false

    @property
    def few(self) -> bool:
        """Say whether a rate of these marks would mislead."""
        return self.judged < FEW


def verdict(acts: Iterable[str]) -> Verdict:
    """Return what people think of a case after `acts`, in order: the last that judges counts.

    Who acknowledges or closes an alert took it for one. A snooze, a mute and a note judge nothing.
    """
    return next((_DECIDES[kind] for kind in reversed(tuple(acts)) if kind in _DECIDES), "open")


def report(cases: Iterable[Judgement]) -> list[TrackRecord]:
    """Return how each rule was judged, the one with most false alarms first."""
    by_rule: dict[str, list[Judgement]] = {}
    for case in cases:
        by_rule.setdefault(case.alert.rule, []).append(case)
    made = [_of_rule(rule, found) for rule, found in by_rule.items()]
    return sorted(made, key=lambda each: (-each.false, each.rule))


def _of_rule(rule: str, cases: Sequence[Judgement]) -> TrackRecord:
    found = [(verdict(case.acts), case) for case in cases]
    right = [case.alert for said, case in found if said == "right"]
    false = [case.alert for said, case in found if said == "false"]
    judged = len(right) + len(false)
    low, high = interval(len(right), judged) if judged else (None, None)
    return TrackRecord(
        rule=rule,
        name=max(cases, key=lambda case: case.alert.at).alert.name,
        right=len(right),
        false=len(false),
        open=len(cases) - judged,
        precision=len(right) / judged if judged else None,
        low=low,
        high=high,
        suspects=suspects(right, false),
        notes=tuple(note for said, case in found if said == "false" for note in case.notes if note),
    )


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of Wilson for `hits` of `of`, which is at least 1."""
    share, square = hits / of, _Z * _Z
    middle = share + square / (2 * of)
    reach = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (middle - reach) / (1 + square / of)), min(1.0, (middle + reach) / (1 + square / of))


def suspects(right: Sequence[Alert], false: Sequence[Alert]) -> tuple[Suspect, ...]:
    """Return the traits that set `false` apart from `right`, the surest first; of those of the same cases only one."""
    theirs, others = _holders(false), _holders(right)
    tried = [trait for trait, cases in theirs.items() if len(cases) > 1]
    found: dict[tuple[frozenset[int], frozenset[int]], Suspect] = {}
    for trait in sorted(tried, key=lambda each: (_ORDER.index(each.kind), each)):
        cases, spared = theirs[trait], others.get(trait, frozenset())
        chance = len(tried) * luck(len(cases), len(false), len(spared), len(right))
        if chance <= CHANCE:
            found.setdefault((cases, spared), Suspect(trait, len(cases), len(spared), chance))
    return tuple(sorted(found.values(), key=lambda each: (each.chance, -each.false))[:SHOWN])


def _holders(alerts: Sequence[Alert]) -> dict[Trait, frozenset[int]]:
    """Return which of `alerts`, by their number, have each trait."""
    found: dict[Trait, set[int]] = {}
    for number, alert in enumerate(alerts):
        for trait in traits(alert):
            found.setdefault(trait, set()).add(number)
    return {trait: frozenset(numbers) for trait, numbers in found.items()}


def luck(false_with: int, false: int, right_with: int, right: int) -> float:
    """Return how likely `false_with` or more of `false` have a trait by luck, when so many of both have it."""
    having, all_ = false_with + right_with, false + right
    ways = math.comb(all_, having)
    most = min(false, having)
    return sum(math.comb(false, n) * math.comb(right, having - n) for n in range(false_with, most + 1)) / ways


def traits(alert: Alert) -> frozenset[Trait]:
    """Return what an alert has that a rule could ask for, or refuse."""
    return frozenset(_traits(alert))


def _traits(alert: Alert) -> Iterator[Trait]:
    for clause in alert.clauses:
        for by in clause.by if clause.ok else ():
            yield from _of_hit(clause.clause, by) if isinstance(by, Hit) else _of_mention(clause.clause, by)
    if alert.publisher:
        yield Trait("publisher", "where.not_publisher", alert.publisher)
    for token in words(alert.title):
        if len(token.folded) >= _SHORTEST and not token.folded.isdigit():
            yield Trait("headline", "none", token.folded)


def _of_hit(clause: str, hit: Hit) -> Iterator[Trait]:
    yield Trait("keyword", clause, hit.keyword)
    yield Trait("form", clause, hit.form, hit.keyword)
    yield Trait("level", clause, hit.level)
    yield Trait("status", clause, hit.status)
    yield Trait("place", clause, hit.field)


def _of_mention(clause: str, mention: Mention) -> Iterator[Trait]:
    yield Trait("actor", clause, mention.actor)


_ORDER: tuple[Kind, ...] = ("keyword", "status", "level", "place", "actor", "publisher", "headline", "form")
