"""Is a worker still working? Looked at from a thread of its own: a blocked event loop could not tell.

A stage that waits for Kafka or Redis is healthy and not ready: else one outage would restart every worker of the
cluster. A worker without partitions is healthy too; where nobody has some of them it is not ready. Known ways to stand still in silence: a consumer that gets nothing
after an outage or a rebalance, offsets that are not committed any more.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from marsad.errors import Away
from marsad.metrics import Metrics
from marsad.runtime.agent import Pulse
from marsad.runtime.lag import Lags

_log = logging.getLogger("marsad.watchdog")

BEAT_S = 30.0  # the event loop has not moved
STILL_S = 60.0  # one event in hand, no event with records waiting, or no commit
GRACE_S = 30.0  # unhealthy for so long: leave, somebody starts a new one
RESTART = 70  # EX_SOFTWARE
_LOOK_S, _LAG_S = 2.0, 10.0


class Sight(NamedTuple):
    """What is known at one moment. Times are monotonic seconds."""

    now: float
    beat: float
    in_hand_since: float | None
    retrying: bool
    waiting: int  # records behind the committed offsets of its partitions, 0 where that is not known
    waiting_since: float  # since when there are some
    last_event: float
    uncommitted_since: float | None  # since when events were handled and the offsets have not moved


def standstill(sight: Sight) -> str:
    """Return why a worker counts as standing still, "" when it does not."""
    if (still_s := sight.now - sight.beat) > BEAT_S:
        return f"the event loop has not moved for {still_s:.0f} s"
    if sight.retrying:
        return ""
    if sight.in_hand_since is not None and (still_s := sight.now - sight.in_hand_since) > STILL_S:
        return f"one record has been in hand for {still_s:.0f} s"
    if sight.uncommitted_since is not None and (still_s := sight.now - sight.uncommitted_since) > STILL_S:
        return f"records are handled and no offset has been committed for {still_s:.0f} s"
    still_s = sight.now - max(sight.last_event, sight.waiting_since)  # an idle worker's last event may be hours old
    if sight.waiting and sight.in_hand_since is None and still_s > STILL_S:
        return f"{sight.waiting} records wait and none came for {still_s:.0f} s"
    return ""


ReadLag = Callable[[], Lags]  # raises Away


class Watchdog:
    """Watches one worker; `trouble` is for /-/healthy, `away` and `unread` for /-/ready."""

    def __init__(
        self,
        pulse: Pulse,
        topic: str,
        read_lag: ReadLag,
        metrics: Metrics,
        *,
        leave: Callable[[int], NoReturn] = os._exit,
        look_s: float = _LOOK_S,
        lag_s: float = _LAG_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look every `look_s` of real time, and at the lag when `lag_s` of `now` have passed."""
        self._pulse, self._read_lag, self._leave = pulse, read_lag, leave
        self._look_s, self._lag_s, self._now = look_s, lag_s, now
        self._lag_gauge = metrics.consumer_lag_messages.labels(topic)
        self._commit_gauge = metrics.consumer_last_commit_timestamp_seconds.labels(topic)
        self._waiting, self._waiting_since = 0, 0.0
        self._committed: dict[int, int] = {}
        self._held: dict[int, int] = {}
        self._handled_then = 0
        self._uncommitted_since: float | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self.trouble = ""
        self.away = ""  # how Kafka does not answer, learnt without a record in hand
        self.unread = ""  # which partitions no worker of the group has

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a stop takes its time without anybody being alarmed."""
        self._ended.set()

    def _watch(self) -> None:
        ill_since, next_lag = None, 0.0
        while not self._ended.wait(self._look_s):
            now = self._now()
            if now >= next_lag:
                next_lag = now + self._lag_s
                self._see_lag(now)
            self.trouble = standstill(self._sight(now))
            if not self.trouble:
                ill_since = None
                continue
            if ill_since is None:
                ill_since = now
                _log.error("%s: %s", self._pulse.name, self.trouble)
            if now - ill_since > GRACE_S:
                _log.critical("%s: %s: leaving, to be started anew", self._pulse.name, self.trouble)
                self._leave(RESTART)

    def _sight(self, now: float) -> Sight:
        pulse = self._pulse
        return Sight(
            now, pulse.beat, pulse.in_hand_since, pulse.retrying_since is not None, self._waiting, self._waiting_since,
            pulse.last_event, self._uncommitted_since,
        )  # fmt: skip

    def _see_lag(self, now: float) -> None:
        handled = self._pulse.handled
        try:
            lags = self._read_lag()
        except Exception as problem:  # noqa: BLE001 - a watchdog must outlive what it asks
            _log.warning("%s: lag not known: %s: %s", self._pulse.name, type(problem).__name__, problem)
            self._waiting, self._uncommitted_since = 0, None  # an outage of Kafka must not restart every worker
            self.unread = ""
            self.away = str(problem) if isinstance(problem, Away) else ""
            return
        self.away, self.unread = "", _unread(lags)
        if not self._waiting:
            self._waiting_since = now
        self._waiting = lags.waiting(lags.own)
        self._lag_gauge.set(lags.waiting(lags.topic))
        held = lags.own | lags.unread  # what nobody has stands still for all of us
        if (offsets := lags.committed(held)) != self._held or not lags.waiting(held):
            self._commit_gauge.set(time.time())
        self._held = offsets
        committed = lags.committed(lags.own)
        if committed != self._committed or not self._waiting:
            self._uncommitted_since = None
        elif handled > self._handled_then and self._uncommitted_since is None:
            self._uncommitted_since = now
        self._committed, self._handled_then = committed, handled


def _unread(lags: Lags) -> str:
    if not lags.unread:
        return ""
    return f"no process has {len(lags.unread)} of {len(lags.topic)} partitions, where {lags.waiting(lags.unread)} records wait"
