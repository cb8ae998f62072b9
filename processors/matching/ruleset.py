"""Which rules are there, and which of them may an article fire? All enabled rules, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from marsad.config.models import Clause, Keyword, Rule
from marsad.config.values import seconds
from marsad.records import LEVELS, Level, Status
from marsad.text import Spellings
from processors.matching.compiled import CompiledClause, CompiledRule, Kind, Term
from processors.matching.deeds import event_filter
from processors.matching.evidence import Evidence
from processors.matching.lineage import Lineage
from processors.matching.shortlist import Shortlist

__all__ = ["DEFAULT_STATUS", "CompiledRule", "RuleSet", "keywords_wanted"]

DEFAULT_STATUS: tuple[Status, ...] = ("asserted", "attempted")
_DEFAULT_LEVEL: Level = "event"


class RuleSet:
    """All enabled rules.

    `evidence` are the keywords whose hits say something of an article: those configured and those `all` clauses ask
    for. Hits of other keywords serve only to refuse (`none`, `not_near`) and are not worth reporting.
    `lineage` says what actors and places count for, `label` what people call them.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        keywords: Sequence[Keyword] = (),
        *,
        country: Mapping[str, str] | None = None,
        parent: Mapping[str, str] | None = None,
        label: Callable[[str], str] = str,
    ) -> None:
        """Compile `rules`; `country` and `parent` give the country code and parent id of actors and places."""
        self.lineage = Lineage(country or {}, parent or {})
        self.label = label
        terms = _Terms(_Words(keywords))
        self.rules = tuple(self._compile(rule, terms) for rule in rules if rule.enabled)
        asked = (word for rule in self.rules for word in rule.evidence)
        self.evidence = frozenset(asked) | {keyword.key for keyword in keywords}
        self._shortlist = Shortlist(self.rules)

    def candidates(self, evidence: Evidence) -> list[CompiledRule]:
        """Return the rules that may fire on an article, in the order of configuration."""
        return self._shortlist.candidates(evidence)

    def _compile(self, rule: Rule, terms: _Terms) -> CompiledRule:
        heaviest_first = sorted(rule.weights.items(), key=lambda each: -each[1])
        return CompiledRule(
            rule=rule,
            all=tuple(_clause(f"all[{i}]", each, rule, terms) for i, each in enumerate(rule.all)),
            weights=tuple(
                (_clause(f"weights.{word}", Clause(any=(word,)), rule, terms), weight)
                for word, weight in heaviest_first
            ),
            none=tuple(_clause(f"none[{i}]", each, None, terms) for i, each in enumerate(rule.none)),
            not_near=tuple((frozenset(map(terms.words.key, each.any)), each.within) for each in rule.not_near),
            events=event_filter(rule.event, rule.source, rule.target, rule.in_, rule.event_status),
            lineage=self.lineage,
            cooldown_s=seconds(rule.cooldown) if rule.cooldown else 0,
            again_s=seconds(rule.again) if rule.again != "never" else 0,
            escalate=tuple((step.publishers, step.severity) for step in rule.escalate),
        )


def keywords_wanted(rules: Iterable[Rule], keywords: Sequence[Keyword]) -> tuple[Keyword, ...]:
    """Return the keywords to look for: those configured, as wide as any rule asks, and the other words of rules."""
    words = _Words(keywords)
    levels: dict[str, Level] = {keyword.key: keyword.level for keyword in keywords}
    for word, asked in _asked(rules):
        key = words.key(word)
        own = levels.get(key, asked or _DEFAULT_LEVEL)
        levels[key] = max(own, asked or own, key=LEVELS.index)
    configured = tuple(keyword.model_copy(update={"level": levels.pop(keyword.key)}) for keyword in keywords)
    return configured + tuple(Keyword(key=key, level=level) for key, level in levels.items())


class _Words:
    """From the words of rules to keywords: one spelling is as good as another."""

    def __init__(self, keywords: Sequence[Keyword]) -> None:
        self._spellings = Spellings()
        for keyword in keywords:
            self._spellings.first(keyword.key)
        self._levels = {keyword.key: keyword.level for keyword in keywords}

    def key(self, word: str) -> str:
        """Return the keyword that `word` spells; a word no keyword spells becomes one."""
        return self._spellings.first(word)

    def level(self, word: str) -> Level:
        """Return how wide the keyword is when a rule does not say."""
        return self._levels.get(self.key(word), _DEFAULT_LEVEL)


def _asked(rules: Iterable[Rule]) -> Iterator[tuple[str, Level | None]]:
    for rule in rules:
        if not rule.enabled:
            continue
        yield from ((word, each.level or rule.level) for each in rule.all for word in each.any)
        yield from ((word, rule.level) for word in rule.weights)
        yield from ((word, each.level) for each in rule.none for word in each.any)
        yield from ((word, None) for each in rule.not_near for word in each.any)


class _Terms:
    """The terms of clauses, those that are alike made once."""

    def __init__(self, words: _Words) -> None:
        self.words = words
        self._known: dict[tuple[object, ...], Term] = {}

    def term(
        self, kind: Kind, name: str, zones: tuple[str, ...], status: tuple[Status, ...] = (), level: Level | None = None
    ) -> Term:
        """Return the term for `name` under these filters; of a word the level is its own where none is given."""
        number = 0
        if kind == "word":
            number = LEVELS.index(level or self.words.level(name))
            name = self.words.key(name)
        said = (kind, name, number, zones, status)
        if said not in self._known:
            self._known[said] = Term(*said)
        return self._known[said]


def _clause(name: str, clause: Clause, rule: Rule | None, terms: _Terms) -> CompiledClause:
    """Compile `clause`; `rule` lends its defaults, None (a `none` clause) means any status, anywhere."""
    level = clause.level or (rule.level if rule else None)
    status = clause.status or ((rule.status or DEFAULT_STATUS) if rule else ())
    zones = clause.in_ or (rule.in_ if rule else ())
    words = (terms.term("word", word, zones, status, level) for word in clause.any)
    return CompiledClause(
        name=name,
        words=tuple(dict.fromkeys(words)),
        actors=tuple(terms.term("actor", each, zones) for each in sorted(set(clause.actor)) if "*" not in each),
        actor_patterns=tuple(each for each in clause.actor if "*" in each),
        types=frozenset(clause.type),
        countries=frozenset(clause.country),
        places=tuple(terms.term("place", each, zones) for each in sorted(set(clause.place))),
        zones=zones,
    )
