"""A rule fires for the reasons it states, and says why it does not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from marsad.config.models import Keyword, Rule
from marsad.records import Article, Hit, Mention, encode
from marsad.text import tokens
from processors.document import Document
from processors.findings import findings_of
from processors.matching.excerpt import LONGEST
from processors.matching.ruleset import RuleSet, keywords_wanted
from processors.rules import Verdict, match, matches
from processors.sport import sport_share

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
COUNTRY = {"grp:taliban": "AF", "pl:kunduz": "AF", "pl:aleppo": "SY"}
PARENT = {"grp:haqqani": "grp:taliban"}


def _article(title: str, text: str, **more: str) -> Article:
    return Article(id="a", revision="r", url="https://wakala.example/1", seen=SEEN, title=title, text=text, **more)


def _places_of(phrase: str, field: str, text: str) -> list[dict[str, Any]]:
    found = []
    start = text.find(phrase)
    while start >= 0:
        found.append({"field": field, "start": start, "end": start + len(phrase)})
        start = text.find(phrase, start + 1)
    return found


def _document(title: str, text: str, hits: Any = (), mentions: Any = (), **more: str) -> Document:
    """Place each (form, keyword, changes) and (surface, actor, changes) wherever the article says it."""
    fields = (("title", title), ("text", text))
    return Document(
        _article(title, text, **more),
        findings_of(
            Hit(**{"keyword": key, "level": "strict", "form": form, **where, **changes})
            for form, key, changes in hits
            for field, content in fields
            for where in _places_of(form, field, content)
        ),
        [
            Mention(
                **{"actor": actor, "type": "x", "role": "actor", "kind": "name", "surface": form, **where, **changes}
            )
            for form, actor, changes in mentions
            for field, content in fields
            for where in _places_of(form, field, content)
        ],
    )


def _rule(**keys: Any) -> Rule:
    clauses = {key: _frozen(value) for key, value in keys.items()}
    return Rule.model_validate({"id": "r", "name": "قاعدة", "severity": "high", **clauses})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    return {key: _frozen(each) for key, each in value.items()} if isinstance(value, dict) else value


def _verdict(rule: Rule, document: Document, keywords: tuple[Keyword, ...] = ()) -> Verdict:
    (compiled,) = RuleSet([rule], keywords, country=COUNTRY, parent=PARENT).rules
    return match(compiled, document)


TITLE = "طالبان تهاجم قندوز"
TEXT = (
    "شن مقاتلو طالبان هجومًا واسعًا على مدينة قندوز فجر اليوم. "
    "وقتل 12 جنديًا في الهجوم، بحسب وزارة الدفاع الأفغانية. "
    "ولم تقع سيطرة على المدينة حتى المساء. "
    "وكان الجيش قد أحبط هجمة قبل أسبوع."
)
HITS = (
    ("تهاجم", "هجوم", {"level": "event"}),
    ("هجومًا", "هجوم", {}),
    ("الهجوم", "هجوم", {}),
    ("قتل", "قتل", {"level": "event"}),
    ("سيطرة", "سيطرة", {"status": "negated", "cue": "لم", "cue_start": 113}),
    ("هجمة", "هجمة", {"status": "prevented", "cue": "أحبط"}),
    ("واسعًا", "واسع", {"level": "family"}),
)
MENTIONS = (
    ("طالبان", "grp:haqqani", {}),
    ("قندوز", "pl:kunduz", {"role": "place", "type": "place"}),
    ("وزارة الدفاع الأفغانية", "min:AF.defense", {"type": "ministry"}),
)


def _news(**more: str) -> Document:
    return _document(TITLE, TEXT, HITS, MENTIONS, **more)


@pytest.mark.parametrize(
    ("expected", "keys"),
    [
        pytest.param(True, {"all": ["هجوم"]}, id="a word"),
        pytest.param(True, {"all": ["هُجوم"]}, id="a word in another spelling"),
        pytest.param(True, {"all": [{"any": ["زلزال", "قتل"]}]}, id="one of several words is enough"),
        pytest.param(False, {"all": ["هجوم", "زلزال"]}, id="every clause must hold"),
        pytest.param(
            True, {"all": [{"any": ["زلزال"], "actor": ["grp:taliban"]}]}, id="words and actors mix in a clause"
        ),
        pytest.param(True, {"all": [{"actor": ["grp:haqqani"]}]}, id="an actor"),
        pytest.param(True, {"all": [{"actor": ["grp:taliban"]}]}, id="a parent counts"),
        pytest.param(True, {"all": [{"actor": ["grp:*"]}]}, id="any actor of a kind"),
        pytest.param(False, {"all": [{"actor": ["org:*"]}]}, id="no actor of the kind"),
        pytest.param(True, {"all": [{"actor": ["state:AF"]}]}, id="a ministry counts for its state"),
        pytest.param(True, {"all": [{"actor": ["min:AF"]}]}, id="a ministry counts for the kind in its country"),
        pytest.param(False, {"all": [{"actor": ["pl:kunduz"]}]}, id="a place is no actor"),
        pytest.param(True, {"all": [{"place": ["pl:kunduz"]}]}, id="a place"),
        pytest.param(True, {"all": [{"place": ["af"]}]}, id="a country holds its cities"),
        pytest.param(False, {"all": [{"place": ["sy"]}]}, id="another country"),
        pytest.param(False, {"all": ["سيطرة"]}, id="negated does not count unless asked for"),
        pytest.param(True, {"all": ["سيطرة"], "status": ["negated"]}, id="negated when the rule asks"),
        pytest.param(True, {"all": [{"any": ["سيطرة"], "status": ["negated"]}]}, id="negated when the clause asks"),
        pytest.param(False, {"all": ["هجمة"]}, id="prevented does not count unless asked for"),
        pytest.param(True, {"all": ["هجمة"], "status": ["prevented"]}, id="prevented when asked for"),
        pytest.param(False, {"all": ["واسع"]}, id="a wider level than the default does not count"),
        pytest.param(True, {"all": ["واسع"], "level": "family"}, id="a wider level when the rule asks"),
        pytest.param(False, {"all": ["قتل"], "level": "strict"}, id="a narrower level"),
        pytest.param(True, {"all": [{"any": ["هجوم"], "in": ["title"]}]}, id="in the title"),
        pytest.param(False, {"all": [{"any": ["هجوم"], "level": "strict", "in": ["title"]}]}, id="not so in the title"),
        pytest.param(True, {"all": [{"any": ["قتل"], "in": ["lead"]}]}, id="in the lead"),
        pytest.param(False, {"all": ["هجمة"], "in": ["title", "lead"], "status": ["prevented"]}, id="behind the lead"),
        pytest.param(True, {"all": ["هجمة"], "in": ["text"], "status": ["prevented"]}, id="anywhere in the text"),
        pytest.param(True, {"all": ["قتل"], "in": ["text"]}, id="the lead is text too"),
        pytest.param(True, {"all": ["هجوم", "قتل"], "near": "sentence"}, id="in one sentence"),
        pytest.param(False, {"all": ["قتل", {"place": ["af"]}], "near": "sentence"}, id="in two sentences"),
        pytest.param(True, {"all": ["هجوم", {"actor": ["grp:taliban"]}], "near": 2}, id="side by side"),
        pytest.param(True, {"all": ["هجوم", "قتل"], "near": 5}, id="the window fits"),
        pytest.param(False, {"all": ["هجوم", "قتل"], "near": 4}, id="the window is one word too wide"),
        pytest.param(False, {"all": ["هجوم"], "none": ["قتل"]}, id="an unwanted word"),
        pytest.param(True, {"all": ["هجوم"], "none": ["زلزال"]}, id="no unwanted word"),
        pytest.param(False, {"all": ["هجوم"], "none": ["سيطرة"]}, id="an unwanted word of any status"),
        pytest.param(True, {"all": ["هجوم"], "none": [{"any": ["قتل"], "in": ["title"]}]}, id="unwanted elsewhere"),
        pytest.param(False, {"all": ["هجوم"], "none": [{"actor": ["min:AF.defense"]}]}, id="an unwanted actor"),
        pytest.param(False, {"all": ["هجوم"], "none": ["قتل"], "in": ["title"]}, id="none ignores the rule's in"),
        pytest.param(False, {"all": ["قتل"], "not_near": [{"any": ["هجوم"], "within": 4}]}, id="undone by a neighbour"),
        pytest.param(
            True, {"all": ["قتل"], "not_near": [{"any": ["هجوم"], "within": 3}]}, id="the neighbour is too far"
        ),
        pytest.param(True, {"all": ["هجوم"], "not_near": [{"any": ["قتل"], "within": 5}]}, id="other hits remain"),
        pytest.param(True, {"all": ["هجوم"], "where": {"publisher": ["waka*"]}}, id="publisher"),
        pytest.param(False, {"all": ["هجوم"], "where": {"publisher": ["sawt"]}}, id="another publisher"),
        pytest.param(False, {"all": ["هجوم"], "where": {"section": ["world"]}}, id="section unknown"),
        pytest.param(False, {"all": ["هجوم"], "where": {"not_section": ["sport"]}}, id="section unknown fails closed"),
        pytest.param(False, {"all": ["هجوم"], "where": {"not_publisher": ["wakala"]}}, id="refused publisher"),
        pytest.param(True, {"all": ["هجوم"], "where": {"not_publisher": ["sawt"]}}, id="publisher not refused"),
        pytest.param(True, {"all": ["هجوم"], "unless": {"sport": 0.015}}, id="no sport"),
        pytest.param(True, {"all": [{"type": ["ministry"]}]}, id="an actor of a type"),
        pytest.param(False, {"all": [{"type": ["army"]}]}, id="no actor of the type"),
        pytest.param(False, {"all": [{"type": ["place"]}]}, id="a place is no actor of a type"),
        pytest.param(True, {"all": [{"country": ["AF"]}]}, id="an actor of a country"),
        pytest.param(False, {"all": [{"country": ["SY"]}]}, id="an actor of another country"),
        pytest.param(
            True, {"all": [{"actor": ["grp:*"], "country": ["AF"]}]}, id="a group of the country of its parent"
        ),
        pytest.param(False, {"all": [{"actor": ["grp:*"], "type": ["ministry"]}]}, id="type narrows actor"),
        pytest.param(True, {"all": [{"any": ["هجوم"], "type": ["army"]}]}, id="type does not narrow words"),
        pytest.param(True, {"weights": {"هجوم": 8, "قتل": 6}, "threshold": 14}, id="weights reach the threshold"),
        pytest.param(False, {"weights": {"هجوم": 8, "قتل": 6}, "threshold": 15}, id="weights fall short by one"),
        pytest.param(False, {"weights": {"هجوم": 8, "زلزال": 6}, "threshold": 9}, id="a word said often counts once"),
        pytest.param(True, {"weights": {"هُجوم": 8}, "threshold": 8}, id="a weighty word in another spelling"),
        pytest.param(
            False,
            {"weights": {"هجوم": 8, "قتل": 6, "واسع": -1}, "threshold": 14, "level": "family"},
            id="a weight against",
        ),
        pytest.param(True, {"weights": {"هجوم": 8, "زلزال": -9}, "threshold": 8}, id="what is not said weighs nothing"),
        pytest.param(False, {"weights": {"هجوم": 8, "سيطرة": 6}, "threshold": 14}, id="a negated word weighs nothing"),
        pytest.param(
            False, {"weights": {"هجوم": 8, "قتل": 6}, "threshold": 14, "in": ["title"]}, id="nor one elsewhere"
        ),
        pytest.param(
            True, {"all": ["قتل"], "weights": {"هجوم": 8}, "threshold": 8}, id="clauses and weights both hold"
        ),
        pytest.param(
            False, {"all": ["قتل"], "weights": {"هجوم": 8}, "threshold": 9}, id="clauses alone are not enough"
        ),
        pytest.param(False, {"all": ["زلزال"], "weights": {"هجوم": 8}, "threshold": 8}, id="nor are weights"),
        pytest.param(True, {"all": [{"any": ["هجوم", "قتل"]}], "min_distinct": 2}, id="two different words"),
        pytest.param(False, {"all": [{"any": ["هجوم", "زلزال"]}], "min_distinct": 2}, id="one word said three times"),
        pytest.param(False, {"all": ["هجوم", {"actor": ["grp:*"]}], "min_distinct": 2}, id="an actor is no word"),
        pytest.param(
            True, {"all": ["هجوم"], "weights": {"قتل": 1}, "threshold": 1, "min_distinct": 2}, id="weighed words count"
        ),
    ],
)
def test_clauses_and_filters(expected: bool, keys: dict[str, Any]) -> None:
    """Each kind of clause and filter, holding and not."""
    document = _news(publisher="wakala")
    ruleset = RuleSet([_rule(**keys)], (Keyword(key="هجوم"),), country=COUNTRY, parent=PARENT)
    assert expected == match(ruleset.rules[0], document).fired
    assert expected == bool(matches(ruleset, document))


@pytest.mark.parametrize(
    ("keys", "clause", "why"),
    [
        ({"all": ["زلزال"]}, "all[0]", "not found: «زلزال»"),
        ({"all": [{"any": ["زلزال", "بركان"], "place": ["sy"]}]}, "all[0]", "not found: «زلزال», «بركان», place sy"),
        ({"all": ["سيطرة"]}, "all[0]", "1 found, none counts: status negated («لم»)"),
        ({"all": ["واسع"]}, "all[0]", "1 found, none counts: level family; the clause takes up to event"),
        ({"all": ["قتل"], "in": ["title"]}, "all[0]", "1 found, none counts: not in title"),
        (
            {"all": ["قتل"], "not_near": [{"any": ["هجوم"], "within": 9}]},
            "all[0]",
            "1 found, none counts: «الهجوم» stands 4 words away; not_near within 9",
        ),
        ({"all": ["هجوم", "قتل"], "near": 3}, "near", "the nearest stand in 5 words; near = 3"),
        (
            {"all": ["قتل", "واسع"], "level": "family", "near": 3},
            "near",
            "no sentence holds a witness of each clause; near = 3",
        ),
        ({"all": ["هجوم"], "none": ["قتل"]}, "none[0]", "«قتل» is in the lead"),
        (
            {"weights": {"هجوم": 8, "قتل": 6, "سيطرة": 4, "زلزال": 2}, "threshold": 16},
            "weights",
            "14 (+8 «هجوم» +6 «قتل»); threshold = 16",
        ),
        ({"weights": {"زلزال": 2}, "threshold": 1}, "weights", "0; threshold = 1"),
        (
            {"all": [{"any": ["هجوم", "زلزال"]}], "min_distinct": 2},
            "min_distinct",
            "different words: 1 («هجوم»); min_distinct = 2",
        ),
        (
            {"all": [{"type": ["army"], "country": ["SY"]}]},
            "all[0]",
            "not found: type army, country SY",
        ),
        ({"all": ["هجوم"], "where": {"section": ["world"]}}, "where.section", "section unknown"),
        ({"all": ["هجوم"], "where": {"not_feed": ["x"]}}, "where.not_feed", "feed unknown"),
    ],
)
def test_a_rule_that_does_not_fire_names_the_clause_and_the_reason(keys: dict[str, Any], clause: str, why: str) -> None:
    """Exactly one clause fails in each of these."""
    verdict = _verdict(_rule(**keys), _news())
    assert [(clause, why)] == [(each.clause, each.why) for each in verdict.clauses if not each.ok]


def test_lost_hits_are_listed_with_one_reason_each() -> None:
    """The verdict accounts for each hit a clause asked for."""
    rule = _rule(all=["هجوم", "قتل"], near=3, level="strict")
    lost = [(each.clause, each.form, each.why) for each in _verdict(rule, _news()).not_counted]
    level = "level event; the clause takes up to strict"
    assert [("all[0]", "تهاجم", level), ("all[1]", "قتل", level)] == lost
    near = _verdict(_rule(all=["هجوم", "قتل"], near=3), _news()).not_counted
    assert {"outside the window"} == {each.why for each in near}
    assert [each.form for each in near] == ["تهاجم", "هجومًا", "الهجوم", "قتل"]


def test_a_hit_lost_to_its_status_names_the_cue_and_its_place() -> None:
    """An operator looks the cue up in the text; hits lost for another reason have none to show."""
    (lost,) = _verdict(_rule(all=["سيطرة"]), _news()).not_counted
    assert ("لم", 113) == (lost.cue, lost.cue_start)
    (lost,) = _verdict(_rule(all=["سيطرة"], **{"in": ["title"]}), _news()).not_counted
    assert ("not in title", "", -1) == (lost.why, lost.cue, lost.cue_start)


def test_a_keyword_configured_strict_stays_strict_for_rules_that_do_not_say() -> None:
    """Another rule's wider wish does not leak."""
    strict = (Keyword(key="هجوم", level="strict"),)
    document = _document("طالبان تهاجم قندوز", "", HITS[:1])
    assert not _verdict(_rule(all=["هجوم"]), document, strict).fired
    assert _verdict(_rule(all=["هجوم"], level="event"), document, strict).fired


