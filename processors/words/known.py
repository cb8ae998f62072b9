"""What is known of single words that no shape tells: plurals, verbs, sister nouns, and words that are no verb.

The shipped lexicon is our own work: nouns.toml, verbs.toml, likelier.toml. All keys and words are folded.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain

from marsad.text import fold
from processors.words.affixes import POSSESSIVES, PROCLITICS
from processors.words.verbs import past_stems

_LIKE_A_VERB = re.compile(".ا..")
_THIRD = ("ه", "ها", "هم", "هما")


def plurals_of(noun: str) -> tuple[str, ...] | None:
    """Return the broken plurals of `noun`, () if it has none, None if it is not known."""
    return _plurals().get(fold(noun))


def verbs_of(noun: str) -> tuple[str, ...] | None:
    """Return the verbs of the event that `noun` names, () if it names none, None if it is not known."""
    return _verbs().get(fold(noun))


def sisters_of(noun: str) -> tuple[str, ...]:
    """Return other nouns of the same event."""
    return _spaced("nouns", "nouns").get(fold(noun), ())


def is_place(letters: str) -> bool:
    """Return whether the folded `letters` are a noun of place, مركز, rather than their participle, مسلح."""
    return letters in _places()


def is_defective(letters: str) -> bool:
    """Return whether the final ي of the folded `letters` leaves them without article: قاضي, قاض."""
    return letters in _defective()


def has_other_plurals(feminine: str, noun: str) -> bool:
    """Return whether the folded `feminine` has plurals that `noun` has not: مدرسة of مدرس; حادثة is what حادث is."""
    return not set(_plurals().get(feminine, ())) <= set(_plurals().get(noun, ()))


def is_adjective(letters: str) -> bool:
    """Return whether the folded `letters` are an adjective that no shape tells: صعب."""
    return letters in _adjectives()


def has_present(verb: str) -> bool:
    """Return whether the present of `verb` is mostly its own, not that of another verb of the same letters."""
    return verb not in _spelt_of_another("present")


def has_past(verb: str) -> bool:
    """Return whether the past of `verb` is mostly its own: أجرت is of أجرى, not of أجّر."""
    return verb not in _spelt_of_another("past")


def is_noun(letters: str) -> bool:
    """Return whether the folded `letters` are a noun of the lexicon."""
    return letters in _plurals() or letters in _verbs()


def is_plural(letters: str) -> bool:
    """Return whether the folded `letters` are a broken plural of a noun of the lexicon."""
    return letters in _broken()


@cache
def grammar() -> frozenset[str]:
    """Return the particles and pronouns, with what clings to them: بذلك، عليه."""
    words = tomllib.loads(_text("stopwords"))
    return frozenset(map(fold, (*words["particles"], *words["pronouns"])))


def likelier(letters: str) -> tuple[tuple[str, str, str], ...]:
    """Return (word, before, after) of words that are likelier no verb and could be split as before + `letters` + after."""
    return _split_words().get(letters, ())


def is_name(letters: str) -> bool:
    """Return whether the folded `letters` are an Arabic given name or a place: فيصل, عدن."""
    return letters in _names()


def in_shape(noun: str, shape: str) -> str:
    """Return the plural of `noun` in a shape given with ف ع ل: أفعال of طفل is أطفال, فعول of حق is حقوق."""
    letters = fold(noun).removesuffix("ة")
    if shape[0] in "مت" or shape == "أفاعيل":
        letters = letters[1:]
    if len(letters) == 4:  # the long vowel is no root letter: فاعل، فعيل، فعال
        letters = letters[0] + letters[2:] if letters[1] == "ا" else letters[:2] + letters[3]
    if len(letters) == 2:
        letters += letters[1]
    return "".join(letters["فعل".index(letter)] if letter in "فعل" else letter for letter in shape)


@cache
def _tables(name: str) -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(_text(name))
    return tables


def _text(name: str) -> str:
    return files("processors").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8")


@cache
def _spaced(name: str, section: str) -> dict[str, tuple[str, ...]]:
    return {fold(word): tuple(words.split()) for word, words in _tables(name)[section].items()}


@cache
def _plurals() -> Mapping[str, tuple[str, ...]]:
    shaped: defaultdict[str, list[str]] = defaultdict(list)
    for shape, nouns in _tables("nouns")["shapes"].items():
        for noun in nouns.split():
            shaped[fold(noun)].append(in_shape(noun, shape))
    sound: dict[str, tuple[str, ...]] = {fold(noun): () for noun in _tables("nouns")["sound"]["nouns"].split()}
    return {noun: tuple(plurals) for noun, plurals in shaped.items()} | sound | _spaced("nouns", "plurals")


@cache
def _broken() -> frozenset[str]:
    return frozenset(map(fold, chain.from_iterable(_plurals().values())))


@cache
def _places() -> frozenset[str]:
    return frozenset(map(fold, _tables("nouns")["shapes"]["مفاعل"].split()))


@cache
def _names() -> frozenset[str]:
    """Return given names as Arabic newsrooms write them, and places of one word."""
    given = _tables("firstnames")["plain"]["arabic"].split()
    places: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]] = tomllib.loads(_text("places"))
    called = (places[group] for group in ("plain", "cued"))
    spelt = chain.from_iterable(
        spellings for group in called for country in group.values() for spellings in country.values()
    )
    return _folded((*given, *(place for place in spelt if " " not in place)))


@cache
def _adjectives() -> frozenset[str]:
    return _folded(_tables("nouns")["adjectives"]["nouns"].split())


@cache
def _defective() -> frozenset[str]:
    return frozenset(map(fold, _tables("nouns")["defective"]["nouns"].split()))


@cache
def _spelt_of_another(tense: str) -> frozenset[str]:
    return frozenset(_tables("verbs")[tense]["of_another"].split())


@cache
def _verbs() -> Mapping[str, tuple[str, ...]]:
    none: dict[str, tuple[str, ...]] = {
        fold(noun): () for nouns in _tables("verbs")["none"].values() for noun in nouns.split()
    }
    return none | _spaced("verbs", "verbs")


@cache
def _split_words() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Every way to cut the words that are likelier no verb, by the middle."""
    lists = {name: words.split() for name, words in _tables("likelier")["words"].items()}
    cuts: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for word in {*_folded(lists["alone"]), *_folded(_declined(lists["nouns"])), *grammar(), *_said_of_nouns()}:
        for start in range(len(word)):
            _cut(word, start, cuts)
    masdars = lists["masdars"]
    for word in _folded((*_declined(masdars), *(noun + "وا" for noun in masdars))):
        # After ت: where ت belongs to the verb, it is the verb of the verbal noun. So too after the ل of a purpose.
        _cut(word, 1, cuts)
        _cut("ل" + word, 2, cuts)
    for verb in lists["whole"]:
        for stem, paradigm in past_stems(verb):
            for ending in paradigm:
                _cut(stem + ending, 1, cuts)
                if stem.startswith("و"):
                    _cut("و" + stem + ending, 0, cuts)
    for name in _names():
        # Of a longer stem the verb is as likely: يزيد.
        for start in range(len(name) - 1):
            _cut(name, start, cuts, longest=2)
    return {middle: tuple(each) for middle, each in cuts.items()}


def _said_of_nouns() -> Iterator[str]:
    """Yield the nouns of the lexicon and their broken plurals, alone and with a pronoun: قيمتها is no verb, nor فرق.

    Verbal nouns only alone: طعنته is as often "she stabbed him". Nouns like طالب are left out, whose letters are as often a
    verb of form III, and those of two letters.
    """
    singulars = {noun for noun in (*_plurals(), *_verbs()) if len(noun) > 2 and not _LIKE_A_VERB.fullmatch(noun)}
    for noun in (singulars | _broken()) - _folded(_tables("likelier")["words"]["verbs"].split()):
        yield noun
        if not verbs_of(noun):
            stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
            yield from (stem + pronoun for pronoun in _THIRD)


def _cut(word: str, start: int, cuts: Mapping[str, list[tuple[str, str, str]]], longest: int = sys.maxsize) -> None:
    if word[:start] not in PROCLITICS:
        return
    for end in range(start + 2, min(len(word), start + longest) + 1):
        cuts[word[start:end]].append((word, word[:start], word[end:]))


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _declined(nouns: Iterable[str]) -> Iterator[str]:
    for noun in nouns:
        yield from (noun, noun + "ا", *(noun + pronoun for pronoun in POSSESSIVES))
