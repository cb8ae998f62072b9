"""The plurals of a bare key are words of Arabic, and its own."""

import re
import tomllib
from importlib import resources

import pytest

from marsad.config.models import Keyword
from marsad.text import fold
from processors.explain import explain
from processors.keywords import KeywordMatcher
from processors.morphology import expand
from processors.words import known

_LEXICON = tomllib.loads(resources.files("processors").joinpath("lexicon/nouns.toml").read_text("utf-8"))
# Two alefs, three of one letter, و on و, a hamza without its seat, a ى or ء where a word cannot have it.
_NO_WORD = re.compile(r"اا|(.)\1\1|^.وو|وو.|ءة|[^او]ء|اء.|[ىة].|[^اوي]ؤل")
_WEAK = "اويةىأإآءؤئ"


def folded(words):
    return {fold(word) for word in words.split()}


def shaped():
    """Yield (noun, plural) of every noun that the lexicon lists by the shape of its plural."""
    for shape, nouns in _LEXICON["shapes"].items():
        yield from ((noun, known.in_shape(noun, shape)) for noun in nouns.split() if noun not in _LEXICON["plurals"])


def test_a_plural_filled_into_its_shape_keeps_the_root():
    """فيلم has four letters: in the shape أفعال it would lose one."""
    assert [] == [(noun, plural) for noun, plural in shaped() if not _holds(plural, noun.lstrip("مت"))]


def _holds(word, root):
    left = iter(word)
    return all(letter in left for letter in root if letter not in _WEAK)


def test_every_plural_of_the_lexicon_can_be_written():
    """A shape knows nothing of hamza and weak letters: أدوءة, أاصال and قووس are no words."""
    listed = [(noun, plural) for noun, plurals in known._plurals().items() for plural in plurals]
    assert [] == [(noun, plural) for noun, plural in listed if _NO_WORD.search(plural)]


def test_no_noun_is_listed_twice():
    """A noun whose plural is written out stands in no shape but that of places, which says more."""
    shapes = [noun for shape, nouns in _LEXICON["shapes"].items() if shape != "مفاعل" for noun in nouns.split()]
    assert set() == {fold(noun) for noun in shapes} & {fold(noun) for noun in _LEXICON["plurals"]}
    assert set() == folded(_LEXICON["sound"]["nouns"]) & {fold(noun) for noun in (*shapes, *_LEXICON["plurals"])}


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("رئيس", "رؤساء الرؤساء"), ("دواء", "أدوية الأدوية"), ("غذاء", "أغذية"), ("حذاء", "أحذية"), ("غطاء", "أغطية"),
        ("بناء", "أبنية"), ("وباء", "أوبئة"), ("إناء", "آنية"), ("فيلم", "أفلام"), ("موعد", "مواعيد"), ("رمز", "رموز"),
        ("حرف", "حروف"), ("عصر", "عصور"), ("أصل", "أصول"), ("نفس", "أنفس"), ("قوس", "أقواس"), ("فأس", "فؤوس"),
        ("ملجأ", "ملاجئ"), ("مأزق", "مآزق"), ("هلال", "أهلة"), ("رصيف", "أرصفة"), ("نعش", "نعوش"), ("سن", "أسنان"),
        ("قنبلة", "قنابل"), ("سلسلة", "سلاسل"), ("مقر", "مقرات"), ("مزرعة", "مزارع"), ("ميل", "ميول"), ("ثوب", "ثياب"),
    ],
)  # fmt: skip
def test_common_nouns_have_their_plural(noun, plural):
    """What a shape does not settle is written out."""
    assert set() == folded(plural) - expand(Keyword(key=noun)).strict


@pytest.mark.parametrize(
    ("key", "absent"),
    [
        ("برمجة", "برامج البرامج"), ("عولمة", "عوالم"), ("عسكرة", "عساكر"), ("مدرس", "مدارس المدارس مدرسة مدرسته"),
        ("معلم", "معالم"), ("ممثل", "مماثل"), ("مشرف", "مشارف"), ("مخرج", "مخارج"), ("محكم", "محاكم محكمة"), ("مهجر", "مهاجر"),
        ("مكتبة", "مكاتب"), ("جامعة", "جوامع"), ("عاملة", "عوامل"), ("صحافة", "صحائف"), ("مجلة", "مجالة"), ("محطة", "محاطة"),
        ("عينة", "عين العين"), ("بعثة", "بعث"), ("روضة", "رياض"), ("عبرة", "عبر"), ("ممثلة", "مماثل"),
    ],
)  # fmt: skip
def test_a_plural_of_another_noun_is_left_to_it(key, absent):
    """A shape that agents and verbal nouns share foretells nothing, nor does one whose plural is known to be another's."""
    assert set() == folded(absent) & expand(Keyword(key=key)).strict


@pytest.mark.parametrize(
    ("key", "plurals"),
    [
        ("مدرس", "مدرسون المدرسين مدرسات"), ("معلم", "معلمون معلمة معلمات"), ("ممثل", "ممثلون ممثلة"), ("مكتبة", "مكتبات"),
        ("جامعة", "جامعات"), ("حادث", "حادثة حوادث"), ("برنامج", "برامج"), ("مدرسة", "مدارس"), ("معركة", "معارك"),
        ("مكافأة", "مكافآت المكافآت"), ("منشأة", "منشآت"), ("وفاة", "وفيات"), ("فاتورة", "فواتير"),
    ],
)  # fmt: skip
def test_an_agent_takes_sound_plurals_and_a_place_its_broken_one(key, plurals):
    """مفعل is the agent of forms II and IV unless the lexicon knows a place."""
    assert set() == folded(plurals) - expand(Keyword(key=key)).strict


@pytest.mark.parametrize(("key", "form"), [("إبرة", "الإبر"), ("أخ", "إخوة"), ("أصل", "أصول")])
def test_a_plural_is_found_with_its_own_hamza(key, form):
    """Most broken plurals begin with أ, but إبر and إخوة do not."""
    assert [form] == [hit.form for hit in KeywordMatcher([Keyword(key=key)]).hits("", f"ثلاثة {form}")]


@pytest.mark.parametrize("key", ["معلم", "موعد", "مركز", "قاضي", "مدرسة", "كتابة"])
def test_a_singular_is_not_shown_among_the_broken_plurals(key):
    """Place nouns and defective ones have fewer endings than others, and are the noun itself all the same."""
    (explained,) = explain(Keyword(key=key))
    noun = explained.lemmas[0]
    assert fold(key) in noun.forms or fold(key).removesuffix("ي") in noun.forms
    assert fold(key) not in noun.broken


def test_it_is_told_whose_plural_was_left_out():
    """The operator who misses it learns why, and can write it into plurals."""
    (explained,) = explain(Keyword(key="صحافة"))
    assert ("صحائف",) == next(left.words for left in explained.left_out if left.why == "the plural of another noun")
