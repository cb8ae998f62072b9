"""What a rule that weighs its words shows, looks for and hands on."""

import pytest

from marsad.config.models import Rule
from processors.document import Document
from processors.keywords import KeywordMatcher
from processors.matching.ruleset import RuleSet, keywords_wanted
from processors.rules import matches
from tests.processors.test_rules import _article, _news, _rule


def test_a_match_of_weights_shows_the_sentence_of_its_heaviest_word() -> None:
    """Without clauses the weights say what a rule is about; negative words are no evidence."""
    rule = _rule(weights={"قتل": 9, "هجوم": 3, "سيطرة": -1}, threshold=9)
    ruleset = RuleSet([rule])
    (found,) = matches(ruleset, _news())
    assert found.sentence.startswith("وقتل 12 جنديًا في الهجوم")
    assert ["قتل", "الهجوم"] == [found.sentence[a:b] for a, b in found.marks]
    assert {"قتل", "هجوم"} == ruleset.evidence


def _fires(rule: Rule, text: str) -> bool:
    found = KeywordMatcher(keywords_wanted([rule], ())).search("أخبار", text)
    return bool(matches(RuleSet([rule]), Document(_article("أخبار", text), found, (), ())))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ارتفعت الأسعار.", 1),  # سعر and أسعار both find it
        ("ارتفعت الأسعار وبقيت الأسعار.", 1),
        ("ارتفعت الأسعار وزاد سعر القمح.", 1),
        ("ارتفعت الأسعار وزادت الضرائب.", 2),
    ],
)
def test_one_word_of_an_article_speaks_for_one_keyword(text: str, words: int) -> None:
    """A singular and its plural are two keywords, and find the same word: it counts and weighs once."""
    distinct = _rule(all=[{"any": ["سعر", "أسعار", "ضريبة"]}], min_distinct=2)
    weighed = _rule(weights={"سعر": 5, "أسعار": 4, "ضريبة": 4}, threshold=8)
    for rule in (distinct, weighed):
        assert (words == 2) == _fires(rule, text)


def test_the_heavier_of_two_keywords_has_the_word() -> None:
    """Nor is a word that speaks against the rule taken by one that speaks for it."""
    for weights, threshold in (({"أسعار": 4, "سعر": 5}, 5), ({"سعر": 5, "أسعار": -1}, 4)):
        rule = _rule(weights=weights, threshold=threshold)
        assert _fires(rule, "ارتفعت الأسعار.")
        rule = _rule(weights=weights, threshold=threshold + 1)
        assert not _fires(rule, "ارتفعت الأسعار.")


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
