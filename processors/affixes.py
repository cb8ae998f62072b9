"""What may stand before and after an Arabic stem in print?

A printed word is proclitics + stem + ending: وبسيطرتها = و + ب + سيطر + تها. Which proclitics go with an ending
depends on what the stem is, so proclitics are sorted into kinds (bits), and a paradigm maps each ending of a stem to
the kinds it takes. All letters here are folded (see marsad.text.fold).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

Paradigm = Mapping[str, int]

OPEN = 1  # a noun without article: و ف, and the prepositions ب ل ك
ARTICLE = 2  # a noun with ال, fused with a preposition to بال كال لل
PAST = 4  # a finite verb in the past: و ف, and ل of emphasis (لهاجموا)
PRESENT = 8  # in the present: the person's letter ي ت ن, before it س of the future or ل of purpose
FIRST = 16  # سأهاجم. Bare أ is left out: أسقط is "he brought down" far more often than "I fall"
BARE = 32  # a word taken literally, with و and ف at most

NOUN = OPEN | ARTICLE

_AND = ("", "و", "ف")
_SORTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (OPEN, ("", "ب", "ل", "ك")),
    (ARTICLE, ("ال", "بال", "كال", "لل")),
    (PAST, ("", "ل")),
    (PRESENT, tuple(a + b for a, b in product(("", "س", "ل"), "يتن"))),
    (FIRST, ("سا",)),
    (BARE, ("",)),
)


def _proclitics() -> dict[str, int]:
    kinds: dict[str, int] = {}
    for kind, letters in _SORTS:
        for proclitic in (conjunction + rest for conjunction, rest in product(_AND, letters)):
            kinds[proclitic] = kinds.get(proclitic, 0) | kind
    return kinds


PROCLITICS: Mapping[str, int] = _proclitics()
LONGEST_PROCLITIC = max(map(len, PROCLITICS))

# The first person ي is left out of both: هجومي is far more often "offensive" (nisba) than "my attack".
POSSESSIVES = ("ه", "ها", "هم", "هن", "هما", "ك", "كم", "كما", "كن", "نا")
# "Thee" is left out after verbs: يشارك is "he takes part", not "it is pointed out to thee".
OBJECTS = ("ه", "ها", "هم", "هن", "هما", "كم", "نا", "ني")


def _own(*endings: str) -> Iterator[str]:
    """Each ending with each possessive pronoun."""
    return (ending + pronoun for ending, pronoun in product(endings, POSSESSIVES))


def _object(*endings: str) -> Iterator[str]:
    """Each ending with each object pronoun."""
    return (ending + pronoun for ending, pronoun in product(endings, OBJECTS))


def _do(*endings: str) -> Iterator[str]:
    """Each ending alone and with each object pronoun."""
    return (ending + pronoun for ending, pronoun in product(endings, ("", *OBJECTS)))


def _paradigm(*rows: tuple[int, Iterable[str]]) -> Paradigm:
    endings: dict[str, int] = {}
    for kinds, row in rows:
        for ending in row:
            endings[ending] = endings.get(ending, 0) | kinds
    return endings


def join(*paradigms: Paradigm) -> Paradigm:
    """Return the paradigm that takes what any of `paradigms` takes."""
    return _paradigm(*((kinds, (ending,)) for paradigm in paradigms for ending, kinds in paradigm.items()))


# -------------------------------------------------------------------------------------------------------- nouns

SINGULAR = _paradigm((NOUN, ("",)), (OPEN, ("ا", *_own(""))))  # هجوم هجوما هجومه
DUAL = _paradigm((NOUN, ("ان", "ين")), (OPEN, _own("ا", "ي")))  # bare construct ي looks like the nisba: left out
SOUND_FEMININE_PLURAL = _paradigm((NOUN, ("ات",)), (OPEN, _own("ات")))
SOUND_MASCULINE_PLURAL = _paradigm((NOUN, ("ون", "ين")), (OPEN, ("و", "ي", *_own("و", "ي"))))
MASCULINE = join(SINGULAR, DUAL, SOUND_FEMININE_PLURAL)
# On the stem without ة. ه is ة typed in haste; the dual's construct is safe here (سيطرتي is no nisba).
TA_SINGULAR = _paradigm((NOUN, ("ة", "ه")), (OPEN, _own("ت")))
FEMININE = join(
    TA_SINGULAR,
    _paradigm((NOUN, ("تان", "تين")), (OPEN, ("تا", "تي", *_own("تا", "تي")))),
    SOUND_FEMININE_PLURAL,
)
PERSON = join(MASCULINE, FEMININE, SOUND_MASCULINE_PLURAL)  # مسلح مسلحة مسلحون
# On the stem without اء's hamza: its seat follows the case before a pronoun (اعتداؤه اعتدائه).
HAMZA = _paradigm(
    (NOUN, ("ء", "ءات", "ءان", "ءين", "ئين")),
    (OPEN, _own("ء", "ئ", "ؤ", "ءات", "ءا", "ءي")),
)
MAQSURA = _paradigm((NOUN, ("ي",)), (OPEN, _own("ا")))  # قتلى, on قتل: ى is folded to ي, before a pronoun it is ا
MAQSURA_SINGULAR = join(MAQSURA, _paradigm((NOUN, ("يات", "يان", "يين")), (OPEN, _own("يات"))))  # ذكرى
ALEF = _paradigm((NOUN, ("",)), (OPEN, _own("")))  # ضحايا
DEFECTIVE = _paradigm(  # معتدٍ, on معتد
    (NOUN, ("ي", "ية", "يه", "ون", "ين", "يان", "يات")), (OPEN, ("", "يا", "و", *_own("ي", "و", "يت", "يات")))
)
LITERAL = _paradigm((BARE, ("",)))

# -------------------------------------------------------------------------------------------------------- verbs

PAST_OPEN = _paradigm((PAST, (*_do("", "ت", "تا", "ا"), "وا", *_object("و"), "وني")))  # before a vowel: اغتال
PAST_CLOSED = _paradigm((PAST, (*_do("ت", "نا", "ن"), "تم", "تما", "تن", *_object("تمو"))))  # before a consonant: اغتل
PAST_SOUND = join(PAST_OPEN, PAST_CLOSED)

_PRESENT_OPEN = (*_do("", "ان", "ون"), "ا", *_object("ا"), "وا", *_object("و"), "ين", "ي")
_PRESENT_CLOSED = tuple(_do("ن"))
PRESENT_OPEN = _paradigm((PRESENT | FIRST, _PRESENT_OPEN))  # يغتال
PRESENT_CLOSED = _paradigm((PRESENT, _PRESENT_CLOSED))  # يغتلن
PRESENT_SOUND = join(PRESENT_OPEN, PRESENT_CLOSED)
# سا before two letters is mostly another word (ساهم، سابق): short stems have no first person.
PRESENT_SHORT = _paradigm((PRESENT, (*_PRESENT_OPEN, *_PRESENT_CLOSED)))
JUSSIVE = _paradigm((PRESENT, ("",)))  # لم يغتل

# Verbs whose last root letter is و or ي, on the stem without it: اعتدى on اعتد, غزا on غز.
PAST_ENDING_YA = _paradigm(
    (PAST, (*_do("ي", "ت", "يت", "ينا"), *_object("ا"), "اني", "تا", "يا", "وا", *_object("و"), "يتم", "ين"))
)
PAST_ENDING_WAW = _paradigm(
    (PAST, (*_do("ا", "ت", "وت", "ونا"), "تا", "وا", *_object("و"), "وتم", "ون")),
    (PAST, ("ي", "يت")),  # passive
)
PRESENT_ENDING_YA = _paradigm(
    (PRESENT | FIRST, _do("ي")),
    (PRESENT, (*_do("ون"), "", *_object("ا"), "وا", *_object("و"), "يان", "يا", "ين")),
)
PRESENT_ENDING_WAW = _paradigm(
    (PRESENT | FIRST, _do("و")),
    (PRESENT, (*_do("ون"), "ي", "وا", "وان", "ين")),
)

# Without the jussive: of two letters it is mostly another word (تسع is nine before it is of سعى).
PRESENT_ENDING_YA_SHORT = {ending: kinds for ending, kinds in PRESENT_ENDING_YA.items() if ending}

# Verbs whose last root letter is hamza, on the stem without it: لجأ لجؤوا، أنشأ ينشئون.
PAST_ENDING_HAMZA = _paradigm(
    (PAST, (*_do("ا", "ات", "انا"), "اتا", "اتم", "اوا", "ؤوا", *_object("ؤو"), "ئ", "ئت", "ئوا"))
)
PRESENT_ENDING_HAMZA = _paradigm(
    (PRESENT, (*_do("ا", "ئ"), "ان", "ئان", *_do("ؤون", "ئون", "اون"), "ؤوا", "ئوا", "اوا", "ئين", "ان", "ئن"))
)

_LONG = (PERSON, FEMININE, HAMZA, DEFECTIVE, PAST_SOUND, PRESENT_SOUND, PAST_ENDING_YA, PRESENT_ENDING_HAMZA)
LONGEST_ENDING = max(len(ending) for paradigm in _LONG for ending in paradigm)


def inner(word: str, proclitic: str) -> str:
    """Return `word` without `proclitic`, whose person's letter stays: ستهاجم is تهاجم."""
    kept = 1 if PROCLITICS[proclitic] & (PRESENT | FIRST) else 0
    return word[len(proclitic) - kept :]
