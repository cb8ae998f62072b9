"""A person who only told of a deed, ordered it or suffered it is not its doer."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from processors.actors import ActorTagger

TAGGER = ActorTagger(
    (
        Actor(id="per:salem", type="person", names={"ar": "سالم الراوي"}, aliases=()),
        Actor(id="grp:isis", type="armed_group", names={"ar": "تنظيم داعش"}, aliases=("داعش",)),
        Actor(id="sec:office", type="security", names={"ar": "مكتب التحقيقات"}, aliases=()),
        Actor(id="grp:taliban", type="armed_group", names={"ar": "حركة طالبان"}, aliases=("طالبان",)),
    )
)


def sources(text: str) -> list[str]:
    """Return who did something, as the text says."""
    return [each.source for each in TAGGER.read("", text, None)[1] if each.source]


@pytest.mark.parametrize(
    "text",
    [
        "القائد سالم الراوي قتل مسموما",
        "سالم الراوي اغتالته يد الغدر فجر السبت",
        "أعلن الرئيس سالم الراوي عن شن ضربات جوية في الإقليم",
        "سالم الراوي أمر بإسقاط طائرة ركاب",
        "تعهد سالم الراوي بالتصدي لوباء الجريمة في البلاد",
        "أعلن سالم الراوي تحرير المدينة",
        "سالم الراوي يعلن قصف اجتماع في الجبال",
        "استعاد سالم الراوي ذكرى تلك الأيام",
        "ويحتل سالم الراوي المرتبة الأولى في القائمة",
        "سالم الراوي ينتزع كأس البطولة",
        "وجه سالم الراوي الضربة القاضية لآمال الفريق",
        "سالم الراوي الذي استعاد مكتب التحقيقات ساعته",
        "تقدمت القوات الموالية للرئيس السابق سالم الراوي بعد سيطرتها على الطريق",
        "مقتل طيارين في تلك الحادثة، وذلك في محاولة من قبل سالم الراوي لكسب الوقت",
    ],
)
def test_who_tells_orders_or_suffers_is_no_doer(text: str) -> None:
    """Verbs of saying and ordering, an accusative of how, and an object pronoun leave the doer open."""
    assert sources(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "سالم الراوي قتل جنديين قرب الحاجز",
        "أعلن سالم الراوي سيطرته على البلدة",
        "سالم الراوي استعاد مدينة حدودية",
        "تصدى سالم الراوي لهجوم على القرية",
        "أوضح المحقق أن سالم الراوي قام باغتيال صحافي",
        "سالم الراوي أعدم ضابطا في المعسكر",
        "اتهمت النيابة سالم الراوي باغتيال صحافي",
    ],
)
def test_who_did_it_himself_is_the_doer(text: str) -> None:
    """His own forces, a counted victim and an accusation name him."""
    assert sources(text) == ["per:salem"]


def test_a_case_named_before_a_comma_raids_nobody() -> None:
    """The subject stands behind the verb: في إطار قضية فلان، داهم مكتب التحقيقات."""
    assert sources("في إطار التحقيق في قضية سالم الراوي، داهم مكتب التحقيقات منزلا") == []


def test_a_blow_with_her_pronoun_is_not_his() -> None:
    """وشن غاراتها goes on with a noun, of somebody feminine."""
    text = "رفض سالم الراوي التخلي عن رفاقه بعد مطاردة واشنطن له، وشن غاراتها على طالبان"
    assert "per:salem" not in sources(text)


def test_who_was_killed_by_somebody_is_no_killer() -> None:
    """من قبل says by whom, also behind a relative pronoun."""
    assert sources("القيادي سالم الراوي الذي قُتل من قبل حركة طالبان العام الماضي") == ["grp:taliban"]


@pytest.mark.parametrize(
    "text",
    [
        "شارك مسلحون في اقتحام السجن لإطلاق ضباط وقادة من حركة طالبان",
        "تأخرت عملية الاقتحام لوجود أسرى بينهم قيادات بارزة من حركة طالبان",
        "سيطر مكتب التحقيقات ومقاتلون محليون وعناصر من حركة طالبان على الضفة",
    ],
)
def test_members_of_a_group_are_not_whom_a_place_is_taken_from(text: str) -> None:
    """من says whose leaders and fighters they are."""
    assert "grp:taliban" not in [each.target for each in TAGGER.read("", text, None)[1]]


def test_a_town_is_taken_from_whom_it_says() -> None:
    """Behind the town من names who held it."""
    event = TAGGER.read("", "انتزع مكتب التحقيقات مواقع مهمة من حركة طالبان", None)[1][0]
    assert (event.source, event.target) == ("sec:office", "grp:taliban")