def test_a_match_shows_the_sentence_of_the_smallest_window() -> None:
    """The text is preferred to the title; all witnesses in the sentence are marked."""
    rules = RuleSet([_rule(all=["هجوم", {"actor": ["grp:taliban"]}], near="sentence")], country=COUNTRY, parent=PARENT)
    (found,) = matches(rules, _news())
    assert found.sentence == "شن مقاتلو طالبان هجومًا واسعًا على مدينة قندوز فجر اليوم."
    assert (found.field, found.start) == ("text", 0)
    assert [found.sentence[a:b] for a, b in found.marks] == ["طالبان", "هجومًا"]
    assert found.actors == ("grp:haqqani", "min:AF.defense")
    assert found.places == ("pl:kunduz",)
    assert b"all[0]" in encode(found)


def test_a_match_in_the_title_alone_shows_the_title() -> None:
    """A flash has no text."""
    rules = RuleSet([_rule(all=["هجوم"])])
    (found,) = matches(rules, _document(TITLE, "", HITS))
    assert (found.field, found.start, found.sentence) == ("title", 0, TITLE)


def test_a_match_has_the_status_of_its_first_word() -> None:
    """What was thwarted is shown as thwarted."""
    (found,) = matches(RuleSet([_rule(all=[{"any": ["هجمة"], "status": ["prevented"]}])]), _news())
    assert found.status == "prevented"
    (found,) = matches(RuleSet([_rule(all=[{"actor": ["grp:*"]}])]), _news())
    assert found.status == "asserted"


