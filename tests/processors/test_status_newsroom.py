"""Everyday constructions of agency news, each beside the look-alike that leaves the event asserted."""

from tests.processors.statuses import look_alikes, status_of, told

# status, cue: a text and the form in it; a look-alike and the form in it. The article is of the first of July 2021.
TABLE = [
    # what stopped, was put off or called off
    ("prevented", "توقفت", "توقفت المفاوضات بين الجانبين", "المفاوضات", "توقفت عند المفاوضات طويلا", "المفاوضات"),
    ("prevented", "تعطلت", "تعطلت الانتخابات في البلدة", "الانتخابات", "تعطلت الحافلة خلال الانتخابات", "الانتخابات"),
    ("prevented", "علقت", "علقت نقابة المعلمين المستقلة إضرابها", "إضرابها", "علقت نقابة المعلمين على إضرابها", "إضرابها"),
    ("prevented", "توقف", "أكد القائد أن القصف توقف", "القصف", "أكد القائد أن القصف استؤنف", "القصف"),
    ("planned", "أرجئت", "أعلنت اللجنة أن الانتخابات أرجئت", "الانتخابات", "أعلنت اللجنة أن الانتخابات انتهت", "الانتخابات"),
    # where somebody did it, or who, stands between
    ("prevented", "صدت", "صدت القوات في الشمال هجوما", "هجوما", "شنت القوات في الشمال هجوما", "هجوما"),
    ("negated", "رفضت", "رفضت المحكمة العليا في العاصمة الإفراج عن المتهم", "الإفراج", "رفضت المحكمة العليا الدعوى بعد الإفراج عن المتهم", "الإفراج"),
    ("attempted", "حاولت", "حاولت قوة إسرائيلية اعتقال شاب", "اعتقال", "حاولت قوة إسرائيلية، بعد اعتقال شاب، دخول المخيم", "اعتقال"),
    ("attempted", "كاد", "كاد المنتخب النيجيري لكرة السلة ينسحب", "ينسحب", "كاد المنتخب يخسر قبل أن ينسحب", "ينسحب"),
    # what is counted down, given time for, sworn
    ("planned", "التنازلي", "بدأ العد التنازلي للانتخابات", "للانتخابات", "عاد المراقب التنزاني للانتخابات", "للانتخابات"),
    ("planned", "أمهلت", "أمهلت البلدية التجار يومين للانسحاب من الرصيف", "للانسحاب", "شكرت البلدية التجار جميعا بعد الانسحاب من الرصيف", "الانسحاب"),
    ("planned", "أقسم", "أقسم القائد على تحرير الأسرى", "تحرير", "شكر القائد الوسيط على تحرير الأسرى", "تحرير"),
    # there is none, nor can there be
    ("negated", "لسنا", "لسنا بصدد حرب", "حرب", "دخلنا في حرب", "حرب"),
    ("negated", "باستحالة", "اقتنع الوسطاء باستحالة إجراء مفاوضات", "مفاوضات", "اقتنع الوسطاء بإجراء مفاوضات", "مفاوضات"),
    ("negated", "دونما", "بسطت القوات نفوذها على المدينة دونما معركة", "معركة", "بسطت القوات نفوذها على المدينة بعد معركة", "معركة"),
    # what may have brought it about
    ("conditional", "قد", "سقط السور في انفجار قد يكون ناجما عن قصف", "قصف", "سقط السور في انفجار ناجم عن قصف", "قصف"),
    # years counted to an event, a date with its day, the day of a chronicle
    ("recalled", "عاما", "عادت السينما إلى البلدة بعد 35 عاما على احتلالها", "احتلالها", "عادت السينما إلى البلدة بعد 35 عاما من العقوبات", "العقوبات"),
    ("recalled", "2011", "هدم السور في قصف بتاريخ 20 يونيو 2011", "قصف", "هدم السور في قصف بتاريخ 20 يونيو 2021", "قصف"),
    ("recalled", "1992", "وفي مثل هذا اليوم من عام 1992 انطلق الإضراب", "الإضراب", "في الأول من يوليو انطلق الإضراب", "الإضراب"),
    # a man from Ghana has called nothing off
    ("prevented", "ألغى", "ألغى اللاعب مواجهة الجمعة", "مواجهة", "شارك اللاعب الغاني في مواجهة الجمعة", "مواجهة"),
]  # fmt: skip


@told(TABLE)
def test_everyday_constructions(status, cue, text, form):
    """The status and the word that decides."""
    assert (status, cue) == status_of(text, form)


@look_alikes(TABLE)
def test_look_alikes_are_asserted(text, form):
    """Beside each of them what only looks like it."""
    assert ("asserted", "") == status_of(text, form)
