"""What an HTTP answer says about a delivery."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.answers import problem_of, retry_after_s
from marsad.errors import Broken, ChannelError, Refused, Retry

NOW = datetime(1994, 11, 6, 8, 49, 7, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_a_delivery(status):
    assert problem_of(status, {}, whom="desk.example", now=NOW) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(status, Refused) for status in (300, 301, 302, 303, 307, 308, 400, 406, 413, 415, 422, 451)]
    + [(status, Broken) for status in (401, 403, 404, 405, 407, 410)]
    + [(status, Retry) for status in (408, 409, 425, 429, 500, 501, 502, 503, 504, 520, 599)],
)
def test_every_other_status_has_one_meaning(status, kind):
    """Of this message, of the channel, or of this moment."""
    problem = problem_of(status, {}, whom="desk.example", now=NOW)

    assert kind is type(problem)
    assert str(problem).startswith(f"desk.example answered {status}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", 30.0),
        (" 120 ", 120.0),
        ("1.25", 1.25),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 30.0),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 30.0),
        ("Sun Nov  6 08:49:37 1994", 30.0),
        ("0", None),
        ("Sun, 06 Nov 1994 08:49:07 GMT", None),
        ("Sun, 06 Nov 1994 08:00:00 GMT", None),
        ("-5", None),
        ("1e9", None),
        ("inf", None),
        ("٣٠", None),
        ("soon", None),
        ("", None),
        ("9" * 400, None),
        ("Sun, 06 Nov 99999999999 08:49:37 GMT", None),
    ],
)
def test_retry_after_is_read_in_seconds_and_in_every_spelling_of_an_http_date(text, expected):
    """What cannot be read, or lies behind us, leaves the pause to us."""
    assert expected == retry_after_s({"Retry-After": text}, NOW)


def test_a_date_is_read_against_the_clock_of_the_receiver():
    """A receiver whose clock is an hour ahead does not make us wait an hour."""
    headers = {"Date": "Sun, 06 Nov 1994 09:49:07 GMT", "Retry-After": "Sun, 06 Nov 1994 09:49:37 GMT"}

    assert 30.0 == retry_after_s(headers, NOW)


@given(st.integers(300, 999), st.text(max_size=60))
def test_no_answer_raises_whatever_its_header_says(status, text):
    """Headers are written by strangers."""
    assert isinstance(problem_of(status, {"Retry-After": text, "Date": text}, whom="x", now=NOW), ChannelError)
