"""The shortlist leaves out the rules that cannot fire, and no other."""

import pytest

from marsad.records import Hit, Mention
from processors.document import Document
from processors.findings import findings_of
from processors.matching.evidence import Evidence
from processors.matching.ruleset import RuleSet
from tests.processors.test_rules import COUNTRY, PARENT, _article, _rule

TITLE, TEXT = "هجوم على بلدة", "نفى الجيش هجوما. قال شهود. ثم وقع قصف."
HITS = [
    Hit(keyword="هجوم", level="strict", form="هجوم", field="title", start=0, end=4),
    Hit(keyword="قصف", level="event", form="قصف", field="text", start=33, end=36, status="negated"),
]
MENTIONS = [
    Mention(actor="mil:SY", type="army", role="actor", kind="name", surface="الجيش", field="text", start=4, end=9)
]


def _short(*rules, hits=HITS, publisher="wakala"):
    ruleset = RuleSet(rules, country=COUNTRY, parent=PARENT)
    document = Document(_article(TITLE, TEXT, publisher=publisher), findings_of(hits), MENTIONS)
    return [each.rule.id for each in ruleset.candidates(Evidence(document, ruleset.lineage))]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"all": ("هجوم",)}, True),
        ({"all": ("هجوم", "زلزال")}, False),
        ({"all": ({"any": ("هجوم",), "in": ("title",)},)}, True),
        ({"all": ({"any": ("هجوم",), "in": ("text",)},)}, False),
        ({"all": ("قصف",)}, False),
        ({"all": ({"any": ("قصف",), "status": ("negated",)},)}, True),
        ({"all": ({"any": ("قصف",), "status": ("negated",), "level": "strict"},)}, False),
        ({"all": ("هجوم", {"actor": ("state:SY",)})}, True),
        ({"all": ("هجوم", {"actor": ("grp:taliban",)})}, False),
        ({"all": ("هجوم", {"actor": ("state:SY",), "in": ("title",)})}, False),
        ({"all": ("هجوم",), "none": ("قصف",)}, False),
        ({"all": ("هجوم",), "none": ({"any": ("قصف",), "in": ("title",)},)}, True),
        ({"all": ("هجوم",), "where": {"publisher": ("wak*",)}}, True),
        ({"all": ("هجوم",), "where": {"publisher": ("sana",)}}, False),
        ({"all": ("هجوم",), "where": {"feed": ("x",)}}, False),
        ({"all": ("هجوم",), "source": ("grp:taliban",)}, False),
        ({"weights": {"هجوم": 2, "قصف": -1}, "threshold": 1}, True),
        ({"weights": {"زلزال": 2, "هجوم": -1}, "threshold": 1}, False),
    ],
)
def test_a_rule_is_left_out_if_a_clause_finds_nothing_that_counts(keys, expected):
    """Zone, status, level, lineage, what is refused, who publishes and whether any event is told are all told before the rule is looked at."""
    assert (["r"] if expected else []) == _short(_rule(id="r", **keys))


def test_a_clause_that_describes_actors_is_asked_of_any_actor():
    """Whether it is of the type is not told by its id, and must be looked at."""
    assert ["r"] == _short(_rule(id="r", all=({"type": ("party",)},)))


def test_rules_come_in_the_order_of_configuration():
    """Also where they are many, and what is between them is left out."""
    rules = [_rule(id=f"r{n}", all=("هجوم",) if n % 7 == 3 else ("زلزال",)) for n in range(300)]
    assert [f"r{n}" for n in range(3, 300, 7)] == _short(*rules)


def test_without_rules_nothing_is_short_listed():
    """An article costs nothing then."""
    assert [] == _short()
