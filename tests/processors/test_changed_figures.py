"""Figures that took the place of others where the same words stand."""

import pytest

from processors.window.copies import compare_figures, kinship, unconfirmed
from tests.processors.footprints import nothing_before, text


@pytest.mark.parametrize(
    ("figures", "longer", "verdict"),
    [
        pytest.param(("4", "11"), 0, "update", id="raised in the text, not in the title"),
        pytest.param(("7",), 0, "update", id="raised to one that is there"),
        pytest.param(("4", "11"), 9, "copy", id="a sentence more"),
    ],
)
def test_of_two_texts_of_one_length_another_figure_took_the_place_of_one(figures, longer, verdict):
    """A longer text gives more figures in the same words. One that is as long has them for others."""
    shops = "اغلاق # محلات"
    earlier = text(range(12), 90, figures=((shops, "4"), *(((shops, "7"),) if figures == ("7",) else ())))
    later = text(range(12), 90 + longer, figures=tuple((shops, each) for each in figures))

    assert verdict == kinship(later, earlier, 0, nothing_before).verdict
    assert (verdict == "update") == bool(compare_figures(later.fingerprint, earlier.fingerprint)[0])


@pytest.mark.parametrize(("third", "new"), [(("4", "7"), True), (("7",), False)])
def test_a_figure_that_is_gone_is_confirmed_by_a_text_without_it(third, new):
    """4 was raised to 7, which stands there already: what is left is 7, and no earlier text has it alone."""
    ours, theirs, other = (
        text(range(12), figures=tuple(("مقتل # شخصا", each) for each in figures)).fingerprint
        for figures in (("7",), ("4", "7"), third)
    )

    assert new == unconfirmed(ours, theirs, [theirs, other])
