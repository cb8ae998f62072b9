"""How does what ingest keeps on disk get to Kafka, when Kafka is there and when it is not?

A thread of its own, since a producer blocks while no broker answers. It reads the store behind its positions, keeps a
bounded window of records in flight, and moves a position over the acknowledged prefix only: a crash sends again what was
acknowledged since, under the same ids. Nothing is dropped; a record Kafka never takes becomes a dead letter in the
transaction that moves the position over it.

A producer that has lost one record is finished: it may lose those behind it by the same error, so nothing it says of
them is believed. The next one goes on from the prefix, and after a refusal sends one record at a time until it has
passed all that were in flight: only a record that is refused alone is at fault.
"""

from __future__ import annotations

import contextlib
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from marsad.config.models import ClusterSettings
from marsad.config.values import size_bytes
from marsad.errors import Away, MarsadError, StoreError, Unsendable
from marsad.faultpoint import fault
from marsad.metrics import Metrics
from marsad.runtime import kafka
from marsad.runtime.cargo import STAGE, Articles, Cargo, Feeds, Letters, Parcel, feed_state
from marsad.runtime.kafka import Sent
from marsad.runtime.lane import Backlog, Flight, Lane
from marsad.stores import spool
from marsad.stores.database import Database

_log = logging.getLogger("marsad.shipper")
T = TypeVar("T")

WINDOW_ROWS, WINDOW_BYTES = 500, 16 * 1024 * 1024  # in flight, at most
COMMIT_S = 0.2
MEASURE_S = 2.0
FEEDS_S = 5.0
REST_S = 0.05  # longest wait for the oldest record before new rows are looked for
QUIET_S = 5.0  # records wait and none is acknowledged for so long: Kafka is away
DRAIN_S, CLOSE_S = 10.0, 5.0
STORE_S = 30.0  # longest wait for the store's thread
BACK_OFF_S = (0.1, 10.0)


def pause_s(failures: int, chance: float) -> float:
    """Return the wait behind failure number `failures`: 0.1 s doubling up to 10 s, the upper half of it by `chance` (0..1)."""
    first, cap = BACK_OFF_S
    return min(cap, first * 2.0 ** min(max(failures - 1, 0), 16)) * (0.5 + chance / 2)


