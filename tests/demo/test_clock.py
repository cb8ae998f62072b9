"""The newsroom's clock."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.demo.clock import Clock
from marsad.errors import UsageError
from tests.demo.samples import START, Hand


@given(speed=st.floats(1, 1e6), seconds=st.floats(0, 1e5))
def test_corpus_time_runs_at_the_given_speed(speed, seconds):
    """After `seconds` real seconds the corpus stands `speed` times as far, and `wall` leads back to real time."""
    hand = Hand()
    clock = Clock(START, speed, 0.0, ticks=hand)
    hand.seconds = seconds
    assert timedelta(seconds=seconds * speed) == clock.now() - START
    assert timedelta(milliseconds=1) > abs(clock.wall(clock.now()) - clock.wall_now())


@given(speed=st.floats(1, 1e6), seconds=st.floats(0, 1e4))
def test_ago_counts_real_seconds(speed, seconds):
    """`ago` is the moment the clock stood at that many real seconds earlier."""
    hand = Hand()
    clock = Clock(START, speed, 0.0, ticks=hand)
    hand.seconds = 2e4
    then = clock.ago(seconds)
    hand.seconds -= seconds
    assert timedelta(milliseconds=1) * speed >= abs(clock.now() - then)


@pytest.mark.parametrize("speed", [0.0, 0.99, -5.0, 1_000_001.0, float("nan"), float("inf")])
def test_refuses_speeds_out_of_bounds(speed):
    """A speed that is no speed is refused with the bounds in the message."""
    with pytest.raises(UsageError, match=r"1\.\.1000000"):
        Clock(START, speed, 0.0)


def test_wall_time_of_a_moment_never_changes(hand):
    """The wall time of one moment is the same however late one asks: feeds keep their bytes."""
    clock = Clock(START, 60.0, 0.0, ticks=hand)
    moment = START + timedelta(minutes=7)
    early = clock.wall(moment)
    hand.seconds = 4711.5
    assert early == clock.wall(moment)


def test_starts_now_on_the_machines_own_clock():
    """Without ticks of its own the clock follows the monotonic clock."""
    before = time.monotonic()
    clock = Clock.starting_now(START, 1000.0)
    assert before <= clock.began <= time.monotonic()
    assert clock.now() >= START
