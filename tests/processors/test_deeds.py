"""A rule may ask who did it and to whom, and an alert tells it of its own sentence."""

from collections.abc import Sequence
from typing import Any

import pytest

from marsad.config.models import Rule
from marsad.records import Analysis, Article, Deed, Event, Hit, Side
from marsad.stores.memory import PlainMemory
from processors.document import Document
from processors.findings import findings_of
from processors.matching.ruleset import RuleSet
from processors.pipeline import Watch, analyse, compile_watch, decide
from processors.rules import match, matches
from processors.window.index import Index
from tests import shipped
from tests.analysed import analyses
from tests.processors.test_rules import COUNTRY, PARENT, SEEN, _article, _rule

TITLE = "هجوم قرب قندوز"
TEXT = "شنت الجماعة هجوما على ثكنة. ووقع قصف آخر. وقال شهود إن القصف طال المطار."
HITS = [Hit(keyword="هجوم", level="strict", form="هجوما", field="text", start=12, end=17)]
NAMES = {"grp:haqqani": "شبكة حقاني", "mil:AF": "الجيش الأفغاني", "grp:taliban": "طالبان"}


def _event(word: str, field: str = "text", **sides: Any) -> Event:
    start = (TITLE if field == "title" else TEXT).index(word)
    return Event(**{"event": "attack", "field": field, "start": start, "end": start + len(word), **sides})


def _document(events: Sequence[Event]) -> Document:
    return Document(_article(TITLE, TEXT), findings_of(HITS), events=events)


def _set(*rules: Rule) -> RuleSet:
    return RuleSet(rules, country=COUNTRY, parent=PARENT, label=lambda name: NAMES.get(name, name))


HAQQANI_ON_ARMY = _event("هجوما", source="grp:haqqani", target="mil:AF")


@pytest.mark.parametrize(
    ("expected", "keys"),
    [
        pytest.param(True, {"source": ["grp:haqqani"]}, id="the id itself"),
        pytest.param(True, {"source": ["grp:taliban"]}, id="a parent counts for its parts"),
        pytest.param(True, {"source": ["grp:isis", "grp:taliban"]}, id="one of several is enough"),
        pytest.param(True, {"source": ["grp:*"]}, id="any of a kind"),
        pytest.param(True, {"source": ["AF"]}, id="any of a country, through the parent"),
        pytest.param(False, {"source": ["state:AF"]}, id="a group of a country is not its state"),
        pytest.param(True, {"target": ["state:AF"]}, id="an army counts for its state"),
        pytest.param(True, {"target": ["AF"]}, id="an army is of its country"),
        pytest.param(False, {"target": ["SY"]}, id="another country"),
        pytest.param(False, {"source": ["mil:AF"]}, id="the sides are not swapped"),
        pytest.param(True, {"source": ["grp:taliban"], "target": ["mil:AF"]}, id="both sides"),
        pytest.param(False, {"source": ["grp:taliban"], "target": ["mil:SY"]}, id="both sides must fit"),
        pytest.param(True, {"event": ["attack", "killed"]}, id="a kind of event"),
        pytest.param(False, {"event": ["killed"], "source": ["grp:taliban"]}, id="the kind must fit too"),
        pytest.param(False, {"in": ["title"], "source": ["grp:taliban"]}, id="the rule's places hold for the event"),
        pytest.param(True, {"in": ["text"], "source": ["grp:taliban"]}, id="the lead is text"),
        pytest.param(True, {"event_status": ["asserted"], "source": ["grp:taliban"]}, id="what became of it"),
        pytest.param(False, {"event_status": ["prevented"]}, id="it was not foiled"),
    ],
)
def test_a_rule_asks_who_did_it_to_whom(expected: bool, keys: dict[str, Any]) -> None:
    """Ids roll up on both sides as they do in clauses, and the quick way answers as the long one."""
    where = {"in": ["text"], "any": ["هجوم"]}
    ruleset = _set(_rule(all=[where], **keys))
    document = _document([HAQQANI_ON_ARMY])
    assert expected == match(ruleset.rules[0], document).fired
    assert expected == bool(matches(ruleset, document))


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([], "no event with a known side is told"),
        ([_event("هجوما", target="mil:AF")], "none fits: attack: ? -> mil:AF, «هجوما» in the lead"),
        (
            [_event("هجوما", target="mil:AF", status="prevented")],
            "none fits: attack (prevented): ? -> mil:AF, «هجوما» in the lead",
        ),
        (
            [_event("قصف", source="mil:AF"), _event("القصف", target="grp:isis")],
            "none fits: attack: mil:AF -> ?, «قصف» in the lead; attack: ? -> grp:isis, «القصف» in the text",
        ),
        (
            [_event(word, source="mil:AF") for word in ("هجوما", "قصف", "القصف", "القصف")],
            (
                "none fits: attack: mil:AF -> ?, «هجوما» in the lead; attack: mil:AF -> ?, «قصف» in the lead; "
                "attack: mil:AF -> ?, «القصف» in the text; and 1 more"
            ),
        ),
    ],
)
def test_a_side_that_is_not_known_does_not_fit_and_the_reason_names_what_was_told(
    events: list[Event], why: str
) -> None:
    """Fails closed: an article without the event is not alerted."""
    ruleset = _set(_rule(all=["هجوم"], source=["grp:taliban"]))
    verdict = match(ruleset.rules[0], _document(events))
    assert [(False, why)] == [(each.ok, each.why) for each in verdict.clauses if each.clause == "event"]
    assert () == matches(ruleset, _document(events))


