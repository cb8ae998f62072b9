"""What of one cargo is in flight, and how far is it settled? Positions move over the settled prefix only."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from marsad.errors import Unsendable
from marsad.runtime.cargo import Cargo, Parcel
from marsad.runtime.kafka import Sent


@dataclass(slots=True)
class Flight:
    """A parcel on its way, or refused before it left. `alone`: nothing else is on its way with it."""

    parcel: Parcel
    alone: bool
    sent: Sent | None = None
    refused: str = ""

    @property
    def done(self) -> bool:
        """Whether it is settled one way or the other."""
        return self.sent is None or self.sent.done


@dataclass(slots=True)
class Lane:
    """One cargo under way, `read` >= `reached` >= `kept`: as far as is in flight, settled, and durably so."""

    cargo: Cargo
    every_s: float  # how often to look when nothing has come
    read: int = 0
    reached: int = 0
    kept: int = 0
    careful_to: int = 0
    look: float = 0.0  # monotonic time of the next look
    flights: deque[Flight] = field(default_factory=deque)
    refused: list[Flight] = field(default_factory=list)  # of those reached and not kept
    rows: int = 0  # of those reached and not kept
    size_bytes: int = 0

    @property
    def careful(self) -> bool:
        """Whether one of the records up to `careful_to` may be at fault, so that each must go alone."""
        return self.reached < self.careful_to

    def start(self, position: int) -> None:
        """Begin again with a new producer behind `position`, or behind what is settled but not yet kept."""
        self.flights.clear()
        if self.reached == self.kept:
            self.reached = self.kept = position
        self.read, self.look = self.reached, 0.0

    def nothing_came(self, look: float) -> None:
        """Wait until `look`; with nothing in flight and nothing to read, none of what was in doubt is left."""
        self.look = look
        if not self.flights:
            self.careful_to = 0

    def doubt(self) -> None:
        """Send one at a time what was in flight."""
        self.careful_to = max(self.careful_to, self.read)

    def settle(self) -> int:
        """Move over the settled prefix; return how many Kafka took. Raises Away or Unsendable: its producer is finished.

        A record that was sent alone and refused is settled before that.
        """
        taken = 0
        while self.flights and self.flights[0].done:
            flight = self.flights[0]
            problem = flight.sent.problem if flight.sent else None
            if problem and not (flight.alone and isinstance(problem, Unsendable)):
                raise problem
            self.flights.popleft()
            self.reached = flight.parcel.at
            self.rows += 1
            self.size_bytes += len(flight.parcel.value)
            if problem or flight.refused:
                flight.refused = flight.refused or str(problem)
                self.refused.append(flight)
            else:
                taken += 1
            if problem:
                raise problem
        return taken

    def kept_now(self) -> None:
        """Take note that the store has all that was reached."""
        self.kept, self.rows, self.size_bytes = self.reached, 0, 0
        self.refused.clear()


@dataclass(slots=True)
class Backlog:
    """How much waits for Kafka, counted as it comes and goes; what came is counted late, so it may be short for a moment."""

    counted_to: int = -1
    _rows: int = 0
    _size_bytes: int = 0

    @property
    def rows(self) -> int:
        """How many records wait."""
        return max(0, self._rows)

    @property
    def size_bytes(self) -> int:
        """How many bytes wait."""
        return max(0, self._size_bytes)

    def move(self, rows: int, size_bytes: int) -> None:
        """Count what came, or what went with negative numbers."""
        self._rows += rows
        self._size_bytes += size_bytes
