"""What a newsroom writes around an event, construction by construction; each has its trap beside it."""

import pytest

from marsad.config.models import Keyword
from processors.keywords import KeywordMatcher
from tests.processors.statuses import MATCHER, TODAY, status_of

NEGATED = [
    # a denied verb takes the event through a preposition, or as its object
    ("لن يحصل السجناء على محاكمة عادلة", "محاكمة", "لن"),
    ("لم يتم الإفراج عن الصحفي", "الإفراج", "لم"),
    ("لم يتوصل الوفدان بعد إلى اتفاق", "اتفاق", "لم"),
    ("لم يكن هناك إطلاق نار قرب السفارة", "إطلاق نار", "لم"),
    ("لم يعد الجيش يسيطر على الجسر", "يسيطر", "لم"),
    # a verbal noun that carries it
    ("أسف الوسيط لعدم انعقاد المفاوضات", "المفاوضات", "لعدم"),
    ("لا دليل على وقوع هجوم", "هجوم", "لا"),
    # denial of a clause, with the subject between, or of what would have been
    ("نفى القائد أن يكون قد هدد جيرانه", "هدد", "نفى"),
    ("نفى القائد أن يكون قد لوح أو هدد بالرد", "هدد", "نفى"),
    ("نفى الوزير أن القوات قصفت البلدة", "قصفت", "نفى"),
    ("نفت موسكو أي هجوم على القافلة", "هجوم", "نفت"),
    # abstention, whoever abstains
    ("امتنع 35 نائبا عن دخول القاعة", "دخول", "امتنع"),
    # the second of two verbs
    ("أكد أن الجدار لن يتصدع ويسقط", "ويسقط", "لن"),
    # none of any, however far the denial
    ("لم تبد الحكومة أي اهتمام بإجراء مفاوضات سرية", "مفاوضات", "لم"),
    ("عاد الفريق دون أن يتأثر بأي إصابة", "إصابة", "دون"),
    ("البلدية ليست على علم بأي حوادث أو إصابات", "إصابات", "ليست"),
]

PREVENTED = [
    ("حالت الأمطار دون دخول القافلة", "دخول", "حالت"),
    ("نشرت قوات للحيلولة دون وقوع هجوم", "هجوم", "للحيلولة"),
    ("وافق الطرفان على وقف لإطلاق النار", "لإطلاق النار", "وقف"),
    ("أعلنت الحكومة وقف عقوبة الإعدام", "الإعدام", "وقف"),
    ("تحركت الوزارة لمنع الشركة المملوكة للدولة، من دخول السوق", "دخول", "لمنع"),
    ("دعا إلى وضع حد للحرب", "للحرب", "حد"),
    ("صدت وحدات من اللواء الرابع هجوما", "هجوما", "صدت"),
    ("باعت أسهمها تجنبا للعقوبات", "للعقوبات", "تجنبا"),
    ("كشف النقاب عن منع تنظيم إضراب", "إضراب", "منع"),
    ("أحبط الحراس أربع هجمات", "هجمات", "أحبط"),
    ("طالبهم بالخروج دون أي قيد أو شرط لتفادي حرب", "حرب", "لتفادي"),
]

PLANNED = [
    # the demand far from its object, and its second member
    ("طالب النائب العام، أمس، بإلغاء القرار", "بإلغاء", "طالب"),
    ("طالبوا بإعادة الفرز أو إلغاء النتيجة", "إلغاء", "طالبوا"),
    ("دعت النقابة عمال الميناء إلى الإضراب", "الإضراب", "دعت"),
    ("بعد تهديدات من الوزير بفرض عقوبات", "عقوبات", "تهديدات"),
    # the second verb under a future
    ("ستلاحق الشرطة الجناة وتحاكمهم", "وتحاكمهم", "ستلاحق"),
    # preparations, waiting, will and duty
    ("اكتملت الاستعدادات لمعركة تحرير الميناء", "تحرير", "الاستعدادات"),
    ("بقي الوفد في انتظار إجراء مفاوضات", "مفاوضات", "انتظار"),
    ("ترغب الشركة في الانسحاب من السوق", "الانسحاب", "ترغب"),
    ("يجب على القوات الأجنبية أن تنسحب", "تنسحب", "يجب"),
    ("أكد ضرورة الإفراج عن الصيادين", "الإفراج", "ضرورة"),
    ("طلبت الأسرة الإفراج عن ابنها", "الإفراج", "طلبت"),
    ("طلب النائب من القضاء إلغاء التهمة", "إلغاء", "طلب"),
    ("سيتم إلغاء الرسوم", "إلغاء", "سيتم"),
    ("تحركت الشرطة لاعتقالهم", "لاعتقالهم", "تحركت"),
    # what comes, by an adjective or a date
    ("يستعد الحزب لخوض الانتخابات البرلمانية المقبلة", "الانتخابات", "المقبلة"),
    ("تبدأ المفاوضات الأسبوع المقبل", "المفاوضات", "المقبل"),
    ("تدور التكهنات حول انتخابات 2024", "انتخابات", "2024"),
    # the third member of a demand, over a comma
    ("طالب السكان بإخلاء الحي وعدم عرقلة العمل، وتحرير الشارع", "وتحرير", "طالب"),
    # a participle of what follows it
    ("يستعد الحزب للاقتراع المقرر إلغاؤه", "إلغاؤه", "المقرر"),
    # a noun spelt like a verb, behind an أن that is governed
    ("ينتظر أن تقدم الفرقة عرضا", "تقدم", "ينتظر"),
    # adverbs, pronouns and counts are read over
    ("طلبت النيابة رسميا الإفراج عن الحارس", "الإفراج", "طلبت"),
    ("ستشهد الدورة إقامة ثلاث محاكمات", "محاكمات", "ستشهد"),
    ("جدد مناشدته استئناف مفاوضات السلام", "مفاوضات", "مناشدته"),
]

