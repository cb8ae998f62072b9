"""What only then is, what else would come, what is only sought, and denials beyond an apposition; each beside its look-alike."""

from tests.processors.statuses import look_alikes, status_of, told

# status, cue: a text and the form in it; a look-alike and the form in it.
TABLE = [
    # what something waits for; what was only then tells that it took place
    ("conditional", "إلا", "الصفقة لن تتم إلا بعد الإفراج عن البحارة", "الإفراج", "الصفقة لم تتم إلا بعد الإفراج عن البحارة", "الإفراج"),
    ("conditional", "إلا", "قالت الحركة إن الهدنة لن تتم إلا بانسحاب الجنود من التل", "بانسحاب", "قالت الحركة إن الهدنة لم تتم إلا بانسحاب الجنود من التل", "بانسحاب"),
    ("conditional", "إلا", "لا سبيل إلى الهدوء إلا عبر استقالة الحكومة", "استقالة", "لم يعرف الناس الهدوء إلا عبر استقالة الحكومة", "استقالة"),
    ("conditional", "سوى", "لا يمكن أن تعود القافلة سوى من خلال التوصل إلى اتفاق", "اتفاق", "ما عادت القافلة سوى من خلال التوصل إلى اتفاق", "اتفاق"),
    # what comes otherwise
    ("conditional", "وإلا", "على القبيلة أن تدفع الدية، وإلا واجهت هجوما جديدا", "هجوما", "على القبيلة أن تدفع الدية، فقد واجهت هجوما جديدا", "هجوما"),
    # a verb said of an act that is only sought, or of nobody
    ("planned", "أجل", "اجتمعوا من أجل إبرام اتفاق جديد يهدد مصالح الصيادين", "يهدد", "اجتمعوا بعد إبرام اتفاق جديد يهدد مصالح الصيادين", "يهدد"),
    ("planned", "يخططون", "كانوا يخططون لارتكاب عمليات تستهدف القوافل", "تستهدف", "كانوا يعودون من ارتكاب عمليات تستهدف القوافل", "تستهدف"),
    ("negated", "فلا", "قال الشيخ إن الحي آمن فلا أحد يهدد سكانه", "يهدد", "قال الشيخ إن الحي لا يزال يهدد سكانه", "يهدد"),
    ("negated", "لا", "لا مكان لمن يهدد السكان", "يهدد", "سنفتح ملفات الذي يهدد السكان", "يهدد"),
    # denials and wishes over what commas set aside, and over somebody without article
    ("negated", "نفى", "نفى الناطق باسم الفرقة، العقيد أحمد حسن علي، قصف القرية", "قصف", "أكد الناطق باسم الفرقة، العقيد أحمد حسن علي، قصف القرية", "قصف"),
    ("negated", "نفى", "نفى وزير النقل، وهو طبيب متقاعد، تلقي الشركة تهديدات", "تهديدات", "أعلن وزير النقل، وهو طبيب متقاعد، تلقي الشركة تهديدات", "تهديدات"),
    ("planned", "طلب", "طلب قائد الفرقة، العقيد أحمد حسن علي، انسحاب الجنود", "انسحاب", "طلب قائد الفرقة مهلة، وبدأ بعد يومين، مساء الأحد، انسحاب الجنود", "انسحاب"),
    ("negated", "نفى", "نفى مسؤول حكومي استقالة الوزيرة", "استقالة", "نفى مسؤول حكومي متورط في الهجوم علمه بالأمر", "الهجوم"),
    ("negated", "نفى", "نفى متحدث عسكري مقتل القائد", "مقتل", "طلبت بعثة نادي الاتفاق حافلة أخرى", "الاتفاق"),
    ("negated", "استبعد", "استبعد المدرب الجديد للمنتخب الأول تقدمه باستقالته", "باستقالته", "أكد المدرب الجديد للمنتخب الأول تقدمه باستقالته", "باستقالته"),
]  # fmt: skip


@told(TABLE)
def test_the_event_is_what_is_excepted_sought_or_denied(status, cue, text, form):
    """The event has the status of the word that decides, which is named."""
    assert (status, cue) == status_of(text, form)


@look_alikes(TABLE)
def test_its_look_alike_is_left_asserted(text, form):
    """Nearly the same words tell that it took place."""
    assert ("asserted", "") == status_of(text, form)
