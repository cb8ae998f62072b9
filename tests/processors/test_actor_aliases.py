"""Aliases between quotation marks, and aliases with several rules."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor, Ambiguous
from processors.actors import ActorTagger
from processors.names.refusals import refusals

ACTORS = (
    Actor(
        id="media:alwatan",
        type="media",
        names={"ar": "صحيفة الوطن"},
        ambiguous=(Ambiguous(alias="الوطن", quoted=True), Ambiguous(alias="الوطن", near=("العدد",), window=2)),
    ),
    Actor(
        id="media:riyadh",
        type="media",
        names={"ar": "صحيفة الرياض"},
        ambiguous=(Ambiguous(alias="الرياض", quoted=True),),
    ),
)
TAGGER = ActorTagger(ACTORS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وعلمت «الوطن» أن الوزير عائد إلى الوطن", ["media:alwatan"]),
        ('قال مصدر لـ"الوطن" إن "الوطن للجميع"', ["media:alwatan"]),
        ("وأوضح ل»الوطن» مصدر مطلع", ["media:alwatan"]),
        ("نشرت الوطن في العدد الأخير", ["media:alwatan"]),
        ("أوضح لـ«الرياض» أن الرياض أعلنت موقفها", ["media:riyadh", "state:SA"]),
    ],
)
def test_a_word_is_a_paper_between_quotation_marks(text: str, expected: list[str]) -> None:
    """The marks must enclose the alias and nothing else; of several rules for one alias each counts for itself."""
    assert expected == [each.actor for each in TAGGER.mentions("", text, None) if each.role == "actor"]


def test_a_refusal_says_that_quotation_marks_are_missing() -> None:
    """Operators learn why الرياض was not taken for the paper."""
    text = "عاد إلى الرياض أمس"
    mentions = TAGGER.mentions("", text, None)
    assert ["quoted: stands in no quotation marks of its own"] == [
        each.why for each in refusals(ACTORS, text, mentions)
    ]