def test_a_rule_that_asks_for_no_event_says_nothing_of_events() -> None:
    """Its verdict and its reading are what they were."""
    verdict = match(_set(_rule(all=["هجوم"])).rules[0], _document([HAQQANI_ON_ARMY]))
    assert ["all[0]"] == [each.clause for each in verdict.clauses]


@pytest.mark.parametrize(
    ("events", "told"),
    [
        pytest.param([HAQQANI_ON_ARMY], [("grp:haqqani", "mil:AF", None)], id="of the sentence"),
        pytest.param([_event("القصف", target="grp:taliban")], [], id="not of another sentence"),
        pytest.param([_event("قصف", source="grp:taliban")], [], id="not even of the next"),
        pytest.param([_event("هجوم", "title", target="mil:AF")], [(None, "mil:AF", None)], id="of the title"),
        pytest.param(
            [_event("هجوم", "title", target="mil:AF"), HAQQANI_ON_ARMY],
            [("grp:haqqani", "mil:AF", None)],
            id="the fullest of those that may be one",
        ),
        pytest.param(
            [_event("هجوم", "title", target="mil:AF", place="قندوز"), _event("هجوما", target="mil:AF")],
            [(None, "mil:AF", "قندوز")],
            id="a place more is fuller",
        ),
        pytest.param(
            [_event("هجوم", "title", target="grp:taliban"), HAQQANI_ON_ARMY],
            [("grp:haqqani", "mil:AF", None), (None, "grp:taliban", None)],
            id="the sentence first, then another of the title",
        ),
        pytest.param(
            [_event("هجوم", "title", target="mil:AF", status="prevented"), HAQQANI_ON_ARMY],
            [("grp:haqqani", "mil:AF", None), (None, "mil:AF", None)],
            id="one that took place and one that did not are two",
        ),
    ],
)
def test_an_alert_tells_the_events_of_its_sentence_and_the_title(
    events: list[Event], told: list[tuple[str | None, ...]]
) -> None:
    """An event of another paragraph is another event."""
    (found,) = matches(_set(_rule(all=["هجوم"])), _document(events))
    assert told == [
        (each.source and each.source.id, each.target and each.target.id, each.place) for each in found.events
    ]


