"""A hit's status is given by the word that governs it, and by nothing else."""

from datetime import date

import pytest

from marsad.config.models import Keyword
from processors.keywords import KeywordMatcher
from tests.processors.statuses import MATCHER, status_of


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        # negated
        ("لم تهاجم القوات البلدة", "تهاجم", ("negated", "لم")),
        ("أكد أن قواته لن تنسحب من الحدود", "تنسحب", ("negated", "لن")),
        ("ولا يسيطر الجيش على المعبر", "يسيطر", ("negated", "ولا")),
        ("لم تشن طائراتنا أي هجوم", "هجوم", ("negated", "لم")),
        ("انتهت العملية دون وقوع إصابات", "إصابات", ("negated", "دون")),
        ("انتهت العملية دون أن تسفر عن إصابات", "إصابات", ("negated", "دون")),
        ("لم يسفر الانفجار عن ضحايا", "ضحايا", ("negated", "لم")),
        ("دعا إلى عدم الانسحاب من الاتفاق", "الانسحاب", ("negated", "عدم")),
        ("نفى المتحدث وقوع هجوم على القاعدة", "هجوم", ("negated", "نفى")),
        ("قال إن ما جرى ليس هجوما", "هجوما", ("negated", "ليس")),
        ("لم تتمكن القوات من السيطرة على التل", "السيطرة", ("negated", "لم")),
        # prevented
        ("أحبطت الشرطة الفرنسية هجوما كبيرا", "هجوما", ("prevented", "أحبطت")),
        ("دعم دولي لوقف هجوم الحركة", "هجوم", ("prevented", "لوقف")),
        ("منعت الدوريات المتسللين من الهجوم على المعسكر", "الهجوم", ("prevented", "منعت")),
        ("تصدى الحراس للهجوم", "للهجوم", ("prevented", "تصدى")),
        ("إحباط محاولة اغتيال رئيس البلدية", "اغتيال", ("prevented", "إحباط")),
        ("حاولت منع الهجوم", "الهجوم", ("prevented", "منع")),
        ("وكشف عن هجوم أحبطته المخابرات", "هجوم", ("prevented", "أحبطته")),
        # attempted
        ("كانوا يحاولون السيطرة على المكتب", "السيطرة", ("attempted", "يحاولون")),
        ("نجا النائب من محاولة اغتيال", "اغتيال", ("attempted", "محاولة")),
        ("في محاولة فاشلة لاغتيال الوزير", "لاغتيال", ("attempted", "محاولة")),
        ("كادت الحركة تسيطر على المدينة", "تسيطر", ("attempted", "كادت")),
        ("باتت على وشك السيطرة على الميناء", "السيطرة", ("attempted", "وشك")),
        ("فشل الضباط في الانقلاب", "الانقلاب", ("attempted", "فشل")),
        ("أفلت قادة الانقلاب الفاشل", "الانقلاب", ("attempted", "الفاشل")),
        # planned
        ("أعلن أن قواته ستهاجم الميناء", "ستهاجم", ("planned", "ستهاجم")),
        ("سوف تنسحب القوات غدا", "تنسحب", ("planned", "سوف")),
        ("التنظيم يستعد لشن هجمات جديدة", "هجمات", ("planned", "يستعد")),
        ("تواصل الجماعة حملتها للسيطرة على الريف", "للسيطرة", ("planned", "حملتها")),
        ("هدد المسلحون بالهجوم على السفارة", "بالهجوم", ("planned", "هدد")),
        ("دفعت بتعزيزات بهدف السيطرة على الطريق", "السيطرة", ("planned", "بهدف")),
        ("استخدمت الطائرات لشن هجمات", "هجمات", ("planned", "لشن")),
        ("دعا المجلس إلى انسحاب القوات", "انسحاب", ("planned", "دعا")),
        # conditional
        ("لن يعترف العالم بها إذا سيطرت على البلاد", "سيطرت", ("conditional", "إذا")),
        ("ربما هاجموا من الشرق", "هاجموا", ("conditional", "ربما")),
        ("قد يهاجم التنظيم القرى", "يهاجم", ("conditional", "قد")),
        ("القوات قادرة على السيطرة على الوضع", "السيطرة", ("conditional", "قادرة")),
        ("تحييد هجمات إرهابية محتملة", "هجمات", ("conditional", "محتملة")),
        ("حذرت السفارة من هجوم وسط العاصمة", "هجوم", ("conditional", "حذرت")),
        ("يمكن أن يهاجموا ليلا", "يهاجموا", ("conditional", "يمكن")),
        ("في حال وقوع هجوم كيميائي", "هجوم", ("conditional", "حال")),
        # recalled
        ("في ذكرى الهجوم على البرجين", "الهجوم", ("recalled", "ذكرى")),
        ("منذ أن غزوا البلاد تذكر هجوم عام 2001", "هجوم", ("recalled", "2001")),
        ("الهجوم الذي وقع في مايو 2014", "الهجوم", ("recalled", "2014")),
        ("وقع الهجوم قبل عشر سنوات", "الهجوم", ("recalled", "سنوات")),
        ("فاز في انتخابات العام الماضي", "انتخابات", ("recalled", "الماضي")),
        ("بعد حرب 2006 مع الجيران", "حرب", ("recalled", "2006")),
    ],
)  # fmt: skip
def test_a_governing_word_gives_its_status(text, form, expected):
    """Negation, prevention, attempt, plan, condition and memory are told from an event, with their cue."""
    assert expected == status_of(text, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        # a negated verb between says something else
        ("لم يهنئها أحد بسيطرتها على البلاد", "بسيطرتها"),
        ("لم تعلن أي جهة مسؤوليتها عن الهجوم", "الهجوم"),
        ("لم يسفر الهجوم عن خسائر", "الهجوم"),
        # states that go on
        ("لا تزال المدينة تحت سيطرة الجيش", "سيطرة"),
        ("ما زالت القرى تحت سيطرة المعارضة", "سيطرة"),
        ("المناطق الخاضعة لسيطرة الحكومة", "لسيطرة"),
        ("تعرض الموقع لهجوم عنيف", "لهجوم"),
        # the last one is denied, not the attack
        ("وأوضح أنه ليس الهجوم الأخير", "الهجوم"),
        # قد with the past is certain, and إن is أن in print
        ("كان المسلحون قد هاجموا القرية", "هاجموا"),
        ("قال إن المسلحين هاجموا القرية", "هاجموا"),
        # the target, not the plan
        ("نددوا بمقاومتهم للاحتلال", "للاحتلال"),
        ("احتجاجات ضد الحرب", "الحرب"),
        # سيطر begins with سي and is no future
        ("سيطر الجيش على التل", "سيطر"),
        ("وسيطروا على الطريق", "وسيطروا"),
        # another noun owns the event
        ("أوقفت الشرطة منفذ الهجوم", "الهجوم"),
        ("منعت الشرطة الصحفيين من الوصول إلى موقع الهجوم", "الهجوم"),
        ("نفت الحركة مسؤوليتها عن الهجوم", "الهجوم"),
        ("حاول منفذ الهجوم الفرار", "الهجوم"),
        # another phrase, another clause, another sentence
        ("أوقفوا ثلاثة أشخاص بعد الهجوم", "الهجوم"),
        ("لم يتراجعوا، هجوم عنيف", "هجوم"),
        ("لم يتراجعوا. هاجموا القرية", "هاجموا"),
        ("قبل أن يهاجموا القرية", "يهاجموا"),
        # prevention undone
        ("فشل الحراس في منع الهجوم", "الهجوم"),
        ("لم يمنع الجنود الهجوم", "الهجوم"),
        # taken back
        ("لم يقتل سوى جندي واحد", "يقتل"),
        # dates that bound, count, or date another
        ("يسيطرون على البلدة منذ عام 2014", "يسيطرون"),
        ("إصابة 2000 شخص", "إصابة"),
        ("أدى إلى مقتل القيادي الذي قاد معارك عام 2006", "مقتل"),
        ("هجوم عام 2021", "هجوم"),
        # adjectives of the next noun
        ("هجوم على القمة المرتقبة", "هجوم"),
        ("هجوم القوات المحتملة", "هجوم"),
        # a complement of the thing prevented
        ("لمنع انتهاكات أخرى للاحتلال", "للاحتلال"),
        # words spelt like a cue: and condemned, a club
        ("وأدان الوزير الهجوم", "الهجوم"),
        ("وأدين المتهم بالهجوم على الحافلة", "بالهجوم"),
        ("شجع نادي المدينة بالهجوم المبكر", "بالهجوم"),
    ],
)
def test_what_only_stands_near_decides_nothing(text, form):
    """The traps: each looks like a cue and leaves the event asserted."""
    assert ("asserted", "") == status_of(text, form)


