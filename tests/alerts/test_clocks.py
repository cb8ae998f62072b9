"""How long people waited for an alert."""

from datetime import timedelta

import pytest

from alerts.clocks import alert_latency_s, detect_latency_s, published
from tests.alerts.samples import START, alert

DELIVERED = START + timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


def test_our_share_runs_from_seeing_to_delivery():
    assert 5.0 == detect_latency_s(alert(), DELIVERED)


def test_the_whole_wait_runs_from_publication_to_delivery():
    assert 65.0 == alert_latency_s(alert(), DELIVERED)


@pytest.mark.parametrize("source", ["feed", "page-meta", "given"])
def test_a_date_that_was_given_is_believed(source):
    assert START - MINUTE == published(alert(date_source=source))


@pytest.mark.parametrize(
    "changes",
    [
        {"published": None},
        {"date_source": "fetched"},
        {"date_source": "no_zone"},
        {"date_source": "future"},
        {"date_source": "ancient"},
        {"published": START + MINUTE},
    ],
)
def test_a_date_that_is_missing_guessed_or_ahead_of_us_is_not_believed(changes):
    """A wrong wait on the board is worse than none."""
    assert published(alert(**changes)) is None
    assert alert_latency_s(alert(**changes), DELIVERED) is None


def test_an_article_of_the_archive_was_no_wait():
    """It is a day old: nobody waited for it."""
    assert alert_latency_s(alert(published=START - timedelta(hours=25)), DELIVERED) is None


def test_a_clock_set_back_gives_no_negative_wait():
    assert 0.0 == detect_latency_s(alert(), START - MINUTE)
