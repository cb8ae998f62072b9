"""What has already been sent, for a desk that lost its disk: settled deliveries go to Kafka, and come back from there.

    ledger (delivered | dead) -> Mirror -> topic `deliveries` -> read_back -> table `restored` -> ledger

The alert itself is left out of the copy: it is in `alerts` and in its decision.
"""

from __future__ import annotations

import contextlib
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from marsad.config.models import ClusterSettings
from marsad.errors import Away, StoreError, Unsendable
from marsad.metrics import Metrics
from marsad.ports import Delivery
from marsad.records import decode, encode
from marsad.runtime.kafka import Sent, producer, send, shut
from marsad.runtime.kafka_reader import Message, PartitionReader
from marsad.stores.database import Database
from marsad.stores.ledger import mark_mirrored, restore, unmirrored
from marsad.stores.positions import move, positions

_log = logging.getLogger("marsad.mirror")

CONSUMER = "mirror"
TOPIC = "deliveries"
BATCH = 500
TICK_S = 0.5  # how often the ledger is asked for what was settled
ACK_S = 30.0
BACKOFF_S = (0.5, 10.0)


def read_back(database: Database, settings: ClusterSettings, stopped: Callable[[], bool]) -> int:
    """Read what the mirror holds behind our position into the file; return how many deliveries that were.

    A new file has no position and reads everything, a restored backup what came after it, any other what it sent since
    its last start. Must be done before the first alert is taken. Raises Away or StoreError; what was read until then is
    kept, the next call goes on.
    """
    count = 0
    before = database.submit(lambda db: positions(db, CONSUMER)).result()
    with contextlib.closing(PartitionReader(settings, [TOPIC], before)) as reader:
        while not stopped() and not reader.at_ends():
            messages = reader.poll(TICK_S, BATCH)
            rows = [row for message in messages if (row := _delivery(message))]
            places = {message.place: message.offset + 1 for message in messages}
            database.submit(partial(_keep, rows=rows, places=places)).result()
            count += len(rows)
            if not messages:
                reader.lag()  # raises when nothing comes because nobody is there
    if count:
        _log.info("%d settled deliveries read back from Kafka", count)
    return count


def _keep(db: sqlite3.Connection, rows: Sequence[Delivery], places: dict[str, int]) -> None:
    for row in rows:
        restore(db, row)
    move(db, CONSUMER, places)


def _delivery(message: Message) -> Delivery | None:
    if message.value is None:
        return None
    try:
        return decode(message.value, Delivery)
    except msgspec.DecodeError as problem:
        _log.error("%s offset %d cannot be read: %s", message.place, message.offset, problem)
        return None


class Mirror:
    """A thread that sends what the ledger has settled to Kafka, within about a second."""

    def __init__(self, database: Database, settings: ClusterSettings, metrics: Metrics) -> None:
        self._database, self._settings = database, settings
        self._retrying_since = metrics.agent_retrying_since_timestamp_seconds.labels(CONSUMER)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="marsad-mirror", daemon=True)
        self._producer: Any = None
        self._wait_s = 0.0
        self.problem = ""  # why nothing is mirrored right now, one line

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Send what is settled by now and end; say whether that took less than `timeout_s`.

        Blocks, so call it through `asyncio.to_thread`. What could not be sent goes at the next start.
        """
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        last = False
        while not last:
            last = self._stopping.is_set()  # one more round: a planned move to another disk repeats nothing
            if last and self.problem:
                break
            try:
                while self._round() == BATCH:
                    pass
            except (Away, Unsendable, StoreError, sqlite3.OperationalError) as problem:
                self._stumble(str(problem))
            except Exception as problem:  # noqa: BLE001 - the loop outlives whatever it meets
                _log.exception("mirror")
                self._stumble(f"{type(problem).__name__}: {problem}")
            else:
                self._retrying_since.set(0)
                self.problem, self._wait_s = "", 0.0
                self._stopping.wait(TICK_S)
        self._close()

    def _stumble(self, problem: str) -> None:
        self._close()
        if not self.problem:
            self._retrying_since.set(time.time())
        self.problem = " ".join(problem.split())
        least_s, most_s = BACKOFF_S
        self._wait_s = min(most_s, max(least_s, self._wait_s * 2))
        _log.warning("deliveries are not mirrored, next try in %.1f s: %s", self._wait_s, self.problem)
        self._stopping.wait(self._wait_s * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    def _round(self) -> int:
        """Send a batch, wait for every answer, mark it; return how many rows it had."""
        rows = self._database.submit(lambda db: unmirrored(db, BATCH)).result()
        if not rows:
            return 0
        if self._producer is None:
            self._producer = producer(self._settings)
        topic = self._settings.prefix + TOPIC
        under_way = [(row, send(self._producer, topic, key=_key(row), value=_bare(row))) for row in rows]
        until = time.monotonic() + ACK_S
        for row, sent in under_way:
            _acknowledged(row, sent, until)
        self._database.submit(lambda db: mark_mirrored(db, rows)).result()
        return len(rows)

    def _close(self) -> None:
        if self._producer is not None:
            shut(self._producer, timeout_s=0)
            self._producer = None


def _key(row: Delivery) -> str:
    return f"{row.alert}:{row.channel}"


def _bare(row: Delivery) -> bytes:
    return encode(msgspec.structs.replace(row, value=b""))


def _acknowledged(row: Delivery, sent: Sent, until: float) -> None:
    """Wait until Kafka has the row, at most `until`. Raises Away."""
    sent.wait(max(0.0, until - time.monotonic()))
    if sent.problem:
        raise Away(f"{_key(row)}: {sent.problem}")
    if not sent.done:
        raise Away(f"{_key(row)}: Kafka has not answered for {ACK_S:.0f} s")
