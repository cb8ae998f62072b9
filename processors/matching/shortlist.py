"""Which of thousands of rules may fire on an article? Asked of all at once: a rule is a bit.

Each clause of a rule stands in a slot: its first one in the first, and so on. For each term and slot one number says, bit
by bit, the rules that have the term there. What an article holds is or-ed by slot, the slots are and-ed, and what `none`
clauses find is taken away: no Python runs for the rules that are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from marsad.records import Article
from processors.matching.attributes import admits
from processors.matching.compiled import CompiledClause, CompiledRule, Kind, Term
from processors.matching.evidence import Evidence
from processors.matching.lineage import Lineage

_SOURCES = 2_000  # of articles, by feed, publisher and section; a bit for each rule
_NAMES = 20_000
_ANY_ACTOR = Term("actor", "*", 0, (), ())  # what a clause waits for that describes actors


class Shortlist:
    """Finds the rules of which each clause finds something that counts, no `none` clause does, and that are for its source.

    Of a clause that describes actors it only knows that there is some actor: such a rule must still be asked.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        """Index `rules`."""
        self._rules = rules
        slots = [_slots(rule) for rule in rules]
        self._most = max(map(len, slots), default=0)
        self._unasked = [_mask(n for n, own in enumerate(slots) if len(own) <= slot) for slot in range(self._most)]
        self._masks = _masks(rules, slots, self._most)
        self._words: dict[tuple[str, ...], dict[str, list[Term]]] = {}  # by zones and name
        self._named: dict[Kind, dict[str, list[Term]]] = {"actor": {}, "place": {}}
        for term in self._masks:
            by_name = self._words.setdefault(term.zones, {}) if term.kind == "word" else self._named[term.kind]
            by_name.setdefault(term.name, []).append(term)
        self._asking: dict[tuple[str, str], list[Term]] = {}
        self._choosy = [(1 << number, rule.rule.where) for number, rule in enumerate(rules) if rule.chooses_articles]
        self._refusing: dict[tuple[str, str, str], int] = {}
        self._of_events = _mask(number for number, rule in enumerate(rules) if rule.events)

    def candidates(self, evidence: Evidence) -> list[CompiledRule]:
        """Return the rules that may fire, in the order of configuration."""
        asked = self._asked(evidence)
        left = self._complete(self._by_slot(asked))
        if left:
            left &= ~self._refused(evidence.document.article)
            left = left if evidence.document.events else left & ~self._of_events
        if not left:  # so it is for most articles: filters on what was found need not be asked
            return []
        held = [term for term in asked if any(mask & left for _, mask in self._masks[term]) and _holds(term, evidence)]
        by_slot = self._by_slot(held)
        left &= self._complete(by_slot) & ~by_slot[-1]
        return [self._rules[number] for number in _bits(left)]

    def _asked(self, evidence: Evidence) -> set[Term]:
        """Return the terms for which something in the article counts, if their filters let it pass."""
        asked: list[Term] = []
        for zones, by_name in self._words.items():
            for name in evidence.document.keywords_in(zones) & by_name.keys():
                asked += by_name[name]
        for role, name in {(mention.role, mention.actor) for mention in evidence.document.mentions}:
            known = self._asking.get((role, name))
            asked += self._asking_for(role, name, evidence.lineage) if known is None else known
        return set(asked)

    def _by_slot(self, terms: Iterable[Term]) -> list[int]:
        """Return the rules that have one of `terms` in each slot, at the end those that have one in a `none` clause."""
        found = [0] * (self._most + 1)
        for term in terms:
            for slot, mask in self._masks[term]:
                found[slot] |= mask
        return found

    def _complete(self, by_slot: Sequence[int]) -> int:
        """Return the rules that lack nothing in any slot."""
        complete = -1 if self._most else 0
        for found, unasked in zip(by_slot, self._unasked, strict=False):
            complete &= found | unasked
        return complete

    def _asking_for(self, role: str, name: str, lineage: Lineage) -> list[Term]:
        """Return the terms that a mention in `role` counts for, and remember them."""
        counts_for = lineage.place(name) if role == "place" else lineage.actor(name)
        terms = self._named["place" if role == "place" else "actor"]
        asking = [term for each in counts_for if each in terms for term in terms[each]]
        if role != "place" and _ANY_ACTOR in self._masks:
            asking.append(_ANY_ACTOR)
        if len(self._asking) >= _NAMES:
            self._asking.clear()
        self._asking[role, name] = asking
        return asking

    def _refused(self, article: Article) -> int:
        """Return the rules that are not about articles from such a source."""
        if not self._choosy:
            return 0
        source = article.feed, article.publisher, article.section
        refused = self._refusing.get(source)
        if refused is None:
            if len(self._refusing) >= _SOURCES:
                self._refusing.clear()
            refused = sum(bit for bit, where in self._choosy if not admits(where, article))
            self._refusing[source] = refused
        return refused


def _holds(term: Term, evidence: Evidence) -> bool:
    """Say whether anything counts for a term that is asked; what has no filter counts wherever it is said."""
    return (term.kind != "word" and not term.zones) or bool(evidence.counted(term))


def _slots(rule: CompiledRule) -> list[list[Term]]:
    """Return what must be found, a term of each list: of each clause of `all`, else of the words that add to the score."""
    if rule.all:
        return [_terms(clause) for clause in rule.all]
    return [[term for clause, weight in rule.weights if weight > 0 for term in clause.words]]


def _terms(clause: CompiledClause) -> list[Term]:
    if not clause.describes_actors:
        return [*clause.words, *clause.ids]
    actors = clause.actors if clause.actors and not clause.actor_patterns else [_ANY_ACTOR]
    return [*clause.words, *actors, *clause.places]


def _masks(
    rules: Sequence[CompiledRule], slots: Sequence[Sequence[Sequence[Term]]], most: int
) -> dict[Term, list[tuple[int, int]]]:
    """Return for each term the (slot, rules) pairs that it stands in; what `none` asks for stands behind all slots."""
    masks: dict[Term, dict[int, int]] = {}
    for number, (rule, own) in enumerate(zip(rules, slots, strict=True)):
        refusing = [term for clause in rule.none for term in (*clause.words, *clause.ids)]
        for slot, terms in (*enumerate(own), (most, refusing)):
            for term in terms:
                of_term = masks.setdefault(term, {})
                of_term[slot] = of_term.get(slot, 0) | 1 << number
    return {term: list(of_term.items()) for term, of_term in masks.items()}


def _mask(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def _bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the lowest first."""
    digits = bin(mask)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)
