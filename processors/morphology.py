"""Which printed words say a keyword?

A keyword is expanded once, at load, into stems with their paradigms (see processors.affixes), at three levels:
`strict`, the noun; `event`, also the finite verbs of the same event; `family`, also participles, agents and nisba.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from marsad.config.models import Keyword
from marsad.records import LEVELS, Level
from marsad.text import fold
from processors import affixes
from processors.affixes import Paradigm
from processors.nouns import bare, broken_plurals, plural_stems, singular_stems
from processors.verbs import Inferred, infer_verb, participles, past_stems, present_stems

SHORTEST = 3  # a printed word of fewer letters says too many things


class Stem(NamedTuple):
    """One stem of a keyword: its folded letters, its paradigm, and the word (lemma) it comes from."""

    letters: str
    paradigm: Paradigm
    level: Level
    lemma: str


class Exclusion:
    """Words a keyword must not match, with * for any letters; هجومي also excludes بهجومي and الهجومي."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        folded = [fold(pattern) for pattern in patterns]
        self._words = frozenset(word for word in folded if "*" not in word)
        wild = "|".join(".*".join(map(re.escape, word.split("*"))) for word in folded if "*" in word)
        self._wild = re.compile(wild) if wild else None

    def __bool__(self) -> bool:
        return bool(self._words or self._wild)

    def holds(self, word: str, proclitic: str) -> bool:
        """Return whether `word`, with or without its `proclitic`, is excluded."""
        shapes = {word, affixes.inner(word, proclitic)}
        if proclitic[:1] in ("و", "ف"):
            shapes.add(word[1:])
        return not shapes.isdisjoint(self._words) or bool(self._wild and any(map(self._wild.fullmatch, shapes)))


class Forms(NamedTuple):
    """All a keyword matches: stems by level, what is excluded, and the verbs that were inferred from the key."""

    key: str
    stems: tuple[Stem, ...]
    exclusion: Exclusion
    inferred: tuple[Inferred, ...] = ()

    @property
    def strict(self) -> frozenset[str]:
        """Every printed word at level strict, proclitics included."""
        return self.words("strict")

    @property
    def event(self) -> frozenset[str]:
        """Every printed word at level event or narrower."""
        return self.words("event")

    @property
    def family(self) -> frozenset[str]:
        """Every printed word at any level."""
        return self.words("family")

    def words(self, level: Level) -> frozenset[str]:
        """Return every printed word (folded, proclitics included) at `level` or narrower: thousands, for people."""
        wanted = LEVELS[: LEVELS.index(level) + 1]
        return frozenset(word for stem in self.stems if stem.level in wanted for word in self._printed(stem))

    def _printed(self, stem: Stem) -> Iterator[str]:
        for ending, kinds in stem.paradigm.items():
            for proclitic, kind in affixes.PROCLITICS.items():
                word = proclitic + stem.letters + ending
                if kind & kinds and len(word) >= SHORTEST and not self.exclusion.holds(word, proclitic):
                    yield word


def expand(keyword: Keyword) -> Forms:
    """Return the forms of `keyword`, a single word; what it leaves open comes from the shipped lexicon, then shape.

    Verbs: as given; else the lexicon's; else inferred from the key. `verbs = []` gives none.
    """
    key = bare(keyword.key)
    inferred: tuple[Inferred, ...] = ()
    verbs = keyword.verbs
    if verbs is None:
        verbs = _lexicon("verbs").get(fold(key))
        if verbs is None:
            inferred = tuple(filter(None, [infer_verb(key)]))
            verbs = tuple(guess.verb for guess in inferred)
    stems = [
        *_noun_stems(keyword, key),
        *_verb_stems(verbs, keyword.past_only),
        *_family_stems(key, verbs, keyword.derived),
        *(Stem(fold(word), affixes.LITERAL, "strict", word) for word in keyword.also),
    ]
    return Forms(keyword.key, tuple(_distinct(stems)), Exclusion(keyword.exclude), inferred)


def literal(word: str) -> Forms:
    """Return the forms of a word taken as it stands: a particle, a number, a name in other letters."""
    return Forms(word, (Stem(fold(word), affixes.LITERAL, "strict", word),), Exclusion(()))


def _noun_stems(keyword: Keyword, key: str) -> Iterator[Stem]:
    nouns = _lexicon("nouns").get(fold(key), ()) if keyword.nouns is None else keyword.nouns
    for noun in dict.fromkeys((key, *nouns)):
        for letters, paradigm in singular_stems(noun):
            yield Stem(letters, paradigm, "strict", noun)
        for plural in _plurals(keyword, key, noun):
            for letters, paradigm in plural_stems(plural):
                yield Stem(letters, paradigm, "strict", noun)


def _plurals(keyword: Keyword, key: str, noun: str) -> tuple[str, ...]:
    given = keyword.plurals if isinstance(keyword.plurals, dict) else {keyword.key: keyword.plurals}
    if plurals := given.get(noun) or (given.get(keyword.key) if noun == key else None):
        return plurals
    known = _lexicon("plurals").get(fold(noun))
    return broken_plurals(noun) if known is None else known


def _verb_stems(verbs: tuple[str, ...], past_only: tuple[str, ...]) -> Iterator[Stem]:
    for verb in verbs:
        for letters, paradigm in past_stems(verb):
            yield Stem(letters, paradigm, "event", verb)
        if verb not in past_only:
            for letters, paradigm in present_stems(verb):
                yield Stem(letters, paradigm, "event", verb)


def _family_stems(key: str, verbs: tuple[str, ...], derived: tuple[str, ...]) -> Iterator[Stem]:
    inferred = (*(agent for verb in verbs for agent in participles(verb)), fold(key).removesuffix("ة") + "ي")
    for word in dict.fromkeys(derived or inferred):
        for letters, paradigm in singular_stems(word):
            yield Stem(letters, paradigm, "family", word)
        for plural in _lexicon("plurals").get(fold(word), ()):
            yield from (Stem(letters, paradigm, "family", word) for letters, paradigm in plural_stems(plural))


def _distinct(stems: list[Stem]) -> Iterator[Stem]:
    """Yield each (letters, paradigm) once, at its narrowest level."""
    seen = set()
    for stem in sorted(stems, key=lambda stem: LEVELS.index(stem.level)):
        if (identity := (stem.letters, id(stem.paradigm))) not in seen:
            seen.add(identity)
            yield stem


@cache
def _lexicon(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return a table of the shipped lexicon: folded noun -> its broken plurals, its verbs, its sister nouns."""
    text = files("processors").joinpath("lexicon/nouns.toml").read_text(encoding="utf-8")
    return {fold(noun): tuple(words.split()) for noun, words in tomllib.loads(text)[table].items()}
