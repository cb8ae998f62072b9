"""Which rules can an article fire at all? Rules compiled once, with lists from what is found to who asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from marsad.config.models import Clause, Filters, Keyword, Rule
from marsad.config.values import seconds
from marsad.records import LEVELS, Level, Mention, Severity, Status
from marsad.text import fold
from processors.document import Document
from processors.lineage import Lineage

DEFAULT_STATUS: tuple[Status, ...] = ("asserted", "attempted")
_DEFAULT_LEVEL: Level = "event"
_ANY_ACTOR = "any actor"  # what a pattern such as grp:* waits for


@dataclass(frozen=True)
class CompiledClause:
    """A clause with its words resolved to keywords and its defaults filled in; empty `status` and `zones` = any."""

    name: str  # "all[0]"
    words: dict[str, Level]  # keyword -> the widest level that counts
    actors: frozenset[str]
    actor_patterns: tuple[str, ...]
    types: frozenset[str]
    countries: frozenset[str]
    places: frozenset[str]
    zones: tuple[str, ...]
    status: tuple[Status, ...]

    @cached_property
    def names_actors(self) -> bool:
        """Say whether mentions can be witnesses."""
        return bool(self.actors or self.actor_patterns or self.places or self.types or self.countries)

    def asks_for(self, mention: Mention, lineage: Lineage) -> bool:
        """Say whether `mention` is of the kind this clause wants, before any filter."""
        if mention.role == "place":
            return not self.places.isdisjoint(lineage.place(mention.actor))
        if self.types and mention.type not in self.types:
            return False
        if self.countries and self.countries.isdisjoint(lineage.countries(mention.actor)):
            return False
        if not (self.actors or self.actor_patterns):
            return bool(self.types or self.countries)
        counts_for = lineage.actor(mention.actor)
        return not self.actors.isdisjoint(counts_for) or any(
            fnmatchcase(each, pattern) for pattern in self.actor_patterns for each in counts_for
        )

    @cached_property
    def lists_actors(self) -> bool:
        """Say whether a mention is of the kind this clause wants if and only if its id counts for one of those listed."""
        return not (self.actor_patterns or self.types or self.countries)

    @cached_property
    def triggers(self) -> frozenset[str]:
        """What must be found for the clause to hold, as `seen_in` spells it."""
        found = {f"word {each}" for each in self.words} | {f"place {each}" for each in self.places}
        any_actor = self.actor_patterns or ((self.types or self.countries) and not self.actors)
        return frozenset(found | self.actors | ({_ANY_ACTOR} if any_actor else set()))

    def asked(self) -> list[str]:
        """Return what the clause asks for, for people."""
        words = [f"«{word}»" for word in self.words]
        narrowed = [f"type {each}" for each in sorted(self.types)] + [
            f"country {each}" for each in sorted(self.countries)
        ]
        actors = [*sorted(self.actors), *self.actor_patterns]
        return [*words, *actors, *narrowed, *(f"place {each}" for each in sorted(self.places))]


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to be matched."""

    rule: Rule
    all: tuple[CompiledClause, ...]
    weights: tuple[tuple[CompiledClause, int], ...]  # one clause per word, the heaviest first
    none: tuple[CompiledClause, ...]
    not_near: tuple[tuple[frozenset[str], int], ...]  # keywords, and within how many words they undo a hit
    lineage: Lineage
    cooldown_s: float
    escalate: tuple[tuple[int, Severity], ...]

    @property
    def triggers(self) -> frozenset[str]:
        """One of these must be found for the rule to fire: what its rarest clause asks for, or any weighty word."""
        if self.all:
            # How often a word occurs is not known here; the clause with the fewest alternatives is the best guess.
            return min((clause.triggers for clause in self.all), key=_breadth)
        return frozenset().union(*(clause.triggers for clause, weight in self.weights if weight > 0))

    @cached_property
    def chooses_articles(self) -> bool:
        """Say whether the rule has a filter on what an article is."""
        return self.rule.where != Filters()

    @property
    def evidence(self) -> Iterator[str]:
        """The keywords that speak for the rule."""
        yield from (word for clause in self.all for word in clause.words)
        yield from (word for clause, weight in self.weights if weight > 0 for word in clause.words)

    @property
    def choosy(self) -> Iterator[str]:
        """The keywords whose status decides."""
        clauses = (*self.all, *(clause for clause, _ in self.weights), *self.none)
        yield from (word for clause in clauses if clause.status for word in clause.words)


