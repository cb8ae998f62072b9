"""Who bears an office as a title, where the name is spelt otherwise than in the entry of its holder?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marsad.config.models import Actor, Office
from processors.actors import ActorTagger

TAGGER = ActorTagger(
    (
        Actor(
            id="per:holder",
            type="person",
            country="DJ",
            names={"ar": "إسماعيل عمر الراوندي"},
            office=(Office(office="DJ.president", start=date(2010, 1, 1), end=date(2020, 1, 1)),),
        ),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال رئيس جيبوتي إسماعيل عمر للصحفيين إنه باق", "per:holder"),
        ("وصل رئيس جيبوتي، إسماعيل الراوندي، إلى المدينة", "per:holder"),
        ("وصل رئيس جيبوتي إسماعيل عمير إلى المدينة", "per:holder"),
        ("وصل رئيس جيبوتي إسماعيل سالم إلى المدينة", "new:اسماعيل-سالم"),
        ("وصل وزير خارجية جيبوتي إسماعيل عمر إلى المدينة", "new:اسماعيل-عمر"),
        ("وصل رئيس جيبوتي السابق إسماعيل عمر إلى المدينة", "new:اسماعيل-عمر"),
    ],
)
def test_who_bears_an_office_is_its_holder_in_other_words(text: str, expected: str) -> None:
    """A shorter name and other vowels are the holder's; another name, office or a former holder is not."""
    found = TAGGER.mentions("", text, datetime(2015, 6, 1, tzinfo=UTC))
    assert [expected] == [each.actor for each in found if each.type == "person"]


def test_the_day_decides_who_holds_the_office() -> None:
    """Behind the end of the term the name is nobody's whom we know."""
    found = TAGGER.mentions("", "قال رئيس جيبوتي إسماعيل عمر إنه باق", datetime(2022, 6, 1, tzinfo=UTC))
    assert ["new:اسماعيل-عمر"] == [each.actor for each in found if each.type == "person"]


def test_the_family_name_takes_up_the_holder_as_the_text_spells_it() -> None:
    """رئيس جيبوتي إسماعيل عمير is taken up by عمير."""
    text = "قال رئيس جيبوتي إسماعيل الريوندي إنه باق. وأضاف الريوندي ذلك"
    found = TAGGER.mentions("", text, datetime(2015, 6, 1, tzinfo=UTC))
    assert ["per:holder", "per:holder"] == [each.actor for each in found if each.type == "person"]


def test_the_head_of_a_government_is_the_chancellor_where_one_is() -> None:
    """رئيس الحكومة in news of Austria is its chancellor."""
    term = Office(office="AT.chancellor", start=date(2010, 1, 1), end=date(2020, 1, 1))
    tagger = ActorTagger(
        (Actor(id="per:head", type="person", country="AT", names={"ar": "يوهان زيمبال"}, office=(term,)),)
    )
    found = tagger.mentions(
        "", "زار رئيس حكومة النمسا المدينة. وأكد رئيس الحكومة النمساوية ذلك", datetime(2015, 6, 1, tzinfo=UTC)
    )
    assert "per:head" in {each.actor for each in found}


def test_who_is_named_behind_a_comma_bears_the_title_with_its_adjective() -> None:
    """«رئيس جيبوتي المسجون، أحمد النجار» is not the holder."""
    text = "حصل رئيس جيبوتي المسجون، أحمد النجار، على عفو"
    found = TAGGER.mentions("", text, datetime(2015, 6, 1, tzinfo=UTC))
    assert ["new:احمد-النجار"] == [each.actor for each in found if each.type == "person"]