def test_what_a_rule_asked_for_is_told_wherever_it_stands() -> None:
    """It is why the alert is sent; sides have the names that people read."""
    events = [HAQQANI_ON_ARMY, _event("القصف", event="killed", source="mil:AF", target="grp:taliban", place="المطار")]
    (found,) = matches(_set(_rule(all=["هجوم"], event=["killed"])), _document(events))
    army = Side(id="mil:AF", name="الجيش الأفغاني")
    assert (
        Deed(event="killed", source=army, target=Side(id="grp:taliban", name="طالبان"), place="المطار"),
        Deed(event="attack", source=Side(id="grp:haqqani", name="شبكة حقاني"), target=army),
    ) == found.events


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The shipped actors, a rule on the attacks of one movement on armies, and one on any attack."""
    rules = _rule(all=["هجوم"], source=["grp:taliban"], target=["mil:*"]), _rule(id="any", all=["هجوم"])
    return compile_watch(shipped.config().model_copy(update={"rules": rules}))


def _analysis(watch: Watch, title: str, text: str) -> Analysis:
    return analyse(
        Article(id="a", revision="r", url="https://wakala.example/1", seen=SEEN, title=title, text=text), watch
    )


def test_the_whole_way_from_text_to_alert(watch: Watch) -> None:
    """The attacker as told, with the names of the configuration; the attacked do not fire the rule."""
    attack = _analysis(watch, "قتلى في قندوز", "هاجمت حركة طالبان مواقع للجيش الأفغاني في قندوز.")
    assert ["r", "any"] == [each.rule for each in attack.matches]
    (deed,) = attack.matches[0].events
    assert ("attack", Side(id="grp:taliban", name="حركة طالبان")) == (deed.event, deed.source)
    assert deed.target is not None
    assert ("mil:AF", "قندوز") == (deed.target.id, deed.place)
    defence = _analysis(watch, "قتلى في قندوز", "هاجم الجيش الأفغاني مواقع لحركة طالبان في قندوز.")
    assert ["any"] == [each.rule for each in defence.matches]


@pytest.mark.parametrize(
    ("taken", "text"),
    [
        (True, "هاجمت حركة طالبان مدينة قندوز فجر اليوم."),
        (True, "شنت حركة طالبان هجوما على مدينة قندوز."),
        (True, "شنت حركة طالبان هجوما على شمال قندوز."),
        (False, "شنت حركة طالبان هجوما في ولاية قندوز."),
        (False, "شنت حركة طالبان هجوما على ثكنة في قندوز."),
        (False, "شنت حركة طالبان هجوما على ثكنة بمدينة قندوز."),
        (False, "شنت حركة طالبان هجوما غرب مدينة قندوز."),
        (False, "شنت حركة طالبان هجوما بقندوز."),
    ],
)
def test_a_town_is_attacked_itself_or_only_where_it_was(watch: Watch, taken: bool, text: str) -> None:
    """An alert that says the town was taken where a village near it was says too much."""
    (found,) = (each for each in _analysis(watch, "خبر", text).matches if each.rule == "any")
    assert [("قندوز", taken)] == [(each.place, each.taken) for each in found.events]


def test_an_alert_carries_what_its_match_tells(watch: Watch) -> None:
    """Deciding adds nothing and loses nothing."""
    attack = _analysis(watch, "قتلى في قندوز", "هاجمت حركة طالبان مواقع للجيش الأفغاني في قندوز.")
    decision = decide(attack, Index(), PlainMemory())
    assert [each.events for each in attack.matches] == [each.events for each in decision.alerts]
    assert all(each.events for each in decision.alerts)


def test_alerts_of_the_shipped_corpus_tell_them() -> None:
    """What the demo shows: a town that was taken, an attack, and one that was beaten back."""
    told = {
        (deed.event, deed.source.id)
        for each in analyses()
        for found in each.matches
        for deed in found.events
        if deed.source
    }
    assert {("control", "grp:rsf"), ("attack", "grp:taliban"), ("repelled", "mil:IQ")} <= told
