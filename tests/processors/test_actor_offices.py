"""What is part of an office or of a member's title, and bare institutions of the state the article is about."""

from __future__ import annotations

import pytest

from marsad.config.models import Actor
from processors.actors import ActorTagger

TAGGER = ActorTagger(())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في تونس، أقال رئيس الحكومة سالم الراوندي وزيرين. وتونس تنتظر", ["new:سالم-الراوندي", "state:TN"]),
        ("في تونس، نفت الحكومة ذلك. وتونس تنتظر", ["gov:TN", "state:TN"]),
        ("في تونس، وافق مجلس الوزراء على القرار. وتونس تنتظر", ["gov:TN", "state:TN"]),
        ("في تونس، حضر وزير الدولة عضو مجلس الوزراء اللقاء. وتونس تنتظر", ["state:TN"]),
        (
            "رفع البنك المركزي التركي الفائدة في أنقرة. وقال البنك المركزي إنه مستقل",
            ["gov:TR.centralbank", "gov:TR.centralbank"],
        ),
        ("أعلن جيش الدفاع الإسرائيلي ذلك", ["mil:IL"]),
        ("في تونس، نفت وزارة الداخلية في ماليزيا ذلك. وتونس تنتظر", ["min:MY.interior", "state:TN"]),
        ("أعلنت وزارة الثقافة والإعلام السعودية ذلك", ["min:SA.culture"]),
        ("علمت وزارة الخارجية والمخابرات التركية بالأمر", ["sec:TR"]),
        ("زار وزير الخارجية في صربيا اليابان. وقالت اليابان ذلك", ["min:RS.foreign", "state:JP"]),
        ("قال ذلك الرئيس الروسي،", ["gov:RU"]),
        (
            "في تونس وفي جنوب تونس، أعلنت الداخلية الفرنسية مقتل اثنين من عناصر حرس الحدود. وأضافت قوات الأمن",
            ["min:FR.interior", "sec:FR", "sec:TN"],
        ),
        ("كتبت صحيفة السفير اللبنانية ذلك", []),
        ("أنقذ الخفر 25 سوريا من الغرق", []),
    ],
)
def test_an_institution_is_said_where_it_is_no_part_of_a_title(text: str, expected: list[str]) -> None:
    """رئيس الحكومة with a name is a title; the cabinet and the central bank take the state that was named.

    Where an institution is, it is of that state; a paper bears the name of an office; 25 people are no state; a comma may end the text.
    """
    assert expected == [each.actor for each in TAGGER.mentions("", text, None) if each.role == "actor"]


def test_a_family_name_that_is_a_word_is_taken_up_where_it_is_nobody_s_favour() -> None:
    """«في صالح» is in favour of."""
    actors = (Actor(id="per:man", type="person", names={"ar": "نادر صالح"}, short=("صالح",)),)
    text = "قال نادر صالح إنه باق. وأكد صالح أن الميزان ليس في صالح خصومه"
    assert ["نادر صالح", "صالح"] == [each.surface for each in ActorTagger(actors).mentions("", text, None)]
