"""How does a dead letter of the cluster get a second chance? It goes back to where it came from, and leaves the desk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from marsad.config.models import ClusterSettings
from marsad.errors import Away, Unsendable
from marsad.runtime.desk_records import STAGE, Route, work_of
from marsad.runtime.kafka import Sent, producer, shut, told
from marsad.runtime.kafka_reader import Message
from marsad.stores.database import Database
from marsad.stores.letters import Letter, Place, drop, last_number, letters, place_of

_log = logging.getLogger("marsad.revive")

BATCH = 20  # letters in flight, of 3 MB at most
ACK_S = 30.0
LOOK_S = 0.2  # between two looks whether to stop
ORDERED = ("analyses",)  # topics whose partition means something
ANY = ("articles",)


async def revive(
    database: Database,
    settings: ClusterSettings,
    route: Route,
    *,
    now: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> int:
    """Send dead letters back to their topics, or take those the desk itself had refused; return how many went.

    Each that lies there now goes once: what fails again comes back as a new letter, while the others are still on
    their way. A letter leaves the desk when Kafka has it: a kill in between sends it twice, which ids make harmless.
    One that was cut for its size, or came from no topic, stays; so do those that are left once `stopping` says so,
    which ends this within 10 s. Raises Away when Kafka does not answer; the letters stay.
    """
    return await asyncio.to_thread(partial(_revive, database, settings, route, now, stopping))


def _revive(
    database: Database,
    settings: ClusterSettings,
    route: Route,
    now: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> int:
    count, after = 0, 0
    upto = database.submit(last_number).result()
    with contextlib.ExitStack() as opened:
        sender = _Sender(settings, opened, stopping)
        while batch := database.submit(partial(letters, after=after, upto=upto, limit=BATCH)).result():
            after = batch[-1].number
            own = [each for each in batch if each.letter.stage == STAGE and each.whole]
            count += sum(_taken(database, each, route, now()) for each in own)
            sent = sender.send([each for each in batch if each not in own])
            database.submit(partial(drop, numbers=sent)).result()
            count += len(sent)
            if stopping():
                break
    return count


def _taken(database: Database, each: Letter, route: Route, now: datetime) -> bool:
    """Take a record now that the desk could not read: a newer marsad may know how."""
    place = place_of(each.letter)
    if place is None:
        return False
    message = Message(place.topic, place.partition, place.offset, None, each.letter.value, {})
    try:
        work = work_of(message, route, now)
    except (msgspec.DecodeError, ValueError, KeyError) as problem:
        _log.warning("letter %d still cannot be read: %s", each.number, problem)
        return False

    def take(db: sqlite3.Connection) -> None:
        work(db)
        drop(db, [each.number])

    database.submit(take).result()
    return True


class _Sender:
    """Sends letters back; opens its producer with the first one, and leaves it to `opened` to close it."""

    def __init__(self, settings: ClusterSettings, opened: contextlib.ExitStack, stopping: Callable[[], bool]) -> None:
        self._settings, self._opened, self._stopping = settings, opened, stopping
        self._producer: Any = None

    def send(self, batch: Sequence[Letter]) -> list[int]:
        """Return the numbers of those that Kafka has now. Raises Away."""
        under_way = [(each, self._sent(each, place)) for each in batch if (place := _way_back(each))]
        until = time.monotonic() + ACK_S
        return [each.number for each, sent in under_way if sent and self._acknowledged(each, sent, until)]

    def _sent(self, each: Letter, place: Place) -> Sent | None:
        if self._producer is None:
            self._producer = producer(self._settings)
            self._opened.callback(shut, self._producer, timeout_s=0)
        topic = self._settings.prefix + place.topic
        partition = place.partition if place.topic in ORDERED else None
        try:
            with told(each.letter.place):
                return Sent(topic, self._producer.send(topic, value=each.letter.value, partition=partition))
        except Unsendable as problem:
            _log.warning("letter %d stays: %s", each.number, problem)
            return None

    def _acknowledged(self, each: Letter, sent: Sent, until: float) -> bool:
        while not sent.done and time.monotonic() < until and not self._stopping():
            sent.wait(LOOK_S)
        if isinstance(sent.problem, Away):
            raise sent.problem
        if sent.problem:
            _log.warning("letter %d stays: %s", each.number, sent.problem)
        return sent.done and not sent.problem


def _way_back(each: Letter) -> Place | None:
    place = place_of(each.letter)
    if place is None or place.topic not in (*ORDERED, *ANY):
        return None
    if not each.whole:
        _log.warning("letter %d (%s) was cut for its size and cannot go back", each.number, each.letter.place)
        return None
    return place