def test_double_denial_leaves_it_possible():
    """«لم يستبعد هجوما» neither denies nor asserts."""
    assert ("conditional", "لم") == status_of("لم يستبعد الوزير هجوما", "هجوما")


def test_a_denied_plan_is_denied():
    """The outer word decides over attempts and plans."""
    assert ("negated", "نفى") == status_of("نفى التخطيط لهجوم", "لهجوم")
    assert ("negated", "لم") == status_of("لم يحاولوا السيطرة على المقر", "السيطرة")


def test_without_the_year_of_the_article_no_year_is_past():
    """Whether 2014 is history depends on when the article appeared."""
    assert ("asserted", "") == status_of("وقع الهجوم عام 2014", "الهجوم", on=None)
    assert ("asserted", "") == status_of("وقع الهجوم عام 2014", "الهجوم", on=date(2014, 7, 1))


def test_a_title_is_judged_by_itself():
    """A cue in the title says nothing about the text, nor the other way round."""
    hits = MATCHER.hits("إحباط هجوم", "هجوم على القاعدة")
    assert [("title", "prevented"), ("text", "asserted")] == [(hit.field, hit.status) for hit in hits]


def test_the_status_of_a_phrase_is_that_of_its_first_word():
    """Phrases are judged like words."""
    matcher = KeywordMatcher([Keyword(key="إطلاق النار")])
    assert "prevented" == matcher.hits("", "اتفقوا على وقف إطلاق النار")[0].status


def test_a_long_chain_of_cues_is_judged():
    """Nothing recurses without end."""
    assert "attempted" == status_of("محاولة " * 5000 + "هجوم", "هجوم")[0]
