"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import schedule
from ingest.schedule import (
    after_outage,
    after_success,
    after_trouble,
    first_gap_s,
    interval_s,
    learned_gap_s,
    trouble_of,
    unreadable,
)
from marsad.errors import FetchError
from marsad.ports import FeedState

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FRESH = FeedState(feed="alsahel")
HOUR = 3600


def error(reason="http_5xx", status=0, retry_after_s=None):
    return trouble_of(FetchError("x", reason=reason, status=status, retry_after_s=retry_after_s))


def wait_s(state):
    return (state.next_due - state.last_poll).total_seconds()


def failed(times, trouble, state=FRESH, tier="news", roll=0.5):
    for _ in range(times):
        state = after_trouble(state, trouble, tier=tier, now=NOW, roll=roll)
    return state


@pytest.mark.parametrize(
    ("tier", "gap_s", "expected"),
    [
        ("flash", 0, 60), ("flash", 60, 60), ("flash", 1800, 180), ("flash", 9999999, 300),
        ("news", 0, 120), ("news", 3000, 600), ("news", 9999999, 900),
        ("slow", 0, 600), ("slow", 3600, 1800), ("slow", 9999999, 3600),
    ],
)  # fmt: skip
def test_a_feed_is_asked_once_a_fraction_of_an_item_should_have_come(tier, gap_s, expected):
    assert expected == interval_s(tier, gap_s)


@pytest.mark.parametrize(
    ("trouble", "waits"),
    [
        (error("dns"), [143, 170, 202]),
        (error("timeout"), [170, 240, 339]),
        (error("http_5xx", 500), [170, 240, 339]),
        (error("http_4xx", 404), [170, 240, 339]),
        (error("tls"), [240, 480, 960]),
        (error("http_4xx", 403), [240, 480, 960]),
        (error("blocked"), [240, 480, 960]),
        (unreadable("html", "x"), [240, 480, 960]),
    ],
)
def test_passing_trouble_slows_a_feed_less_than_what_a_person_must_mend(trouble, waits):
    assert waits == [round(wait_s(failed(times, trouble))) for times in (1, 2, 3)]


@pytest.mark.parametrize(
    ("trouble", "cap_s"),
    [
        (error("http_5xx"), 6 * HOUR),
        (error("dns"), 6 * HOUR),
        (error("tls"), 24 * HOUR),
        (error("http_4xx", 410), 7 * 24 * HOUR),
    ],
)
def test_no_feed_is_given_up(trouble, cap_s):
    """However often it fails, it is asked again within a day, or a week when it says it is gone."""
    assert cap_s == wait_s(failed(200, trouble))


def test_a_feed_that_says_it_is_gone_twice_is_still_asked_daily():
    assert wait_s(failed(2, error("http_4xx", 410), tier="slow")) <= 24 * HOUR


@given(st.integers(1, 60), st.floats(0, 0.999), st.sampled_from(["flash", "news", "slow"]), st.floats(0, 1e7))
def test_a_wait_is_never_longer_than_its_cap_nor_shorter_than_four_fifths_of_the_rhythm(times, roll, tier, gap_s):
    state = failed(times, error("timeout"), FeedState(feed="x", gap_s=gap_s), tier, roll)

    assert min(6 * HOUR, 0.79 * interval_s(tier, gap_s)) <= wait_s(state) <= 6 * HOUR


def test_retry_after_is_waited_for_and_weighs_little():
    state = failed(1, error("http_4xx", 429, 7200.0))

    assert (7560, 0.5) == (round(wait_s(state)), state.score)


def test_a_long_retry_after_outlasts_every_cap():
    assert wait_s(failed(1, error("http_5xx", 503, 86_400.0), roll=0.0)) == 86_400


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (error("http_5xx", 500), "failing"), (error("dns"), "failing"), (error("tls"), "failing"), (error("http_4xx", 404), "failing"),
        (error("http_4xx", 401), "blocked"), (error("http_4xx", 403), "blocked"), (error("http_4xx", 451), "blocked"),
        (error("blocked"), "blocked"), (unreadable("challenge", "x"), "blocked"), (unreadable("html", "x"), "degraded"),
    ],
)  # fmt: skip
def test_each_trouble_has_its_state(trouble, state):
    assert state == failed(1, trouble).state


