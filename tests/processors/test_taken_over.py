"""A blow may have its doer in the verb it was struck with, in an accusation, or in its own pronoun."""

import pytest

from marsad.records import Event
from tests.processors.test_actor_events import TAGGER

ARMY, COALITION, TALIBAN = "mil:RU", "org:arab-coalition", "grp:taliban"


def told(text: str) -> tuple[Event, ...]:
    """Return the events of a text."""
    return TAGGER.read("", text, None)[1]


def sources(text: str, word: str) -> list[str | None]:
    """Return who is told as the doer of each event that `word` names in a text."""
    return [event.source for event in told(text) if text[event.start : event.end] == word]


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        ("استهدفت مقاتلات التحالف العربي بعدة غارات مخازن في صعدة", "غارات", COALITION),
        ("قتل الجيش الروسي مسلحين في ضربة جوية شرق البلدة", "ضربة", ARMY),
        ("قصفت طائرات الجيش الروسي مستودعا خلال 3 غارات", "غارات", ARMY),
        ("تراجعت حركة طالبان بعد سيطرتها على المدينة", "سيطرتها", TALIBAN),
        ("فرضت حركة طالبان رسوما في المناطق الخاضعة لسيطرتها", "لسيطرتها", TALIBAN),
        ("كثفت حركة طالبان من هجماتها على نقاط التفتيش", "هجماتها", TALIBAN),
        ("اتهمت دمشق إسرائيل بشن هجوم على مطار عسكري", "هجوم", "state:IL"),
        ("اتهم المتحدث تركيا بتنفيذ هجمات على القرى", "هجمات", "state:TR"),
        ("هددت روسيا بتوجيه ضربة إلى القاعدة العسكرية", "ضربة", "state:RU"),
        ("حذر الوزير من السيطرة الروسية على الميناء", "السيطرة", "state:RU"),
        ("سقطت الحكومة بعد غزو قادته روسيا", "غزو", "state:RU"),
        ("قتل الجيش الروسي متشددا في ضربة جوية", "ضربة", ARMY),
        ("تعمل روسيا بهذا القانون منذ احتلالها للإقليم", "احتلالها", "state:RU"),
        ("شن الجيش الروسي هجوما على البلدة وتمكن من استعادة الجسر", "استعادة", ARMY),
        ("بدأت حركة طالبان حملة عسكرية ضد الحكومة للسيطرة على الإقليم", "للسيطرة", TALIBAN),
        ("أرسلت روسيا طائرات حربية لقصف مواقع قرب الحدود", "لقصف", "state:RU"),
        ("قصفت مقاتلات التحالف العربي معسكرا قرب المدينة، ما أدى إلى مقتل سبعة", "مقتل", COALITION),
        ("هجوم لحركة طالبان على القاعدة أوقع عشرة قتلى", "قتلى", TALIBAN),
        ("نفذت حركة طالبان هجوما على الفندق أسفر عن سقوط قتلى وجرحى", "قتلى", TALIBAN),
        ("خطف مسلحو حركة طالبان موظفين بعد أن سيطروا على المبنى", "سيطروا", TALIBAN),
        ("الجيش الروسي يعتقل مسلحين ويقتل آخرين", "ويقتل", ARMY),
        ("انسحب الجيش الروسي من البلدة بعد أن سيطر عليها", "سيطر", ARMY),
        ("تمكن الجيش الروسي من صد الهجوم واستعادة القرية", "واستعادة", ARMY),
        ("أعلنت حركة طالبان شن هجوم على البلدة والسيطرة على الجسر", "والسيطرة", TALIBAN),
        ("نقلت الصحيفة عن حركة طالبان قولها إنها قصفت المعسكر", "قصفت", TALIBAN),
    ],
)
def test_the_doer_of_a_blow_is_taken_over(text: str, word: str, source: str) -> None:
    """From the verb, the accusation, the adjective or the pronoun."""
    assert source in sources(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("قتل الجيش الروسي قياديا شارك في هجوم على السفارة", "هجوم", id="another verb"),
        pytest.param("قتل الجيش الروسي مسلحا متورطا في هجوم على السفارة", "هجوم", id="a participle"),
        pytest.param("قتل الجيش الروسي مسلحين كانوا يستعدون لهجوم", "لهجوم", id="whom it killed planned it"),
        pytest.param("قصف الجيش الروسي القرية التي تعرضت لغارات", "لغارات", id="a clause of its own"),
        pytest.param("قتل الجيش الروسي مسلحين في الهجوم", "الهجوم", id="a blow that is known"),
        pytest.param("أحبط الجيش الروسي محاولة لتنفيذ هجمات قرب البلدة", "هجمات", id="who foils strikes none"),
        pytest.param("أولى القوات التي دخلت الكويت وتمكنت من تحريرها", "تحريرها", id="a state that was entered"),
        pytest.param("أرسلت روسيا قوات إلى البلدة الخاضعة لسيطرة المعارضين", "لسيطرة", id="who holds it now"),
        pytest.param("ستواصل روسيا دعم حركة طالبان في حملتها لدحر خصومها", "لدحر", id="whom it helps"),
        pytest.param("هاجمت حركة طالبان المقر ووقعت اشتباكات أدت إلى مقتل عشرين", "مقتل", id="fights that followed"),
        pytest.param("شنت حركة طالبان هجوما أدى إلى مقتل عشرة من مسلحيها", "مقتل", id="its own dead"),
        pytest.param("شنت حركة طالبان هجوما أدى إلى مقتل عشرة من الطرفين", "مقتل", id="the dead of both"),
        pytest.param(
            "أحبط الجيش الروسي تفجيرا، وفي سياق آخر انفجر لغم ما أدى إلى مقتل اثنين", "مقتل", id="whose is unknown"
        ),
        pytest.param(
            "حركة طالبان التي تحاربها اليوم قوات أجنبية وانتزعت منها البلدة", "وانتزعت", id="whom others fight"
        ),
        pytest.param("أقدمت حركة طالبان على استهداف حي الروضة والتحرير", "والتحرير", id="a quarter"),
        pytest.param("قد تشن روسيا وحلفاؤها عملية ضد خصومها بسبب الهجوم على المدينة", "الهجوم", id="what it answers"),
        pytest.param("توعدت روسيا بالقصاص من عناصر متورطين بقصف القرية", "بقصف", id="whom it threatens did it"),
        pytest.param("سيطرت حركة طالبان على البلدة بعد أن طردت القوات الروسية منها", "طردت", id="whom it drove out"),
        pytest.param("حضت روسيا تركيا على رد محدود في هجماتها على القرى", "هجماتها", id="two may be meant"),
    ],
)
def test_a_doer_is_not_taken_over_where_another_may_be_meant(text: str, word: str) -> None:
    """Silence is better than a guess."""
    assert {None} >= set(sources(text, word))


def test_the_dead_of_a_side_are_hers() -> None:
    """«من طرف» names whose they were, not who killed them."""
    (event,) = told("لا أنباء عن جرحى أو قتلى من طرف حركة طالبان")
    assert (None, TALIBAN) == (event.source, event.target)
