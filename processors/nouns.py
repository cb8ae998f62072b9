"""Which stems does a noun have: singular, dual, sound and broken plurals?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marsad.text import fold
from processors import affixes
from processors.affixes import Paradigm

_KASRATAN = "ٍ"

# An initial ال that is no article: form VIII of roots that begin with ل.
_ROOT_LAM = frozenset(
    map(
        fold,
        ["التزام", "التحاق", "التهاب", "التفاف", "التماس", "التباس", "التقاء", "التحام", "التهام", "التقاط", "التواء"],
    )
)
# Participles of all forms (م...), of form I (فاعل), and relational adjectives (nisba): they name people too.
_PERSON = re.compile("م..+[^اء]|.ا..|...+ي")

# Broken plurals that the shape of a singular settles, given four consonants or a long vowel. Three bare letters
# (حرب) settle nothing: their plurals are given in the configuration or the shipped lexicon.
_BROKEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape), plural)
    for shape, plural in (
        (r"م(.)(.)(.)ة?", r"م\1ا\2\3"),  # معركة معارك
        (r"([^مت])(.)([^اوي])(.)ة", r"\1\2ا\3\4"),  # قنبلة قنابل
        (r"(.)(.)(.)[اوي](.)", r"\1\2ا\3ي\4"),  # برميل براميل، تقرير تقارير، مشروع مشاريع
        (r"(.)ا(.)[وا](.)", r"\1وا\2ي\3"),  # صاروخ صواريخ
        (r"(.)(.)[اوي]([^ي])ة", r"\1\2ائ\3"),  # رهينة رهائن، رسالة رسائل
        (r"(.)(.)ي(.)", r"\1\2\3اء"),  # زعيم زعماء
        (r"(.)(.)ا(.)", r"ا\1\2\3ة"),  # سلاح أسلحة
        (r"(.)ا(.)(.)ة", r"\1وا\2\3"),  # كارثة كوارث
        (r"(.)(.)ية", r"\1\2ايا"),  # ضحية ضحايا
    )
)


def bare(word: str) -> str:
    """Return `word` as written without a leading article: «خط الهجوم» asks for هجوم."""
    if word.startswith("ال") and len(word) > 4 and fold(word) not in _ROOT_LAM:
        return word[2:]
    return word


def broken_plurals(noun: str) -> tuple[str, ...]:
    """Return the broken plurals that the shape of `noun` foretells; most of what it invents is no word at all."""
    letters = fold(noun)
    return tuple(shape.sub(plural, letters) for shape, plural in _BROKEN if shape.fullmatch(letters))


def singular_stems(noun: str) -> Iterator[tuple[str, Paradigm]]:
    """Yield (stem, paradigm) of `noun` itself, its dual and its sound plurals."""
    letters = fold(noun)
    if letters.endswith("ة"):
        yield letters[:-1], affixes.FEMININE
        if letters.endswith("اة"):
            yield letters[:-2] + "ي", affixes.SOUND_FEMININE_PLURAL  # وفاة وفيات
    elif letters.endswith("اء"):
        yield letters[:-1], affixes.HAMZA
    elif noun.endswith("ى"):
        yield letters[:-1], affixes.MAQSURA_SINGULAR
    elif noun.endswith(_KASRATAN):
        yield letters, affixes.DEFECTIVE
    elif _PERSON.fullmatch(letters):
        yield letters, affixes.PERSON
    else:
        yield letters, affixes.MASCULINE


def plural_stems(plural: str) -> Iterator[tuple[str, Paradigm]]:
    """Yield (stem, paradigm) of a plural given as a word."""
    letters = fold(plural)
    if letters.endswith("ة"):
        yield letters[:-1], affixes.TA_SINGULAR
    elif letters.endswith("اء"):
        yield letters[:-1], affixes.HAMZA
    elif plural.endswith("ى"):
        yield letters[:-1], affixes.MAQSURA
    elif letters.endswith("ي"):
        yield letters[:-1], affixes.DEFECTIVE  # أراضٍ الأراضي
    elif letters.endswith("ا"):
        yield letters, affixes.ALEF
    else:
        yield letters, affixes.SINGULAR