class Shipper:
    """Forwards articles, dead letters and feed states of one ingest store. Its methods may be called from any thread."""

    def __init__(
        self, database: Database, settings: ClusterSettings, metrics: Metrics, *, now: Callable[[], datetime]
    ) -> None:
        self._database, self._settings, self._metrics, self._now = database, settings, metrics, now
        self._articles, self._letters = Lane(Articles(), 1.0), Lane(Letters(), 2.0)
        self._lanes = (self._letters, self._articles)
        self._feeds, self._feeds_under_way, self._feeds_look = Feeds(), list[tuple[str, Sent]](), 0.0
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="marsad-shipper", daemon=True)
        self._commit_at = self._measure_at = 0.0
        self._backlog = Backlog()
        self._waiting_since: datetime | None = None  # since when nothing was acknowledged though something waits
        self._failure: BaseException | None = None  # of the last producer, until something is acknowledged
        self._store_says = ""
        self._spool_max_bytes = size_bytes(settings.spool)
        metrics.spool_max_bytes.set(self._spool_max_bytes)
        metrics.dead_letters_total.labels(STAGE)
        retrying_since = metrics.agent_retrying_since_timestamp_seconds.labels(STAGE)
        retrying_since.set_function(lambda: since.timestamp() if (since := self._cut_off_since) else 0.0)

    # -------------------------------------------------------------------------------------------- for others

    def start(self) -> None:
        """Begin to ship."""
        self._thread.start()

    def wake(self) -> None:
        """Tell that articles may have come."""
        self._wake.set()

    def stop(self, timeout_s: float = DRAIN_S + CLOSE_S) -> None:
        """Send what is in flight, no longer than 10 s, and close; return when that is done, or after `timeout_s`.

        What is not acknowledged by then stays on disk. Call it before the store is closed.
        """
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    @property
    def problem(self) -> str:
        """Why articles wait although they should not, in one line; "" when they do not."""
        if self._store_says:
            return self._store_says
        since, failure = self._cut_off_since, self._failure
        if since is None:
            return ""
        what = "Kafka away" if failure is None or isinstance(failure, Away) else "nothing goes to Kafka"
        why = failure or "it acknowledges nothing"
        return f"{what} since {since:%Y-%m-%d %H:%M:%S} UTC: {self._backlog.rows} records wait ({why})"

    @property
    def _cut_off_since(self) -> datetime | None:
        """Since when what waits does not get to Kafka; None while it does, or may be on its way."""
        since = self._waiting_since
        if since and (self._failure or (self._now() - since).total_seconds() > QUIET_S):
            return since
        return None

    @property
    def spool_bytes(self) -> int:
        """How many bytes of articles Kafka does not have yet, as of the last look."""
        return self._backlog.size_bytes

    @property
    def full(self) -> bool:
        """Whether as much waits on disk as [cluster] spool allows: nothing more should be polled."""
        return self.spool_bytes >= self._spool_max_bytes

    # -------------------------------------------------------------------------------------------- the thread

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            before = sum(lane.reached for lane in self._lanes)
            try:
                self._tour()
            except Unsendable as problem:
                _log.warning("Kafka refuses a record, another producer goes on: %s", problem)
                continue
            except Exception as problem:  # noqa: BLE001 - whatever it is, what waits must not be forgotten
                self._failed(problem)
            failures = 1 if before != sum(lane.reached for lane in self._lanes) else failures + 1
            self._stopping.wait(pause_s(failures, random.random()))  # noqa: S311 - no secret

    def _tour(self) -> None:
        """Ship with one producer, until it fails or `stop`."""
        self._measure()  # nothing else does while there is no producer
        producer = kafka.producer(self._settings)
        with contextlib.ExitStack() as ends:
            ends.callback(self._shut, producer)
            ends.callback(self._forget_feeds)
            ends.callback(self._commit)
            for lane in self._lanes:
                lane.start(self._store(lane.cargo.position))
            self._connected()
            try:
                while not self._stopping.is_set():
                    self._step(producer)
                self._drain()
            except Unsendable:
                for lane in self._lanes:
                    lane.doubt()
                raise

    def _shut(self, producer: Any) -> None:
        drained = self._stopping.is_set() and not any(lane.flights for lane in self._lanes)
        kafka.shut(producer, timeout_s=CLOSE_S if drained else 0)
        self._metrics.shipper_in_flight.set(0)

    def _step(self, producer: Any) -> None:
        self._settle()
        if not self._store_says:
            self._ship_feeds(producer)
            for lane in self._lanes:
                self._fill(producer, lane)
        clock = time.monotonic()
        if clock >= self._commit_at:
            self._commit_at = clock + COMMIT_S
            self._commit()
        if clock >= self._measure_at:
            self._measure()
        self._metrics.shipper_in_flight.set(self._in_flight()[0])
        self._rest()

    def _drain(self) -> None:
        end = time.monotonic() + DRAIN_S
        while any(lane.flights for lane in self._lanes) and time.monotonic() < end:
            self._rest()
            self._settle()

    def _rest(self) -> None:
        """Wait until the oldest record is settled or rows may have come."""
        waiting = [lane.flights[0].sent for lane in self._lanes if lane.flights]
        if oldest := next((sent for sent in reversed(waiting) if sent is not None), None):
            oldest.wait(REST_S)
        elif not waiting:
            self._wake.wait(COMMIT_S)

    # -------------------------------------------------------------------------------------------- sending

    def _fill(self, producer: Any, lane: Lane) -> None:
        """Send as much as there is room for."""
        if lane is self._articles and self._wake.is_set():
            self._wake.clear()
            lane.look = 0.0
        rows, room_bytes = self._room()
        clock = time.monotonic()
        if not rows or clock < lane.look:
            return
        parcels = self._store(lambda db: lane.cargo.read(db, lane.read, rows=rows, size_bytes=room_bytes))
        if not parcels:
            lane.nothing_came(clock + lane.every_s)
        for parcel in parcels:
            lane.read = parcel.at
            lane.flights.append(self._send(producer, lane.cargo, parcel))

    def _room(self) -> tuple[int, int]:
        """Return the rows and bytes that may be sent now. Half a window is refilled at once: small reads cost as much."""
        rows, in_flight_bytes = self._in_flight()
        if any(lane.careful for lane in self._lanes):
            return (0, 0) if rows else (1, 0)
        if rows > WINDOW_ROWS // 2 or in_flight_bytes > WINDOW_BYTES // 2:
            return 0, 0
        return WINDOW_ROWS - rows, WINDOW_BYTES - in_flight_bytes

    def _in_flight(self) -> tuple[int, int]:
        rows = sum(len(lane.flights) for lane in self._lanes) + sum(not sent.done for _, sent in self._feeds_under_way)
        return rows, sum(len(each.parcel.value) for lane in self._lanes for each in lane.flights)

    def _send(self, producer: Any, cargo: Cargo, parcel: Parcel) -> Flight:
        flight = Flight(parcel, alone=any(lane.careful for lane in self._lanes))
        self._waiting_since = self._waiting_since or self._now()
        if len(parcel.value) > cargo.limit_bytes:
            flight.refused = f"{len(parcel.value)} bytes: a record of {cargo.topic} has at most {cargo.limit_bytes}"
            return flight
        try:
            flight.sent = self._post(producer, cargo.topic, parcel)
        except Unsendable as problem:
            flight.refused = str(problem)
        return flight

    def _post(self, producer: Any, topic: str, parcel: Parcel) -> Sent:
        name = self._settings.prefix + topic
        return kafka.send(producer, name, key=parcel.key, value=parcel.value, headers=parcel.headers)

    def _ship_feeds(self, producer: Any) -> None:
        """Send the feed states that changed. Best effort: one that is lost goes again with the next look."""
        clock = time.monotonic()
        rows, _ = self._room()
        if clock < self._feeds_look or rows <= 1:
            return
        self._feeds_look = clock + FEEDS_S
        if not all(sent.done for _, sent in self._feeds_under_way):
            self._waiting_since = self._waiting_since or self._now()
            return
        failed = [sent.problem for _, sent in self._feeds_under_way if sent.problem]
        if self._feeds_under_way and not failed:
            self._acknowledged()
        self._forget_feeds()
        if failed:
            raise Away(str(failed[0]))
        for state in self._store(lambda db: self._feeds.changed(db, rows=rows)):
            self._feeds.sent(state)
            with contextlib.suppress(Unsendable):  # until it changes
                self._feeds_under_way.append((state.feed, self._post(producer, self._feeds.topic, feed_state(state))))

    def _forget_feeds(self) -> None:
        for feed, sent in self._feeds_under_way:
            if not sent.done or isinstance(sent.problem, Away):
                self._feeds.lost(feed)
        self._feeds_under_way.clear()

    # -------------------------------------------------------------------------------------------- settling

    def _settle(self) -> None:
        for lane in self._lanes:
            if lane.settle():
                self._acknowledged()

    def _commit(self) -> None:
        """Make durable what is settled; what the store does not take is kept and tried again."""
        moved = [lane for lane in self._lanes if lane.reached > lane.kept]
        if not moved:
            return
        fault("shipped")
        now = self._now()

        def write(db: sqlite3.Connection) -> None:
            for lane in moved:
                for flight in lane.refused:
                    lane.cargo.refuse(db, flight.parcel, flight.refused, now)
                lane.cargo.finish(db, lane.reached)

        try:
            self._store(write)
        except (StoreError, TimeoutError) as problem:
            self._store_says = f"the position of the shipper cannot be kept: {problem or 'the store does not answer'}"
            _log.error("%s", self._store_says)
            self._commit_at = time.monotonic() + 5 * COMMIT_S
            return
        self._store_says = ""
        for lane in moved:
            self._kept(lane)

    def _kept(self, lane: Lane) -> None:
        for flight in lane.refused:
            _log.error("%s/%d is never taken: %s", lane.cargo.topic, flight.parcel.at, flight.refused)
        if lane is self._articles:
            self._metrics.dead_letters_total.labels(STAGE).inc(len(lane.refused))
            self._backlog.move(-lane.rows, -lane.size_bytes)
            self._metrics.spool_bytes.set(self._backlog.size_bytes)
        lane.kept_now()

    def _measure(self) -> None:
        """Count what came since the last look."""
        self._measure_at = time.monotonic() + MEASURE_S
        backlog = self._backlog
        if backlog.counted_to < 0:
            backlog.counted_to = self._store(self._articles.cargo.position)
        came = self._store(lambda db: spool.added(db, backlog.counted_to))
        backlog.counted_to = came.last
        backlog.move(came.rows, came.size_bytes)
        self._metrics.spool_bytes.set(backlog.size_bytes)
        if came.rows == spool.COUNTED:
            self._measure_at = 0.0

    def _store(self, work: Callable[[sqlite3.Connection], T]) -> T:
        future = self._database.submit(work)
        try:
            return future.result(STORE_S)
        except TimeoutError:
            future.cancel()
            raise

    # -------------------------------------------------------------------------------------------- is Kafka there?

    def _failed(self, problem: BaseException) -> None:
        self._waiting_since = self._waiting_since or self._now()
        if self._failure is None:
            unknown = None if isinstance(problem, MarsadError | TimeoutError) else problem
            _log.warning("nothing goes to Kafka: %s", problem, exc_info=unknown)
        self._failure = problem

    def _connected(self) -> None:
        if not self._backlog.rows:
            self._acknowledged()

    def _acknowledged(self) -> None:
        if self._failure:
            _log.info("Kafka is there again")
            self._failure = None
        self._waiting_since = self._now() if any(lane.flights for lane in self._lanes) else None
