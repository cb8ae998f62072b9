"""What was decided in the last days, at hand without a question to Redis, and in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec

from marsad.records import Decision, Footprint
from marsad.stores.revisions import Revisions
from marsad.stores.rows import Row

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Row)


class Packed(NamedTuple):
    """A row as bytes, with what it is found and forgotten by. They take an eighth of its memory, and are seldom read."""

    offset: int
    key: tuple[str, str]  # article and revision
    at: datetime
    seen: datetime
    value: bytes

    @classmethod
    def of(cls, row: Row, seen: datetime) -> Packed:
        """Return `row` packed; a row does not say when it was seen."""
        footprint = row.footprint
        return cls(row.offset, (footprint.article, footprint.revision), footprint.at, seen, _encoder.encode(row))

    def row(self) -> Row:
        """Return the row."""
        return _decoder.decode(self.value)


class Known:
    """The rows of the last eight days: the marsad.ports.StoryMemory of a decider, with offsets."""

    def __init__(self, packed: Iterable[Packed] = ()) -> None:
        """Take rows in the order of the log; of two of one revision the first stands."""
        self._rows = Revisions[Packed]()
        for each in packed:
            self._rows.add(each)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return (packed.row() for packed in self._rows)

    def row(self, article: str, revision: str) -> Row | None:
        """Return what was decided of this revision, or None."""
        packed = self._rows.get(article, revision)
        return packed.row() if packed else None

    def add(self, row: Row, seen: datetime) -> None:
        """Take a row in behind all others."""
        self._rows.add(Packed.of(row, seen))

    def decision(self, article: str, revision: str) -> Decision | None:
        """Return the decision first kept for this revision, or None."""
        row = self.row(article, revision)
        return row.decision if row else None

    def latest(self, article: str) -> Decision | None:
        """Return the decision kept last for any revision of this article, or None."""
        packed = self._rows.latest(article)
        return packed.row().decision if packed else None

    def keep(self, footprint: Footprint, decision: Decision) -> Decision:
        """Return the decision that stands; a decider keeps through Redis first, then with `add`."""
        return self.decision(footprint.article, footprint.revision) or decision

    def window(self, since: datetime) -> Iterator[tuple[Footprint, Decision]]:
        """Yield what was kept, in order, from the first record with event time >= `since` on."""
        for packed in self._rows.since(since):
            row = packed.row()
            yield row.footprint, row.decision

    def forget(self, before: datetime) -> int:
        """Drop what was kept ahead of the first record seen at or after `before`; return how many."""
        return self._rows.forget(before)
