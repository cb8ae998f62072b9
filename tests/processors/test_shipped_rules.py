"""The shipped rules fire on news of their kind and on none of its false friends."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.config.load import load
from marsad.records import Article
from processors.pipeline import Watch, analyse, compile_watch

SEEN = datetime(2024, 5, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The shipped configuration, compiled."""
    return compile_watch(load(Path(__file__).parents[2] / "config").config)


def _fired(watch: Watch, title: str, text: str) -> dict[str, str]:
    article = Article(id="a", revision="r", url="https://wakala.example/1", seen=SEEN, title=title, text=text)
    return {match.rule: match.status for match in analyse(article, watch).matches}


@pytest.mark.parametrize(
    ("expected", "title", "text"),
    [
        (
            {"attack": "asserted"},
            "قتلى في هجوم مسلح على سوق شمالي البلاد",
            "قال شهود إن مسلحين هاجموا السوق صباح الثلاثاء وقتلوا خمسة من الباعة.",
        ),
        (
            {"takeover": "asserted"},
            "المعارضة تسيطر على بلدة حدودية",
            "سيطرت فصائل المعارضة اليوم على بلدة الرمثانية قرب الحدود بعد انسحاب القوات منها.",
        ),
        (
            {"airstrike": "asserted"},
            "غارات على أحياء سكنية تخلف ضحايا",
            "شنت طائرات حربية غارات على أحياء سكنية في المدينة فجر اليوم.",
        ),
        (
            {"bombing": "asserted"},
            "انفجار سيارة مفخخة وسط العاصمة",
            "انفجرت سيارة مفخخة أمام مبنى البلدية ما أوقع ثلاثة جرحى.",
        ),
        (
            {"clashes": "asserted"},
            "اشتباكات بين الجيش ومسلحين في الضواحي",
            "اندلعت اشتباكات عنيفة بين قوات الجيش ومسلحين قبليين في ضواحي المدينة.",
        ),
        (
            {"assassination": "asserted"},
            "اغتيال ضابط كبير وسط المدينة",
            "اغتال مجهولون ضابطا كبيرا لدى خروجه من منزله.",
        ),
        (
            {"assassination": "attempted"},
            "نجاة محافظ من محاولة اغتيال",
            "قال مكتبه إنه بخير.",
        ),
        (
            {"kidnapping": "asserted"},
            "مسلحون يختطفون ثلاثة مهندسين",
            "اختطف مسلحون ثلاثة مهندسين يعملون في حقل نفطي، وفق مصدر أمني.",
        ),
        (
            {"ceasefire": "asserted"},
            "الطرفان يتفقان على هدنة لثلاثة أيام",
            "دخل وقف إطلاق النار حيز التنفيذ عند منتصف الليل.",
        ),
        (
            {"displacement": "asserted"},
            "نزوح آلاف العائلات من ريف المحافظة",
            "نزحت آلاف العائلات من قرى الريف نحو المخيمات.",
        ),
        (
            {"coup": "asserted"},
            "انقلاب عسكري يطيح بالرئيس",
            "أعلن ضباط عبر التلفزيون حل الحكومة وإغلاق الحدود.",
        ),
        (
            {"protest": "asserted"},
            "مظاهرات حاشدة ضد رفع الأسعار",
            "تظاهر آلاف الأشخاص في ساحة البلدية مطالبين بخفض الأسعار.",
        ),
        (
            {"thwarted": "prevented"},
            "الشرطة تحبط هجوما على محطة قطارات",
            "أعلنت الشرطة إحباط هجوم كان يستهدف محطة القطارات المركزية.",
        ),
    ],
)
def test_each_rule_fires_on_news_of_its_kind(expected: dict[str, str], title: str, text: str, watch: Watch) -> None:
    """With the status of the word that fired it."""
    assert expected.items() <= _fired(watch, title, text).items()


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "خط الهجوم يقود النسور إلى الفوز",
            "سجل المهاجم هدفين في المباراة وسيطر الفريق على الشوط الثاني بعد هجوم منظم على مرمى الضيوف.",
            id="sport",
        ),
        pytest.param(
            "رجال الإطفاء يسيطرون على حريق في مصنع",
            "تمكنت فرق الإطفاء من السيطرة على الحريق الذي اندلع في منطقة صناعية شرقي المدينة.",
            id="control of a fire",
        ),
        pytest.param(
            "هجوم إلكتروني يعطل مواقع حكومية",
            "تعرضت مواقع عدة وزارات لهجوم إلكتروني عطلها ساعات ولم يصب أحد بأذى.",
            id="an attack on computers",
        ),
        pytest.param(
            "قافلة مساعدات تصل إلى بلدة محاصرة",
            "دخلت القافلة البلدة الواقعة تحت سيطرة فصائل المعارضة وعلى متنها أغذية وأدوية.",
            id="who holds the place is no news",
        ),
        pytest.param(
            "نائب يستقيل احتجاجا على الموازنة",
            "أعلن النائب استقالته احتجاجا على إقرار الموازنة في مدينة العاصمة.",
            id="in protest at",
        ),
        pytest.param(
            "انقلاب حافلة على طريق جبلي",
            "انقلبت حافلة تقل جنودا من الجيش على طريق جبلي من دون إصابات خطرة.",
            id="a coach overturned",
        ),
        pytest.param(
            "الحكومة تراجع أسعار الوقود",
            "تسعى الحكومة إلى السيطرة على أسعار الوقود في الأسواق قبل الشتاء.",
            id="control of prices",
        ),
        pytest.param(
            "محكمة تقضي بسجن منفذ الهجوم على المعبد",
            "قضت محكمة بسجن منفذ الهجوم الذي أوقع سبعة قتلى قبل ثلاث سنوات.",
            id="a trial",
        ),
        pytest.param(
            "البلدان يبحثان إنهاء الحرب التجارية",
            "يسعى المفاوضون إلى هدنة تجارية توقف زيادة الرسوم.",
            id="a truce of trade",
        ),
    ],
)
def test_no_rule_fires_on_a_false_friend(title: str, text: str, watch: Watch) -> None:
    """The words are there, the event is not."""
    assert {} == _fired(watch, title, text)
