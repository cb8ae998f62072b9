"""Which printed words say a keyword?

A keyword is expanded once, at load, into stems with their paradigms (see processors.words.affixes), at three levels:
`strict`, the noun; `event`, also the finite verbs of the same event; `family`, also participles, agents and nisba.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.config.models import Keyword
from marsad.records import LEVELS, Level
from marsad.text import fold
from processors.words import affixes, known
from processors.words.affixes import Paradigm
from processors.words.nouns import KASRATAN, bare, broken_plurals, is_adjective, plural_stems, singular_stems
from processors.words.verbs import Inferred, infer_verb, participles, past_stems, present_stems

SHORTEST = 3  # a printed word of fewer letters says too many things
HAMZAS = "أإ"  # on alef, as printed


class Stem(NamedTuple):
    """One stem of a keyword: its folded letters, its paradigm, and the word (lemma) it comes from.

    `hamza` is the letter a noun is printed with where its first folded letter is ا: أ or إ, else "".
    """

    letters: str
    paradigm: Paradigm
    level: Level
    lemma: str
    hamza: str = ""


class Exclusion:
    """Words a keyword must not match, with * for any letters; هجومي also excludes بهجومي and الهجومي.

    `others` are words that are likelier something else than the keyword's verb; they exclude nothing but themselves and
    themselves after و or ف.
    """

    def __init__(self, patterns: tuple[str, ...], others: frozenset[str] = frozenset()) -> None:
        folded = [fold(pattern) for pattern in patterns]
        self.others = others
        self._words = frozenset(word for word in folded if "*" not in word)
        wild = "|".join(".*".join(map(re.escape, word.split("*"))) for word in folded if "*" in word)
        self._wild = re.compile(wild) if wild else None

    def __bool__(self) -> bool:
        return bool(self._words or self._wild or self.others)

    def holds(self, word: str, proclitic: str) -> bool:
        """Return whether `word`, with or without its `proclitic`, is excluded."""
        if self.is_other(word):
            return True
        shapes = {word, affixes.inner(word, proclitic)}
        if proclitic[:1] in ("و", "ف"):
            shapes.add(word[1:])
        return not shapes.isdisjoint(self._words) or bool(self._wild and any(map(self._wild.fullmatch, shapes)))

    def is_other(self, word: str) -> bool:
        """Return whether `word` is likelier another word."""
        return word in self.others or (word[:1] in ("و", "ف") and word[1:] in self.others)


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
                long_enough = len(word) >= SHORTEST or stem.paradigm is affixes.LITERAL
                if kind & kinds and long_enough and not self.exclusion.holds(word, proclitic):
                    yield word


def expand(keyword: Keyword) -> Forms:
    """Return the forms of `keyword`, a single word; what it leaves open comes from the shipped lexicon, then shape.

    Verbs: as given; else the lexicon's; else inferred from the key. `verbs = []` gives none.
    """
    key = bare(keyword.key)
    inferred: tuple[Inferred, ...] = ()
    verbs, past_only = keyword.verbs, keyword.past_only
    present_only: tuple[str, ...] = ()
    if verbs is None:
        verbs = known.verbs_of(key)
        if verbs is None:
            inferred = tuple(filter(None, [infer_verb(key)]))
            verbs = tuple(guess.verb for guess in inferred)
        past_only = past_only or tuple(verb for verb in verbs if not known.has_present(verb))
        present_only = tuple(verb for verb in verbs if not known.has_past(verb))
    stems = [
        *_noun_stems(keyword, key),
        *_verb_stems(verbs, past_only, present_only),
        *_family_stems(key, verbs, keyword.derived),
        *(Stem(fold(word), affixes.LITERAL, "strict", word) for word in _as_written(keyword)),
    ]
    distinct = tuple(_distinct(stems))
    return Forms(keyword.key, distinct, Exclusion(keyword.exclude, _likelier_others(distinct)), inferred)


def _as_written(keyword: Keyword) -> Iterator[str]:
    """Yield the words that are found as they stand, among them a key of two letters: somebody wrote just them."""
    yield from keyword.also
    if len(fold(keyword.key)) < SHORTEST:
        yield keyword.key


def literal(word: str) -> Forms:
    """Return the forms of a word taken as it stands: a particle, a number, a name in other letters."""
    return Forms(word, (Stem(fold(word), affixes.LITERAL, "strict", word),), Exclusion(()))


def agreeing(forms: Forms) -> Forms:
    """Return the forms of a word behind a noun: of an adjective those that agree with its plural too, الهواتف الذكية."""
    letters = fold(forms.key)
    particle = forms.stems[0].paradigm is affixes.LITERAL
    if particle or not (is_adjective(letters) or known.is_adjective(letters)):
        return forms
    stem = Stem(letters, affixes.PERSON, "strict", forms.key, forms.key[0] if forms.key[0] in HAMZAS else "")
    return forms if stem in forms.stems else forms._replace(stems=(*forms.stems, stem))


def _noun_stems(keyword: Keyword, key: str) -> Iterator[Stem]:
    nouns = known.sisters_of(key) if keyword.nouns is None else keyword.nouns
    for noun in dict.fromkeys((key, *nouns)):
        for letters, paradigm in own_stems(noun):
            yield Stem(letters, paradigm, "strict", noun, noun[0] if noun[0] in HAMZAS else "")
        for plural in _plurals(keyword, key, noun):
            hamza = plural[0] if plural[0] in HAMZAS else "أ"  # إبر and إخوة; of a shape, أبطال and أسلحة
            for letters, paradigm in plural_stems(plural):
                yield Stem(letters, paradigm, "strict", noun, hamza if letters[0] == "ا" else "")


def own_stems(noun: str) -> Iterator[tuple[str, Paradigm]]:
    """Yield (stem, paradigm) of `noun` itself, its dual and its sound plurals, as far as the lexicon knows better."""
    letters = fold(noun)
    person = affixes.MAN if known.has_other_plurals(letters + "ة", letters) else affixes.PERSON  # مدرسة is a school
    return singular_stems(
        noun + KASRATAN if known.is_defective(letters) else noun,
        person=None if known.is_place(letters) else person,
        haste=len(noun) > 3 and not known.is_noun(letters[:-1]),
    )


def _plurals(keyword: Keyword, key: str, noun: str) -> tuple[str, ...]:
    given = keyword.plurals if isinstance(keyword.plurals, dict) else {keyword.key: keyword.plurals}
    if plurals := given.get(noun) or (given.get(keyword.key) if noun == key else None):
        return plurals
    plurals = known.plurals_of(noun)
    if plurals is None:
        return tuple(plural for plural in broken_plurals(noun) if not _is_of_another(plural))
    return plurals


def plurals_of_others(noun: str) -> tuple[str, ...]:
    """Return the plurals that the shape of `noun` foretells and that the lexicon knows to be another noun's: مكاتب."""
    return tuple(filter(_is_of_another, broken_plurals(noun))) if known.plurals_of(noun) is None else ()


