"""What undoes a hit, and what is said of it."""

from tests.processors.test_rules import _document, _rule, _verdict


def test_of_several_words_that_undo_a_hit_the_nearest_is_named() -> None:
    hits = (("هجوم", "هجوم", {}), ("قتل", "قتل", {}), ("قصف", "قصف", {}), ("انفجار", "انفجار", {}))
    document = _document("", "هجوم على ثكنة شهد قتل جندي في قصف تلاه انفجار", hits, ())
    verdict = _verdict(_rule(all=["قتل"], not_near=[{"any": ["انفجار", "هجوم", "قصف"], "within": 9}]), document)
    assert ["1 found, none counts: «قصف» stands 3 words away; not_near within 9"] == [
        each.why for each in verdict.clauses if not each.ok
    ]
