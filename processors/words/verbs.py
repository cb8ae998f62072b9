"""Which stems does a verb have, and which verb belongs to a verbal noun?

A verb is given as its past, third person masculine singular, as dictionaries do: هاجم، احتلّ، اغتال، اعتدى. Two
spellings carry what folded letters cannot: a final ّ marks a doubled last letter (احتلّ احتللت), and the last letter
as written tells ى from ي, and hamza from alef. Roman numerals are the ten forms of Arabic grammars (Wright, I 29-).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from marsad.text import fold
from processors.words import affixes
from processors.words.affixes import Paradigm

Stem = tuple[str, Paradigm]

_SHADDA = "ّ"
# The vowel of the present of hollow verbs of form I is in no letter of the past; و, as in عاد يعود, is the commonest.
_VOWELS = {
    verb: vowel
    for vowel, verbs in (
        (
            "ي",
            "باع سار غاب ضاع عاش طار صار مال فاض سال زاد بات جاء شاع ذاع عاب ضاق هاج لان صاد كاد قاس شاب حاد غاظ خاب هام شاد",
        ),
        ("ا", "نال خاف نام زال هاب غار شاء حار"),
    )
    for verb in verbs.split()
}
# Hollow verbs which, without their vowel, have the letters of another: يحتل is of احتلّ, not of احتال, جرت of جرى.
_LIKE_ANOTHER = frozenset(["استقال", "استعاد", "استدار", "احتال", "ارتاد", "اشتاق", "جار", "راد", "حال"])
# Hollow verbs of form I that take an object, which gives them a passive: يباع. يقال is of أقال too. The past, بيع, has
# fewer: سيد and قيد are other words.
_WITH_OBJECT = frozenset(["باع", "زار", "قاد", "صاد", "لام", "خاض", "صان", "صاغ", "ساق", "ذاق", "داس", "كال", "عاب"])
_PAST_PASSIVE = frozenset(["باع", "صاد", "ساق", "خاض", "داس"])
# What a jussive of two letters (لم يفز) shares with the present of a doubled verb, يعدّ, or of one that begins with و, يصل.
_OF_DOUBLED = re.compile(
    "ب[ثرل]|تم|ج[درفلنبه]|ح[بجدزسطقكلن]|خ[صطفل]|د[سقرلع]|ذ[لم]|ر[دشقجث]|ز[جن]|س[بدرنمع]|ش[بدفقكلمن]|ص[بدرمفل]|"
    "ض[بجخرلمحع]|طل|ظ[لن]|ع[بجدزضفقمظ]|غ[شصض]|ف[رضك]|ق[رصلدعف]|ك[برفلن]|ل[فمد]|م[درسصلن]|ن[صم]|ه[بدزشمن]|ث[بق]"
)
_OF_ANOTHER_WITH_TA = frozenset(["مت", "بع"])  # تمت is of تمّ, and تبع a verb of its own
# Verbs ending in ى or ي whose present drops more than that.
_SHORTENED = {"راي": "ر", "وقي": "ق", "وعي": "ع", "وفي": "ف", "ادي": "ؤد", "اذي": "ؤذ", "اوي": "ؤو"}
_MARK = re.compile("[\u064b-\u0652\u0670\u0640]")


class Verb(NamedTuple):
    """A verb's spelling and its letters: `written` without marks, `letters` folded.

    `doubled` if it ends in ّ, `middle` if ّ stands before its last letter, as in form II.
    """

    written: str
    letters: str
    doubled: bool
    middle: bool = False

    @property
    def derived(self) -> bool:
        """True where the past has a helping ا that the present drops (forms IV, VII to X)."""
        return self.letters.startswith("ا") and len(self.letters) + self.doubled > 3

    @property
    def core(self) -> str:
        """The letters that the present keeps."""
        return self.letters[1:] if self.derived else self.letters


def read(past: str) -> Verb:
    """Return the verb written as `past`."""
    written = _MARK.sub("", past)
    return Verb(written, fold(written), past.endswith(_SHADDA), _SHADDA in past[:-1])


def past_stems(past: str) -> Iterator[Stem]:
    """Yield (stem, paradigm) of the past, active and passive."""
    verb = read(past)
    letters = verb.letters
    if _ends_weak(verb):
        yield letters[:-1], affixes.PAST_ENDING_WAW if verb.written.endswith("ا") else affixes.PAST_ENDING_YA
        if re.fullmatch("[^ا]ا.ي", letters):  # the passive نودي of نادى
            yield letters[0] + "و" + letters[2], affixes.PASSIVE_ENDING_YA
    elif _ends_in_hamza(verb):
        yield letters[:-1], affixes.PAST_ENDING_HAMZA
    elif verb.doubled:
        yield letters, affixes.PAST_OPEN  # احتلّ احتلت
        yield letters + letters[-1], affixes.PAST_CLOSED  # احتللت
    elif _is_hollow(verb):
        yield letters, affixes.PAST_OPEN  # اغتال
        if verb.derived or letters in _PAST_PASSIVE:
            yield letters[:-2] + "ي" + letters[-1], affixes.PAST_OPEN  # اغتيل
        if not _is_shortened_to_another(verb):
            yield letters[:-2] + letters[-1], affixes.PAST_CLOSED  # اغتلت
    else:
        yield letters, affixes.PAST_DOUBLED if verb.middle and len(letters) == 3 else affixes.PAST_SOUND
        yield from ((stem, affixes.PAST_SOUND) for stem in _passive_past(verb))


def _passive_past(verb: Verb) -> Iterator[str]:
    """Yield passives that differ in letters: حوصر، تبودل، سئل، استؤنف. Elsewhere only vowels change, which are not written."""
    letters = verb.letters
    if re.fullmatch("استأ..", verb.written):
        yield from (letters[:3] + seat + letters[4:] for seat in "ؤئ")
    if re.fullmatch("ت?.ا..", letters) and not verb.written.startswith("أ"):
        yield re.sub("ا", "و", letters, count=1)
    if len(letters) == 3 and verb.written[1] == "أ":
        yield letters[0] + "ئ" + letters[2]


def present_stems(past: str) -> Iterator[Stem]:
    """Yield (stem, paradigm) of the present, active and passive, without the person's letter."""
    verb = read(past)
    core = verb.core
    if _ends_weak(verb):
        stem = _SHORTENED.get(verb.letters, core[:-1])
        yield stem, _present_ending_weak(verb)
        yield from _short_jussive(stem)
    elif _ends_in_hamza(verb):
        yield core[:-1], affixes.PRESENT_ENDING_HAMZA
    elif verb.doubled:
        if len(core) > 2 and verb.written[-2] == "أ":
            core = core[:-2] + "ئ" + core[-1]  # يطمئن
        yield core, affixes.PRESENT_OPEN if len(core) > 2 else affixes.PRESENT_SHORT_OPEN  # يحتل، يفر
        if len(core) > 2:  # يقرر is far more often of form II, قرّر
            yield core + core[-1], affixes.PRESENT_CLOSED
            yield core + core[-1], affixes.JUSSIVE  # لم يحتلل
    elif _is_hollow(verb):
        yield from _hollow_present(verb)
    else:
        yield from ((stem, _present_sound(stem)) for stem in _sound_present(verb))


