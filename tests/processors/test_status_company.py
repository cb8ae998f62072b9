"""What stands beside an event and shares its status, each beside the look-alike that leaves it asserted.

The noun an adjective describes, the first of two that أو joins, what the event is the means to, what it is not only.
"""

import pytest

from tests.processors.statuses import status_of

# status, cue: a text and the form in it; a look-alike and the form in it.
TABLE = [
    # an adjective has the status of what it describes, not of who it describes
    ("conditional", "إمكانية", "ناقش المجلس إمكانية وقوع هجمات إرهابية", "إرهابية", "ناقش المجلس إمكانية عودة عائلة إرهابية", "إرهابية"),
    ("prevented", "إحباط", "أعلنت الوزارة إحباط هجوم إرهابي", "إرهابي", "أعلنت الوزارة مقتل رجل إرهابي", "إرهابي"),
    ("planned", "للتخطيط", "اجتمعوا للتخطيط لعمل إرهابي", "إرهابي", "اجتمعوا للتخطيط مع رجل إرهابي", "إرهابي"),
    # two that أو joins
    ("negated", "دون", "نجحت العملية كاملة دون سقوط أي قتيل أو جريح في صفوف الجيش", "جريح", "نجحت العملية كاملة دون سقوط قتيلهم أو جريح في صفوف الجيش", "جريح"),
    ("prevented", "تمنع", "تمنع اللوائح أي مسيرات أو احتجاجات", "احتجاجات", "تنقل القنوات مسيرات أو احتجاجات", "احتجاجات"),
    # what it is the means to
    ("conditional", "يمكنك", "يمكنك معرفة النتيجة من خلال الدخول إلى الموقع", "الدخول", "عرف الناس النتيجة من خلال الدخول إلى الموقع", "الدخول"),
    ("planned", "للتوصل", "اجتمعوا للتوصل إلى تسوية عن طريق الانسحاب", "الانسحاب", "توصلوا إلى تسوية عن طريق الانسحاب", "الانسحاب"),
    # not only, and unlike somebody armed
    ("negated", "ليس", "قال إن ما جرى ليس هجوما على القرية", "هجوما", "قال إن ما جرى ليس هجوما على القرية فحسب، بل كارثة", "هجوما"),
    ("negated", "وليس", "يخوضون معركة العالم وليس حرب القرية", "حرب", "يخوضون معركة العالم وليس حرب القرية وحسب", "حرب"),
    ("negated", "غير", "وقف الشبان أمام الجنود غير مسلحين", "مسلحين", "وقف الشبان أمام جنود مسلحين", "مسلحين"),
    ("negated", "غير", "قال المدير إنه غير مسلح", "مسلح", "رأت الحرس تغيير زي مسلح", "مسلح"),
    # who tries is not what is tried
    ("attempted", "محاولات", "تحدث عن محاولات التسليم في البلدة", "التسليم", "تحدث عن محاولات اللاجئين في البلدة", "اللاجئين"),
    # refused by who could do it
    ("negated", "رفضت", "رفضت المحكمة إطلاق نار التحية", "إطلاق نار", "رفضت المحكمة الشكوى بعد إطلاق نار", "إطلاق نار"),
    ("negated", "ترفض", "ترفض الحركة تمديد الهدنة", "تمديد", "ترفض الحركة الشروط بعد تمديد الهدنة", "تمديد"),
    ("negated", "رفضت", "رفضت اللجنة فرض عقوبات", "عقوبات", "رفضت اللجنة فرض العقوبات", "العقوبات"),
    ("negated", "لا", "لا يمكن لأحد الانسحاب من الجلسة", "الانسحاب", "لا يعرف أحد من قرر الانسحاب من الجلسة", "الانسحاب"),
    # forbidden and graver by religion
    ("prevented", "تحريم", "تحدث الخطيب عن تحريم قتل النفس", "قتل", "تحدث الخطيب عن قتل الحارس", "قتل"),
    ("conditional", "أهون", "وزوال البنيان أهون عند الله من قتل بريء", "قتل", "وكان فرارهم من قتل بريء إلى قتل آخر", "قتل"),
    # what is said of it behind it
    ("planned", "مطلوب", "أكد الوزير أن تحرير الميناء مطلوب", "تحرير", "أكد الوزير أن تحرير سجين مطلوب أغضبه", "تحرير"),
    ("conditional", "وارد", "قال النائب إن إلغاء الجلسة وارد", "إلغاء", "قال النائب إن إلغاء الجلسة أمر أفرحه", "إلغاء"),
    # whenever, in general; not at once, not while
    ("conditional", "عندما", "تقف الحافلة عندما يهاجم أحدهم السائق", "يهاجم", "وقفت الحافلة عندما هاجم أحدهم السائق", "هاجم"),
    ("conditional", "حين", "يكتب النظام رسالة حين يقوم الزبون بإلغاء الطلب", "بإلغاء", "يتقدم الفريق في حين يقوم الضيوف بإلغاء الحصة", "بإلغاء"),
    # what help is for
    ("planned", "لمساعدة", "وصلت الفرق لمساعدة السكان على استعادة التيار", "استعادة", "وصلت مساعدات السكان بعد استعادة التيار", "استعادة"),
    # events known by their names
    ("recalled", "نظام", "تغيرت المنطقة منذ سقوط نظام صدام حسين", "سقوط", "تغيرت المدينة منذ سقوط نظام الكهرباء", "سقوط"),
    ("recalled", "المالية", "خسر المصرف خلال الأزمة المالية العالمية", "الأزمة", "خسر المصرف خلال الأزمة المالية", "الأزمة"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "expected"), [(text, form, (status, cue)) for status, cue, text, form, _, _ in TABLE]
)
def test_what_stands_beside_an_event_gives_its_status(text, form, expected):
    """The first half of each row."""
    assert expected == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), [row[4:] for row in TABLE])
def test_a_look_alike_beside_an_event_leaves_it_asserted(text, form):
    """The other half of each row."""
    assert ("asserted", "") == status_of(text, form)