def test_failure_keeps_validators_and_the_last_success():
    known = FeedState(feed="x", etag='"a"', body_hash="b", url="http://a.example/", last_success=NOW, items=7)
    state = failed(3, error(), known)

    assert ('"a"', "b", NOW, 7) == (state.etag, state.body_hash, state.last_success, state.items)


def test_our_own_outage_is_told_and_held_against_no_feed():
    """What a feed has of its own is not covered by it."""
    down = FetchError("a.example: the name does not resolve", reason="dns")
    well, ill = (after_outage(state, down, now=NOW, roll=0.5) for state in (FRESH, failed(2, error("tls"))))
    assert (0.0, "healthy", "") == (well.score, well.state, well.reason)
    assert "a.example: the name does not resolve, nor do most hosts answer: our own line seems down" == well.detail
    assert (2.0, "failing", "x") == (ill.score, ill.state, ill.detail)


def test_success_forgives_everything():
    state = after_success(failed(9, error("tls")), new=2, tier="news", now=NOW, roll=0.5)

    assert ("healthy", "", 0.0, 2, NOW, NOW) == (
        state.state, state.reason, state.score, state.items, state.last_success, state.last_item)  # fmt: skip


def test_a_note_makes_a_read_feed_degraded():
    state = after_success(FRESH, new=0, tier="news", now=NOW, roll=0.5, note=("undated", "x"))

    assert ("degraded", "undated") == (state.state, state.reason)


def test_a_feed_without_news_for_long_is_silent():
    quiet = FeedState(feed="x", gap_s=3 * HOUR, last_item=NOW - timedelta(hours=73))

    assert after_success(quiet, new=0, tier="news", now=NOW, roll=0.5).state == "silent"
    assert after_success(quiet, new=1, tier="news", now=NOW, roll=0.5).state == "healthy"


def test_the_gap_follows_the_feed():
    gap_s = 100.0
    for _ in range(100):
        gap_s = learned_gap_s(gap_s, 2, 1000)

    assert round(gap_s) == 500


def test_a_poll_after_an_absence_teaches_nothing():
    """We were away, the publisher was not: the items of that time say nothing of its rhythm."""
    away = FeedState(
        feed="x",
        gap_s=600,
        last_item=NOW - timedelta(days=2),
        last_poll=NOW - timedelta(days=2),
        next_due=NOW - timedelta(days=1.99),
    )
    assert after_success(away, new=3, tier="news", now=NOW, roll=0.5).gap_s == 600


def test_an_item_from_when_the_clock_was_ahead_teaches_nothing():
    ahead = FeedState(
        feed="x",
        gap_s=600,
        last_item=NOW + timedelta(days=365),
        last_poll=NOW - timedelta(minutes=2),
        next_due=NOW,
    )
    assert after_success(ahead, new=1, tier="news", now=NOW, roll=0.5).gap_s == 600


def test_the_first_document_shows_a_rhythm():
    dates = [NOW - timedelta(hours=n) for n in (1, 3, 5, 7, 24 * 30)]

    assert first_gap_s(dates, NOW) == 2 * HOUR
    assert first_gap_s(dates[:1], NOW) == 0


@given(st.floats(0, 0.999))
def test_jitter_stays_within_a_tenth(roll):
    state = after_success(FRESH, new=0, tier="news", now=NOW, roll=roll)

    assert 107.9 <= wait_s(state) <= 132.1


@given(st.lists(st.sampled_from(["ok", "dns", "timeout", "tls", "http_5xx"]), max_size=40), st.floats(0, 0.999))
def test_thirty_days_of_any_weather_leave_a_feed_in_the_schedule(weather, roll):
    state, now = FRESH, NOW
    for outcome in weather:
        if outcome == "ok":
            state = after_success(state, new=1, tier="news", now=now, roll=roll)
        else:
            state = after_trouble(state, error(outcome), tier="news", now=now, roll=roll)
        assert now < state.next_due <= now + timedelta(seconds=schedule.LASTING_CAP_S)
        now = state.next_due