@pytest.mark.parametrize(("before", "after"), [(60, 60), (0, 60), (60, 0)])
def test_a_sentence_without_end_is_cut_at_words_around_its_witnesses(before: int, after: int) -> None:
    """Some outlets write a page without a stop; the word may stand anywhere in it."""
    text = "قالت المصادر إن القوات تقدمت " * before + "وشنت هجومًا " + "في ريف المحافظة الجنوبي صباحا " * after + "واسعا"
    (found,) = matches(RuleSet([_rule(all=["هجوم"])]), _document("", text, HITS))
    end = found.start + len(found.sentence)
    assert LONGEST >= len(found.sentence) > LONGEST // 3
    assert text[found.start : end] == found.sentence
    assert ["هجومًا"] == [found.sentence[a:b] for a, b in found.marks]
    assert {" "} >= {text[found.start - 1 : found.start], text[end : end + 1]} - {""}


def test_marks_that_overlap_are_joined() -> None:
    """A state inside a ministry's name is one stretch to highlight."""
    mentions = (*MENTIONS, ("الأفغانية", "state:AF", {}))
    rule = _rule(all=[{"actor": ["min:AF.defense"]}, {"actor": ["state:AF"]}], near="sentence")
    (found,) = matches(RuleSet([rule]), _document("", TEXT, (), mentions))
    assert [found.sentence[a:b] for a, b in found.marks] == ["وزارة الدفاع الأفغانية"]


