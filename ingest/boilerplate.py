"""Which lines of an extracted page are not the article? Share rows, "read also" links, subscription and comment lines.

A lexicon, and careful: a line goes only if it says nothing else. «المزيد من المخاطر» may open a real paragraph, so
words that also begin sentences count only before a colon, or alone on their line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from marsad.text import fold

LONGEST = 160  # a longer line is a paragraph, whatever its first words
_HEADLINE = 120  # a longer line is no headline
_PARAGRAPH_END = re.compile(r"(?:(?<!\.)\.|:)[\s\"'»”’)\]]*$")  # headlines end in «؟», «!» and dots as well
_EDGES = " \t:.،؛!-–—|*•·»«\"'()[]<>…"
_SPACE = re.compile(r"\s+")

_ALONE = """
شارك | شاركها | شاركنا | مشاركة | شارك المقال | شارك الخبر | شارك هذا الخبر | شارك عبر | مشاركة عبر | انشر | نشر
شارك على فيسبوك | شارك على تويتر | فيسبوك | تويتر | واتساب | تلغرام | تيليغرام | لينكد إن | بينترست | البريد الإلكتروني
نسخ الرابط | انسخ الرابط | تم نسخ الرابط | رابط مختصر | رابط قصير | حفظ | طباعة | اطبع | إرسال | أرسل لصديق
حجم الخط | تكبير الخط | تصغير الخط | استمع إلى المقال | استمع للخبر
اترك ردا | اترك تعليقا | اترك تعليقك | أضف تعليقا | أضف تعليق | إضافة تعليق | إضافة تعليق جديد | اكتب تعليقا | تعليقات | التعليقات | لا توجد تعليقات | إلغاء الرد
إعلان | إعلانات | مساحة إعلانية | مادة إعلانية | advertisement
اقرأ المزيد | قراءة المزيد | إقرأ المزيد | شاهد المزيد | المزيد | للمزيد | تابع القراءة
كلمات مفتاحية | الكلمات المفتاحية | كلمات دلالية | الكلمات الدالة | وسوم | الوسوم | العودة إلى الأعلى | زر الذهاب إلى الأعلى
جميع الحقوق محفوظة | موافق | أوافق | تسجيل الدخول | اشترك | اشترك الآن | النشرة البريدية | نشرتنا البريدية | القائمة البريدية | الرئيسية | نسخة للطباعة | إعادة تعيين كلمة المرور
"""
# Behind these, alone on their line, stand the headlines of other articles.
_OTHERS = """
اقرأ أيضا | إقرأ أيضا | اقرأوا أيضا | شاهد أيضا | طالع أيضا
مواضيع ذات صلة | مقالات ذات صلة | أخبار ذات صلة | موضوعات ذات صلة | ذات صلة | مواد ذات صلة
مواضيع متعلقة | موضوعات متعلقة | مقالات متعلقة | أخبار متعلقة
الأكثر قراءة | الأكثر مشاهدة | الأكثر رواجا | الأكثر تداولا | الأكثر تعليقا | آخر الأخبار | أحدث الأخبار | أخبار أخرى
قد يعجبك أيضا | قد يهمك أيضا | قد يهمك | قد يعجبك | اخترنا لك | اخترنا لكم | من اختياراتنا | فيديو قد يعجبك
"""
# These open no sentence of an article.
_OPENING = """
اقرأ أيضا | إقرأ أيضا | اقرأ ايضا | اقرأوا أيضا | إقرأ المزيد | اقرأ المزيد | شاهد أيضا | شاهد ايضا | طالع أيضا | قد يهمك أيضا | قد يعجبك أيضا | فيديو قد يعجبك
تابعونا على | تابعنا على | تابعوا آخر الأخبار | لمتابعة آخر الأخبار | لمتابعة المزيد | للاشتراك في | اشترك في نشرت | اشترك في القائمة | اشترك في قنا
اشتركوا في نشرت | اشتركوا في قنا | انضم إلى قناتنا | انضموا إلى قناتنا | سجل بريدك | سجلوا بريدكم | أدخل بريدك | ادخل بريدك الإلكتروني
يمكنكم استلام إشعارات | يمكنكم تسلم إشعارات | لتصلك آخر الأخبار | حمل تطبيق | حملوا تطبيق | اضغط هنا | للتواصل مع الكاتب
لن يتم نشر عنوان بريدك | الحقول الإلزامية مشار إليها | جميع الحقوق محفوظة | حقوق النشر محفوظة | حقوق النشر © | يستخدم هذا الموقع ملفات | يستعمل هذا الموقع الكوكيز | نستخدم ملفات تعريف الارتباط
sorry, you need to enable javascript | share this | read more
"""
# A label directly before a colon or dots; «شاهد عيان: رأيت» is a sentence.
_LABELS = """
اقرأ | شاهد | شاهد بالفيديو | موضوعات | مواضيع | وسوم | كلمات مفتاحية | كلمات دلالية | الكلمات المفتاحية | مشاركة | شارك هذا الخبر | للمزيد
"""
# A few words may stand between these and the colon: «المزيد من أخبار الرياضة: …», «للمزيد - فرنسا: …».
_LOOSE_LABELS = """
للمزيد | المزيد من | المزيد عن | شاركها على | شارك هذا الخبر على
"""


def _shape(line: str) -> str:
    return _SPACE.sub(" ", fold(line)).strip(_EDGES).lower()


def _shapes(words: str) -> tuple[str, ...]:
    return tuple(_shape(entry) for line in words.strip().splitlines() for entry in line.split("|"))


_OTHERS_SHAPES = frozenset(_shapes(_OTHERS))
_ALONE_SHAPES = frozenset(_shapes(_ALONE)) | _OTHERS_SHAPES
_OPENING_SHAPES = _shapes(_OPENING)
_LABEL = re.compile(
    rf"(?:{'|'.join(map(re.escape, _shapes(_LABELS)))})\s*(?::|\.\.)"
    rf"|(?:{'|'.join(map(re.escape, _shapes(_LOOSE_LABELS)))})[^:]{{0,30}}:"
)
# A line of these and figures only is a date line: «نشر في الثلاثاء 12 مايو 2026 | 10:30 م».
_STAMP_WORDS = frozenset(
    _shapes("""
