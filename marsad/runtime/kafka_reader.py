"""How are partitions read from offsets that we keep ourselves? No consumer group, so no rebalance and no commit.

A place is "topic/partition" without the prefix; an offset is that of the next record to read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from kafka import TopicPartition

from marsad.config.models import ClusterSettings
from marsad.errors import Away
from marsad.runtime.kafka import consumer, told

ANSWER_MS = 5_000  # for a question about offsets
CLOSE_MS = 2_000


class Message(NamedTuple):
    """One record as Kafka holds it. `value` is None where a compacted topic forgets the key."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]

    @property
    def place(self) -> str:
        """Where its position is kept."""
        return f"{self.topic}/{self.partition}"


class Gap(NamedTuple):
    """An offset that Kafka no longer, or not yet, has; `found` is the oldest that it has."""

    place: str
    wanted: int
    found: int


class PartitionReader:
    """All partitions of some topics. For one thread; `close` it. Every method raises Away."""

    def __init__(
        self,
        settings: ClusterSettings,
        topics: Iterable[str],
        positions: Mapping[str, int],
        *,
        only: Container[int] | None = None,
    ) -> None:
        """Go to `positions` by place; a place without one, or with one Kafka does not have, starts at the oldest.

        `only` names the partitions, all without it.
        `gaps` tells of the latter. `ends`: place -> where the partition ended when it was opened.
        """
        self.gaps: list[Gap] = []
        self.ends: dict[str, int] = {}
        self._prefix = settings.prefix
        self._consumer = consumer(settings)
        try:
            every = [part for topic in topics for part in self._parts(topic)]
            self._partitions = [part for part in every if only is None or part.partition in only]
            self._seek(positions)
        except BaseException:
            self.close()
            raise

    def _parts(self, topic: str) -> list[TopicPartition]:
        name = self._prefix + topic
        with told(f"topic {name}"):
            numbers = self._consumer.partitions_for_topic(name)
        if not numbers:
            raise Away(f"topic {name}: Kafka does not have it. Create the topics with `marsad topics apply`.")
        return [TopicPartition(name, number) for number in sorted(numbers)]

    def _seek(self, positions: Mapping[str, int]) -> None:
        with told("offsets"):
            self._consumer.assign(self._partitions)
            oldest = self._consumer.beginning_offsets(self._partitions, timeout_ms=ANSWER_MS)
            ends = self._consumer.end_offsets(self._partitions, timeout_ms=ANSWER_MS)
        for part in self._partitions:
            place, first = self._place(part), oldest[part]
            wanted = positions.get(place, first)
            if not first <= wanted <= ends[part]:
                self.gaps.append(Gap(place, wanted, first))
                wanted = first
            self.ends[place] = ends[part]
            self._consumer.seek(part, wanted)

    def poll(self, timeout_s: float, limit: int) -> list[Message]:
        """Return the next records, at most `limit`; in order within a place. None came within `timeout_s`: none."""
        with told("reading"):
            found = self._consumer.poll(timeout_ms=int(timeout_s * 1000), max_records=limit)
        return [
            Message(part.topic.removeprefix(self._prefix), part.partition, row.offset, row.key, row.value, dict(row.headers))
            for part, rows in found.items()
            for row in rows
        ]  # fmt: skip

    def positions(self) -> dict[str, int]:
        """Return place -> next offset, behind all that `poll` returned."""
        with told("positions"):
            return {self._place(part): self._consumer.position(part, timeout_ms=ANSWER_MS) for part in self._partitions}

    def at_ends(self) -> bool:
        """Say whether all that was there at the opening has been returned by `poll`."""
        return all(offset >= self.ends[place] for place, offset in self.positions().items())

    def lag(self) -> dict[str, int]:
        """Ask Kafka how many records wait, by topic. A broker that is gone is noticed here: `poll` just gives nothing.

        Raises Away also when a partition ends before our position: the topic was made anew.
        """
        with told("offsets"):
            ends = self._consumer.end_offsets(self._partitions, timeout_ms=ANSWER_MS)
        waiting: dict[str, int] = {}
        positions = self.positions()
        for part in self._partitions:
            place = self._place(part)
            if ends[part] < positions[place]:
                raise Away(f"{place}: ends at {ends[part]}, before our position {positions[place]}")
            topic = part.topic.removeprefix(self._prefix)
            waiting[topic] = waiting.get(topic, 0) + ends[part] - positions[place]
        return waiting

    def close(self) -> None:
        """Let the connections go."""
        with contextlib.suppress(Away), told("closing"):
            self._consumer.close(timeout_ms=CLOSE_MS)

    def _place(self, part: TopicPartition) -> str:
        return f"{part.topic.removeprefix(self._prefix)}/{part.partition}"
