"""Which words say that somebody attacked, took, killed or drove back somebody, and how is each built?

Forms are made of the lexicon once: a verb in the past and the present with and without an object pronoun, a noun with and
without the article, each behind the conjunctions and prepositions that are written to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from marsad.records import EventKind
from processors.names.aliases import phrase_keys
from processors.names.wordlists import key_set, load_lexicon

KINDS: tuple[EventKind, ...] = ("attack", "control", "killed", "repelled")
_AND = ("", "و", "ف")
_ARTICLES = ("", "ال", "ب", "ل", "بال", "لل")
_OBJECTS = ("", "ه", "ها", "هم")
_PLURAL = "وا"


class Trigger(NamedTuple):
    """An event word: `verb` is finite, `plural` of people, `carries` an object pronoun, `hits` whom it names next.

    `light` verbs are an event only with a noun of one behind them. `owned`: a noun with a possessive pronoun. `proclitic`
    is what the judge of status needs to know: what is written before the stem (processors.words.affixes).
    """

    event: EventKind
    word: str  # the past or the noun, as a key
    verb: bool
    plural: bool = False
    carries: bool = False
    hits: bool = False
    light: bool = False
    owned: bool = False
    feminine: bool = False
    proclitic: str = ""


class Lists(NamedTuple):
    """The words around an event, as keys."""

    units: frozenset[str]
    places: frozenset[str]
    counts: frozenset[str]
    means: frozenset[str]
    hands: frozenset[str]
    by: frozenset[str]
    carried: frozenset[str]
    unheld: frozenset[str]
    things: frozenset[str]
    figurative: frozenset[str]
    wide: frozenset[str]
    carries: frozenset[str]
    auxiliaries: frozenset[str]
    steps: frozenset[str]
    suffered: frozenset[str]
    days: frozenset[str]
    resumptive: frozenset[str]
    from_: frozenset[str]
    himself: frozenset[str]
    lead: frozenset[str]
    claims: frozenset[str]
    denies: frozenset[str]
    several: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    before: frozenset[str]
    relative: frozenset[str]
    beside: frozenset[str]
    objects: frozenset[str]
    onto: frozenset[str]
    accuses: frozenset[str]
    meets: frozenset[str]
    particles: frozenset[str]
    dealing: frozenset[str]
    joining: frozenset[str]
    adopts: frozenset[str]
    epithets: frozenset[str]
    attempts: frozenset[str]
    manages: frozenset[str]
    adjectives: frozenset[str]
    leaders: frozenset[str]
    titles: frozenset[str]
    intercepted: frozenset[str]
    projectiles: frozenset[str]
    naming: frozenset[str]
    air: frozenset[str]
    forces: frozenset[str]
    bloodless: frozenset[str]
    national: frozenset[str]
    invasions: frozenset[str]
    kinds: frozenset[str]
    toppled: frozenset[str]
    acts: frozenset[str]


@cache
def triggers() -> Mapping[str, Trigger]:
    """Return every event word by its key; of two of one key a verb wins."""
    lexicon = load_lexicon("events")
    made: dict[str, Trigger] = {}
    for kind in KINDS:
        for key, trigger in _forms(kind, lexicon[kind]):
            known = made.get(key)
            # استعاده (he took it back) is استعادة more often than not.
            if known is None or (trigger.verb and not known.verb and not trigger.carries):
                made[key] = trigger
    return made


@cache
def lists() -> Lists:
    """Return the lists of the lexicon."""
    words = load_lexicon("events")["words"]
    return Lists(**{name: key_set(words[name.rstrip("_")].split()) for name in Lists._fields})


def _forms(kind: EventKind, table: Mapping[str, Any]) -> Iterator[tuple[str, Trigger]]:
    light = table["light"].split()
    for name, hits in (("nouns", False), ("hits", True)):
        for noun in table[name].split():
            yield from _noun_forms(kind, _key(noun), hits=hits)
    for pair in table["verbs"].split():
        past, present = pair.split(":")
        yield from _verb_forms(kind, _key(past), _key(present), light=past in light)


def _noun_forms(kind: EventKind, noun: str, *, hits: bool) -> Iterator[tuple[str, Trigger]]:
    for joined, article in product(_AND, _ARTICLES):
        if article.endswith(("ال", "لل")) and noun.endswith("ا"):
            continue
        yield joined + article + noun, Trigger(kind, noun, verb=False, hits=hits, proclitic=joined + article)
    bare = noun[:-1] + "ت" if noun.endswith("ه") else noun
    for joined, preposition, pronoun in product(_AND, ("", "ب", "ل"), _OBJECTS[1:]):
        of = Trigger(kind, noun, verb=False, hits=hits, owned=True, proclitic=joined + preposition)
        yield joined + preposition + bare + pronoun, of


def _verb_forms(kind: EventKind, past: str, present: str, *, light: bool) -> Iterator[tuple[str, Trigger]]:
    weak = past.endswith("ي")
    stem = past[:-1] if weak else past
    for joined, pronoun in product(_AND, _OBJECTS):
        of = Trigger(kind, past, verb=True, carries=bool(pronoun), light=light, proclitic=joined)
        yield joined + (stem + "ا" if weak and pronoun else past) + pronoun, of
        yield joined + stem + "ت" + pronoun, of._replace(feminine=True)
        many = of._replace(plural=True)
        yield joined + stem + ("و" + pronoun if pronoun else _PLURAL), many
        for future, person in product(("", "س"), ("ي", "ت")):
            before = joined + future + person
            yield before + present + pronoun, of._replace(proclitic=before, feminine=person == "ت")
            plural = present.removesuffix("ي") + ("و" + pronoun if pronoun else "ون")
            yield before + plural, many._replace(proclitic=before)


def _key(word: str) -> str:
    return phrase_keys(word)[0]