def _present_ending_weak(verb: Verb) -> Paradigm:
    if verb.written.endswith("ا") and not verb.written.endswith("يا"):
        return affixes.PRESENT_ENDING_WAW
    return affixes.PRESENT_ENDING_YA if len(verb.core) > 3 else affixes.PRESENT_ENDING_YA_SHORT


def _present_open(stem: str) -> Paradigm:
    return affixes.PRESENT_OPEN if len(stem) > 2 else affixes.PRESENT_SHORT


def _present_sound(stem: str) -> Paradigm:
    return affixes.PRESENT_SOUND if len(stem) > 2 else affixes.PRESENT_SHORT


def _sound_present(verb: Verb) -> Iterator[str]:
    core = verb.core
    if len(verb.letters) == 3 and verb.written[0] in "أآ":
        if not verb.middle and verb.written[0] == "أ":
            yield core  # يأسر
        yield "ؤ" + core[1:]  # يؤسر، يؤكد، يؤثر of آثر
    elif len(verb.letters) == 3 and core.startswith("و") and not verb.middle:
        yield core[1:]  # يقع
        yield core  # يوجَد
    else:
        yield core


def _hollow_present(verb: Verb) -> Iterator[Stem]:
    """Yield the long stems (يصيب يصاب) and the short ones of لم يصب and يصبن."""
    core = verb.core
    for vowel in _long_vowels(verb):
        long = core[:-2] + vowel + core[-1]
        yield long, _present_open(long)
    if verb.letters in _WITH_OBJECT:
        yield core[:-2] + "ا" + core[-1], affixes.PRESENT_HOLLOW_PASSIVE
    short = core[:-2] + core[-1]
    yield short, affixes.PRESENT_CLOSED
    if not verb.derived:
        yield from _short_jussive(short)
    elif len(short) > 2 and not _is_shortened_to_another(verb):
        yield short, affixes.JUSSIVE


