"""Properties of rules: looking rules up by their words changes no answer, and more evidence unfires none."""

from hypothesis import given
from hypothesis import strategies as st

from marsad.config.models import Rule
from marsad.records import Hit, Mention
from marsad.text import tokens
from processors.document import Document
from processors.findings import findings_of
from processors.matching.evidence import Evidence
from processors.matching.ruleset import RuleSet
from processors.rules import match, matches
from tests.processors.test_rules import COUNTRY, PARENT, _article, _rule

WORDS = ["هجوم", "قصف", "سيطرة", "مباراة", "قتل"]
ACTORS = ["grp:taliban", "grp:haqqani", "mil:AF", "min:SY.defense", "state:SY", "pl:kunduz", "new:someone"]


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    text = draw(st.text("هجومقصف  .،\n\u064bab", max_size=60)) + draw(st.sampled_from(["", " قصف الجيش المدينة. "]))
    title = draw(st.sampled_from(["", "قصف على المدينة", "هجوم"]))
    spots = [("title", token) for token in tokens(title)] + [("text", token) for token in tokens(text)]
    chosen = draw(st.lists(st.sampled_from(spots), max_size=8)) if spots else []
    hits, mentions = [], []
    for field, token in chosen:
        span = {"field": field, "start": token.start, "end": token.end}
        if draw(st.booleans()):
            status = draw(st.sampled_from(["asserted", "negated", "prevented", "attempted"]))
            level = draw(st.sampled_from(["strict", "event", "family"]))
            hits.append(Hit(keyword=draw(st.sampled_from(WORDS)), form="x", level=level, status=status, **span))
        else:
            role = draw(st.sampled_from(["actor", "place"]))
            name = draw(st.sampled_from(ACTORS))
            mentions.append(Mention(actor=name, type="x", role=role, kind="name", surface="x", **span))
    publisher = draw(st.sampled_from(["", "wakala"]))
    return Document(_article(title, text, publisher=publisher), findings_of(hits), mentions)


_SOME = {
    "in": st.lists(st.sampled_from(["title", "lead", "text"]), max_size=2, unique=True).map(tuple),
    "status": st.lists(st.sampled_from(["asserted", "negated", "prevented"]), max_size=2, unique=True).map(tuple),
    "level": st.sampled_from(["strict", "event", "family"]),
}
_WORDS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)
_ASKED = st.one_of(
    st.fixed_dictionaries({"any": _WORDS}, optional=_SOME),
    st.fixed_dictionaries(
        {"actor": st.lists(st.sampled_from([*ACTORS, "grp:*", "*:SY"]), min_size=1, max_size=2).map(tuple)}
    ),
    st.fixed_dictionaries({"place": st.lists(st.sampled_from(["af", "sy", "pl:kunduz"]), min_size=1).map(tuple)}),
)
_ASKED = st.one_of(
    _ASKED,
    st.fixed_dictionaries({"type": st.just(("army",))}, optional={"country": st.sampled_from([("AF",), ("SY",)])}),
    st.fixed_dictionaries({"country": st.sampled_from([("AF",), ("SY",)])}, optional={"any": _WORDS}),
)
_POSITIVE = st.fixed_dictionaries(
    {"all": st.lists(_ASKED, min_size=1, max_size=3).map(tuple)},
    optional={**_SOME, "near": st.one_of(st.integers(1, 12), st.just("sentence"))},
).map(lambda keys: _rule(**keys))
_CLAUSES = {"all": st.lists(_ASKED, min_size=1, max_size=3).map(tuple)}
_SCORES = {
    "weights": st.dictionaries(st.sampled_from(WORDS), st.integers(-3, 6), min_size=1),
    "threshold": st.integers(1, 6),
}
_REST = st.fixed_dictionaries(
    {},
    optional={
        **_SOME,
        "near": st.one_of(st.integers(1, 12), st.just("sentence")),
        "none": st.lists(_ASKED, max_size=1).map(tuple),
        "not_near": st.lists(st.fixed_dictionaries({"any": _WORDS}), max_size=1).map(tuple),
        "where": st.fixed_dictionaries({}, optional={"publisher": st.just(("wakala",)), "not_feed": st.just(("x",))}),
        "unless": st.just({"sport": 0.5}),
        "min_distinct": st.integers(2, 3),
    },
)
_RULES = st.builds(
    lambda asked, rest: _rule(**asked, **rest),
    st.one_of(*(st.fixed_dictionaries(keys) for keys in (_CLAUSES, _SCORES, _CLAUSES | _SCORES))),
    _REST,
)


@given(rules=st.lists(_RULES, max_size=4), document=_documents())
def test_inverted_lists_change_nothing(rules: list[Rule], document: Document) -> None:
    """Asking only the candidates finds what asking all rules finds; nothing raises; marks lie inside sentences."""
    ruleset = RuleSet(rules, country=COUNTRY, parent=PARENT)
    candidates = ruleset.candidates(Evidence(document, ruleset.lineage))
    fired = [rule for rule in ruleset.rules if match(rule, document).fired]
    assert fired == [rule for rule in candidates if match(rule, document).fired]
    found = matches(ruleset, document)
    assert len(fired) == len(found)
    for each in found:
        content = document.layout(each.field).text
        assert content[each.start : each.start + len(each.sentence)] == each.sentence
        assert each.marks
        assert all(0 <= a < b <= len(each.sentence) for a, b in each.marks)
        assert all(clause.ok for clause in each.clauses)


@given(rule=_POSITIVE, document=_documents(), more=_documents())
def test_more_evidence_never_unfires_a_rule_without_exclusions(rule: Rule, document: Document, more: Document) -> None:
    """Hits and mentions only add."""
    richer = Document(
        document.article,
        findings_of([*document.findings.hits, *_inside(document, more.findings.hits)]),
        document.mentions,
    )
    (compiled,) = RuleSet([rule], country=COUNTRY, parent=PARENT).rules
    assert not match(compiled, document).fired or match(compiled, richer).fired


def _inside(document: Document, hits: tuple[Hit, ...]) -> list[Hit]:
    return [hit for hit in hits if hit.end <= len(document.layout(hit.field).text)]
