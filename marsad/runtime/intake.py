"""From Kafka to the desk's file: how does the desk of a cluster hear of everything once?

    stories, alerts, dead-letters, feeds -> Intake -> (SQLite: cases, ledger, letters, feeds, positions)
                                articles -> Intake -> (SQLite: the index of the search), while little else comes in

The next offset of every partition stands in the desk's own file and moves in the transaction that writes the rows. So
a kill repeats nothing; and what the decider says twice, or what comes in `alerts` as well as in its decision, has ids
that are there already.

What Kafka no longer holds cannot be had by stopping: the desk goes on at the oldest record there is, and says so in
`lost`, in the log and in `log_gaps_total`. `marsad run --role desk` needs no flag for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from marsad.config.models import ClusterSettings
from marsad.errors import Away, StoreError
from marsad.faultpoint import fault
from marsad.metrics import Metrics
from marsad.runtime.desk_records import CONSUMER, TEXTS, TOPICS, Route, Work, unreadable, work_of
from marsad.runtime.kafka_reader import Message, PartitionReader
from marsad.runtime.mirror import read_back
from marsad.stores.database import Database
from marsad.stores.letters import bury_once
from marsad.stores.positions import move, positions

_log = logging.getLogger("marsad.intake")

BATCH = 500  # records that may share a transaction
TEXTS_BATCH = 20  # texts: each is folded into the index, and alerts may come meanwhile
POLL_S = 0.5
ASK_S = 10.0  # how often Kafka is asked for its ends: lag, and whether it is still there
BACKOFF_S = (0.5, 10.0)
COUNTED = ("stories", "alerts")  # topics with a lag of their own on /metrics


class Intake:
    """A thread that reads what the other roles say into the desk's file."""

    def __init__(
        self,
        database: Database,
        settings: ClusterSettings,
        route: Route,
        metrics: Metrics,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        """`changed` is called on the event loop after each commit."""
        self._database, self._settings, self._route = database, settings, route
        self._metrics, self._now, self._changed = metrics, now, changed
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="marsad-intake", daemon=True)
        self._restored = False
        self._wait_s = self._asked = 0.0
        self.problem = ""  # what keeps records from coming in right now, one line
        self.lost = ""  # what Kafka had dropped before it was read, one line, until the next start
        self.caught_up = False  # all that was there at the start has been read

    def start(self) -> None:
        """Begin to read. Called on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Finish the batch in hand and end; say whether that took less than `timeout_s`.

        Blocks, so call it through `asyncio.to_thread`. What is cut off here is read again at the next start.
        """
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # -------------------------------------------------------------------------------------------- the thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve()
            except (Away, StoreError, sqlite3.OperationalError) as problem:
                self._stumble(str(problem))
            except Exception as problem:  # noqa: BLE001 - the loop outlives whatever it meets
                _log.exception("intake")
                self._stumble(f"{type(problem).__name__}: {problem}")

    def _stumble(self, problem: str) -> None:
        """Wait before everything is opened anew, from the positions in the file."""
        if not self.problem:
            self._retrying_since(self._now().timestamp())
        self.problem = " ".join(problem.split())
        least_s, most_s = BACKOFF_S
        self._wait_s = min(most_s, max(least_s, self._wait_s * 2))
        _log.warning("nothing comes in, next try in %.1f s: %s", self._wait_s, self.problem)
        self._stopping.wait(self._wait_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    def _well(self) -> None:
        if self.problem:
            _log.info("records come in again")
            self._retrying_since(0.0)
        self.problem, self._wait_s = "", 0.0

    def _retrying_since(self, moment: float) -> None:
        self._metrics.agent_retrying_since_timestamp_seconds.labels("desk").set(moment)

    def _serve(self) -> None:
        """Read until told to stop. Raises Away or StoreError; then nothing of the batch in hand was written."""
        if not self._restored:
            read_back(self._database, self._settings, self._stopping.is_set)
            self._restored = not self._stopping.is_set()
        before = self._database.submit(lambda db: positions(db, CONSUMER)).result()
        with (
            contextlib.closing(PartitionReader(self._settings, TOPICS, before)) as reader,
            contextlib.closing(PartitionReader(self._settings, TEXTS, before)) as texts,
        ):
            self._tell_gaps(reader)
            self._asked, more = 0.0, False
            while not self._stopping.is_set():
                messages = reader.poll(0.0 if more else POLL_S, BATCH)
                if messages:
                    self._take(messages)
                more = len(messages) < TEXTS_BATCH and self._take_texts(texts)
                self.caught_up = self.caught_up or reader.at_ends()
                if time.monotonic() - self._asked > ASK_S:
                    self._observe(reader.lag())
                self._well()

    def _take_texts(self, reader: PartitionReader) -> bool:
        """Take the next texts, as far as they are here; say whether there may be more."""
        if messages := reader.poll(0.0, TEXTS_BATCH):
            self._take(messages)
        return len(messages) == TEXTS_BATCH

    def _observe(self, lag: dict[str, int]) -> None:
        for topic in COUNTED:
            self._metrics.consumer_lag_messages.labels(topic).set(lag[topic])
        self._asked = time.monotonic()

    def _tell_gaps(self, reader: PartitionReader) -> None:
        for gap in reader.gaps:
            count = max(1, gap.found - gap.wanted)
            self.lost = (
                f"{gap.place}: Kafka has dropped what the desk had not read (wanted offset {gap.wanted}, the oldest is"
                f" {gap.found}). It went on from there; alerts in between were not sent. Compare retention.ms of the"
                " topic with how long the desk was down."
            )
            _log.error("%s", self.lost)
            self._metrics.log_gaps_total.labels(gap.place.partition("/")[0]).inc(count)
        if reader.gaps:
            found = {gap.place: gap.found for gap in reader.gaps}
            self._database.submit(lambda db: move(db, CONSUMER, found)).result()  # else each start tells it again

    def _take(self, messages: Sequence[Message]) -> None:
        """Write a batch; when that fails over one record, find it and make it a dead letter."""
        works = [self._work(message) for message in messages]
        try:
            self._write(messages, works)
        except (StoreError, sqlite3.OperationalError):
            raise
        except Exception:  # noqa: BLE001 - one record must not stop the others
            for message, work in zip(messages, works, strict=True):
                self._take_alone(message, work)

    def _take_alone(self, message: Message, work: Work) -> None:
        try:
            self._write([message], [work])
        except (StoreError, sqlite3.OperationalError):
            raise
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with it, the others go on
            _log.exception("%s offset %d cannot be written", message.place, message.offset)
            self._write([message], [self._bury(message, problem)])

    def _work(self, message: Message) -> Work:
        try:
            return work_of(message, self._route, self._now())
        except (msgspec.DecodeError, ValueError, KeyError) as problem:
            _log.error("%s offset %d cannot be read: %s", message.place, message.offset, problem)
            return self._bury(message, problem)

    def _bury(self, message: Message, problem: Exception) -> Work:
        letter = unreadable(message, problem, self._now())
        self._metrics.dead_letters_total.labels("desk").inc()
        return lambda db: bury_once(db, letter, len(letter.value))

    def _write(self, messages: Sequence[Message], works: Sequence[Work]) -> None:
        places = {message.place: message.offset + 1 for message in messages}

        def work(db: sqlite3.Connection) -> None:
            for each in works:
                each(db)
            move(db, CONSUMER, places)
            fault("desk-row")

        self._database.submit(work).result()
        stamp = self._now().timestamp()
        for topic in {message.topic for message in messages} & set(COUNTED):
            self._metrics.consumer_last_commit_timestamp_seconds.labels(topic).set(stamp)
        with contextlib.suppress(RuntimeError):  # the loop may have ended before us
            self._loop.call_soon_threadsafe(self._changed)