def _short_jussive(stem: str) -> Iterator[Stem]:
    """Yield the jussive of two letters after the person's, لم يفز and لم يبق, where it is not the present of another verb."""
    if len(stem) == 2 and not _OF_DOUBLED.fullmatch(stem):
        yield stem, affixes.JUSSIVE_OF_HIM if stem in _OF_ANOTHER_WITH_TA else affixes.JUSSIVE_SHORT


def _is_shortened_to_another(verb: Verb) -> bool:
    """Return whether a hollow verb without its vowel has the letters of another: أقلت، يستقل of أقلّ، استقلّ."""
    return (verb.derived and len(verb.letters) == 4) or verb.letters in _LIKE_ANOTHER


def _long_vowels(verb: Verb) -> str:
    if not verb.derived:
        return _VOWELS.get(verb.letters, "و")
    return "يا" if len(verb.letters) == 4 or verb.letters.startswith("است") else "ا"  # IV and X: يقيل يقال


def _ends_weak(verb: Verb) -> bool:
    return (
        verb.written[-1] in "ىي" or verb.written.endswith("يا") or (len(verb.letters) == 3 and verb.written[-1] == "ا")
    )


def _ends_in_hamza(verb: Verb) -> bool:
    return verb.written[-1] in "أئ" and len(verb.letters) > 2


def _is_hollow(verb: Verb) -> bool:
    if len(verb.letters) < 3 or verb.written[-2] != "ا":
        return False
    return len(verb.letters) == 3 or verb.letters.startswith("ا")


# ------------------------------------------------------------------------------------- from the verbal noun to the verb

Builder = Callable[[re.Match[str]], str]


def _root(template: str) -> Builder:
    """Return a builder that puts the matched root letters into `template`, whose digits are their places.

    After ~ two equal last letters are written as one doubled: احتلال is احتلّ, but تسلل stays.
    """
    letters, contract = template.rstrip("~"), template.endswith("~")

    def build(found: re.Match[str]) -> str:
        verb = "".join(found[int(part)] if part.isdigit() else part for part in letters)
        return verb[:-1] + _SHADDA if contract and verb[-1] == verb[-2] else verb

    return build


