"""How much may be sent now? A token bucket that keeps within a service's limit in every window. Pure but for its level."""

from __future__ import annotations

from datetime import datetime

_BURST = 4  # a quarter of the limit at once, the rest spread over the window: together never more than the limit
_RESERVE = 0.2  # of the burst, for what is critical


class Bucket:
    """Tokens for `calls` in `window_s` seconds; `sent` of them were used in the window before."""

    def __init__(self, calls: int, window_s: float, *, sent: int = 0) -> None:
        self.capacity = max(1.0, calls // _BURST)
        self._per_s = (calls - self.capacity or calls) / window_s
        self._level = max(0.0, min(self.capacity, calls - sent))
        self._at: datetime | None = None

    def free(self, now: datetime, *, critical: bool = False) -> int:
        """Return how many calls may go now; a fifth of the burst is kept for critical ones."""
        self._fill(now)
        reserve = 0.0 if critical or self.capacity < 1 / _RESERVE else self.capacity * _RESERVE
        return int(self._level - reserve + 1e-9)

    def use(self, now: datetime) -> None:
        """Take a token; what is sent all the same leaves a debt."""
        self._fill(now)
        self._level -= 1

    def within(self, seconds: float) -> int:
        """Return how many calls more will be free after so long."""
        return int(self._per_s * seconds)

    def wait_s(self, now: datetime) -> float:
        """Return how long until a call may go, 0 when one may go now."""
        self._fill(now)
        return max(0.0, (1 - self._level) / self._per_s)

    def _fill(self, now: datetime) -> None:
        if self._at is not None and now > self._at:
            self._level = min(self.capacity, self._level + self._per_s * (now - self._at).total_seconds())
        self._at = now