CONDITIONAL = [
    ("توعدت بالرد في حال تعرضت البلاد لهجوم", "لهجوم", "حال"),
    ("سيسقط القرار حتى لو كان بوسع الشركة إلغاء العقد", "إلغاء", "بوسع"),
    ("ستفقد مقعدها إذا لم يتم التوصل إلى اتفاق", "اتفاق", "إذا"),
    ("سترد في حال وقوع الهجوم", "الهجوم", "حال"),
    ("تغلق المدارس في حال التعرض لهجوم", "لهجوم", "حال"),
    ("قد يؤدي القرار إلى حرب", "حرب", "قد"),
    ("حذرت الوزارة من عقوبات جديدة", "عقوبات", "حذرت"),
    ("دافعت عن الحق في الإضراب", "الإضراب", "الحق"),
    ("يسأل المحققون عما إذا كان الحراس قد قتلوا السجين", "قتلوا", "إذا"),
    # a plan that is only supposed
    ("لا أحد يعلم ما إذا كان المدرب ينوي الانسحاب", "الانسحاب", "إذا"),
    ("تعهد بأنه في حالة انسحابه سيعلن ذلك", "انسحابه", "حالة"),
    # compound tenses
    ("قد يكون تم إلغاء الرحلة", "إلغاء", "قد"),
    ("يعتقد الخبراء أن تكون القوات المنسحبة قد قصفت الجسر", "قصفت", "يعتقد"),
    ("قد يحكم عليه بالإعدام", "بالإعدام", "قد"),
    ("وعدتهم بيوم يمكنها فيه إلغاء العقوبات", "إلغاء", "يمكنها"),
]

RECALLED = [
    ("اتهموه بالتدخل في الانتخابات البلدية أواخر 2014", "الانتخابات", "2014"),
    ("المتهم بخطف حافلة وتغيير مسارها إلى المطار في عام 2015", "بخطف", "2015"),
    ("2013، أقر المجلس تعويض أسر قتلى الحرب", "الحرب", "2013"),
    ("في عام 2003، عبرت القوات الحدود من الجنوب ثم احتلت الميناء وقصفت الجسر", "وقصفت", "2003"),
    ("خطفت الجماعة تلاميذ من القرية، سنة 2014", "خطفت", "2014"),
    ("بقي في الاتفاق الدولي الشامل المبرم عام 2015", "الاتفاق", "2015"),
    ("ولد بعد الحرب العالمية الثانية", "الحرب", "العالمية"),
    ("غرقت السفن خلال الحرب العراقية الإيرانية", "الحرب", "العراقية"),
    ("شهدت البلاد إضرابات في التسعينيات", "إضرابات", "التسعينيات"),
    ("في الثالث من مارس 1998 أعلن عمال الميناء إضرابا", "إضرابا", "1998"),
    ("عرفت الجزيرة حروبا في القرن السابع عشر", "حروبا", "القرن"),
]


