"""How a text opens: its words by their first letters, in whatever form they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.fingerprint import LEAD_WORDS, fingerprint
from processors.opening import TITLE_TIMES, UNKNOWN, alike, beginning, opening, packed

NUMBERS = st.integers(0, 65_535)


def openings(*texts):
    return [opening(fingerprint(title, body).opening) for title, body in texts]


def test_words_are_known_by_their_first_letters_in_every_form():
    """What the masdar says in one text the verb says in the other, with and without the article."""
    assert beginning("هجمات") == beginning("هجم")
    assert beginning("قصف") == beginning("قصفت") != beginning("حصار")

    one, other = openings(("القصف يطال سوق البلدة", "وقصفت المدفعية سوقاً"), ("قصف على السوق", "مدفعية قصفت أسواق بلدة"))
    assert alike(one, other) > 0.8


def test_what_is_of_another_event_is_less_alike():
    raid = ("غارة على جسر المدينة", "أغارت طائرة على جسر المدينة فجرا وقتلت ثلاثة عمال")
    again = ("قتلى في غارة استهدفت جسراً", "قال الدفاع المدني إن طائرة أغارت على الجسر وإن ثلاثة عمال قتلوا")
    vote = ("مجلس النواب يقر الموازنة", "أقر المجلس موازنة العام بعد نقاش دام أسبوعين وسط خلاف على الدعم")
    one, second, other = openings(raid, again, vote)

    assert alike(one, second) > 0.5
    assert alike(one, other) < 0.1


def test_a_word_of_the_title_counts_twice_and_what_follows_the_lead_not_at_all():
    far = " ".join(["نهر"] * LEAD_WORDS)
    found = opening(fingerprint("حريق", f"حريق سوق {far} ميناء").opening)

    assert found.times[beginning("حريق")] == TITLE_TIMES + 1
    assert found.times[beginning("سوق")] == 1
    assert found.times[beginning("نهر")] == LEAD_WORDS - 2
    assert beginning("ميناء") not in found.times


def test_stop_words_say_nothing_and_figures_are_told_apart():
    one, other = (opening(fingerprint("", text).opening) for text in ("في على من 1200", "في على من 1350"))

    assert (len(one.times), alike(one, other)) == (1, 0.0)


@given(st.lists(NUMBERS, max_size=40), st.lists(NUMBERS, max_size=80), st.lists(NUMBERS, min_size=1, max_size=80))
def test_likeness_is_a_cosine(title, lead, other):
    ours, theirs = opening(packed(title, lead)), opening(packed((), other))

    assert 0 <= alike(ours, theirs) <= 1 + 1e-9
    assert alike(ours, theirs) == pytest.approx(alike(theirs, ours))
    assert alike(theirs, theirs) == pytest.approx(1)
    assert len(packed(title, lead)) == 3 * len({*title, *lead})


@given(st.lists(NUMBERS, max_size=600))
def test_a_word_said_a_thousand_times_fits_a_byte(lead):
    found = opening(packed((), [7] * 1000 + lead))

    assert found.times[7] == 255


def test_what_an_earlier_version_analysed_speaks_neither_for_nor_against():
    assert alike(opening(b""), opening(packed((), (1,)))) == UNKNOWN
