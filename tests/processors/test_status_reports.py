"""What others report and is denied, untrue or a rumour, and what an if behind it asks: each beside the look-alike that is told."""

from tests.processors.statuses import look_alikes, status_of, told

# status, cue: a text and the form in it; a look-alike and the form in it
TABLE = [
    # a report that is denied, whoever told it
    ("negated", "نفت", "نفت الوزارة ما تردد عن اعتقال الناشط", "اعتقال", "نفى الناطق التهمة وتحدث عن اعتقال الناشط", "اعتقال"),
    ("negated", "نفت", "نفت البلدية الأنباء التي تداولتها حسابات مجهولة عن إضراب السائقين", "إضراب", "نفت البلدية التقصير وأكدت أنباء عن إضراب السائقين", "إضراب"),
    ("negated", "صحة", "لا صحة لما نشرته مواقع بشأن استقالة المدير", "استقالة", "تحدثت المواقع عن استقالة المدير", "استقالة"),
    ("negated", "نفى", "نفى المتحدث خبر وفاته", "وفاته", "أكد المتحدث خبر وفاته", "وفاته"),
    ("negated", "ترد", "لم ترد على الفور أنباء عن وقوع إصابات", "إصابات", "وردت على الفور أنباء عن وقوع إصابات", "إصابات"),
    ("negated", "ولا", "ولا أنباء عن خطف أحد من الركاب", "خطف", "ووصلت أنباء عن خطف أحد الركاب", "خطف"),
    # what is said of it at the end, or right behind it
    ("negated", "صحيح", "أكد الحارس أن نبأ خطف زميله غير صحيح", "خطف", "أكد الحارس نبأ خطف زميله", "خطف"),
    ("negated", "عار", "الحديث عن استقالة المدرب أمر عار عن الصحة", "استقالة", "جاء الحديث عن استقالة المدرب متأخرا", "استقالة"),
    ("negated", "كاذب", "قطع المذيع النشرة إثر بلاغ كاذب بحريق في المبنى", "بحريق", "قطع المذيع النشرة إثر بلاغ بحريق في المبنى", "بحريق"),
    # nobody knows yet
    ("conditional", "مؤكدة", "تداول السكان أنباء غير مؤكدة عن اغتيال القائد", "اغتيال", "تداول السكان أنباء مؤكدة عن اغتيال القائد", "اغتيال"),
    ("conditional", "شائعات", "سرت شائعات في السوق عن إفراج قريب", "إفراج", "سرت الأنباء في السوق عن إفراج قريب", "إفراج"),
    # an if behind the event asks whether it occurs, and nothing else
    ("conditional", "إن", "السيطرة على المطار، إن تحققت، ستكون مكسبا", "السيطرة", "السيطرة على المطار، أن تحققت، كانت مكسبا", "السيطرة"),
    ("conditional", "إذا", "قال الخبير إن الحرب إذا وقعت ستكون مدمرة", "الحرب", "قال الخبير إن الحرب مدمرة إذا استمر الجفاف", "الحرب"),
    ("conditional", "لو", "وصف المدرب الإصابة بالكارثة لو حدثت قبل النهائي", "الإصابة", "وصف المدرب الإصابة بالكارثة حتى لو حدثت قبل النهائي", "الإصابة"),
]  # fmt: skip

# what only looks like a report of the event
PLAIN = [
    ("ساعدت البلدية في مكافحة الأخبار الكاذبة بشأن الانتخابات", "الانتخابات"),
    ("قالت وكالة الأنباء الرسمية إن الهجوم وقع فجرا", "الهجوم"),
    ("نفت وكالة الأنباء الرسمية مسؤولية الجيش عن الهجوم", "الهجوم"),
    ("لا يستبعد الوزير الرد بعد تقارير عن هجوم على المرفأ", "هجوم"),
    ("رفض القائد التعليق على أنباء عن هجوم على المرفأ", "هجوم"),
    ("نشرت الصحيفة مثلا أنباء عن هجوم على المرفأ", "هجوم"),
    ("كان السكان يؤكدون ورود أنباء عن هجوم على المرفأ", "هجوم"),
]


@told(TABLE)
def test_doubted_reports_and_ifs(status, cue, text, form):
    """The word that doubts the report, or the if, decides."""
    assert (status, cue) == status_of(text, form)


@look_alikes(TABLE)
def test_what_is_told_is_asserted(text, form):
    """Beside each of them what its words do not doubt."""
    assert ("asserted", "") == status_of(text, form)


def test_a_report_of_something_else_says_nothing():
    """Nor does who denies something else, or the name of an agency."""
    assert [("asserted", "")] * len(PLAIN) == [status_of(*each) for each in PLAIN]
