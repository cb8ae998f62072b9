"""Persons whom no entry names: a given name, what stands around it, and what is no name at all."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from processors.actors import ActorTagger

TAGGER = ActorTagger(())


def said(text: str) -> list[str]:
    """Return the new persons of a text as `surface`."""
    mentions = TAGGER.mentions("", text, None)
    return [each.surface for each in mentions if each.actor.startswith("new:")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال محافظ البصرة، أسعد النجار، إن الماء يكفي", ["أسعد النجار"]),
        ("أوضح المتحدث باسم الشرطة العقيد محمد الرشيدي أن الطريق مفتوح", ["محمد الرشيدي"]),
        ("وصل المبعوث جوناثان كارفر إلى المدينة", ["جوناثان كارفر"]),
        ("حذر جوليان بيرغمان من الخطر", ["جوليان بيرغمان"]),
        ("رسالة لمحمد بن عبد الله الراشد عن الأزمة", ["محمد بن عبد الله الراشد"]),
        ("التقى الوزير عبد الرحمن سالم وفدا", ["عبد الرحمن سالم"]),
        ("وقال سامر الحلو للصحفيين إنه باق", ["سامر الحلو"]),
        ("قالت السفيرة عليانا أحمد الراشد للصحفيين", ["عليانا أحمد الراشد"]),
        ("زار الوزير الفلبيني زيلون بيتر كارفر المدينة", ["زيلون بيتر كارفر"]),
        ("قال الوزير جوناثان كارفر الإثارة عنوان المباراة", ["جوناثان كارفر"]),
        ("وصل الطبيب محمد المصري إلى المدينة", ["محمد المصري"]),
        ("أوضح الملازم أول تركي الحربي ذلك", ["تركي الحربي"]),
        ("تحدث وكيل أعماله جوناثان كارفر عن العقد", ["جوناثان كارفر"]),
        ("مع السيدة ابتسام الحملاوي الطبيبة في المركز", ["ابتسام الحملاوي"]),
        ("قال اللواء سامر المالكي إنه باق. وأوضح المالكي ذلك", ["سامر المالكي", "المالكي"]),
        ("وسألت ليلى النجار، صحافية في الإذاعة", ["ليلى النجار"]),
        ("وقال ديلورغ زيمبال، الأمين العام للاتحاد. وأضاف زيمبال ذلك", ["ديلورغ زيمبال", "زيمبال"]),
        ("أكد الصحفي الروسي، زارغون تيلماخ، الخبر", ["زارغون تيلماخ"]),
        ("قال رئيس جهاز الأمن الأوكراني، زارغون تيلماخ، أمس", ["زارغون تيلماخ"]),
        ("وقال المهندس جريدان صابري إن الجسر جاهز", ["جريدان صابري"]),
        ("فازت التونسية أنس جابر مفاجأة الدورة", ["أنس جابر"]),
        ("هدف اللاعب محمد صالح تألقه المستمر", ["محمد صالح"]),
        ("لقاء الأمير فيصل بن خالد أمير منطقة عسير", ["فيصل بن خالد"]),
        ("شارك محافظ رابغ طه بن عمر الحربي في الحفل", ["طه بن عمر الحربي"]),
        ("قال مواطن يدعى شريف زيمبال إن الماء شح", ["شريف زيمبال"]),
        ("قال دانييل سبنسر إنه باق. وأضاف سبنسر ذلك", ["دانييل سبنسر", "سبنسر"]),
    ],
)
def test_a_person_is_named_by_given_name_and_surroundings(text: str, expected: list[str]) -> None:
    """A title, a verb of speech or a second name says that it is a person; the title stays outside."""
    assert expected == said(text)


@pytest.mark.parametrize(
    "text",
    [
        "اتفق الوزراء على تعزيز التعاون",
        "صوت المجلس لصالح مشروع القانون",
        "شكل الوزير لجان متابعة جديدة",
        "وصل الوفد إلى مطار الملك عبد العزيز الدولي",
        "بايع جيش خالد بن الوليد التنظيم",
        "كتب - محمد سالم",
        "وكان محمد يعمل في السوق",
        "على أمل العودة إلى البيت",
        "أعلن الوزير أن سامر سيزور البلدة",
        "وقال إن فيصل التحقيق واضح",
        "شمال معسكر خالد بن الوليد",
        "أول قمر صناعي للبلاد",
        "نجح الوسطاء في تيسير المفاوضات",
        "وحذر من أن كريم الانتخابات قريب",
        "وصل مدرب تشيلسي الإنجليزي إلى الملعب",
        "انطلق دوري عبداللطيف جميل أمس",
        "قال المدير إن ميلانيا توجهت إلى الحدود",
        "ليس هذا في صالح ثاندر اللاعب",
        "انتهت المباراة لصالح الريدز",
        "تنحى محامي تركي بارز عن القضية",
        "أوضح المدرب الجديد هورلينو بيانكي فضل برونينو",
        "في جامعة الإمام محمد بن سعود الإسلامية",
        "زار مكتبة الملك عبدالعزيز ومكتبته",
        "يدار المحرك من مفتاح السيارة الذي بيده",
        "وقف أهالي بني هاجر التابعة للمنطقة",
        "استند السيد فريد استند إلى الأرقام",
        "قدم المحلل موسما مميزا للقراء",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    """Prepositions, things named after a person, who wrote the article, ordinary words."""
    assert [] == said(text)


def test_a_family_name_takes_up_a_new_person() -> None:
    """The full name anywhere in the article, then the family name alone, with its clitic outside."""
    mentions = TAGGER.mentions("", "قال المدير جوناثان كارفر إنه سيعود. وأضاف كارفر أن الخطة جاهزة", None)
    assert ["new:جوناثان-كارفر"] * 2 == [each.actor for each in mentions]
    assert ["title", "coref"] == [each.kind for each in mentions]


def test_a_new_person_has_a_type_and_a_name_to_show() -> None:
    """What the console shows of an id that no entry names."""
    assert ("person", "جوناثان كارفر") == (TAGGER.type("new:جوناثان-كارفر"), TAGGER.label("new:جوناثان-كارفر"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال علي سالم إنه باق", "per:ali-salem"),
        ("قال أحمد علي سالم إنه باق", "new:احمد-علي-سالم"),
        ("قال الأمير أحمد بن علي سالم إنه باق", "new:احمد-بن-علي-سالم"),
    ],
)
def test_a_known_name_behind_a_given_name_is_the_end_of_anothers(text: str, expected: str) -> None:
    """A son bears his father's name behind his own."""
    tagger = ActorTagger([Actor(id="per:ali-salem", type="person", names={"ar": "علي سالم"})])
    assert [expected] == [each.actor for each in tagger.mentions("", text, None)]
