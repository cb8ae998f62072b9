"""A route and a silence take an alert by the notion of place and actor that made the rule fire."""

from __future__ import annotations

import pytest

from alerts.desk import matches
from alerts.policy import silenced_by
from alerts.render import payload
from marsad.config.channel_tables import When
from marsad.config.models import Actor, Rule
from marsad.outbox import Silence
from marsad.records import Alert, Article, decode, encode
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.pipeline import analyse, compile_watch
from processors.window.index import Index
from tests.alerts.samples import START, alert
from tests.shipped import config

KANDAHAR = ("هجوم مسلح على حاجز في مدينة قندهار", "شن مسلحون هجوماً على حاجز للشرطة في قندهار صباح اليوم.")
STATE = ("زلزال قوي يضرب أفغانستان", "ضرب زلزال قوي شرق أفغانستان فجر اليوم، وشعر به سكان القرى.")
BRIGADE = ("لواء الساحل الأول يشن هجوماً على ثكنة", "شن لواء الساحل الأول هجوماً على ثكنة للجيش مساء أمس.")
MOVEMENT = Actor(id="grp:coast", type="armed_group", country="SY", aliases=("ألوية الساحل",))
PART = Actor(id="grp:coast-one", type="armed_group", parent="grp:coast", aliases=("لواء الساحل الأول",))


@pytest.fixture(scope="module")
def watch():
    """The shipped places and actors, a group with a part, and one rule."""
    rule = Rule.model_validate({"id": "r", "name": "قاعدة", "severity": "high", "all": ({"any": ("هجوم", "زلزال")},)})
    return compile_watch(config().model_copy(update={"rules": (rule,), "actors": (*config().actors, MOVEMENT, PART)}))


def alert_on(news: tuple[str, str], watch) -> Alert:
    title, text = news
    article = Article(id="a", revision="r", url="", title=title, text=text, seen=START)
    (made,) = decide(analyse(article, watch), Index(), PlainMemory()).alerts
    return decode(encode(made), Alert)


@pytest.mark.parametrize(
    ("expected", "news", "when"),
    [
        (True, KANDAHAR, When(place=("af",))),
        (True, KANDAHAR, When(place=("pl:kandahar",))),
        (True, KANDAHAR, When(place=("pk", "a*"))),
        (False, KANDAHAR, When(place=("pk",))),
        (False, KANDAHAR, When(place=("state:AF",))),
        (True, STATE, When(place=("af",))),
        (True, STATE, When(place=("state:AF",))),
        (False, STATE, When(place=("pl:kandahar",))),
        (False, STATE, When(actor=("af",))),
        (True, BRIGADE, When(actor=("grp:coast-one",))),
        (True, BRIGADE, When(actor=("grp:coast",))),
        (False, BRIGADE, When(actor=("grp:taliban",))),
    ],
)
def test_routes_and_silences_ask_what_rules_ask(watch, expected, news, when):
    """A country holds its cities and is its state, a movement has its brigades."""
    made = alert_on(news, watch)
    silence = Silence(
        id=1, match=when.model_dump_json().encode(), author="سلمى", reason="تدريب", created=START, expires=START
    )

    assert (expected, expected) == (matches(when, made), bool(silenced_by(made, [silence])))


def test_programs_are_told_in_which_country_a_place_lies(watch):
    """The id of the city stays what it is."""
    told = [payload(alert_on(news, watch)) for news in (KANDAHAR, STATE)]

    assert [(["pl:kandahar"], ["af"]), (["state:AF"], ["af"])] == [(each["places"], each["within"]) for each in told]


def test_what_was_opened_by_an_earlier_version_goes_by_its_own_ids():
    """Its record does not tell the country."""
    yesterdays = alert(places=("pl:kandahar",), within=())

    assert [True, False] == [matches(When(place=(place,)), yesterdays) for place in ("pl:kandahar", "af")]