نشر | نشرت | النشر | في | بتاريخ | تاريخ | يوم | اخر | تحديث | التحديث | تعديل | تم | الساعة | بتوقيت | غرينتش | غرينيتش | جرينتش | مكة | هـ | م | ص | صباحا | مساء
السبت | الأحد | الاثنين | الإثنين | الثلاثاء | الأربعاء | الخميس | الجمعة | gmt | utc
يناير | فبراير | مارس | أبريل | إبريل | مايو | يونيو | يونيه | يوليو | يوليه | أغسطس | سبتمبر | أكتوبر | نوفمبر | ديسمبر
كانون | الثاني | الأول | شباط | آذار | نيسان | أيار | حزيران | تموز | آب | أيلول | تشرين | جانفي | فيفري | أفريل | ماي | جوان | جويلية | أوت | غشت | شتنبر | نونبر | دجنبر
""")
)
_STAMP_PIECE = re.compile(r"[^\W\d_]+|\d+")


def is_leftover(line: str) -> bool:
    """Say whether `line` is page furniture and nothing else."""
    if len(line) > LONGEST:
        return False
    shape = _shape(line)
    if not shape or shape in _ALONE_SHAPES or shape.startswith(_OPENING_SHAPES):
        return True
    return bool(_LABEL.match(shape)) or _is_stamp(shape)


def announces_others(line: str) -> bool:
    """Say whether what stands behind `line` are other articles: «اقرأ أيضا», «الأكثر قراءة»."""
    return len(line) <= LONGEST and _shape(line) in _OTHERS_SHAPES


def without_leftovers(text: str, title: str = "") -> str:
    """Return `text` without furniture lines, headlines of other articles, and lines that only repeat its own."""
    headline = _shape(title)
    lines = (line for line in _without_others(text.split("\n")) if not is_leftover(line))
    return "\n".join(line for line in lines if not (headline and _repeats(_shape(line), headline)))


def _without_others(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that are not announced as another article: a headline ends in no full stop, a paragraph does."""
    others = False
    for line in lines:
        others = announces_others(line) or (others and (is_leftover(line) or _is_headline(line)))
        if not others:
            yield line


def _is_headline(line: str) -> bool:
    return len(line) <= _HEADLINE and not _PARAGRAPH_END.search(line)


def _is_stamp(shape: str) -> bool:
    pieces = _STAMP_PIECE.findall(shape)
    return any(map(str.isdigit, pieces)) and all(piece.isdigit() or piece in _STAMP_WORDS for piece in pieces)


def _repeats(shape: str, headline: str) -> bool:
    """Say whether a line is the headline, alone or with its date line behind it."""
    return shape == headline or (shape.startswith(headline) and _is_stamp(shape.removeprefix(headline)))
