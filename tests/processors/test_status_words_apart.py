"""Words that look like what they are not, acts that take only one of two nouns, dates that belong to something else."""

import pytest

from tests.processors.statuses import status_of

# status, cue: a text and the form in it
GIVEN = [
    # ال is no article in إلغاء
    ("prevented", "إلغاء", "أعلنت اللجنة إلغاء الانتخابات البلدية", "الانتخابات"),
    ("prevented", "إلغاء", "تحث المنظمة الحكومة على إلغاء عقوبة الإعدام", "الإعدام"),
    ("prevented", "إبطال", "طلب المحامي إبطال الاتفاق", "الاتفاق"),
    # who lifts it stands between
    ("prevented", "رفعت", "رفعت السلطات المحلية حظر التجول عن المدينة", "حظر"),
    # what led to nothing, in the short form behind لم, and what did not go so far
    ("negated", "لم", "قال إن ما تحقق لم يؤد إلى السيطرة على المدينة", "السيطرة"),
    ("negated", "لم", "لكن المبعوث لم يصل إلى حد عرض اتفاق", "اتفاق"),
    ("attempted", "فشلوا", "اجتمع الوزراء لكنهم فشلوا بالتوصل إلى اتفاق", "اتفاق"),
    # who denies that he took part in an attempt leaves the attempt
    ("attempted", "محاولة", "ينفي الضابط تورطه في محاولة الانقلاب", "الانقلاب"),
    # whom an event of old struck is told with it
    ("recalled", "2015", "أعاد نشر تعليق عن هجوم وقع في المدينة عام 2015، مخلفا سبعين قتيلا", "قتيلا"),
    # a date that explains one of old, and one that tells which event is meant
    (
        "recalled",
        "2016",
        "يبين السجل أن العقد موضوع الدعوى وقع في 28 أكتوبر 2016، أي قبيل أيام من الانتخابات",
        "الانتخابات",
    ),
    ("recalled", "2016", "قال إن شرطيا تجسس على حملته للانتخابات الرئاسية عام 2016", "للانتخابات"),
    ("planned", "طلبت", "قال إن القاهرة طلبت من الحركة العودة إلى اتفاق عام 2014", "اتفاق"),
]

ASSERTED = [
    # سعى takes إلى or ل
    ("قال الخطيب إنهم يسعون في البلاد انقلابا", "انقلابا"),
    ("وسعت قوات الجيش الحصار حول المدينة", "الحصار"),
    # what is used is there
    ("اتهمت الشرطة الحزب بالسعي إلى استخدام الاحتجاجات غطاء", "الاحتجاجات"),
    ("اتهمت الشرطة الحزب بمحاولة استخدام الإضراب غطاء", "الإضراب"),
    # so is what somebody took no part in, and what is to grow
    ("عفت الدولة عن سجناء لم يشاركوا مباشرة في الهجمات", "الهجمات"),
    ("هدد القائد بتوسيع هجومه على القرى", "هجومه"),
    ("سعى الفريق لتدعيم تقدمه", "تقدمه"),
    # who stood up stopped nothing
    ("وقف المذيع ليشرح كيفية وفاتها", "وفاتها"),
    # the second of two acts, whose first is the object
    ("اعترف بإعاقة إيصال المساعدات الإنسانية وقصف البلدة", "وقصف"),
    ("حاول الفريق استعادة المبادرة، واستطاع شن هجمات متتالية", "هجمات"),
    ("رحب بكل المساعي لاستتباب السلام، وتسوية الحرب في المنطقة", "الحرب"),
    # what is handed up is not lifted
    ("جمعت اللجنة أخبار القتل وكل هجوم ليرفعها الوزير", "هجوم"),
    # it did, though late
    ("قال إن الاتفاق لم يبدأ إلا بعد أسبوع", "الاتفاق"),
    # a participle has the date, whatever stands between
    ("انسحبت الحكومة من الاتفاق المبرم بين الجيران والقوى الكبرى في عام 2015", "انسحبت"),
    ("رحب المبعوث بانسحاب القوات من الأراضي المحتلة عام 1967", "بانسحاب"),
    # what is compared has it
    ("خرق المسلحون الهدنة بهجوم ليلي كما حدث العام الماضي", "بهجوم"),
    # so has what somebody is convicted of, and the house that goes back to it
    ("إدانة رجل بتفجير المحطة في 2017", "إدانة"),
    ("تأتي المحاكمة الجديدة على خلفية مقتل فلاحين في 1992", "المحاكمة"),
    ("درس الخبراء أثر الحريق على القصر الذي يعود إلى القرن السابع عشر", "الحريق"),
    # what is in force is got round, not avoided
    ("أطلق المصرف عملته لتفادي العقوبات الاقتصادية المفروضة عليه", "العقوبات"),
    ("يريد الحزب عرقلة الاتفاق الذي وقعه الوزير", "الاتفاق"),
    # a verb of the present has no date of old
    ("إن القانون الصادر في البلاد عام 2007 يحظر البيع", "يحظر"),
    ("إن الذين جربوا انهيار البنوك عام 1999 يهددون البورصة", "يهددون"),
]


@pytest.mark.parametrize(("text", "form", "expected"), [(row[2], row[3], (row[0], row[1])) for row in GIVEN])
def test_a_word_is_taken_for_what_it_is(text, form, expected):
    """Short forms, a first syllable like an article and a date that tells which event is meant decide too."""
    assert expected == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), ASSERTED)
def test_what_is_no_cue_of_the_event_leaves_it_asserted(text, form):
    """A verb without its preposition, the second of two acts and a date of another noun say nothing of the event."""
    assert ("asserted", "") == status_of(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("كان المسلحون يهددون القرى في عام 2014", "يهددون"),
        ("عاش في البلدة قبل أن يسيطر عليها المسلحون عام 2014", "يسيطر"),
        ("انهار الاتحاد بعد تفكك الجيش عام 1991", "تفكك"),
        ("1974، الشرطة تعتقل القائد", "تعتقل"),
    ],
)
def test_a_verb_of_the_present_beside_a_word_of_the_past_keeps_its_date(text, form):
    """كان, «قبل أن» and the head of a line of a chronicle put it into the past."""
    assert "recalled" == status_of(text, form)[0]


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("سحبت الشركة أموالها لتفادي العقوبات", "العقوبات", "prevented"),
        ("جرت محاكمة القائد في البلدة عام 1992", "محاكمة", "recalled"),
    ],
)
def test_what_is_still_ahead_is_avoided_and_a_trial_has_its_own_date(text, form, expected):
    """Only words that say the event is there, or lead on to a crime, take it from its cue."""
    assert expected == status_of(text, form)[0]


def test_weapons_are_used_even_if_they_have_an_article():
    """Who hinders the use of the rockets hinders the rockets."""
    assert ("prevented", "منع") == status_of("أعلن المجلس منع استخدام الصواريخ", "الصواريخ")
