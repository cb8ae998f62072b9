"""Events that may be or may come, by what stands far before them, each beside the look-alike that leaves it asserted.

An إن that means if, told by its hamza and the verb behind it; a verb that tells what may be, with other words before the event.
"""

from tests.processors.statuses import look_alikes, status_of, told

# status, cue: a text and the form in it; a look-alike and the form in it.
TABLE = [
    ("conditional", "إن", "يغادر السكان القرية إن هاجمت القوات الميناء", "هاجمت", "قال السكان إن هاجر زارت الميناء بعد هجوم القوات", "هجوم"),
    ("conditional", "فإن", "فإن اتفقت الفصائل على إجراء الانتخابات عاد المجلس", "الانتخابات", "فإن قوات المدينة حرست يوم إجراء الانتخابات", "الانتخابات"),
    ("conditional", "إن", "تخسر الشركة عقدها إن لم تشارك في مفاوضات المدينة", "مفاوضات", "تخسر الشركة عقدها إن شركات أخرى شاركت في مفاوضات المدينة", "مفاوضات"),
    ("conditional", "وإن", "يظل التطبيق يعمل حتى وإن قام صاحبه بإلغاء حسابه", "بإلغاء", "يظل التطبيق يعمل وإن قام صاحبه بإلغاء حسابه", "بإلغاء"),
    ("conditional", "إن", "تهاجر الطيور إن انهارت الهدنة واندلعت الحرب", "الحرب", "ما إن انهارت الهدنة حتى اندلعت الحرب", "الحرب"),
    # what somebody or something may do, meet or bring about
    ("conditional", "قد", "خلاف قد يفتح الباب أمام حرب طويلة", "حرب", "خلاف فتح الباب أمام حرب طويلة", "حرب"),
    ("conditional", "ويمكن", "ويمكن أن تكون القرية قاعدة لهجمات كبيرة", "لهجمات", "ويمكن أن تكون القرية وراء هجمات كبيرة", "هجمات"),
    ("conditional", "يمكن", "يمكن أن تستخدم الوثائق كأساس لعملية إلغاء واسعة", "إلغاء", "يمكن أن تستخدم الوثائق بعد عملية إلغاء واسعة", "إلغاء"),
    ("conditional", "قد", "الحركة التي قد تتمسك في النهاية بمقاطعة شاملة", "بمقاطعة", "وكان النادي قد تمسك في النهاية بمقاطعة شاملة", "بمقاطعة"),
    ("conditional", "قد", "أمر قد يعصف ببلدهم نحو انقلاب", "انقلاب", "أمر قد يعصف بهدنة المدينة نحو انقلاب الأمس", "انقلاب"),
]  # fmt: skip


@told(TABLE)
def test_what_may_be_is_conditional(status, cue, text, form):
    """The first half of each row."""
    assert (status, cue) == status_of(text, form)


@look_alikes(TABLE)
def test_a_look_alike_of_what_may_be_stays_asserted(text, form):
    """The other half of each row."""
    assert ("asserted", "") == status_of(text, form)
