"""What does Kafka still know of a language? For a decider whose Redis has lost its memory, and for replays.

`stories` has every decision, `analyses` what they were made of. Read side by side, in the order of the log, they give
the rows that were lost: the verdicts exactly, the weights of words as far back as the log reaches.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

import msgspec

from marsad.config.models import ClusterSettings
from marsad.ports import LogRow
from marsad.records import Analysis, Decision, decode
from marsad.runtime.decider import Rebuilt
from marsad.runtime.kafka_reader import Message, PartitionReader
from marsad.stores.rows import Row
from processors.window.index import Index

_BATCH = 2_000
_WAIT_S = 2.0


def rebuilt(settings: ClusterSettings, partition: int) -> Rebuilt:
    """Return the rows of a language and the first offset without a decision. Blocks for as long as it takes; raises Away."""
    decided: dict[bytes, bytes] = {}
    for place, told in _told(settings):
        decided.setdefault(place, told)
    rows: list[tuple[Row, datetime]] = []
    known: set[tuple[str, str]] = set()
    index, end = Index(), _oldest(settings, "analyses", partition)
    open_: list[int] = []
    tail: list[int] = []  # not decided, and nothing behind them is: deciding just goes on there
    for offset, _, value in read(settings, "analyses", partition):
        end = offset + 1
        try:
            analysis = decode(value, Analysis)
        except msgspec.DecodeError:
            continue  # it became a dead letter when it was to be decided
        key = (analysis.article, analysis.revision)
        if key in known:
            continue  # logged twice: the first stands
        decision = _decision(decided.pop(f"a:{analysis.article}:{analysis.revision}".encode(), b""))
        if decision is None:
            tail.append(offset)
            continue
        known.add(key)
        open_ += tail
        tail.clear()
        row = Row(offset, index.footprint(analysis), decision)
        index.add(row.footprint, decision)
        rows.append((row, analysis.seen))
    return Rebuilt(rows, tail[0] if tail else end, open_)


def read(
    settings: ClusterSettings, topic: str, partition: int, first: int | None = None, last: int | None = None
) -> Iterator[LogRow]:
    """Yield the records of a partition in order, from `first` (the oldest) to before `last` (the end as it is now).

    Raises Away.
    """
    place = f"{topic}/{partition}"
    reader = PartitionReader(settings, [topic], {} if first is None else {place: first}, only=[partition])
    try:
        stop = reader.ends[place] if last is None else min(last, reader.ends[place])
        while reader.positions()[place] < stop:
            for message in _polled(reader):
                if message.offset >= stop:
                    return
                if first is None or message.offset >= first:
                    yield LogRow(message.offset, (message.key or b"").decode("utf-8", "replace"), message.value or b"")
    finally:
        reader.close()


def _oldest(settings: ClusterSettings, topic: str, partition: int) -> int:
    """Return the first offset that the log still holds: what lies before it was never to be decided by us."""
    with contextlib.closing(PartitionReader(settings, [topic], {}, only=[partition])) as reader:
        return reader.positions()[f"{topic}/{partition}"]


def end_of(settings: ClusterSettings, topic: str, partition: int) -> int:
    """Return the offset that the next record will have. Raises Away."""
    with contextlib.closing(PartitionReader(settings, [topic], {}, only=[partition])) as reader:
        return reader.ends[f"{topic}/{partition}"]


def decisions(settings: ClusterSettings) -> dict[tuple[str, str], Decision]:
    """Return every decision that `stories` holds, by article and revision: the first of each stands."""
    found: dict[tuple[str, str], Decision] = {}
    for _, value in _told(settings):
        if decision := _decision(value):
            found.setdefault((decision.article, decision.revision), decision)
    return found


def _told(settings: ClusterSettings) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and value of the decisions in `stories`."""
    with contextlib.closing(PartitionReader(settings, ["stories"], {})) as reader:
        while not reader.at_ends():
            for message in _polled(reader):
                if message.value and (message.key or b"").startswith(b"a:"):
                    yield message.key or b"", message.value


def _decision(value: bytes) -> Decision | None:
    """Return a decision, or None where nothing can be read: then its article counts as not decided."""
    try:
        return decode(value, Decision)
    except msgspec.DecodeError:
        return None


def _polled(reader: PartitionReader) -> list[Message]:
    """Return the next records. Raises Away when none comes because the broker is gone: `poll` does not tell."""
    if not (found := reader.poll(_WAIT_S, _BATCH)):
        reader.lag()
    return found
