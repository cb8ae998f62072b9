"""When a failed delivery is tried again, and when never."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.backoff import Step, backoff_s, step_after
from marsad.errors import Broken, Refused, Retry
from marsad.ports import Delivery
from tests.alerts.samples import START

DAY_S = 86_400.0


def row(attempt=1):
    return Delivery(alert="a1", channel="hook", story="s1", value=b"", created=START, attempt=attempt)


def after(problem, *, attempt=1, age_s=0.0, chance=1.0):
    now = START + timedelta(seconds=age_s)
    return step_after(problem, row(attempt), now=now, give_up_s=DAY_S, chance=chance)


@pytest.mark.parametrize(
    ("attempt", "longest_s"), [(0, 1), (1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (10_000, 300)]
)
def test_the_pause_doubles_from_one_second_to_five_minutes(attempt, longest_s):
    """`chance` 1 shows the upper end."""
    assert longest_s == backoff_s(attempt, 1.0)


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_the_pause_lies_anywhere_between_nothing_and_its_upper_end(attempt, chance):
    """Full jitter: senders that failed together come back apart."""
    assert chance * backoff_s(attempt, 1.0) == backoff_s(attempt, chance) <= 300


@pytest.mark.parametrize(
    ("problem", "attempt", "age_s", "expected"),
    [
        (Retry("x"), 1, 0, Step("failed", START + timedelta(seconds=1))),
        (Retry("x"), 3, 0, Step("failed", START + timedelta(seconds=4))),
        (Retry("x"), 9, DAY_S - 1, Step("failed", START + timedelta(seconds=DAY_S - 1 + 256))),
        (Retry("x"), 9, DAY_S, Step("dead", START + timedelta(seconds=DAY_S))),
        (Retry("x"), 4, DAY_S, Step("failed", START + timedelta(seconds=DAY_S + 8))),
        (
            Retry("x", after_s=7.5),
            1,
            0,
            Step("retried", START + timedelta(seconds=7.5), counts=False, holds_channel=True),
        ),
        (
            Retry("x", after_s=9),
            50,
            DAY_S,
            Step("retried", START + timedelta(seconds=DAY_S + 9), counts=False, holds_channel=True),
        ),
        (Retry("x", after_s=10**9), 1, 0, Step("retried", START + timedelta(days=1), counts=False, holds_channel=True)),
        (Refused("x"), 1, 0, Step("dead", START)),
        (Broken("x"), 1, 0, Step("failed", START + timedelta(minutes=5), counts=False, holds_channel=True)),
        (
            Broken("x"),
            50,
            2 * DAY_S,
            Step("failed", START + timedelta(days=2, minutes=5), counts=False, holds_channel=True),
        ),
    ],
)
def test_each_kind_of_failure_has_one_consequence(problem, attempt, age_s, expected):
    """Own pauses grow and end in `dead`; a wait the channel asked for, or a broken channel, never does."""
    assert expected == after(problem, attempt=attempt, age_s=age_s)
