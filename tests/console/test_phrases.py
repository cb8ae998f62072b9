"""Reasons that deciding writes for machines are read by people."""

import pytest

from alerts.console import phrases
from marsad.handling import KINDS
from processors.window.one_event import NOTHING, TOLD
from tests.console import newsroom


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("افتتح القصة", "opened a story"),
        ("يشترك في 15 من 20 مقطعاً", "15 of 20 prints shared"),
        ("ألفاظ الرياضة 0.0% والحد 1.5%", "0.0% sports words; limit 1.5%"),
        ("بينها 3 كلمات", "3 words; near = sentence"),
        ("لم يرد: «جسر»", "not found: «جسر»"),
        ("ورد «ذكرى» في العنوان", "«ذكرى» is in the title"),
        ("فترة تهدئة: فُتح تنبيه من القاعدة نفسها قبلها أو بعدها بـ12 دقيقة", "cooldown: no place had a case 12 minutes apart, story ab12"),
        ("فترة تهدئة: فُتح تنبيه في pl:port قبلها أو بعدها بـ3 دقائق", "cooldown: pl:port had a case 3 minutes apart, story ab12"),
        ("من الأرشيف: نُشر في 2024-12-28، قبل أن نقرأه بـ700 يوم", "archive: published on 2024-12-28, 700 days before it was read"),
        ("المجموع 7 (+4 «تسرب» +3 «غاز»)، والمطلوب 6", "7 (+4 «تسرب» +3 «غاز»); threshold = 6"),
        ("المجموع 0، والمطلوب 6", "0; threshold = 6"),
        ("الناشر: mashriq", "publisher mashriq"),
        ("القسم: غير معروف", "section unknown"),
        ("خبر قريب من القصتين بدرجة 0.41، ومركزاهما 0.30", "an article scores 0.41 with both, their centres 0.30"),
        ("ضُمّ إليها لاجتماع قرائن: الأماكن نفسها، ناشر آخر يرويه",
         "joined by several signs: both name the same places, another publisher tells it"),
        ("ضُمّ إليها لاجتماع قرائن: كلها يسيرة", "joined by several signs: none of them says much"),
        ("ضُمّ إليها لألفاظ قلّ من يقولها سواها", "joined by words that few others say"),
        ("في القصتين 6 كلمات قلّ من يقولها سواهما، ومركزاهما 0.31", "both say 6 words that few others say, their centres 0.31"),
        ("a reason of tomorrow", "a reason of tomorrow"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_reason_is_said_in_arabic(said: str, why: str) -> None:
    """One we do not know stays as it is."""
    assert said == phrases.reason(why)


def test_a_reason_names_places_and_actors() -> None:
    """Machines write their ids; one without a name stays, and what only looks like an id is no id."""
    why = "cooldown: pl:port had a case 3 minutes apart, story ab12"
    assert "فُتح تنبيه في ميناء الرمال قبلها" in phrases.reason(why, newsroom.label)
    assert "grp:nobody" in phrases.reason(
        "none fits: attack: grp:nobody -> grp:tide, «هجوم» in the title", newsroom.label
    )
    assert "https://a.example" == phrases.reason("https://a.example", lambda _: "x")


def test_every_deed_has_a_word() -> None:
    """For the record of the story."""
    assert set(KINDS) == set(phrases.ACT)


def test_every_sign_of_one_event_has_its_arabic() -> None:
    assert set(phrases.SIGNS) == {*TOLD.values(), NOTHING}
