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
PAST = 4  # a finite verb in the past: و ف. Emphatic ل is left out: لضرب is "for a blow" before it is "he would strike"
HE = 8  # in the present: the person's letter, before it س of the future or ل of purpose; ي
SHE = 16  # ت, for "thou" and "you" too
WE = 32  # ن, which goes with no other ending than an object's
FIRST = 64  # سأهاجم. Bare أ is left out: أسقط is "he brought down" far more often than "I fall"
BARE = 128  # a word taken literally, with و and ف at most

NOUN = OPEN | ARTICLE
PRESENT = HE | SHE | WE
_OTHERS = HE | SHE

_AND = ("", "و", "ف")
_SORTS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (OPEN, ("", "ب", "ل", "ك")),
    (ARTICLE, ("ال", "بال", "كال", "لل")),
    (PAST, ("",)),
    (HE, ("ي", "سي", "لي")),
    (SHE, ("ت", "ست", "لت")),
    (WE, ("ن", "سن", "لن")),
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
# Of two: ضمان is no dual of ضم, nor ريك "thy irrigation".
SHORTEST_MASCULINE = {
    ending: kinds
    for ending, kinds in join(SINGULAR, _paradigm((NOUN, ("ين",)), (OPEN, _own("ي")))).items()
    if not ending.endswith("ك")
}
# Of three letters: ضربات and حملات are of ضربة and حملة, not of ضرب and حمل; قتلاها is of قتلى.
SHORT_MASCULINE = join(SINGULAR, _paradigm((NOUN, ("ان", "ين")), (OPEN, _own("ي"))))
# On the stem without ة. ه is ة typed in haste; the dual's construct is safe here (سيطرتي is no nisba).
TA_SINGULAR = _paradigm((NOUN, ("ة", "ه")), (OPEN, _own("ت")))
TA_SINGULAR_TYPED_WELL = _paradigm((NOUN, ("ة",)), (OPEN, _own("ت")))
_TA_DUAL = _paradigm((NOUN, ("تان", "تين")), (OPEN, ("تا", "تي", *_own("تا", "تي"))))
FEMININE = join(TA_SINGULAR, _TA_DUAL, SOUND_FEMININE_PLURAL)
FEMININE_TYPED_WELL = join(TA_SINGULAR_TYPED_WELL, _TA_DUAL, SOUND_FEMININE_PLURAL)  # كتابه is of كتاب, not of كتابة
MAN = join(MASCULINE, SOUND_MASCULINE_PLURAL)  # مدرس مدرسون, whose feminine has the letters of another noun
PERSON = join(MAN, FEMININE)  # مسلح مسلحة مسلحون
# On the stem without اء's hamza: its seat follows the case before a pronoun (اعتداؤه اعتدائه).
HAMZA = _paradigm(
    (NOUN, ("ء", "ءات", "ءان", "ءين", "ئين")),
    (OPEN, _own("ء", "ئ", "ؤ", "ءات", "ءا", "ءي")),
)
SEATLESS_HAMZA = join(HAMZA, _paradigm((OPEN, ("ءا",))))  # جزءا, where اعتداء has no alef
MAQSURA = _paradigm((NOUN, ("ي",)), (OPEN, _own("ا")))  # قتلى, on قتل: ى is folded to ي, before a pronoun it is ا
MAQSURA_SINGULAR = join(MAQSURA, _paradigm((NOUN, ("يات", "يان", "يين")), (OPEN, _own("يات"))))  # ذكرى
ALEF = _paradigm((NOUN, ("",)), (OPEN, _own("")))  # ضحايا
DEFECTIVE = _paradigm(  # معتدٍ, on معتد
    (NOUN, ("ي", "ية", "يه", "ون", "ين", "يان", "يات")), (OPEN, ("", "يا", "و", *_own("ي", "و", "يت", "يات")))
)
LITERAL = _paradigm((BARE, ("",)))

# -------------------------------------------------------------------------------------------------------- verbs

PAST_OPEN = _paradigm((PAST, (*_do("", "ت"), "تا", "ا", "وا", *_object("و"), "وني")))  # before a vowel: اغتال
PAST_CLOSED = _paradigm((PAST, (*_do("ت", "نا", "ن"), "تم", "تما", "تن", *_object("تمو"))))  # before a consonant: اغتل
PAST_SOUND = join(PAST_OPEN, PAST_CLOSED)
PAST_DOUBLED = {ending: kinds for ending, kinds in PAST_SOUND.items() if ending != "ا"}  # علما is a noun with tanwin

