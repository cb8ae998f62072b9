"""How far is a consumer group behind? Asked with a client of our own: Faust's is what is being watched."""

from __future__ import annotations

import contextlib
from typing import Any

from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from marsad.config.models import ClusterSettings
from marsad.runtime import kafka
from marsad.runtime.watchdog import Lag

_OLDEST, _LATEST = -2, -1  # the wire's words for the ends of a partition


class LagReader:
    """Reads the lag of the partitions one worker has. For one thread; `partitions` may be set by another."""

    def __init__(self, settings: ClusterSettings, group: str, topic: str) -> None:
        self._settings, self._group, self._topic = settings, group, settings.prefix + topic
        self._admin: Any = None
        self.partitions: frozenset[int] = frozenset()

    def read(self) -> dict[int, Lag]:
        """Return partition -> Lag; a partition without a commit counts from its oldest record. Raises Away."""
        parts = [TopicPartition(self._topic, number) for number in sorted(self.partitions)]
        if not parts:
            return {}
        try:
            if self._admin is None:
                self._admin = kafka.admin(self._settings)
            with kafka.told("offsets"):
                committed = self._admin.list_group_offsets({self._group: parts})[self._group]
                oldest = self._admin.list_partition_offsets(dict.fromkeys(parts, _OLDEST))
                ends = self._admin.list_partition_offsets(dict.fromkeys(parts, _LATEST))
        except BaseException:
            self.close()
            raise
        return {
            part.partition: Lag(max(_offset(committed.get(part)), oldest[part].offset), ends[part].offset)
            for part in parts
        }

    def close(self) -> None:
        """Let the connection go; the next read opens another."""
        admin, self._admin = self._admin, None
        if admin is not None:
            with contextlib.suppress(Exception):  # it may be the broken connection that made us close it
                admin.close()


def _offset(committed: OffsetAndMetadata | None) -> int:
    return max(0, committed.offset) if committed else 0
