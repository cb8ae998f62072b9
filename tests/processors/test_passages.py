"""Texts inside longer ones, and forms that are filled in anew."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from processors.window.copies import FORM_WORDS, kinship
from tests.processors.footprints import AT, nothing_before, text, told

KING, OTHER = "per:king", "per:emir"


@pytest.mark.parametrize(
    ("shared", "common", "beside", "figure", "related"),
    [
        pytest.param(12, 14, 13, "7", True, id="quoted in a report on somebody else"),
        pytest.param(11, 14, 14, "7", False, id="much of it left out"),
        pytest.param(12, 12, 13, "7", False, id="its names left out"),
        pytest.param(12, 14, 12, "7", False, id="a cable as long as the other"),
        pytest.param(12, 14, 13, "9", False, id="with another figure"),
    ],
)
def test_a_text_that_stands_whole_in_one_on_others_is_quoted_there(shared, common, beside, figure, related):
    """Title and lead name somebody else, and below them stands most of an earlier item, prints and words."""
    toll = "مقتل # شخصا"
    item = told(range(20), range(20), actors=(KING,), figures=((toll, "7"),))
    report = told(
        [*range(shared), *range(50, 50 + beside)], [*range(common), *range(50, 60)], actors=(OTHER,), figures=((toll, figure),)
    )  # fmt: skip

    assert related == (kinship(report, item, 0, nothing_before) is not None)


@pytest.mark.parametrize(
    ("shared", "of", "common", "words", "background", "hours", "related"),
    [
        pytest.param(8, 20, 8, 160, nothing_before, 2, True, id="two fifths"),
        pytest.param(8, 20, 12, 160, nothing_before, 2, True, id="and more of its words, cut anew"),
        pytest.param(7, 20, 7, 160, nothing_before, 2, False, id="less"),
        pytest.param(3, 8, 3, 160, nothing_before, 2, True, id="three of the eight prints of a short text"),
        pytest.param(2, 5, 2, 160, nothing_before, 2, False, id="two are a quotation"),
        pytest.param(8, 20, 8, 90, nothing_before, 2, False, id="a text no longer than the other"),
        pytest.param(
            8, 20, 8, 160, lambda prints: [each >= 4 for each in prints], 2, False, id="half of it said before"
        ),
        pytest.param(9, 20, 9, 160, lambda prints: [each < 9 for each in prints], 2, False, id="most of the rest too"),
        pytest.param(8, 20, 8, 160, nothing_before, 25, True, id="the next day, in other words"),
        pytest.param(8, 20, 9, 160, nothing_before, 25, False, id="the next day it tells of the same in its own words"),
    ],
)
def test_two_fifths_of_an_earlier_text_in_a_longer_one_are_a_passage_of_it(
    shared, of, common, words, background, hours, related
):
    """A round-up holds the first paragraphs of an item among other news, and a desk cuts a report of an agency anew."""
    item = told(range(of), range(20))
    report = told([*range(shared), *range(50, 67)], [*range(common), *range(50, 60)], at=AT + timedelta(hours=hours))
    longer = replace(report, fingerprint=replace(report.fingerprint, words=words))

    kin = kinship(longer, item, 0, background)

    assert related == (kin is not None)
    assert kin is None or "contains" == kin.verdict


def test_of_a_shorter_text_that_came_later_half_must_be_shared():
    """What is called contained may be silent: a report that shares a passage with a longer one has news of its own."""
    report = told(range(20), range(20))
    round_up = told([*range(8), *range(50, 67)], [*range(8), *range(50, 60)])
    longer = replace(round_up, fingerprint=replace(round_up.fingerprint, words=160))

    assert kinship(longer, report, 0, nothing_before)
    assert kinship(report, longer, 0, nothing_before) is None


@pytest.mark.parametrize(
    ("earlier", "later", "longer", "related"),
    [
        pytest.param("new:سعيد-الحداد", "new:ناصر-الكردي", 0, False, id="another name in its place"),
        pytest.param("new:ريتشارد-غرينيل", "new:ريتشارد-جرينيل", 0, True, id="one name as two desks hear it"),
        pytest.param("new:سعيد-الحداد", "new:ناصر-الكردي", 2, True, id="two reporters before one text"),
    ],
)
def test_a_form_of_one_length_with_another_name_is_other_news(earlier, later, longer, related):
    """Two cables differ in the name of who gets them; of one report told by two desks the rest differs too."""
    cable = text(range(12), 60, (KING, earlier))
    other = text(range(12), 60 + longer, (KING, later))

    assert related == (kinship(other, cable, 0, nothing_before) is not None)


HUMIDITY = "الي # بالمئة"


@pytest.mark.parametrize(
    ("places", "degrees", "words", "related"),
    [
        pytest.param(("pl:homs", "pl:taiz"), (), 60, False, id="other places too"),
        pytest.param(("pl:homs",), (), 60, True, id="a place left out"),
        pytest.param(("pl:homs", "pl:aden"), ("31", "29"), 60, False, id="no figure of either in the other"),
        pytest.param(("pl:homs", "pl:aden"), ("31", "44"), 60, True, id="one of them in both"),
        pytest.param(("pl:homs", "pl:taiz"), ("31", "29"), FORM_WORDS + 1, True, id="a report"),
    ],
)
def test_a_forecast_with_other_figures_and_places_is_the_next_one(places, degrees, words, related):
    """Where the same words stand one figure changed, and the rest is of other towns: no update of the day before."""
    temperatures = ("42", "44")
    earlier = text(
        range(12), words, places=("pl:homs", "pl:aden"),
        figures=((HUMIDITY, "52"), *((f"حمص # {n}", each) for n, each in enumerate(temperatures))),
    )  # fmt: skip
    later = text(
        range(12),
        words,
        places=places,
        figures=((HUMIDITY, "66"), *((f"عدن # {n}", each) for n, each in enumerate(degrees))),
    )

    assert related == (kinship(later, earlier, 0, nothing_before) is not None)
