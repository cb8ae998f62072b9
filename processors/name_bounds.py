"""What do the words right beside a person's name say about where it begins and ends?"""

from __future__ import annotations

from processors.aliases import Layer, Passage, Word, bits
from processors.places import is_verb

_TOLD = ("ان", "انه", "انها")
_TIMES = ("امس", "اليوم", "غدا", "مساء", "صباح")
_SEVERAL = ("ان", "ين", "ون")  # البرازيليان مارسيلو وكاسيميرو
_TANWIN = "\u064b"
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
