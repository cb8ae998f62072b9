"""What do the words right beside a person's name say about where it begins and ends?"""

from __future__ import annotations

import re

from processors.names.aliases import Layer, Passage, Word, bits
from processors.names.places import is_verb

_TOLD = ("ان", "انه", "انها")
_TIMES = ("امس", "اليوم", "غدا", "مساء", "صباح")
_SEVERAL = ("ان", "ين", "ون")  # البرازيليان مارسيلو وكاسيميرو
_YEARS = ("عاما", "سنه", "سنوات", "اعوام")
_TANWIN = "\u064b"
# ك is glued to ال alone, ف to verbs and particles, ب to nouns, which NameWords knows.
_CLITIC = re.compile("[ول]|كال|ف[ايتنس]")
_NATION = bits((Layer.NATION,))


def closes(passage: Passage, i: int) -> bool:
    """Tell whether word `i` goes on no title before it: «زار صالح بن عبدالله القاضي أمس»."""
    return not passage.joined(i) or passage.key(i) in (*_TIMES, *_TOLD) or is_verb(passage.tokens[i].folded)


def is_of_nation(passage: Passage, i: int) -> bool:
    """Tell whether word `i` is the nationality of who is named right behind: «البريطاني لويس هاميلتون»."""
    word = passage.words[i]
    single = word.key.startswith("ال") and not word.key.endswith(_SEVERAL)
    return single and passage.gap(i + 1) == " " and word.layers & _NATION != 0


def is_tanwin(word: Word, second: Word) -> bool:
    """Tell «موسما مميزا», an accusative and its adjective."""
    return word.key.endswith("ا") and second.key.endswith("ا")


def begins_known(passage: Passage, i: int) -> bool:
    """Tell whether a configured person's whole name stands at word `i`."""
    return any(each.rest and each.sense.value.startswith("per:") for each in passage.phrases(i))


def is_accusative_marked(passage: Passage, i: int) -> bool:
    """Tell whether word `i` bears the sign of an indefinite accusative, as no part of a name does: محسومةً."""
    token = passage.tokens[i]
    return _TANWIN in passage.text[token.start : token.end]


def is_age(passage: Passage, i: int) -> bool:
    """Tell whether word `i` begins the age of who was named right before: «(27 عاما)»."""
    return passage.gap(i).strip() in ("", "(", "،", ",") and passage.key(i).isdecimal() and passage.key(i + 1) in _YEARS


def is_given_behind_and(word: Word) -> bool:
    """Tell whether a word is a given name with و before it: وفهد."""
    return any(each.sense.layer is Layer.GIVEN and each.clitic == "و" for each in word.alone)


def has_clitic(key: str) -> bool:
    """Tell whether a word may begin with و or a preposition, as كامارا, فرحان and بهلوي do not."""
    return _CLITIC.match(key) is not None


def is_short(word: Word) -> bool:
    """Tell whether a word may take up somebody whom the article named in full."""
    return any(each.sense.layer is Layer.SHORT for each in word.alone)
