"""Which stems does a noun have: singular, dual, sound and broken plurals?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marsad.text import fold
from processors.words import affixes
from processors.words.affixes import Paradigm

KASRATAN = "ٍ"  # written after a noun to say that it is defective: قاضٍ

# An initial ال that is no article: form VIII of roots that begin with ل.
_ROOT_LAM = frozenset(
    map(
        fold,
        ["التزام", "التحاق", "التهاب", "التفاف", "التماس", "التباس", "التقاء", "التحام", "التهام", "التقاط", "التواء"],
    )
)
# Participles of all forms (م...), of form I (فاعل), and relational adjectives (nisba): they name people too.
_PERSON = re.compile("م..+[^اء]|.ا..|...+ي")

# Broken plurals that the shape of a singular settles, given a long vowel or م...ة. Three bare letters (حرب) settle
# nothing, nor do four: مفعل is the agent of forms II and IV (مدرس مدرسون) as often as a place, فعللة the verbal noun of
# a verb of four letters (برمجة). Their plurals are given in the configuration or the shipped lexicon.
_BROKEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(shape), plural)
    for shape, plural in (
        (r"م(.)(.)([^ي])ة", r"م\1ا\2\3"),  # معركة معارك, not محمية
        (r"([^ات])(.)(.)(?!ان)[اوي]([^ء])", r"\1\2ا\3ي\4"),  # برميل براميل، مشروع مشاريع, not فيضان
        (r"(.)ا(.)[وا](.)ة?", r"\1وا\2ي\3"),  # صاروخ صواريخ، فاتورة فواتير
        (r"(.)(.)[اوي]([^ي])ة", r"\1\2ائ\3"),  # رهينة رهائن، رسالة رسائل
        (r"(.)(.)ي(.)", r"\1\2\3اء"),  # زعيم زعماء
        (r"(.)ا(.)(.)ة", r"\1وا\2\3"),  # كارثة كوارث
        (r"(.)(.)ية", r"\1\2ايا"),  # ضحية ضحايا
    )
)


# Adjectives without ة: nisba, فعيل, فعّال and, of hollow and doubled roots, عام and حار. فاعل and مفعول are persons anyhow.
_ADJECTIVE = re.compile("..+ي|..[يا].|.ا.")
_PLAIN_MASDAR = re.compile("[^متا].و.")  # هجوم: no هجومات
_MASCULINE = {2: affixes.SHORTEST_MASCULINE, 3: affixes.SHORT_MASCULINE}


def bare(word: str) -> str:
    """Return `word` as written without a leading article: «خط الهجوم» asks for هجوم."""
    if word.startswith("ال") and len(word) > 4 and fold(word) not in _ROOT_LAM:
        return word[2:]
    return word


def is_adjective(letters: str) -> bool:
    """Return whether the folded `letters` have a shape of adjectives; many nouns have it too."""
    return bool(_ADJECTIVE.fullmatch(letters))


def broken_plurals(noun: str) -> tuple[str, ...]:
    """Return the broken plurals that the shape of `noun` foretells; most of what it invents is no word at all."""
    letters = fold(noun)
    return tuple(shape.sub(plural, letters) for shape, plural in _BROKEN if shape.fullmatch(letters))


def singular_stems(
    noun: str, *, person: Paradigm | None = affixes.PERSON, haste: bool = True
) -> Iterator[tuple[str, Paradigm]]:
    """Yield (stem, paradigm) of `noun` itself, its dual and its sound plurals.

    What has the shape of a participle or nisba names a `person` too, with feminine and ون, unless told otherwise; in
    `haste` its final ة may be typed ه.
    """
    letters = fold(noun)
    if letters.endswith("ة"):
        yield letters[:-1], affixes.FEMININE if haste else affixes.FEMININE_TYPED_WELL
        if letters.endswith("اة"):
            last = "" if noun.endswith("أة") else "ي"
            yield letters[:-2] + last, affixes.SOUND_FEMININE_PLURAL  # مكافأة مكافآت، وفاة وفيات
    elif letters.endswith("ء"):
        yield letters[:-1], affixes.HAMZA if letters.endswith("اء") else affixes.SEATLESS_HAMZA
    elif noun.endswith("ى"):
        yield letters[:-1], affixes.MAQSURA_SINGULAR
    elif noun.endswith(KASRATAN):
        yield letters.removesuffix("ي"), affixes.DEFECTIVE
    elif letters.endswith("ا") and len(letters) > 4:
        yield letters, affixes.SINGULAR
        yield letters[:-1], affixes.SOUND_FEMININE_PLURAL  # كاميرا كاميرات
    elif person and _PERSON.fullmatch(letters):
        yield letters, person
    elif _PLAIN_MASDAR.fullmatch(letters):
        yield letters, affixes.SHORT_MASCULINE
    else:
        yield letters, _MASCULINE.get(len(letters), affixes.MASCULINE)


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
