"""Which words may be part of a person's name, and which are ordinary ones: nouns, verbs, adjectives, particles?"""

from __future__ import annotations

import re
from functools import lru_cache

from marsad.memo import Memo
from processors.names.aliases import Layer, Word, bits, phrase_keys
from processors.names.places import is_known_verb
from processors.names.wordlists import key_set, load_lexicon
from processors.words.known import grammar, is_noun, is_plural

PLAIN, WESTERN, WORDS = "plain", "western", "words"  # tables of given names
CLITICS = ("و", "ف", "ل", "ب", "ك")
_MEMO = 50_000  # distinct words behind given names
_PRESENT = re.compile(
    "ي[\u0621-\u064a]{3,6}|ي[^اوي][\u0621-\u064a]|ت[^اوي]{3}|تت[\u0621-\u064a]{3,4}|س[يت][^اوي]{3}|است[^اوي]{2,3}"
)  # يعمل, تشرح, سيمثل, استند
# Shapes of a feminine past that no name has: توجهت, انطلقت, استقالت, التقت.
_FEMININE_PAST = re.compile(
    "(?:ت[\u0621-\u064a]{3}|ان[\u0621-\u064a]{2,3}|است[\u0621-\u064a]{2,3}|ا[\u0621-\u064a]ت[\u0621-\u064a]{1,2})ت"
)
_NO_NAME = ("بال", "لل", "وال", "فال", "كال", "ولل")
_PRONOUNS = ("ها", "هم", "هما", "وا", "هن", "تان", "تين", "اته")
# Shapes of verbal nouns (الاستثمار, الانتخاب, التمويل, تغيير), of definite sound plurals and of feminine adjectives.
_NOUN_SHAPE = re.compile(
    r"(?:ال)?ا(?:[^اويت]ت|[^اوي]ط|ن[^اوي]|ست[^اوي])[^اوي]ا[^اوي](?:ه|ات)?"
    r"|الا[^اوي]{2}ا[^اوي](?:ات)?"
    r"|(?:ال)?ت[^وي][^اوي]ي[^اوي](?:ه|ات|ا)?"
    r"|ال.{3,}(?:ات|ون)"
    r"|ال.{3,}يه"
    r"|ال.{5,}ين|ال.{2,}يين|ال[^اوي]ا.{2}ين|الم.{3}ين|الم[^اوي]{2}و[^اوي]ه"
)
_NAMES_IN_PLURAL = frozenset(("الخيام", "النسور"))
_NAMES_IN_EEN = frozenset(("العابدين", "الصالحين", "البابطين"))
_KNOWN = bits((Layer.STATE, Layer.CAPITAL, Layer.HEAD, Layer.OFFICE, Layer.CLASS, Layer.AGAIN, Layer.BARE))
_NAMING = bits((Layer.NAME, Layer.SHORT_HEAD))
_NATION = bits((Layer.NATION,))


class NameWords:
    """Tells words of names from ordinary ones. Immutable but for its memo."""

    def __init__(self) -> None:
        lexicon = load_lexicon("persons")
        self.titles = key_set(lexicon["titles"].split())
        self.not_name = key_set(lexicon["not_name"].split())
        self._nouns = key_set(lexicon["ordinary"].split())
        self._news = key_set(load_lexicon("news_words")["words"].split())
        self._surname_states = frozenset(lexicon["surname_states"].split())
        self.ordinary = Memo(self._is_ordinary, _MEMO)

    def is_name(self, word: Word, *, second: bool) -> bool:
        """Tell whether a word may be part of a name; only right behind the given name may it look like a nationality."""
        key = word.key
        if key in self.not_name or not key.isalpha() or not "\u0621" <= key[0] <= "\u064a" or len(key) < 3:
            return False
        if is_given(word):
            return True
        if word.layers & (_KNOWN | _NAMING) and _is_other(word):
            return False
        if word.layers & _NATION and not (second and key.startswith("ال") and self._may_be_surname(word)):
            return False
        return not self.ordinary[key]

    def _may_be_surname(self, word: Word) -> bool:
        """Tell المصري, a family name too, from الإنجليزي."""
        return any(each.sense.layer is Layer.NATION and each.sense.value in self._surname_states for each in word.alone)

    def _is_noun(self, key: str) -> bool:
        """Tell whether a word without clitic is a noun or adjective that no family bears for a name: مسؤولية, مقالا."""
        bare = key.removeprefix("ال")
        return key in self._nouns or bare in self._nouns or bare.removesuffix("ا") in self._nouns

    def _is_ordinary(self, key: str) -> bool:
        if key.startswith(_NO_NAME) or key.endswith(_PRONOUNS) or (key.startswith("و") and key.endswith("وه")):
            return True  # ومساعدوه
        if key in self._news or is_common(key) or key in self.titles or self._is_noun(key):
            return True
        if (
            _PRESENT.fullmatch(key)
            or _FEMININE_PAST.fullmatch(key)
            or (_NOUN_SHAPE.fullmatch(key) and key not in _NAMES_IN_EEN)
        ):
            return True
        # و and the prepositions glue to ordinary words: وأكد, بتهمة, لوزارة; وارن and بلير are names.
        rest = key[1:]
        glued = key[0] in CLITICS and len(rest) > 2
        return glued and (
            rest in self.not_name
            or rest in self.titles
            or rest.removesuffix("ين") in self.titles
            or rest.startswith("ال")
            or is_common(rest)
            or self._is_noun(rest)
            or _NOUN_SHAPE.fullmatch(rest) is not None
        )


def is_given(word: Word) -> bool:
    """Tell whether a word is a given name without clitic."""
    return any(each.sense.layer is Layer.GIVEN and not each.clitic for each in word.alone)


def is_native(word: Word) -> bool:
    """Tell whether a word is a given name of the region: where سبنسر takes دانييل سبنسر up, أحمد is many a man."""
    return any(
        each.sense.layer is Layer.GIVEN and not each.clitic and each.sense.value != WESTERN for each in word.alone
    )


def is_plainly_given(word: Word) -> bool:
    """Tell whether a word without clitic is a given name and hardly ever another word."""
    return any(each.sense.layer is Layer.GIVEN and not each.clitic and each.sense.value != WORDS for each in word.alone)


def _is_other(word: Word) -> bool:
    """Tell whether a word begins something known that is no person."""
    several = (each for longer in word.longer.values() for each in longer)
    return any(
        not each.clitic and each.sense.layer not in (Layer.NATION, Layer.GIVEN, Layer.SHORT)
        and not each.sense.value.startswith("per:")
        for each in (*word.alone, *several)
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def is_common(key: str) -> bool:
    """Tell whether a word is one of the news's ordinary nouns, particles or verbs."""
    bare = key.removeprefix("ال")
    if bare != key and is_plural(bare) and key not in _NAMES_IN_PLURAL:
        return True  # اللجان; without the article قدور is a family name too
    # Keys have ه for ة, the nouns have not.
    return key in _grammar() or is_noun(bare) or (key.endswith("ه") and is_noun(bare[:-1] + "ة")) or is_known_verb(key)


@lru_cache(maxsize=1)
def _grammar() -> frozenset[str]:
    return frozenset(keys[0] for keys in map(phrase_keys, grammar()) if keys)
