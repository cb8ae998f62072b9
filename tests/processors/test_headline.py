"""What tells two events of one kind apart: figures of titles, and who did it to whom."""

from datetime import UTC, datetime

import msgspec
import pytest

from marsad.records import Event, Footprint
from processors.window.headline import deeds, figures, other_figures, other_way_round
from tests.processors_news import analysis

ATTACK, ANSWER = "attack grp:a mil:B", "attack mil:B grp:a"


def footprint(**said):
    return Footprint(article="a", revision="r", at=datetime(2026, 3, 1, tzinfo=UTC), **said)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("الوزارة تدعو «٢٬١٩٩» متقدما و35 متقدمة", ("2199", "35")),
        ("المؤشر يرتفع 1.56% إلى 8834 نقطة", ("1.56", "8834")),
        ("ثلاثة مشاريع و5 طرق في موازنة 2026", ()),
        ("الدولار بـ15 ألف ليرة في 2025", ("15",)),
        ("مقتل 12 شخصا في قصف على حي سكني", ()),
        ("ارتفاع عدد القتلى إلى 19", ()),
        ("الحصيلة 40 بين جريح وشهيد", ()),
        ("بمقتل 12 جنديا تنتهي الهدنة", ()),
        ("تفجير يقتل 14 متسوقا", ()),
        ("سيول تودي بحياة 23 قرويا", ()),
        ("انتشال 31 جثة من تحت الأنقاض", ()),
        ("الوزير يزور المدينة", ()),
        ("", ()),
    ],
)
def test_figures_of_a_title(title, expected):
    """Of two digits or more, in any digits; no years, and none where a toll is told."""
    assert expected == figures(title)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (("2199",), ("4878",), True),
        (("2199", "16"), ("16",), False),
        (("2199",), (), False),
        ((), (), False),
    ],
)
def test_titles_that_give_other_figures_tell_of_other_events(ours, theirs, expected):
    """One figure in common is enough, and a title without figures contradicts none."""
    assert expected == other_figures(footprint(headline=ours), footprint(headline=theirs))


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((ATTACK,), (ANSWER,), True),
        ((ATTACK,), (ATTACK,), False),
        ((ATTACK, ANSWER), (ANSWER,), False),
        ((ATTACK,), ("killed mil:B grp:a",), False),
        ((ATTACK,), ("attack mil:B grp:c",), False),
        ((ATTACK,), (), False),
    ],
)
def test_an_attack_and_the_answer_to_it_are_two_events(ours, theirs, expected):
    """The same act the other way round; a text that tells of both is of either."""
    assert expected == other_way_round(footprint(deeds=ours), footprint(deeds=theirs))


@pytest.mark.parametrize(
    ("where", "sides", "expected"),
    [
        (("title", 30), ("grp:a", "mil:B"), (ATTACK,)),
        (("text", 10), ("grp:a", "mil:B"), (ATTACK,)),
        (("text", 90), ("grp:a", "mil:B"), ()),
        (("title", 0), ("grp:a", None), ()),
        (("title", 0), (None, "mil:B"), ()),
    ],
)
def test_deeds_are_those_of_title_and_lead_with_both_sides(where, sides, expected):
    """What stands further down is background; a side that is not said is never guessed."""
    field, start = where
    act = Event(event="attack", field=field, start=start, end=start + 4, source=sides[0], target=sides[1])
    said = msgspec.structs.replace(analysis("https://a.example/1", "نص"), events=(act,), lead_end=60)

    assert expected == deeds(said)