def _is_of_another(plural: str) -> bool:
    return known.is_plural(plural) or known.is_noun(plural)


def _verb_stems(verbs: tuple[str, ...], past_only: tuple[str, ...], present_only: tuple[str, ...]) -> Iterator[Stem]:
    for verb in verbs:
        if verb not in present_only:
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
        for plural in known.plurals_of(word) or ():
            yield from (Stem(letters, paradigm, "family", word) for letters, paradigm in plural_stems(plural))


def _distinct(stems: list[Stem]) -> Iterator[Stem]:
    """Yield each (letters, paradigm) once, at its narrowest level, and once more for a noun printed otherwise."""
    seen = set()
    for stem in sorted(stems, key=lambda stem: LEVELS.index(stem.level)):
        if (identity := (stem.letters, id(stem.paradigm), stem.hamza)) not in seen:
            seen.add(identity)
            yield stem


def _likelier_others(stems: Sequence[Stem]) -> frozenset[str]:
    """Return the words that are likelier another word and that no noun among `stems` makes: تدخل, نصيب.

    A noun of two letters makes but itself: with a clitic, لحج and فكري are no حج and no ري.
    """
    words = set()
    for stem in stems:
        for word, before, after in known.likelier(stem.letters):
            grammar = after == "ك" and word in known.grammar()  # بذلك is no noun with a pronoun either
            uncertain = stem.level == "event" or _is_brief(stem)
            if (uncertain or grammar) and _makes(stem.paradigm, before, after):
                words.add(word)
    nouns = [stem for stem in stems if stem.level != "event"]
    return frozenset(word for word in words if not any(_says(stem, word) for stem in nouns))


def _is_brief(stem: Stem) -> bool:
    brief = stem.paradigm is affixes.SHORTEST_MASCULINE or stem.paradigm is affixes.LITERAL
    return brief and len(stem.letters) < SHORTEST


def _says(stem: Stem, word: str) -> bool:
    if _is_brief(stem):
        return word == stem.letters
    at = word.find(stem.letters)
    while at >= 0:
        after = word[at + len(stem.letters) :]
        if not (after == "ك" and word in known.grammar()) and _makes(stem.paradigm, word[:at], after):
            return True
        at = word.find(stem.letters, at + 1)
    return False


def _makes(paradigm: Paradigm, before: str, after: str) -> bool:
    return bool(affixes.PROCLITICS.get(before, 0) & paradigm.get(after, 0))
