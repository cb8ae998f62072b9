"""A worker that stands still is found and left; one that waits for Kafka or Redis, or has nothing to do, is not."""

import threading
from contextlib import contextmanager

import pytest

from marsad.errors import Away
from marsad.metrics import Metrics
from marsad.runtime.agent import Pulse
from marsad.runtime.lag import Lag, Lags
from marsad.runtime.watchdog import BEAT_S, GRACE_S, RESTART, STILL_S, Sight, Watchdog, standstill
from tests.servers.process import until

NOW = 1000.0
HEALTHY = Sight(
    now=NOW, beat=NOW - 1, in_hand_since=None, retrying=False, waiting=0, waiting_since=0.0, last_event=NOW - 1,
    uncommitted_since=None,
)  # fmt: skip
LONG = NOW - STILL_S - 1
JUST = NOW - STILL_S


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({}, ""),
        ({"beat": NOW - BEAT_S}, ""),
        ({"beat": NOW - BEAT_S - 1}, "the event loop has not moved for 31 s"),
        ({"beat": NOW - BEAT_S - 1, "retrying": True}, "the event loop has not moved for 31 s"),
        ({"in_hand_since": JUST}, ""),
        ({"in_hand_since": LONG}, "one record has been in hand for 61 s"),
        ({"in_hand_since": LONG, "retrying": True}, ""),
        ({"uncommitted_since": JUST}, ""),
        ({"uncommitted_since": LONG}, "records are handled and no offset has been committed for 61 s"),
        ({"uncommitted_since": LONG, "retrying": True}, ""),
        ({"uncommitted_since": LONG, "in_hand_since": NOW - 1}, "no offset has been committed for 61 s"),
        ({"last_event": LONG}, ""),
        ({"last_event": LONG, "waiting": 3, "waiting_since": LONG}, "3 records wait and none came for 61 s"),
        ({"last_event": JUST, "waiting": 3, "waiting_since": LONG}, ""),
        ({"last_event": LONG, "waiting": 3, "waiting_since": JUST}, ""),
        ({"last_event": LONG, "waiting": 3, "waiting_since": LONG, "retrying": True}, ""),
        ({"last_event": LONG, "waiting": 3, "waiting_since": LONG, "in_hand_since": NOW - 1}, ""),
    ],
)
def test_standstill(seen, expected):
    """Each way to stand still, its limit, and what excuses it."""
    found = standstill(HEALTHY._replace(**seen))
    assert expected in found
    assert bool(expected) == bool(found)


class Rig:
    """A watchdog with a clock, a broker and an exit of the test's. Threads run; no minute passes."""

    def __init__(self):
        self.clock = NOW
        self.lags = {0: Lag(0, 0)}
        self.others, self.unread = {}, {}  # what other workers have, and what nobody has
        self.away = None
        self.looks = 0
        self.left = []
        self.metrics = Metrics("test", "cluster")
        self.pulse = Pulse("analyse", last_event=NOW, beat=NOW)
        self.watchdog = Watchdog(
            self.pulse, "articles", self.read_lag, self.metrics, leave=self.leave, look_s=0.001, lag_s=0.0, now=self.now
        )  # fmt: skip

    def now(self):
        self.looks += 1
        return self.clock

    def read_lag(self):
        if self.away:
            raise self.away
        return Lags(self.lags | self.others | self.unread, frozenset(self.lags), frozenset(self.unread))

    def leave(self, code):
        self.left.append(code)
        self.watchdog.stop()

    def after(self, seconds, *, beats=True):
        """Let so many seconds pass, and the watchdog look."""
        self.clock += seconds
        if beats:
            self.pulse.beat = self.clock
        seen = self.looks
        assert until(lambda: self.looks > seen + 2 or self.left, timeout_s=5, every_s=0.001)
        return self.watchdog.trouble

    def handle(self, count=1):
        self.pulse.handled += count
        self.pulse.last_event = self.clock

    def gauge(self, name):
        return self.metrics.registry.get_sample_value(f"marsad_consumer_{name}", {"topic": "articles"})


@contextmanager
def watched():
    rig = Rig()
    rig.watchdog.start()
    try:
        yield rig
    finally:
        rig.watchdog.stop()
        assert until(lambda: "watchdog" not in {thread.name for thread in threading.enumerate()}, timeout_s=5)


