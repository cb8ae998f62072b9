"""What a rule that weighs its words shows, looks for and hands on."""

from processors.matching.ruleset import RuleSet, keywords_wanted
from processors.rules import matches
from tests.processors.test_rules import _news, _rule


def test_a_match_of_weights_shows_the_sentence_of_its_heaviest_word() -> None:
    """Without clauses the weights say what a rule is about; negative words are no evidence."""
    rule = _rule(weights={"قتل": 9, "هجوم": 3, "سيطرة": -1}, threshold=9)
    ruleset = RuleSet([rule])
    (found,) = matches(ruleset, _news())
    assert found.sentence.startswith("وقتل 12 جنديًا في الهجوم")
    assert ["قتل", "الهجوم"] == [found.sentence[a:b] for a, b in found.marks]
    assert {"قتل", "هجوم"} == ruleset.evidence


def test_a_match_carries_what_deciding_needs_of_its_rule() -> None:
    """Deciding knows no configuration."""
    rule = _rule(all=["هجوم"], cooldown="6h", escalate=[{"publishers": 3, "severity": "critical"}])
    (found,) = matches(RuleSet([rule]), _news())
    assert (21600, ((3, "critical"),)) == (found.cooldown_s, found.escalate)


def test_weighed_words_are_looked_for_at_the_level_of_their_rule() -> None:
    """They are keywords like any other."""
    rule = _rule(weights={"زلزال": 3, "محاكمة": -3}, threshold=3, level="strict")
    assert [("زلزال", "strict"), ("محاكمة", "strict")] == [
        (each.key, each.level) for each in keywords_wanted([rule], ())
    ]
