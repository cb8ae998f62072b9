"""How much may be sent now."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.bucket import Bucket
from tests.alerts.samples import START


@given(st.integers(1, 60), st.sampled_from([1.0, 60.0]), st.lists(st.floats(0, 5), max_size=200))
def test_no_window_holds_more_than_the_limit(calls, window_s, pauses):
    """However greedy the sender: a service that counts per window has nothing to refuse."""
    bucket, now, times = Bucket(calls, window_s), START, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        while bucket.free(now, critical=True) >= 1:
            bucket.use(now)
            times.append(now)
    for first in times:
        inside = [at for at in times if first <= at < first + timedelta(seconds=window_s)]
        assert len(inside) <= calls + (calls == 1)


@pytest.mark.parametrize(("sent", "free"), [(0, 5), (14, 5), (17, 3), (20, 0), (50, 0)])
def test_what_was_sent_before_a_restart_counts(sent, free):
    """Of twenty a minute, a quarter may go at once."""
    assert free == Bucket(20, 60.0, sent=sent).free(START, critical=True)


def test_a_fifth_of_the_burst_is_kept_for_critical_ones():
    bucket = Bucket(20, 60.0)
    while bucket.free(START) >= 1:
        bucket.use(START)

    assert (0, 1) == (bucket.free(START), bucket.free(START, critical=True))


def test_room_comes_back_with_time():
    bucket = Bucket(20, 60.0)
    for _ in range(5):
        bucket.use(START)

    assert 0 == bucket.free(START, critical=True)
    assert 2 == bucket.free(START + timedelta(seconds=8), critical=True)
    assert 5 == bucket.free(START + timedelta(hours=8), critical=True)
    assert 7 == bucket.within(30)
