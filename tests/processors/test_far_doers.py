"""Words may stand between a doer and what it does, and a word for a blow may strike nobody."""

import pytest

from tests.processors.test_taken_over import ARMY, COALITION, TALIBAN, sources, told

HOUTHIS, REGIME = "grp:houthis", "gov:SY"


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        pytest.param(
            "قال المراسل إن الجيش الروسي بدعم من التحالف العربي في الساحل تمكن من قتل عشرين مسلحا", "قتل", ARMY,
            id="helped",
        ),
        pytest.param("فر المسلح إلى مبنى مجاور لتتمكن الشرطة الفرنسية بعدها من قتله", "قتله", "pol:FR", id="so that"),
        pytest.param("قوات الجيش الروسي تمكنت مساء السبت من السيطرة على الجسر", "السيطرة", ARMY, id="a day"),
        pytest.param("دارت معارك تمكنت على إثرها القوات الروسية من تحرير مواقع", "تحرير", ARMY, id="after which"),
        pytest.param("جزء من خطة النظام السوري لاستعادة السيطرة على الريف", "لاستعادة", REGIME, id="a plan"),
        pytest.param("تمت استعادة المدينة الساحلية من قبل قوات الجيش الروسي", "استعادة", ARMY, id="by whom"),
        pytest.param("وقع الاستيلاء على المعسكر على يد حركة طالبان", "الاستيلاء", TALIBAN, id="at whose hands"),
        pytest.param("أعلن الجيش الروسي، مساء الجمعة، شن غارات على البلدة", "شن", ARMY, id="announced in the evening"),
        pytest.param("أعلن الجيش الروسي، الأحد، قصف موقعين شرق البلدة", "قصف", ARMY, id="announced on a day"),
        pytest.param("الهجمات التي تقوم بها حركة طالبان في المدن", "الهجمات", TALIBAN, id="carried out"),
        pytest.param("دانت الأمم المتحدة عمليات القتل التي ارتكبها تنظيم داعش", "القتل", "grp:isis", id="committed"),
        pytest.param("قال مراسلنا إن القصف الروسي استهدف موقعا شمال البلدة", "استهدف", ARMY, id="a blow's nationality"),
        pytest.param("هددت تركيا بأنها ستستهدف تلك القوات إذا تقدمت", "ستستهدف", "state:TR", id="those forces"),
        pytest.param("قصفت المقاتلات الحربية للنظام السوري بلدة في الشمال", "قصفت", REGIME, id="whose planes"),
        pytest.param("قالت الوكالة إن طائرات تابعة للتحالف العربي قصفت البلدة", "قصفت", COALITION, id="its planes struck"),
        pytest.param("قصفت مقاتلات تابعة للتحالف العربي مواقع في صعدة", "قصفت", COALITION, id="planes of"),
        pytest.param("حذر من دعم النظام السوري الذي قتل شعبه بالبراميل", "قتل", REGIME, id="its own people"),
        pytest.param("قوات الجيش الروسي بقيادة سالم الراوي تعلن سيطرتها على الميناء", "سيطرتها", ARMY, id="who leads it"),
        pytest.param("بعد نجاح طيران التحالف العربي بقيادة السعودية في قتل قائد", "قتل", COALITION, id="led by a state"),
        pytest.param("بعد زحف حركة طالبان إلى المدينة والسيطرة على أجزاء منها", "والسيطرة", TALIBAN, id="marched"),
        pytest.param("تعهدت الحكومة التركية ببدء الغارات على البلدة", "الغارات", "gov:TR", id="the start of"),
        pytest.param("تصدت القوات لهجومين شنهما تنظيم داعش شرق البلدة", "لهجومين", "grp:isis", id="two blows"),
        pytest.param("هددت تركيا في السابق بمهاجمة القوات الأميركية", "بمهاجمة", "state:TR", id="threatened before"),
        pytest.param("رفض الوزير المشروع لأنه يجري في ظل احتلال روسي للجزر", "احتلال", "state:RU", id="occupation"),
        pytest.param("منذ سقوط الحكم والاحتلال الأميركي للبلد", "والاحتلال", "state:US", id="the occupation of"),
    ],
)  # fmt: skip
def test_a_doer_is_found_words_away(text: str, word: str, source: str) -> None:
    """What stands between says when, by whose help or by whose order."""
    assert source in sources(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("فقد السيطرة على الميناء في هجمات شنها النظام السوري", "السيطرة", id="by whom he lost it"),
        pytest.param("حرس الحدود قادر على التصدي لأي محاولة تسلل من قبل حركة طالبان", "التصدي", id="whose attempt"),
        pytest.param("معظمها ضد الشباب لكن عددا صغيرا استهدف مقاتلين تابعين لتنظيم داعش", "استهدف", id="who is hit"),
        pytest.param("منطقة يسيطر عليها المقاتلون المناوئون للحوثيين", "يسيطر", id="whose enemies"),
        pytest.param("بفضل التحالف العربي يقوم الشركاء على الأرض باستعادة الخدمات", "باستعادة", id="the partners"),
        pytest.param("أقدم الجيش الروسي على فتح القاعدة لحاجة تقوم على ضرب حركة طالبان", "ضرب", id="another verb"),
        pytest.param("رحبت حركة طالبان بدعم المجالس التي نجحت في طرد القوات", "طرد", id="whom it supports"),
        pytest.param("الغارات الروسية أسقطت عددا كبيرا من الضحايا", "أسقطت", id="victims"),
        pytest.param("إن سالم الراوي يسيطر على غالبية أسهم الشركة", "يسيطر", id="shares"),
        pytest.param("القوات الموالية لشرعية الرئيس سالم الراوي دخلت وسيطرت على القاعدة", "وسيطرت", id="to whom loyal"),
        pytest.param("رحبت الوزارة بإعلان التحالف العربي لاستعادة الشرعية", "لاستعادة", id="a name"),
        pytest.param("لماذا تستهدف الولايات المتحدة الصين برسومها؟", "تستهدف", id="tariffs"),
        pytest.param("أسقطت فنزويلا التي تمتلك احتياطات كبيرة ديونا مستحقة", "أسقطت", id="debts"),
        pytest.param("تواصلت سيطرة بلجيكا على الكرة في الشوط الثاني", "سيطرة", id="the ball"),
        pytest.param("قررت أميركا توجيه ضربة للمبيعات الإيرانية", "ضربة", id="sales"),
    ],
)
def test_no_doer_is_found_where_another_acts_or_nobody_strikes(text: str, word: str) -> None:
    """Silence is better than a guess."""
    assert {None} >= set(sources(text, word))


def test_a_state_that_strikes_another_with_weapons_is_told() -> None:
    """Aims of states are of words where no weapon is named."""
    (event,) = told("تستهدف روسيا أوكرانيا بالصواريخ")
    assert ("state:RU", "state:UA") == (event.source, event.target)