@pytest.fixture
def rig():
    with watched() as rig:
        yield rig


def test_a_blocked_loop_is_told_at_once_and_left_after_the_grace(rig):
    """Somebody starts a new one."""
    assert "" == rig.after(BEAT_S, beats=False)
    assert "event loop" in rig.after(1, beats=False)
    rig.after(GRACE_S, beats=False)
    assert [] == rig.left
    rig.after(1, beats=False)
    assert [RESTART] == rig.left


def test_trouble_that_ends_starts_the_grace_anew(rig):
    """Half a minute of it at a time."""
    for _ in range(3):
        assert "event loop" in rig.after(BEAT_S + 1, beats=False)
        rig.after(GRACE_S - 1, beats=False)
        assert "" == rig.after(0)
    assert [] == rig.left


def test_a_stage_that_waits_for_redis_is_healthy(rig):
    """For hours; what is in hand then counts from its end."""
    rig.lags = {0: Lag(0, 9)}
    rig.pulse.in_hand_since = rig.pulse.retrying_since = rig.clock
    assert "" == rig.after(3600)
    rig.pulse.retrying_since = None
    assert "in hand" in rig.after(1)


def test_after_a_stop_nobody_is_alarmed(rig):
    """A stop takes its time."""
    rig.watchdog.stop()
    rig.clock += 3600
    assert not until(lambda: rig.left, timeout_s=0.05)


def test_records_that_wait_and_do_not_come_are_told(rig):
    """The consumer is silent; when they come, all is well."""
    rig.lags = {0: Lag(5, 8), 1: Lag(2, 4)}
    assert "" == rig.after(1)
    assert 5 == rig.gauge("lag_messages")
    assert "5 records wait and none came for 61 s" == rig.after(61)
    rig.handle()
    assert "" == rig.after(1)


def test_a_first_record_after_a_quiet_night_is_given_its_minute(rig):
    """The last event is hours old when it comes, or when the partitions of another worker come."""
    rig.after(9 * 3600)
    rig.lags = {0: Lag(5, 6)}
    assert "" == rig.after(1)
    assert "" == rig.after(STILL_S - 1)
    assert "1 records wait" in rig.after(2)


def test_a_worker_without_partitions_is_healthy(rig):
    """A standby waits for ever."""
    rig.lags = {}
    assert "" == rig.after(3600)
    rig.handle()
    assert "" == rig.after(3600)
    assert 0 == rig.gauge("lag_messages")


def test_a_standby_has_the_lag_of_its_group_and_no_trouble(rig):
    """The metric is the same from every worker; what others leave is theirs to be blamed for."""
    rig.lags, rig.others = {}, {0: Lag(5, 8), 1: Lag(2, 4)}
    assert "" == rig.after(3600)
    assert ("", 5) == (rig.watchdog.unread, rig.gauge("lag_messages"))
    moved = rig.gauge("last_commit_timestamp_seconds")
    rig.after(1)
    assert moved < rig.gauge("last_commit_timestamp_seconds")


def test_partitions_that_nobody_has_are_told_and_stand_still(rig):
    """For readiness and for alarms; to start anew is for who can see why, so health says nothing."""
    rig.lags, rig.unread = {}, {0: Lag(5, 8), 1: Lag(2, 4), 2: Lag(1, 1)}
    assert "" == rig.after(3600)
    assert "no process has 3 of 3 partitions, where 5 records wait" == rig.watchdog.unread
    assert 5 == rig.gauge("lag_messages")
    moved = rig.gauge("last_commit_timestamp_seconds")
    rig.after(1)
    assert moved == rig.gauge("last_commit_timestamp_seconds")
    rig.lags, rig.unread = rig.unread, {}
    rig.after(1)
    assert "" == rig.watchdog.unread


def test_what_nobody_has_is_no_commit_that_a_worker_owes(rig):
    """Its own partitions are read to their ends, and one more record is counted behind a look."""
    rig.lags, rig.unread = {0: Lag(9, 9)}, {1: Lag(2, 4)}
    rig.after(1)
    rig.handle()
    assert "" == rig.after(1)
    assert "" == rig.after(3600)


