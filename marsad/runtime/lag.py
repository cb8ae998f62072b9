"""How far is a consumer group behind, and does anybody read it all? Asked with a client of our own: Faust's is what is being watched."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from marsad.config.models import ClusterSettings
from marsad.errors import Away
from marsad.runtime import kafka

_OLDEST, _LATEST = -2, -1  # the wire's words for the ends of a partition
_SETTLED = ("Stable", "Empty", "Dead")  # in all other states partitions are on their way to somebody


class Lag(NamedTuple):
    """A partition: what the group has committed, and where it ends."""

    committed: int
    end: int


class Lags(NamedTuple):
    """All partitions of a topic, and which of them this worker has, and which nobody has."""

    topic: Mapping[int, Lag]
    own: frozenset[int]
    unread: frozenset[int] = frozenset()

    def waiting(self, partitions: Collection[int]) -> int:
        """Return how many records wait in `partitions`."""
        return sum(max(0, self.topic[each].end - self.topic[each].committed) for each in partitions)

    def committed(self, partitions: Collection[int]) -> dict[int, int]:
        """Return partition -> committed offset of `partitions`."""
        return {each: self.topic[each].committed for each in partitions}


class LagReader:
    """Reads the lag of one group on one topic. For one thread; `partitions`, those of this worker, may be set by another."""

    def __init__(self, settings: ClusterSettings, group: str, topic: str) -> None:
        self._settings, self._group, self._topic = settings, group, settings.prefix + topic
        self._admin: Any = None
        self.partitions: frozenset[int] = frozenset()

    def read(self) -> Lags:
        """Return the lags; a partition without a commit counts from its oldest record. Raises Away."""
        try:
            if self._admin is None:
                self._admin = kafka.admin(self._settings)
            with kafka.told("offsets"):
                return self._read()
        except BaseException:
            self.close()
            raise

    def _read(self) -> Lags:
        (found,) = self._admin.describe_topics([self._topic])
        parts = [TopicPartition(self._topic, each["partition_index"]) for each in found["partitions"]]
        if not parts:
            raise Away(f"{self._topic}: Kafka knows no such topic. `marsad topics apply` makes it.")
        committed = self._admin.list_group_offsets({self._group: parts})[self._group]
        oldest = self._admin.list_partition_offsets(dict.fromkeys(parts, _OLDEST))
        ends = self._admin.list_partition_offsets(dict.fromkeys(parts, _LATEST))
        lags = {
            part.partition: Lag(max(_offset(committed.get(part)), oldest[part].offset), ends[part].offset)
            for part in parts
        }
        own = frozenset(self.partitions & lags.keys())
        others = frozenset(lags) - own
        return Lags(lags, own, others - self._assigned(others) if others else others)

    def _assigned(self, others: frozenset[int]) -> frozenset[int]:
        """Return the partitions that members of the group have; all `others` while it shares them out, or nobody tells."""
        try:
            with kafka.told("group"):
                group = self._admin.describe_groups([self._group])[self._group]
        except Away:  # the offsets are worth more than an answer that we may have no right to
            return others
        if group["group_state"] not in _SETTLED:
            return others
        given = [member["member_assignment"] for member in group["members"]]
        parts = [part for each in given if each for part in each["assigned_partitions"]]
        return frozenset(number for part in parts if part["topic"] == self._topic for number in part["partitions"])

    def close(self) -> None:
        """Let the connection go; the next read opens another."""
        admin, self._admin = self._admin, None
        if admin is not None:
            with contextlib.suppress(Exception):  # it may be the broken connection that made us close it
                admin.close()


def _offset(committed: OffsetAndMetadata | None) -> int:
    return max(0, committed.offset) if committed else 0