def test_prominent_actors_come_first_and_eight_are_named() -> None:
    """Title before lead before text, then the number of mentions."""
    names = [f"grp:{letter}" for letter in "abcdefghij"]
    text = "بدأ القتال. استمر القتال. " + " ".join(names) + " " + "grp:j"
    mentions = [(name, name, {}) for name in names]
    (found,) = matches(RuleSet([_rule(all=[{"actor": ["grp:c"]}])]), _document("grp:c", text, (), mentions))
    assert found.actors[:3] == ("grp:c", "grp:j", "grp:a")
    assert len(found.actors) == 8


def test_match_reports_fall_to_the_sport_filter() -> None:
    """The limit is a share of the words of title and text."""
    text = "شن الفريق هجومًا على مرمى المنتخب في مباراة الدوري وسجل اللاعب هدفين"
    verdict = _verdict(_rule(all=["هجوم"], unless={"sport": 0.015}), _document("", text, HITS))
    assert [each.why for each in verdict.clauses if not each.ok] == ["58.3% sports words; limit 1.5%"]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (0.0, ""),
        (0.0, "قصفت الطائرات مواقع في ريف إدلب"),
        (0.25, "بالدوري الممتاز فاز الأهلي"),
        (1.0, "وللاعبين فالمباراة"),
    ],
)
def test_sport_share(expected: float, text: str) -> None:
    """Clitics do not hide a word."""
    assert expected == sport_share(token.folded for token in tokens(text))


