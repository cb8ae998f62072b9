"""Whether a date puts an event before the article's year, or after its day: each beside the look-alike that leaves it asserted."""

from datetime import date

import pytest

from marsad.config.models import Keyword
from marsad.text import words
from processors.keywords import KeywordMatcher
from processors.status.calendar_days import days_ahead
from processors.status.cues import shipped
from tests.processors.statuses import status_of

# status, cue: a text and the form in it; a look-alike and the form in it. The article is of the first of July 2021.
TABLE = [
    # a day and a month that are still to come
    ("planned", "سبتمبر", "يستأنف القضاة المحاكمة في السابع من سبتمبر", "المحاكمة", "استأنف القضاة المحاكمة في السابع من مايو", "المحاكمة"),
    ("planned", "آب", "يبدأ الفريق الموسم بمواجهة ضيفه يوم 23 آب/أغسطس", "بمواجهة", "بدأ الفريق الموسم بمواجهة ضيفه يوم 23 شباط/فبراير", "بمواجهة"),
    ("planned", "تشرين", "تجري الانتخابات في 3 تشرين الثاني/نوفمبر", "الانتخابات", "جرت الانتخابات في 3 نيسان/أبريل", "الانتخابات"),
    ("planned", "يوليو", "توزع اللجنة بطاقات انتخابات الرئاسة في 28 يوليو", "انتخابات", "توزع اللجنة نتائج انتخابات الرئاسة في 28 يوليو الماضي", "انتخابات"),
    ("planned", "سبتمبر", "ناقشت القناة انتخابات 26 سبتمبر", "انتخابات", "أحيت القناة ذكريات عن هجمات 26 سبتمبر", "هجمات"),
    # until then it holds
    ("planned", "يوليو", "يسري وقف القتال بعد تفاوض يوم 12 يوليو", "تفاوض", "يستمر الحصار حتى 12 يوليو", "الحصار"),
    # spans to come, and who stands on the other side
    ("planned", "المقبلة", "تشهد المدينة محاكمة القائد خلال الأيام القليلة المقبلة", "محاكمة", "أعلنت الدائرة أن الأيام بعد المفاوضات صعبة", "المفاوضات"),
    ("planned", "المقبل", "يغيب المهاجم عن مواجهة فريقه أمام الضيوف السبت المقبل", "مواجهة", "غاب المهاجم عن مواجهة فريقه لأن الموسم المقبل طويل", "مواجهة"),
    ("planned", "غد", "يحضر القائد مواجهة الفريقين بعد غد", "مواجهة", "حضر القائد مواجهة الفريقين بعد تعب", "مواجهة"),
    ("planned", "2030", "تدرب المصانع عمالها على استعادة الإنتاج بحلول عام 2030", "استعادة", "ضاعفت المصانع عمالها بعد استعادة الإنتاج", "استعادة"),
    ("planned", "المقبل", "ناقشت الوزارة إضراب المعلمين خلال العام الدراسي المقبل", "إضراب", "ناقشت الوزارة إضراب المعلمين خلال العام الدراسي", "إضراب"),
    # the date is that of what they agreed on
    ("planned", "المقبلين", "تشهد المدينة انتخابات المجالس خلال العامين المقبلين", "انتخابات", "تم الاتفاق على بدء التعاون في العامين المقبلين", "الاتفاق"),
    # what comes is told of the verb behind it, or of another clause
    ("planned", "المقبلة", "شرح القائد تحرير التلال خلال الأيام المقبلة", "تحرير", "زار القائد الأحياء تحت سيطرة الجيش وأكد أن الأيام المقبلة صعبة", "سيطرة"),
    ("planned", "يوليو", "ناقش المجلس تسليم الميناء، في 24 يوليو", "تسليم", "احتفلت المدينة رغم الحظر، وفي 24 يوليو ستقود النساء", "الحظر"),
    # near in time, not in place; the eve of what is due, not of what struck
    ("planned", "قرب", "غادر الرعايا المدينة مع قرب دخول القوات", "دخول", "غادر الرعايا المدينة قرب مكان الاقتحام", "الاقتحام"),
    ("planned", "عشية", "تحدث المدرب عشية مواجهة الضيوف", "مواجهة", "تحدث الحارس عن منزله عشية القصف", "القصف"),
    # years ago, counted in any way; not before the end of this one
    ("recalled", "عاما", "زار المؤرخ موقع الاقتحام قبل 40 عاما", "الاقتحام", "زار المؤرخ موقع الاقتحام قبل نهاية العام", "الاقتحام"),
    ("recalled", "عاما", "اعتقل الكاتب قبل أكثر من عشرين عاما", "اعتقل", "اعتقل الكاتب قبل أكثر من عشرين يوما", "اعتقل"),
    # between two years gone by; within an event that is called by its year
    ("recalled", "2011", "نظم العمال مظاهرة كبيرة بين عامي 2011 و2013", "مظاهرة", "تنظم النقابة مظاهرة كل صيف من عام 2011 إلى الآن", "مظاهرة"),
    ("recalled", "1948", "طرد الأهالي من القرية في حرب 1948", "طرد", "تواصل طرد الأهالي من القرية منذ حرب 1948", "طرد"),
    ("recalled", "1948", "سكنوا الجبل في حرب 1948", "حرب", "شهد الجبل أكبر قصف منذ حرب 1948", "قصف"),
    # a clause of when goes on with the date before it
    ("recalled", "1995", "تغير وجه البلاد كلها في أواخر عام 1995، عندما قصف الجيش الميناء", "قصف", "تغير وجه البلاد كلها في أواخر عام 1995، وإنما قصف الجيش الميناء", "قصف"),
    ("recalled", "2015", "وقع الوفدان الاتفاق عام 2015", "الاتفاق", "أعلن الوزير تفكيك الحلف المبرم عام 2015", "تفكيك"),
    ("recalled", "الماضي", "وخلال العام الماضي، قصف الجيش الميناء مرات", "قصف", "وحسب أرقام العام الماضي، قصف الجيش الميناء مرات", "قصف"),
    # an age is no date
    ("recalled", "الثلاثينيات", "هاجم الجراد الحقول في الثلاثينيات", "هاجم", "هاجم الحارس رجلا في الثلاثينيات من عمره", "هاجم"),
    # what began in another year and goes on, not what ended
    ("recalled", "2011", "قتل الحارس في حرب عام 2011", "حرب", "نزح الملايين منذ اندلاع الحرب عام 2011", "الحرب"),
    ("recalled", "1979", "خسر الجيش المئات في الحرب التي اندلعت عام 1979 واستمرت أعواما", "الحرب", "خسر الجيش المئات في الحرب التي اندلعت عام 2011", "الحرب"),
    # what came of an event of the past, and what had led to it
    ("recalled", "2012", "يذكر الأهالي انهيار الجسر عام 2012، مما أدى إلى مقتل حارس", "مقتل", "يعيش الأهالي بلا جسر منذ عام 2012، مما أدى إلى مقتل حارس", "مقتل"),
    ("recalled", "2009", "سقطت الحكومة في خريف عام 2009 بعد أشهر من الإضراب", "الإضراب", "سقطت الحكومة أمس بعد أشهر من الإضراب", "الإضراب"),
    ("recalled", "2015", "أعدم ثلاثة رجال في مارس 2015، بعد محاكمتهم", "محاكمتهم", "اعترف الطالب بذنب ارتكبه في يناير 2015، خلال محاكمته", "محاكمته"),
    # the next clause goes on with the date before its comma
    ("recalled", "2014", "أعلن التنظيم دولته عام 2014، وسيطر على ثلث البلاد", "وسيطر", "يزرع الفلاح أرضا ورثها عام 2014، ويسيطر على التل", "ويسيطر"),
    ("recalled", "1994", "بعد أن أسس الرجل متجره في عام 1994، تمكنت الشركة من تحرير أسعارها", "تحرير", "حسب تقرير لعام 1994، تمكنت الشركة من تحرير أسعارها", "تحرير"),
    ("recalled", "2010", "كان المرفأ هادئا في عام 2010، حيث هاجم القراصنة سفينة", "هاجم", "كان المرفأ هادئا بعد عام 2010، حيث هاجم القراصنة سفينة", "هاجم"),
    ("recalled", "2012", "يذكر الأهالي انهيار الجسر القديم عام 2012، ما أدى إلى هجوم", "هجوم", "يذكر الأهالي انهيار الجسر القديم عام 2012، ما أدى إلى استمرار الهجوم", "الهجوم"),
    ("recalled", "2014", "انسحب الجيش إلى خط قديم قرب النهر عام 2014، بعد القصف", "القصف", "طلب الجيش العودة إلى خط قديم عام 2014، وذلك بعد القصف", "القصف"),
    ("recalled", "1998", "تزور السفينة الميناء للمرة الأولى منذ عام 1998 عندما اندلعت الحرب", "الحرب", "تزور السفينة الميناء كل صيف منذ عام 1998 حيث يهدد القراصنة", "يهدد"),
    # a verb of the past has its date far behind it, a crime before its court
    ("recalled", "2005", "هاجم الثوار قلعة قديمة على ضفاف النهر الكبير في جنوب البلاد شرق الميناء في عام 2005", "هاجم", "حوكم بسرقة تمثال من متحف على ضفاف النهر الكبير في جنوب البلاد شرق الميناء في عام 2005", "حوكم"),
    ("recalled", "الماضي", "سقط الفريق أمام ضيفه نادي المرفأ على ملعب المدينة القديم في العام الماضي", "سقط", "سقط الفريق قبل عودة نادي المرفأ إلى ملعب المدينة القديم في العام الماضي", "سقط"),
    # a sentence opens with its whole date
    ("recalled", "2017", "وفي الرابع من أبريل من العام 2017 كان أهل القرية نياما حين قصفت الطائرات بيوتهم", "قصفت", "وفي الرابع من أبريل كان أهل القرية نياما حين قصفت الطائرات بيوتهم", "قصفت"),
    # a relative clause of the present holds no year gone by; what went on meanwhile parts nothing from its date
    ("recalled", "2011", "احتجاز المركبة التي تزن طنا عند الحدود عام 2011", "احتجاز", "احتجاز المركبة التي تعرضت للسرقة عند الحدود عام 2011", "احتجاز"),
    ("recalled", "2014", "حققوا في إسقاط طائرة تابعة لشركة كبيرة معروفة أثناء قيامها برحلة في يوليو 2014", "إسقاط", "حققوا في إسقاط طائرة تابعة لشركة كبيرة معروفة ضد قيامها برحلة في يوليو 2014", "إسقاط"),
    # who strikes with something, and who is charged with it
    ("recalled", "2015", "هاجم بزوارق سريعة سفينة الصيد قرب الميناء القديم في جنوب البلاد شرق الجزيرة عام 2015", "هاجم", "أدين بإغراق سفينة الصيد قرب الميناء القديم في جنوب البلاد شرق الجزيرة في عام 2015", "أدين"),
    # contests by their years, months by both names
    ("recalled", "1994", "تألق الحارس بعد مواجهة الضيوف في مونديال 1994", "مواجهة", "تألق الحارس بعد مواجهة الضيوف في مونديال الصيف", "مواجهة"),
    ("recalled", "1963", "في 4 أكتوبر/تشرين أول من عام 1963 انسحب الجيش", "انسحب", "من عام 1963 يستعد الجيش وأمس انسحب", "انسحب"),
    # the eve of a contest told in the present, and as of the past
    ("planned", "قبل", "يعتمد المدرب الخطة الأخيرة قبل انطلاق الدوري", "انطلاق", "كان المدرب يعتمد الخطة الأخيرة قبل انطلاق الدوري", "انطلاق"),
    ("planned", "قبيل", "يتمنى المدرب أن تتحسن اللياقة قبيل مواجهة الضيوف", "مواجهة", "غادر المدرب وقد تحسنت اللياقة قبيل مواجهة الضيوف التي جرت أمس", "مواجهة"),
    ("planned", "قبل", "لن يتعاقد الفريق مع أحد قبل انطلاق الموسم", "انطلاق", "لم يتعاقد الفريق مع أحد قبل انطلاق الموسم", "انطلاق"),
    # who holds an office was elected long ago, unless it is once more
    ("recalled", "منذ", "وغير الرئيس رأيه منذ انتخابه", "انتخابه", "وغير الرئيس رأيه بعد انتخابه لولاية ثانية", "انتخابه"),
    # the next clause may be long
    ("recalled", "1998", "تغيرت أحوال البلدة الصغيرة كلها عام 1998، ودفعت أسراب الجراد القادمة من الشرق أهلها إلى الانسحاب", "الانسحاب", "تغيرت أحوال البلدة الصغيرة كلها عام 1998، ويدفع الجراد القادم من الشرق أهلها إلى الانسحاب", "الانسحاب"),
    # the eve of a contest, unless it is told as of the past
    ("planned", "أسابيع", "أقالت اللجنة المدرب قبل أسابيع من انطلاق نهائيات الكأس", "انطلاق", "وكان المدرب أقيل قبل أسابيع من انطلاق نهائيات الكأس", "انطلاق"),
    ("planned", "شهرين", "عادت الأزمة قبل شهرين على انطلاق الموسم", "انطلاق", "عادت الأزمة قبل شهرين على انطلاق القافلة", "انطلاق"),
    # since the summer of a year it lasts
    ("recalled", "2017", "سيطر الجيش على الجسر في صيف العام 2017", "سيطر", "يسيطر الجيش على الجسر منذ صيف العام 2017", "يسيطر"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "expected"), [(text, form, (status, cue)) for status, cue, text, form, _, _ in TABLE]
)
def test_a_date_gives_its_status(text, form, expected):
    """A day to come plans, a year gone by recalls, and the date is the word that says so."""
    assert expected == status_of(text, form)


