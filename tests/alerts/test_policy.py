"""Now, later, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.policy import held, next_tick, quiet_until, route_for, silenced_by
from marsad.config.channel_tables import Route, When
from marsad.outbox import Silence
from tests.alerts.samples import START, alert


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "ends"),
    [
        ("23:00-06:00 Asia/Kabul", "2021-08-15 18:29", None),
        ("23:00-06:00 Asia/Kabul", "2021-08-15 18:30", "2021-08-16 01:30"),
        ("23:00-06:00 Asia/Kabul", "2021-08-16 01:29", "2021-08-16 01:30"),
        ("23:00-06:00 Asia/Kabul", "2021-08-16 01:30", None),
        ("13:00-15:30 Asia/Riyadh", "2021-08-15 10:00", "2021-08-15 12:30"),
        ("13:00-15:30 Asia/Riyadh", "2021-08-15 12:30", None),
        # Berlin puts its clocks back on 31 October 2021 at 01:00 UTC: 02:30 comes twice.
        ("01:00-02:30 Europe/Berlin", "2021-10-31 00:15", "2021-10-31 01:30"),
        ("01:00-02:30 Europe/Berlin", "2021-10-31 01:15", "2021-10-31 01:30"),
        # and forward on 28 March: there is no 02:30.
        ("01:00-02:30 Europe/Berlin", "2021-03-28 00:30", "2021-03-28 01:30"),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall(hours, now, ends):
    """Over midnight, and when the clock is put back or forward."""
    found = quiet_until(hours, moment(now))
    if "03-28" in now:
        assert moment("2021-03-28 00:30") < found <= moment("2021-03-28 01:30")
    else:
        assert (moment(ends) if ends else None) == found


@given(st.integers(0, 366 * 1440))
def test_quiet_hours_end_ahead_of_us_and_then_it_is_loud(minutes):
    """Whatever the night of a year; the longest lasts an hour more."""
    now = START + timedelta(minutes=minutes)
    ends = quiet_until("22:30-06:15 Europe/Berlin", now)
    if ends:
        assert now < ends <= now + timedelta(hours=9)
        assert quiet_until("22:30-06:15 Europe/Berlin", ends) is None


@pytest.mark.parametrize(
    ("every_s", "tick"), [(3600, "2021-08-15 15:00"), (900, "2021-08-15 14:15"), (86400, "2021-08-16")]
)
def test_digests_go_at_whole_periods(every_s, tick):
    assert moment(tick) == next_tick(START, every_s)


NIGHT = moment("2021-08-15 20:00")
QUIET = Route(to=("chat",), quiet="23:00-06:00 Asia/Kabul")
HOURLY = Route(to=("chat",), digest="1h")
GROUP = Route(to=("chat",), group_wait="30s")


@pytest.mark.parametrize(
    ("route", "severity", "shown", "now", "expected"),
    [
        (None, "low", False, NIGHT, None),
        (QUIET, "high", False, NIGHT, (moment("2021-08-16 01:30"), "quiet")),
        (QUIET, "high", True, NIGHT, (moment("2021-08-16 01:30"), "quiet")),
        (QUIET, "critical", False, NIGHT, None),
        (QUIET, "high", False, START, None),
        (QUIET.model_copy(update={"loud": "high"}), "high", False, NIGHT, None),
        (HOURLY, "medium", False, START, (moment("2021-08-15 15:00"), "digest")),
        (HOURLY, "medium", False, moment("2021-08-15 15:00"), None),
        (HOURLY, "critical", False, START, None),
        (GROUP, "high", False, START, (START + timedelta(seconds=30), "group")),
        (GROUP, "high", True, START, None),
        (GROUP, "high", False, START + timedelta(seconds=30), None),
        (GROUP, "critical", False, START, None),
    ],
)
def test_an_alert_is_held_for_one_reason_or_goes(route, severity, shown, now, expected):
    """What is loud for its route never waits."""
    assert expected == held(alert(severity=severity), START, route, now, shown=shown)


def test_the_first_route_that_leads_an_alert_to_a_channel_decides_when():
    routes = [Route(when=When(severity="<high"), to=("chat",), digest="1h"), Route(to=("chat", "mail")), HOURLY]

    assert routes[1] == route_for(alert(), "chat", routes)
    assert routes[0] == route_for(alert(severity="low"), "chat", routes)
    assert None is route_for(alert(), "nobody", routes)


def silence(number=1, **when):
    return Silence(
        id=number, match=When(**when).model_dump_json().encode(), author="ناديا", reason="تدريب",
        created=START, expires=START + timedelta(hours=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({}, True),
        ({"rule": ("takeover",)}, True),
        ({"place": ("af",)}, True),
        ({"place": ("sy",)}, False),
        ({"severity": ">=critical"}, False),
        ({"severity": ("high", "low"), "actor": ("grp:*",)}, True),
        ({"reason": ("spread",)}, False),
    ],
)
def test_a_silence_takes_what_its_matchers_take(when, expected):
    assert expected == bool(silenced_by(alert(), [silence(**when)]))


def test_a_silence_nobody_can_read_silences_nothing():
    broken = Silence(id=2, match=b'{"rulle":["x"]}', author="a", reason="b", created=START, expires=START)

    assert 1 == silenced_by(alert(), [broken, silence()]).id
    assert None is silenced_by(alert(), [broken])
