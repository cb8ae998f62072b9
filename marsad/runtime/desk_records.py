"""What does each record from Kafka change in the desk's file?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from marsad.ports import FeedState
from marsad.records import Alert, Article, DeadLetter, Decision, decode
from marsad.runtime.kafka_reader import Message
from marsad.stores.desk import record, record_alert
from marsad.stores.feed_states import copy_state, forget_state
from marsad.stores.history import add_article, add_decided
from marsad.stores.letters import bury_once

CONSUMER: Final = "desk"
STAGE: Final = "desk"  # of letters that the desk itself could not read
TOPICS: Final = ("stories", "alerts", "dead-letters", "feeds")
TEXTS: Final = ("articles",)  # for the search alone: they may wait

Route = Callable[[Alert], Sequence[str]]
Work = Callable[[sqlite3.Connection], object]


def work_of(message: Message, route: Route, now: datetime) -> Work:
    """Return what to do in the transaction that moves the position.

    Raises msgspec.DecodeError, KeyError or ValueError when the record cannot be read.
    """
    if message.value is None:
        return _forget(message)
    return _READ[message.topic](message, message.value, route, now)


def unreadable(message: Message, problem: Exception, now: datetime) -> DeadLetter:
    """Return the letter for a record that the desk cannot take."""
    place = f"{message.place}/{message.offset}"
    error = f"desk: {type(problem).__name__}: {problem}"
    return DeadLetter(stage=STAGE, place=place, error=error, at=now, value=message.value or b"")


def _decision(_: Message, value: bytes, route: Route, now: datetime) -> Work:
    decision = decode(value, Decision)
    channels = {alert.id: route(alert) for alert in decision.alerts}

    def work(db: sqlite3.Connection) -> None:
        record(db, decision, channels, now)
        add_decided(db, decision)  # the text may come later, or be gone from Kafka

    return work


def _text(_: Message, value: bytes, __: Route, ___: datetime) -> Work:
    try:
        article = decode(value, Article)
    except msgspec.DecodeError:  # who analyses it makes the letter
        return lambda _: None
    return lambda db: add_article(db, article)


def _alert(_: Message, value: bytes, route: Route, now: datetime) -> Work:
    alert = decode(value, Alert)
    channels = route(alert)
    return lambda db: record_alert(db, alert, channels, now)


def _letter(message: Message, value: bytes, _: Route, __: datetime) -> Work:
    text = {name: raw.decode("utf-8", "replace") for name, raw in message.headers.items()}
    letter = DeadLetter(
        stage=text["stage"],
        place=text["place"],
        error=text["error"],
        at=datetime.fromisoformat(text["at"]),
        value=value,
    )
    size = int(text["bytes"])
    return lambda db: bury_once(db, letter, size)


def _feed(_: Message, value: bytes, __: Route, now: datetime) -> Work:
    state = decode(value, FeedState)
    return lambda db: copy_state(db, state, now)


def _forget(message: Message) -> Work:
    """A tombstone: only feeds are forgotten that way, the others keep what they said."""
    feed = (message.key or b"").decode("utf-8", "replace") if message.topic == "feeds" else ""
    return lambda db: forget_state(db, feed)


_READ: Mapping[str, Callable[[Message, bytes, Route, datetime], Work]] = {
    "articles": _text,
    "stories": _decision,
    "alerts": _alert,
    "dead-letters": _letter,
    "feeds": _feed,
}