@pytest.mark.parametrize(("text", "form"), [(text, form) for *_, text, form in TABLE])
def test_a_look_alike_of_a_date_leaves_the_event_asserted(text, form):
    """The other half of each row."""
    assert ("asserted", "") == status_of(text, form)


@pytest.mark.parametrize("word", ["ليبيا", "ويستمنستر", "فيرونا", "وسيلة", "أسوأ"])
def test_a_name_that_begins_like_a_verb_parts_no_event_from_its_date(word):
    """What only looks like a verb has no date of its own."""
    assert ("planned", "المقبل") == status_of(f"يستعد الفريق، مثل غيره، قبل مواجهة {word} السبت المقبل", "مواجهة")


def test_without_the_day_of_the_article_no_day_is_to_come():
    """A month alone tells no direction."""
    assert ("asserted", "") == status_of("تجري الانتخابات في 3 سبتمبر", "الانتخابات", on=None)


def test_a_place_is_no_event():
    """A keyword of cities marks where it was, whatever the sentence says of what befell them, and when."""
    matcher = KeywordMatcher([Keyword(key="العاصمة", also=("الموصل",))])
    text = "سيطروا على الموصل عام 2014 ولن يدخلوا العاصمة"
    assert ["asserted", "asserted"] == [hit.status for hit in matcher.hits("", text, date(2021, 7, 1))]


