"""The newsroom's clock: which moment of the corpus is it now, and when does a moment come in real time?"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from marsad.errors import UsageError

SLOWEST, FASTEST = 1.0, 1_000_000.0


class Clock:
    """Map real monotonic seconds to corpus time: `speed` corpus seconds pass in one real second.

    `began` is the reading of `ticks` at which the corpus stands at `start`. Raises UsageError for a speed outside
    1..1,000,000. The wall time of `began` is read once, so `wall` gives one answer for one moment for ever.
    """

    def __init__(
        self,
        start: datetime,
        speed: float,
        began: float,
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise UsageError(f"speed {speed:g} is outside 1..1000000. Choose a speed in between.")
        self.start = start
        self.speed = speed
        self.began = began
        self._ticks = ticks
        self._began_wall = datetime.now(UTC) - timedelta(seconds=ticks() - began)

    @classmethod
    def starting_now(cls, start: datetime, speed: float) -> Clock:
        """Return a clock that stands at `start` in this very moment."""
        return cls(start, speed, time.monotonic())

    def now(self) -> datetime:
        """Return the corpus time."""
        return self.start + timedelta(seconds=(self._ticks() - self.began) * self.speed)

    def wall(self, moment: datetime) -> datetime:
        """Return the real wall time (UTC) at which corpus time `moment` comes."""
        return self._began_wall + (moment - self.start) / self.speed

    def wall_now(self) -> datetime:
        """Return the real wall time on this clock's own line: it never jumps when the machine's clock is set."""
        return self._began_wall + timedelta(seconds=self._ticks() - self.began)

    def ago(self, seconds: float) -> datetime:
        """Return the corpus time of `seconds` real seconds ago."""
        return self.now() - timedelta(seconds=seconds * self.speed)
