"""What is any of its kind, done by whoever does it, not there at all, or only ended; each beside its look-alike."""

import pytest

from tests.processors.statuses import status_of

# status, cue: a text and the form in it; a look-alike and the form in it.
TABLE = [
    # «مثل هذا» names a kind; what governs the kind governs the event
    ("negated", "لا", "قال الحارس إنه لا وجود لمثل هذا التهديد", "التهديد", "قال الحارس إن المدينة لم تشهد من قبل مثل هذا التهديد", "التهديد"),
    ("negated", "بعدم", "جزم المشرف بعدم تسجيل مثل هذه الهجمات", "الهجمات", "شكا المشرف من تسجيل مثل هذه الهجمات", "الهجمات"),
    ("prevented", "لوقف", "بحثت اللجنة خطوات لوقف مثل هذه التهديدات", "التهديدات", "بحثت اللجنة أضرار مثل هذه التهديدات", "التهديدات"),
    ("conditional", "معرضة", "كل دولة معرضة لمثل هذا الهجوم", "الهجوم", "كل دولة تأسف لمثل هذا الهجوم", "الهجوم"),
    # whoever does it, and what nobody does
    ("conditional", "من", "سنحاسب كل من يهدد سلامة السكان", "يهدد", "هو خير من يهدد بالعقل لا باليد", "يهدد"),
    ("conditional", "من", "تتوعد المحكمة كافة من يشنون هجوما على القوافل", "هجوما", "طاردت الدورية من يشنون هجوما على القوافل", "هجوما"),
    ("negated", "ليس", "ليس لدينا ما يشير إلى وقوع هجوم", "هجوم", "لدينا من الصور ما يشير إلى وقوع هجوم", "هجوم"),
    ("negated", "لا", "لا يوجد ما يستهدف القوافل", "يستهدف", "دمر الحراس ما يستهدف القوافل", "يستهدف"),
    # a phrase of its verb stands between it and an event new to the text
    ("conditional", "قد", "قد ينتج عنها في النهاية سقوط الحكومة", "سقوط", "نتج عنها في النهاية سقوط الحكومة", "سقوط"),
    ("negated", "نفت", "نفت القوات الجوية في وقت سابق استهدافها المستشفى", "استهدافها", "أكدت القوات الجوية في وقت سابق استهدافها المستشفى", "استهدافها"),
    # what is stalled, is over, or has come to a halt
    ("prevented", "تعطيل", "تواصل الكتيبة تعطيل دخول القوافل", "دخول", "تواصل الكتيبة تسجيل دخول القوافل", "دخول"),
    ("prevented", "عطلت", "عطلت الخلافات الانتخابات", "الانتخابات", "في أيام عطلته الانتخابات حديث الناس", "الانتخابات"),
    ("prevented", "توقفا", "يشهد الحي توقفا للقصف", "للقصف", "يشهد الحي تعرضا للقصف", "للقصف"),
    ("prevented", "ينتهي", "لا بد أن ينتهي الاحتلال", "الاحتلال", "انتهى الهجوم بمقتل سبعة", "الهجوم"),
    ("prevented", "تحاشي", "تم تحاشي الحرب", "الحرب", "تم تناسي الحرب", "الحرب"),
    # what is enough for it, is said of it, or is declared
    ("negated", "لم", "الأدلة لم تكن كافية لإدانة المتهم", "لإدانة", "كان اليوم كافيا، وإدانة المتهم أعلنت", "وإدانة"),
    ("conditional", "يكفي", "في السائل سم يكفي لقتل مئة رجل", "لقتل", "في السائل سم أدى إلى قتل مئة رجل", "قتل"),
    ("negated", "لا", "نحن لا نعلن الحرب على الجيران", "الحرب", "نحن نعلن الحرب على الجيران", "الحرب"),
    ("planned", "يريد", "يريد القائد إعلان الحرب", "الحرب", "أدى الخلاف لإعلان الحرب", "الحرب"),
    ("conditional", "قد", "الصوت قد يدل على وقوع هجوم", "هجوم", "الصوت دل على وقوع هجوم", "هجوم"),
    ("negated", "ونفى", "ونفى المسؤول صحة الأنباء عن وفاته", "وفاته", "وأكد المسؤول صحة الأنباء عن وفاته", "وفاته"),
    ("conditional", "قد", "المرض قد يسبب الوفاة", "الوفاة", "لا يعرف الطبيب سبب الوفاة", "الوفاة"),
    ("conditional", "يمكن", "يمكن أن تؤدي الضوضاء للإصابة بالصمم", "للإصابة", "أدت الضوضاء للإصابة بالصمم", "للإصابة"),
    ("conditional", "شرط", "قال الوسيط إن انسحاب المسلحين شرط للهدنة", "انسحاب", "قال الوسيط إن انسحاب المسلحين نصر للهدنة", "انسحاب"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "cue", "text", "form"),
    [row[:4] for row in TABLE],
    ids=[f"{row[0]} {row[3]}" for row in TABLE],
)
def test_what_is_said_of_a_kind_is_said_of_the_event(status, cue, text, form):
    """The event has the status of the word that decides, which is named."""
    assert (status, cue) == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), [row[4:] for row in TABLE], ids=[row[4] for row in TABLE])
def test_its_look_alike_is_left_asserted(text, form):
    """Nearly the same words tell that it took place."""
    assert ("asserted", "") == status_of(text, form)