# "Thou", تهاجمين, is left out: the news does not speak to one woman, and تردي is decline. Nor is تهاجمن, of several.
_ALONE = tuple(_do(""))
_PLURAL = (*_do("ان", "ون"), "ا", *_object("ا"), "وا", *_object("و"))
_PRESENT_CLOSED = tuple(_do("ن"))
PRESENT_OPEN = _paradigm((PRESENT | FIRST, _ALONE), (_OTHERS, _PLURAL))  # يغتال
PRESENT_CLOSED = _paradigm((HE, _PRESENT_CLOSED))  # يغتلن
PRESENT_SOUND = join(PRESENT_OPEN, PRESENT_CLOSED)
# سا before two letters is mostly another word (ساهم، سابق): short stems have no first person.
PRESENT_SHORT_OPEN = _paradigm((PRESENT, _ALONE), (_OTHERS, _PLURAL))  # يفر
PRESENT_SHORT = join(PRESENT_SHORT_OPEN, PRESENT_CLOSED)  # يقع
JUSSIVE = _paradigm((PRESENT, ("",)))  # لم يغتل
JUSSIVE_SHORT = _paradigm((_OTHERS, ("",)))  # لم يفز، لم تفز
JUSSIVE_OF_HIM = _paradigm((HE, ("",)))  # لم يمت; تمت is another verb's past
PRESENT_HOLLOW_PASSIVE = _paradigm((_OTHERS, ("", "ون", "وا", "ان")))  # يباع; نقاد are critics, and تباعا is no dual

# Verbs whose last root letter is و or ي, on the stem without it: اعتدى on اعتد, غزا on غز.
PAST_ENDING_YA = _paradigm(
    (PAST, (*_do("ي", "ت", "يت", "ينا"), *_object("ا"), "اني", "تا", "يا", "وا", *_object("و"), "يتم", "ين"))
)
PASSIVE_ENDING_YA = _paradigm((PAST, ("ي", "يت", "يا", "يتا")))
PAST_ENDING_WAW = _paradigm(
    (PAST, (*_do("ا", "ت", "وت", "ونا"), "تا", "وا", *_object("و"), "وتم", "ون")),
    (PAST, ("ي", "يت")),  # passive
)
PRESENT_ENDING_YA = _paradigm(
    (PRESENT | FIRST, _do("ي")),
    (PRESENT, ("", *_object("ا"))),
    (_OTHERS, (*_do("ون"), "وا", *_object("و"), "يان", "يا")),
    (HE, ("ين",)),
)
PRESENT_ENDING_WAW = _paradigm(
    (PRESENT | FIRST, _do("و")),
    (PRESENT, ("ي",)),
    (_OTHERS, (*_do("ون"), "وا", "وان")),
)

# Without the jussive: of two letters it may be another word (تسع is nine before it is of سعى).
PRESENT_ENDING_YA_SHORT = {ending: kinds for ending, kinds in PRESENT_ENDING_YA.items() if ending}

# Verbs whose last root letter is hamza, on the stem without it: لجأ لجؤوا، أنشأ ينشئون.
PAST_ENDING_HAMZA = _paradigm(
    (PAST, (*_do("ا", "ات", "انا"), "اتا", "اتم", "اوا", "ؤوا", *_object("ؤو"), "ئ", "ئت", "ئوا"))
)
PRESENT_ENDING_HAMZA = _paradigm(
    (PRESENT, _do("ا", "ئ", "ؤ")),
    (_OTHERS, ("ان", "ئان", *_do("ؤون", "ئون", "اون"), "ؤوا", "ئوا", "اوا")),
    (HE, ("ان", "ئن")),
)

_LONG = (PERSON, FEMININE, HAMZA, DEFECTIVE, PAST_SOUND, PRESENT_SOUND, PAST_ENDING_YA, PRESENT_ENDING_HAMZA)
LONGEST_ENDING = max(len(ending) for paradigm in _LONG for ending in paradigm)


def inner(word: str, proclitic: str) -> str:
    """Return `word` without `proclitic`, whose person's letter stays: ستهاجم is تهاجم."""
    kept = 1 if PROCLITICS[proclitic] & (PRESENT | FIRST) else 0
    return word[len(proclitic) - kept :]