def test_keywords_wanted_adds_words_of_rules_and_widens_levels() -> None:
    """A word in another spelling is the configured keyword; disabled rules ask for nothing."""
    configured = (Keyword(key="هجوم", level="strict"), Keyword(key="سيطرة"), Keyword(key="قصف", level="family"))
    rules = [
        _rule(all=["هُجوم", {"any": ["سيطرة"], "level": "family"}, {"any": ["قصف"], "level": "strict"}]),
        _rule(all=[{"any": ["احتلال"], "level": "strict"}], none=["خط الهجوم"], not_near=[{"any": ["مباراة"]}]),
        _rule(all=["زلزال"], enabled=False),
    ]
    found = {keyword.key: keyword.level for keyword in keywords_wanted(rules, configured)}
    assert found == {
        "هجوم": "strict",
        "سيطرة": "family",
        "قصف": "family",
        "احتلال": "strict",
        "خط الهجوم": "event",
        "مباراة": "event",
    }


def test_evidence_is_what_is_configured_or_asked_for() -> None:
    """Words that only refuse are no evidence."""
    rule = _rule(all=["هُجوم", "قصف"], none=["مباراة"], not_near=[{"any": ["خط"]}])
    assert {"هجوم", "قصف", "سيطرة"} == RuleSet([rule], (Keyword(key="هجوم"), Keyword(key="سيطرة"))).evidence


def test_a_rule_may_name_two_words_that_only_their_hamza_tells_apart():
    """Each is a keyword of its own: refusing champions refuses no annulment."""
    rule = _rule(all=["إبطال"], none=["أبطال"])
    keys = [keyword.key for keyword in keywords_wanted([rule], [Keyword(key="ابطال")])]
    assert ["ابطال"] == keys  # configured without a hamza it is either
    assert ["إبطال", "أبطال"] == [keyword.key for keyword in keywords_wanted([rule], [])]


def test_disabled_rules_do_not_fire() -> None:
    """They are not compiled."""
    assert RuleSet([_rule(all=["هجوم"], enabled=False)]).rules == ()


def test_circular_parents_end() -> None:
    """An actor that is its own grandparent counts for both."""
    ruleset = RuleSet([_rule(all=[{"actor": ["grp:b"]}])], parent={"grp:a": "grp:b", "grp:b": "grp:a"})
    assert match(ruleset.rules[0], _document("", "ألف", (), [("ألف", "grp:a", {})])).fired
