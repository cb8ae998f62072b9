"""Capitals: the city, or the state that it speaks for?"""

from __future__ import annotations

import pytest

from processors.actors import ActorTagger

TAGGER = ActorTagger(())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أوركسترا باريس تعتذر عن الحفل", ["[pl:paris]"]),
        ("ولكن باريس تعتذر عن التأخير", ["state:FR"]),
        ("قال إن باريس تعتذر عن التأخير", ["state:FR"]),
        ("لم يحضر أحد وباريس تعتذر", ["state:FR"]),
        ("تستضيف باريس غدا معرضا للكتاب", ["[pl:paris]"]),
        ("معرض تستضيفه باريس غدا", ["[pl:paris]"]),
        ("عاصفة تضرب باريس", ["[pl:paris]"]),
        ("باريس تعيش ليلة ماطرة", ["[pl:paris]"]),
        ("كانت باريس عاصمة للموضة", ["[pl:paris]"]),
        ("سيطروا على دمشق القديمة", ["[pl:damascus]"]),
        ("حافلات المسافرين بين باريس وبروكسل", ["[pl:paris]", "[pl:brussels]"]),
        ("فنادق بين أبوظبي ودبي", ["[pl:abu-dhabi]", "[pl:dubai]"]),
        ("خلاف بين بغداد وأربيل", ["state:IQ", "[pl:erbil]"]),
        ("أثنى على دعم باريس للخطة", ["state:FR"]),
        ("أسفت المنظمة لقرار باريس", ["state:FR"]),
        ("ثقة بنوايا باريس", ["state:FR"]),
    ],
)
def test_a_capital_speaks_for_its_state_or_is_a_city(text: str, expected: list[str]) -> None:
    """What hosts, suffers or lies between cities is a city, and so is what a noun before the verb belongs to."""
    found = [each.actor if each.role == "actor" else f"[{each.actor}]" for each in TAGGER.mentions("", text, None)]
    assert expected == found
