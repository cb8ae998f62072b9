"""Institutions that are said by a name: whose government is «حكومة الحلو»?"""

from __future__ import annotations

from datetime import date

import pytest

from marsad.config.models import Actor, Office
from processors.actors import ActorTagger

START = date(2010, 1, 1)


def head(name: str, arabic: str, country: str, office: str) -> Actor:
    offices = (Office(office=office, start=START),)
    return Actor(id=name, type="person", country=country, names={"ar": arabic}, office=offices)


TAGGER = ActorTagger(
    (
        head("per:head", "سالم الراوندي", "IQ", "IQ.pm"),
        head("per:one", "نبيل الشاردي", "SY", "SY.president"),
        head("per:other", "كمال الشاردي", "TN", "TN.pm"),
        head("per:minister", "سامي الريادي", "TN", "TN.foreign"),
        head("per:given", "راغب أشرف", "PK", "PK.pm"),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تواجه حكومة الراوندي أزمة", ["gov:IQ"]),
        ("تواجه حكومة الرئيس سالم الراوندي أزمة", ["gov:IQ", "per:head"]),
        ("سقط نظام الشاردي قبل أعوام", []),
        ("مهندسون في إدارة الريادي للمياه", []),
        ("انتقد حكومة سامي الريادي", ["gov:TN", "per:minister"]),
        ("رحبت حكومة الرئيس أشرف محمود الدارجي بالقرار", ["new:اشرف-محمود-الدارجي"]),
    ],
)
def test_a_family_name_means_a_government_if_its_bearer_ever_led_one(text: str, expected: list[str]) -> None:
    """Family names are words too; of two leaders of one family name, and before a given name, none is meant."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصلت قوات من روسيا", ["mil:RU"]),
        ("قررت نقل السفارة من باريس", ["pl:paris"]),
        ("تعادل نادي الطيران العراقي", []),
    ],
)
def test_an_institution_that_comes_from_somewhere_is_not_that_state_s(text: str, expected: list[str]) -> None:
    """Behind the definite «السفارة من» stands where it is moved from, and clubs are no air force."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None)]