@pytest.mark.parametrize(
    ("status", "text", "form", "cue"),
    [
        (status, *row)
        for status, rows in (
            ("negated", NEGATED),
            ("prevented", PREVENTED),
            ("planned", PLANNED),
            ("conditional", CONDITIONAL),
            ("recalled", RECALLED),
        )
        for row in rows
    ],
)
def test_a_construction_gives_its_status(status, text, form, cue):
    """The words between an event and what governs it are read as grammar reads them."""
    assert (status, cue) == status_of(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        # who warns, and what a warning is about, happens
        ("حذر مدير مركز الأعاصير من الأمطار", "الأعاصير"),
        ("حذرت الوزارة من أن تهديدها جدي", "تهديدها"),
        # who is kept from something is no event
        ("منعت الشرطة اللاجئين من العودة", "اللاجئين"),
        # any of another thing, said of an event that is known
        ("لم تتخذ اللجنة أي قرار في الهجوم", "الهجوم"),
        # أنّ before a noun of a verb's letters
        ("يرى الخبير أن تقدم الفريق سريع", "تقدم"),
        # a century that is ours
        ("تغيرت الحروب في القرن الحادي والعشرين", "الحروب"),
        # a state, not a condition
        ("عاشت الشقيقتان حال اللاجئين", "اللاجئين"),
        # an organisation is no organising
        ("دعا إلى القضاء على التنظيم الذي يقصف المدن", "يقصف"),
        # the demand has its object already
        ("طالبت أسرته بمحاكمة الحارس متهمة إياه بقتله", "بقتله"),
        # the subject of a verb whose object is a pronoun
        ("أنشطة يمنعها الاتفاق", "الاتفاق"),
        # another phrase of the thing prevented
        ("أثار منعها من حيازة القنبلة هجوما في الصحف", "هجوما"),
        # a name, and a noun with article
        ("قتل رجل يدعى سالم وتعرض آخرون لإصابات طفيفة", "لإصابات"),
        ("يعد رفض الطلب إلغاء للمعاهدة", "إلغاء"),
        # لا denies one verb
        ("لا تعترف الدولة بالمنظمة وتعتقل أعضاءها", "وتعتقل"),
        # an inquiry brings nothing about
        ("سيتم فتح تحقيق في مقتل الفتى", "مقتل"),
        # why, not what for
        ("أدان المجلس الحركة لشنها هجمات", "هجمات"),
        # words that begin like verbs in the future
        ("قدم سياسيون اتفاقا", "اتفاقا"),
        ("نشرت سنغافورة اتفاقا", "اتفاقا"),
        # concession
        ("خاض تجارب ولو محدودة في انتخابات محلية", "انتخابات"),
        # إلا is spelt like ألا
        ("لم يجدوا طريقا إلا وقصفوه", "وقصفوه"),
        # the date bounds a state, belongs to a source, or to a noun between
        ("يتقدم الحصار منذ ثمانينيات القرن الماضي وتتواصل الحرب", "الحرب"),
        ("وحسب إحصاءات عام 2017، قصفت الطائرات أحياء كثيرة", "قصفت"),
        ("أعلن الانسحاب من المعاهدة الدولية المبرمة عام 2015", "الانسحاب"),
        # what comes is another thing
        ("أعلن الانسحاب من القمة المقبلة", "الانسحاب"),
        # dated to this day although the sentence opens with history
        ("في عام 2015 وقعت المعاهدة لكن القوات قصفت أمس البلدة", "قصفت"),
    ],
)
def test_a_trap_of_a_construction_is_passed(text, form):
    """Looks like one of the constructions above, and is none."""
    assert ("asserted", "") == status_of(text, form)


def test_any_of_something_is_never_owned():
    """أي before an event leaves it to the denial, whatever name stands between."""
    assert ("negated", "نفت") == status_of("نفت باريس أي اتفاق", "اتفاق")


def test_a_name_is_no_event():
    """«تنفي دمشق» says who denies; a keyword of places has hits that never take place."""
    matcher = KeywordMatcher([Keyword(key="دمشق", verbs=())])
    assert "asserted" == matcher.hits("", "تنفي دمشق وقوع غارات")[0].status


def test_for_a_crisis_is_no_purpose():
    """A plural or a treaty behind ل is nothing that somebody does."""
    matcher = KeywordMatcher([Keyword(key="أزمة"), Keyword(key="معاهدة")])
    text = "عرض الوسيط حلولا لأزمات المدينة وقرأ بروتوكولا لمعاهدة الحظر"
    assert ["asserted", "asserted"] == [hit.status for hit in matcher.hits("", text)]


def test_a_competition_is_a_name():
    """«دوري أبطال» is no event, whatever is said of it."""
    matcher = KeywordMatcher([Keyword(key="إبطال", also=("أبطال",))])
    assert "asserted" == matcher.hits("", "يلعب الفريق في دوري أبطال القارة الموسم المقبل")[0].status


def test_a_sentence_without_a_telling_word_is_not_read_further():
    """Most sentences say nothing of an event; they cost one look at each word."""
    sentence = MATCHER._judge.read("قصفت الطائرات القرية", 0, 20, TODAY)
    assert (False, ()) == (sentence.telling, tuple(sentence.clauses))


def test_a_sentence_of_dates_and_hits_is_judged_in_linear_time():
    """A table of years in one line, or a text without stops, is no trap for the worker."""
    hits = MATCHER.hits("", "هجوم في عام 2003 " * 20_000, TODAY)
    assert {"recalled"} == {hit.status for hit in hits}