_C = "([^اةى])"  # a root letter; ا without hamza is never one
_SHAPES: tuple[tuple[str, re.Pattern[str], Builder], ...] = tuple(
    (name, re.compile(shape.replace("C", _C)), _root(template))
    for name, shape, template in (
        # The order matters: the first shape that fits decides.
        ("استفعال", "[إا]ستيCاء", "استو1ى"),  # استيلاء استولى
        ("استفعال", "[إا]ستيCاC", "استو12"),  # استيراد استورد
        ("استفعال", "[إا]ستئCاC", "استأ12"),  # استئناف استأنف
        ("استفعال", "[إا]ستCCاء", "است12ى"),  # استغناء استغنى
        ("استفعال", "[إا]ستCCاC", "است123~"),  # استهداف استهدف
        ("استفعال", "[إا]ستCاCة", "است1ا2"),  # استقالة استقال
        ("انفعال", "انCياC", "ان1ا2"),  # انهيار انهار
        ("انفعال", "انCCاء", "ان12ى"),  # انقضاء انقضى
        ("انفعال", "انCCاC", "ان123~"),  # انفجار انفجر، انضمام انضمّ
        ("افتعال", "اCتياC", "ا1تا2"),  # اغتيال اغتال
        ("افتعال", "اCتCاء", "ا1ت2ى"),  # اعتداء اعتدى
        ("افتعال", "اCتCاC", "ا1ت23~"),  # احتلال احتلّ
        ("افتعال", "ا([صضطظز])([طد])ياC", "ا12ا3"),  # ازدياد ازداد
        ("افتعال", "ا([صضطظز])([طد])CاC", "ا1234~"),  # اصطدام اصطدم، اضطرار اضطرّ
        ("افتعال", "ا([طدت])Cاء", "ا12ى"),  # ادعاء ادعى
        ("افتعال", "اتCاC", "ات12"),  # اتفاق اتفق
        ("افعلال", r"اCCCا\3", "ا123ّ"),  # احمرار احمرّ
        ("افعلال", r"اCCCCا\4", "ا1234ّ"),  # اضمحلال اضمحلّ
        ("إفعال", "[إا]يCاء", "أو1ى"),  # إيحاء أوحى
        ("إفعال", "[إا]يCاC", "أو12"),  # إيقاف أوقف
        ("إفعال", "[إا]CCاء", "أ12ى"),  # إلغاء ألغى
        ("إفعال", "[إا]CCاC", "أ123~"),  # إعدام أعدم، إصرار أصرّ
        ("إفعال", "[إا]CاCة", "أ1ا2"),  # إصابة أصاب
        ("تفعيل", "تCCية", "12ّى"),  # تسوية سوّى
        ("تفعيل", "تCCئة", "12ّأ"),  # تهدئة هدّأ
        ("تفعيل", "تCCCة", "12ّ3"),  # تفرقة فرّق
        ("تفعيل", "تCCيC", "12ّ3"),  # تفجير فجّر
        ("مفاعلة", "مCاCCة", "1ا23"),  # مهاجمة هاجم
        ("مفاعلة", "مCاCاة", "1ا2ى"),  # معاناة عانى
        ("تفاعل", "تCاCؤ", "ت1ا2أ"),  # تواطؤ تواطأ
        ("تفاعل", "تCاؤC", "ت1اء2"),  # تساؤل تساءل
        ("تفاعل", "تCاCي", "ت1ا2ى"),  # تلاقي تلاقى
        ("تفاعل", "تCاCC", "ت1ا23"),  # تظاهر
        ("تفعّل", "تCCي", "ت12ى"),  # تصدي تصدى
        ("تفعّل", "تCCؤ", "ت12أ"),  # تنبؤ تنبّأ
        ("تفعّل", "تCC([^اويىة])", "ت123"),  # تمرد، توغل
        ("تفعلل", "تCCCC", "ت1234"),  # تدهور
        ("فعللة", "([^امت])C([^اوي])([^اي])ة", "1234"),  # سيطرة سيطر
        ("فعالة", "Cيا([^اة])ة", "1ا2"),  # زيارة زار
        ("فعال", "Cيا([^اةء])", "1ا2"),  # قيام قام
        ("فعول", "CCوC", "123~"),  # هجوم هجم، مرور مرّ
        ("فعال", "فرار", "فرّ"),
        ("فعال", "CCا([^اة])", "1ا23"),  # حصار حاصر، قتال قاتل
        ("فعل", "CCو", "12ا"),  # غزو غزا
        ("فعل", "CCي", "12ى"),  # نفي نفى
        ("فعل", r"C([^اويىة])(?!\2)([^اويىة])", "123"),  # قصف; a middle و or ي is hollow and settles no verb (موت, بيت)
        ("فعل", "C([^اويىة])", "122~"),  # صد
    )
)


class Inferred(NamedTuple):
    """A verb and the shape of verbal noun that gave it."""

    verb: str
    shape: str


def infer_verb(noun: str) -> Inferred | None:
    """Return the verb whose verbal noun has the shape of `noun`, or None where no shape fits.

    Shapes of forms II to X are regular (Wright, I 195-202); those of form I are the commonest guess.
    """
    for shape, pattern, build in _SHAPES:
        if found := pattern.fullmatch(_MARK.sub("", noun)):
            return Inferred(build(found), shape)
    return None


# ------------------------------------------------------------------------------------------- from the verb to its agents


def participles(past: str) -> tuple[str, ...]:
    """Return the participles of a verb that name people and things: قاتل and مقتول of قتل, مهاجم of هاجم.

    Roots with a weak last letter or hamza are left out, so are active ones like مدين (أدان): their letters are mostly
    other words.
    """
    verb = read(past)
    letters = verb.letters
    if _ends_weak(verb) or _ends_in_hamza(verb):
        return ()
    if len(letters) == 2 and verb.doubled:
        return (f"{letters[0]}ا{letters[1]}", f"م{letters}و{letters[1]}")  # صاد مصدود
    if len(letters) == 3 and not verb.derived and _SHADDA not in past:
        if _is_hollow(verb):
            return (f"{letters[0]}ائ{letters[2]}",)  # ثائر
        return (f"{letters[0]}ا{letters[1:]}", f"م{letters[:2]}و{letters[2]}")
    return ("م" + verb.core,)