@pytest.mark.parametrize("problem", [Away("no broker"), KeyError("a surprise of the client")])
def test_what_is_not_known_is_not_held_against_a_worker(rig, problem):
    """Kafka went away with records waiting and offsets not committed: an outage must not restart every worker."""
    rig.lags = {0: Lag(5, 8)}
    rig.after(1)
    rig.handle()
    rig.after(1)
    rig.away = problem
    assert "" == rig.after(3600)
    rig.away = None
    rig.after(1)
    assert "" == rig.after(STILL_S - 2)
    assert "3 records wait" in rig.after(3)


def test_an_outage_of_kafka_is_told_for_readiness_and_not_for_health(rig):
    """A worker with nothing in hand learns of it from the lag it asks for; a surprise of the client is no outage."""
    rig.after(1)
    assert "" == rig.watchdog.away
    rig.away = Away("no broker")
    assert "" == rig.after(1)
    assert "no broker" == rig.watchdog.away
    rig.away = KeyError("a surprise of the client")
    rig.after(1)
    assert "" == rig.watchdog.away
    rig.away = Away("no broker")
    rig.after(1)
    rig.away = None
    rig.after(1)
    assert "" == rig.watchdog.away


# ------------------------------------------------------------------------------------------- commits


def test_records_handled_without_a_commit_are_told(rig):
    """Since the look that found more handled and the offsets unmoved; a commit ends it."""
    rig.lags = {0: Lag(5, 99), 1: Lag(7, 7)}
    rig.after(1)
    for _ in range(7):
        rig.handle()
        assert "" == rig.after(10)
    rig.handle()
    assert "no offset has been committed" in rig.after(10)
    rig.lags = {0: Lag(6, 99), 1: Lag(7, 7)}
    rig.handle()
    assert "" == rig.after(1)


def test_a_commit_at_each_look_is_health(rig):
    """Though more records wait than are handled."""
    for n in range(20):
        rig.lags = {0: Lag(n, 99)}
        rig.handle()
        assert "" == rig.after(30)


def test_a_group_that_never_committed_is_found(rig):
    """No commit counts as offset 0, from which nothing moves."""
    rig.lags = {0: Lag(0, 9)}
    rig.after(1)
    for _ in range(8):
        rig.handle()
        trouble = rig.after(10)
    assert "no offset has been committed" in trouble


def test_nothing_handled_means_nothing_to_commit(rig):
    """The stage is busy with one record."""
    rig.lags = {0: Lag(5, 9)}
    rig.after(1)
    rig.pulse.in_hand_since = rig.clock
    rig.after(STILL_S - 1)
    rig.handle()
    rig.pulse.in_hand_since = rig.clock
    assert "" == rig.after(STILL_S - 1)


def test_all_committed_ends_it_too(rig):
    """The last commit moves to the end, and no record waits."""
    rig.lags = {0: Lag(5, 9)}
    rig.after(1)
    rig.handle()
    rig.after(1)
    rig.lags = {0: Lag(9, 9)}
    assert "" == rig.after(3600)


def test_a_commit_that_was_seen_before_its_record_was_counted_is_no_trouble(rig):
    """The record was handled and committed in the middle of a look; then nothing comes for hours."""
    rig.lags = {0: Lag(9, 9)}
    rig.after(1)
    rig.handle()
    assert "" == rig.after(1)
    assert "" == rig.after(3600)


def test_a_rebalance_counts_as_a_move(rig):
    """Other partitions, other offsets: begin to count anew."""
    rig.lags = {0: Lag(5, 9)}
    rig.after(1)
    for partitions in ((0, 1), (1,), (0,)):
        rig.lags = dict.fromkeys(partitions, Lag(5, 9))
        rig.handle()
        assert "" == rig.after(STILL_S)


def test_the_time_of_the_last_commit_is_a_metric(rig):
    """It moves with the offsets and stands with them."""
    rig.lags = {0: Lag(5, 99)}
    rig.after(1)
    moved = rig.gauge("last_commit_timestamp_seconds")
    assert 0 < moved
    rig.after(1)
    assert moved == rig.gauge("last_commit_timestamp_seconds")
    rig.lags = {0: Lag(6, 99)}
    rig.after(1)
    assert moved < rig.gauge("last_commit_timestamp_seconds")
