"""Numbers agree with their nouns, times say what a reader expects."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import words

NOW = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("0 ناشر", 0),
        ("ناشر واحد", 1),
        ("ناشران", 2),
        ("3 ناشرين", 3),
        ("10 ناشرين", 10),
        ("11 ناشراً", 11),
        ("99 ناشراً", 99),
        ("100 ناشر", 100),
        ("102 ناشر", 102),
        ("103 ناشرين", 103),
        ("1,284 ناشراً", 1284),
    ],
)
def test_a_number_and_its_noun_agree(text: str, n: int) -> None:
    """The rule of the grammar books, which is CLDR's."""
    assert text == words.counted(n, words.PUBLISHERS)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("الآن", -30),
        ("الآن", 44),
        ("قبل دقيقة واحدة", 45),
        ("قبل دقيقتين", 150),
        ("قبل 11 دقيقة", 660),
        ("قبل ساعتين", 7300),
        ("قبل 3 أيام", 3 * 86400),
    ],
)
def test_how_long_ago(text: str, seconds: int) -> None:
    """The largest unit is said; what lies ahead of our clock is now."""
    assert text == words.ago(NOW - timedelta(seconds=seconds), NOW)


@pytest.mark.parametrize(
    ("text", "seconds"), [("الآن", -5), ("بعد ثانية واحدة", 1.2), ("بعد 12 ثانية", 12), ("بعد دقيقة واحدة", 90)]
)
def test_how_long_until(text: str, seconds: float) -> None:
    """What is overdue is due now."""
    assert text == words.until(NOW + timedelta(seconds=seconds), NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("00:10", datetime(2026, 3, 14, 21, 10, tzinfo=UTC)),  # the same day in Riyadh
        ("14 مارس 23:50", datetime(2026, 3, 14, 20, 50, tzinfo=UTC)),
        ("1 يناير 2025 03:00", datetime(2025, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_wall_clock_names_the_day_when_it_is_not_today(text: str, moment: datetime) -> None:
    """Today is today in the reader's zone."""
    assert text == words.clock(moment, NOW, ZoneInfo("Asia/Riyadh"))


@pytest.mark.parametrize(
    ("text", "seconds"), [("1.9 ث", 1.94), ("38 ث", 38.2), ("2 د 5 ث", 125), ("3 س 10 د", 11400), ("1 ي 1 س", 90000)]
)
def test_lengths_of_time_in_a_table(text: str, seconds: float) -> None:
    """Tenths only where they matter."""
    assert text == words.exact(seconds)


@given(st.integers(0, 10**9))
def test_every_number_finds_a_shape(n: int) -> None:
    """1 and 2 are said by the noun alone, all others by digits and noun."""
    assert (n not in (1, 2)) == words.counted(n, words.REPORTS)[0].isdigit()


def test_a_value_without_a_word_is_shown_as_it_is() -> None:
    """A record of tomorrow must not break the page of today."""
    assert "crossed" == words.word(words.VERDICT, "crossed")
