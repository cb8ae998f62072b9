"""Whether a date reaches the event it is told of, over brackets, contests, wars and relative clauses: each beside its look-alike."""

import pytest

from tests.processors.statuses import status_of

# status, cue: a text and the form in it; a look-alike and the form in it. The article is of the first of July 2021.
TABLE = [
    # a month by both its names, one in brackets, is no clause of its own
    ("recalled", "2013", "هاجم القراصنة سفينة الصيد قرب ساحل الجزيرة الكبيرة شرق الميناء القديم في يوليو (تموز) 2013", "هاجم", "هاجم القراصنة سفينة الصيد قرب ساحل الجزيرة الكبيرة شرق الميناء القديم (الجنوب) 2013 متر من البوابة", "هاجم"),
    ("recalled", "2016", "شهد الرصيف الكبير اعتقال الصياد صاحب القارب الأزرق في السابع من مارس (آذار) 2016", "اعتقال", "شهد الرصيف الكبير اعتقال الصياد صاحب القارب (الأزرق) 2016", "اعتقال"),
    # a day that an attack is called by dates nothing before it
    ("recalled", "2015", "تغيرت المدينة كلها بعد هجمات 13 مايو 2015", "هجمات", "سمع التاجر بالتفاوض حول تصريحات 13 مايو 2015", "بالتفاوض"),
    # «but» at the head of a sentence leaves its date at the head
    ("recalled", "2015", "ولكن في عام 2015، كان أهل القرية نياما في بيوتهم حين اقتربت القافلة التي يحرسها مسلحون، فقصفت الطائرات الجسر", "فقصفت", "وحسب أرقام عام 2015، كان أهل القرية نياما في بيوتهم حين اقتربت القافلة التي يحرسها مسلحون، فقصفت الطائرات الجسر", "فقصفت"),
    # the contest of a year
    ("recalled", "2002", "كان أبرز ما حققه الفريق احتلال المركز الرابع في نسخة 2002", "احتلال", "كان أبرز ما حققه الفريق احتلال المركز الرابع أمام 2002 متفرج", "احتلال"),
    ("recalled", "2014", "يتذكر المدرب إصابة الحارس في كأس أمم الجزر 2014", "إصابة", "يتذكر المدرب إصابة الحارس قبل مونديال 2022", "إصابة"),
    # two years gone by, and what came of them
    ("recalled", "1998", "خاض البلدان نزاعا دام من عام 1998 حتى عام 2000 وأسفر عن مقتل آلاف الجنود", "مقتل", "خاض البلدان نزاعا دام من عام 1998 حتى الآن وأسفر عن مقتل آلاف الجنود", "مقتل"),
    ("recalled", "2014", "عانى التجار من حصار الميناء في الفترة بين يونيو 2014 ومارس 2015", "حصار", "عانى التجار من حصار الميناء في الفترة من يونيو 2014 إلى اليوم", "حصار"),
    # within a war that is known by its name
    ("recalled", "الكورية", "أعيدت رفات الجنود الذين قتلوا خلال الحرب الكورية", "قتلوا", "أعيدت رفات الجنود الذين قتلوا خلال الحرب الدائرة", "قتلوا"),
    ("recalled", "العالمية", "كانت الفرقة تقاتل في صفوف الجيش وأحرقت القرى وقصفت المرفأ إبان الحرب العالمية الثانية", "وقصفت", "قصفت الطائرات المرفأ في أعنف ليلة منذ الحرب العالمية الثانية", "قصفت"),
    # a relative clause tells when what it stands behind occurred
    ("recalled", "2016", "يخشى الأهالي السفر بعد هجوم المرفأ الذي وقع في يوليو عام 2016", "هجوم", "وصف الكاتب هجوم التنظيم الذي تأسس في يوليو عام 2016", "هجوم"),
    ("recalled", "2016", "تحدث الكاتب عن انتخابات الرئاسة المبكرة التي جرت عام 2016", "انتخابات", "تحدث الكاتب عن انتخابات المدينة وعن الأمطار التي جرت عام 2016", "انتخابات"),
    ("recalled", "2012", "عرض الفيلم الهجوم الإرهابي المنظم الذي نفذته العصابة عام 2012", "الهجوم", "عرض الفيلم إدانة الهجوم الإرهابي المنظم الذي نفذته العصابة عام 2012", "إدانة"),
    ("recalled", "الماضي", "حوكم شقيق منفذ هجوم المحطة الذي وقع العام الماضي", "هجوم", "أعلنت محاكمة منفذ الهجوم الذي وقع العام الماضي", "محاكمة"),
    # what was agreed in a year is not what is told behind it
    ("recalled", "2015", "وقع الوفدان عام 2015 اتفاق الهدنة", "اتفاق", "تمسك الوزير بالميثاق المبرم عام 2015 حتى بعد انسحاب الجيران", "انسحاب"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "expected"), [(text, form, (status, cue)) for status, cue, text, form, _, _ in TABLE]
)
def test_a_date_reaches_its_event(text, form, expected):
    """A year gone by recalls what it is told of, and is the word that says so."""
    assert expected == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), [(text, form) for *_, text, form in TABLE])
def test_a_date_of_something_else_leaves_the_event_asserted(text, form):
    """The other half of each row."""
    assert ("asserted", "") == status_of(text, form)
