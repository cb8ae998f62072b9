"""Whom may a name mean that somebody typed?"""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from processors.actors import ActorTagger
from processors.called import Called
from tests import shipped


@pytest.fixture(scope="module")
def called() -> Called:
    """Return the names of the shipped configuration."""
    return Called(shipped.config().actors, shipped.watch().actors)


@pytest.mark.parametrize(
    ("ids", "name"),
    [
        (("grp:taliban",), "طالبان"),
        (("grp:taliban",), "  حركة طالبان "),
        (("grp:taliban",), "Taliban"),
        (("grp:alqaeda",), "القاعدة"),  # in a text only behind words that say so
        (("state:LY",), "ليبيا"),
        (("pl:jeddah",), "جده"),
        (("pl:tehran",), "طهران"),
        (("mil:SY",), "الجيش السوري"),
        (("min:RU.foreign", "min:RU.state"), "وزارة الخارجية الروسية"),
        (("new:سهيل-الرمال",), "سهيل الرمال"),
        ((), "زعتر"),
        ((), "؟"),
        ((), ""),
    ],
)
def test_a_name_means_whoever_is_called_so(called: Called, ids: tuple[str, ...], name: str) -> None:
    """Names and aliases, ambiguous ones too, states, capitals, places, institutions, persons of the news."""
    assert ids == called.ids(name)


def test_every_name_that_a_card_shows_leads_back(called: Called) -> None:
    """Whoever is configured, and every state, is found by the name it is shown by."""
    tagger = shipped.watch().actors
    shown = [actor.id for actor in shipped.config().actors if actor.enabled] + [
        "mil:LB",
        "gov:FJ",
        "min:MC.foreign",
        "state:XK",
    ]
    assert [] == [each for each in shown if each not in called.ids(tagger.label(each))]


def test_a_name_of_several_means_each() -> None:
    """In the order of the configuration; one that is not enabled is nobody."""
    actors = [
        Actor(id="pl:amal", type="place", names={"ar": "الأمل"}),
        Actor(id="media:amal", type="media", names={"ar": "الامل"}),
        Actor(id="grp:amal", type="party", names={"ar": "الأمل"}, enabled=False),
    ]
    assert ("pl:amal", "media:amal") == Called(actors, ActorTagger(actors)).ids("الأمل")