def test_a_square_is_a_name():
    """«ميدان التحرير» is where they meet, no liberation."""
    assert ("asserted", "") == status_of("يحتشد الطلاب في ميدان التحرير يوم 31 أغسطس", "التحرير")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 يونيو", -7),
        ("الرابع من يوليو", 3),
        ("الخامس والعشرين من شهر يوليو", 24),
        ("الثاني عشر من يوليو", 11),
        ("الثلاثين من كانون الأول/ديسمبر", 182),
        ("3 كانون الثاني", -179),
        ("31 يونيو", None),
        ("44 يوليو", None),
        ("24 يونيو 2017", None),
        ("24 يوليو 2021", 23),
        ("24 يوليو الماضي", None),
        ("24 يوليو من العام الماضي", None),
        ("يوليو", None),
        ("من يوليو", None),
        ("24 شخصا", None),
        ("13 كانون", None),
    ],
)
def test_a_day_is_so_many_days_off(text, expected):
    """Counted from the article's day, in the year that is meant."""
    assert expected == _ahead(text, date(2021, 7, 1))


def test_in_november_january_is_the_next():
    """What lies most of a year back without a year beside it is still to come."""
    assert 44 == _ahead("3 كانون الثاني", date(2021, 11, 20))


def _ahead(text: str, on: date) -> int | None:
    read = words(text)
    found = [day for at in range(len(read)) if (day := days_ahead(shipped(), read, at, on)) is not None]
    assert len(found) <= 1
    return found[0][1] if found else None