class RuleSet:
    """All enabled rules. A rule is a candidate only if each of its clauses finds something, the rarest asked first.

    `evidence` are the keywords whose hits say something of an article: those configured and those `all` clauses ask
    for. Hits of other keywords serve only to refuse (`none`, `not_near`) and are not worth reporting. `judged` are those
    whose status is shown, or chosen by a rule. `lineage` says what actors and places count for.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        keywords: Sequence[Keyword] = (),
        *,
        country: Mapping[str, str] | None = None,
        parent: Mapping[str, str] | None = None,
    ) -> None:
        """Compile `rules`; `country` and `parent` give the country code and parent id of actors and places."""
        self.lineage = Lineage(country or {}, parent or {})
        words = _Words(keywords)
        self.rules = tuple(self._compile(rule, words) for rule in rules if rule.enabled)
        asked = (word for rule in self.rules for word in rule.evidence)
        self.evidence = frozenset(asked) | {keyword.key for keyword in keywords}
        chosen = (word for rule in self.rules for word in rule.choosy)
        self.judged = self.evidence | frozenset(chosen)
        self._asking: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for trigger in rule.triggers:
                self._asking.setdefault(trigger, []).append(number)
        self._needs = [tuple(clause.triggers for clause in rule.all) for rule in self.rules]

    def candidates(self, document: Document) -> list[CompiledRule]:
        """Return the rules of which every clause finds something in `document`, in the order of configuration."""
        seen = self._seen_in(document)
        asking = {number for trigger in seen for number in self._asking.get(trigger, ())}
        # Of thousands that are asked for something, a few dozen are asked for all: no Python runs for the others.
        needs = self._needs
        return [self.rules[n] for n in sorted(n for n in asking if not any(map(seen.isdisjoint, needs[n])))]

    def _seen_in(self, document: Document) -> set[str]:
        seen = {f"word {hit.keyword}" for hit in document.hits}
        for name, role in {(mention.actor, mention.role) for mention in document.mentions}:
            if role == "place":
                seen |= {f"place {each}" for each in self.lineage.place(name)}
            else:
                seen |= self.lineage.actor(name) | {_ANY_ACTOR}
        return seen

    def _compile(self, rule: Rule, words: _Words) -> CompiledRule:
        heaviest_first = sorted(rule.weights.items(), key=lambda each: -each[1])
        return CompiledRule(
            rule=rule,
            all=tuple(_clause(f"all[{i}]", each, rule, words) for i, each in enumerate(rule.all)),
            weights=tuple(
                (_clause(f"weights.{word}", Clause(any=(word,)), rule, words), weight)
                for word, weight in heaviest_first
            ),
            none=tuple(_clause(f"none[{i}]", each, None, words) for i, each in enumerate(rule.none)),
            not_near=tuple((frozenset(map(words.key, each.any)), each.within) for each in rule.not_near),
            lineage=self.lineage,
            cooldown_s=seconds(rule.cooldown) if rule.cooldown else 0,
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
        self._keys = {fold(keyword.key): keyword.key for keyword in keywords}
        self._levels = {keyword.key: keyword.level for keyword in keywords}

    def key(self, word: str) -> str:
        """Return the keyword that `word` spells; a word no keyword spells becomes one."""
        return self._keys.setdefault(fold(word), word)

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


def _clause(name: str, clause: Clause, rule: Rule | None, words: _Words) -> CompiledClause:
    """Compile `clause`; `rule` lends its defaults, None (a `none` clause) means any status, anywhere."""
    level = clause.level or (rule.level if rule else None)
    status = clause.status or ((rule.status or DEFAULT_STATUS) if rule else ())
    return CompiledClause(
        name=name,
        words={words.key(word): level or words.level(word) for word in clause.any},
        actors=frozenset(each for each in clause.actor if "*" not in each),
        actor_patterns=tuple(each for each in clause.actor if "*" in each),
        types=frozenset(clause.type),
        countries=frozenset(clause.country),
        places=frozenset(clause.place),
        zones=clause.in_ or (rule.in_ if rule else ()),
        status=status,
    )


def _breadth(triggers: frozenset[str]) -> int:
    return sum(100 if trigger == _ANY_ACTOR else 1 for trigger in triggers)
