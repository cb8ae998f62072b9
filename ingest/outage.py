"""Is it them, or is it us? When most hosts fail at once below HTTP, our own line is down, and no feed is to blame."""

from __future__ import annotations

import time
from collections.abc import Callable

from marsad.errors import FetchError

WINDOW_S = 300.0
HOSTS_MIN = 5
FAILED_SHARE = 0.6
_TRANSPORT = frozenset(("dns", "timeout", "network"))


class Outage:
    """The last exchange with each host, as far as it lies within WINDOW_S."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: dict[str, tuple[float, bool]] = {}

    def note(self, host: str, problem: FetchError | None) -> None:
        """Remember how asking `host` ended; an HTTP error is an answer, so the line is up."""
        failed = problem is not None and not problem.status and problem.reason in _TRANSPORT
        self._hosts[host] = (self._clock(), failed)

    def suspected(self) -> bool:
        """Say whether HOSTS_MIN hosts or more were asked lately and FAILED_SHARE of them did not answer at all."""
        oldest = self._clock() - WINDOW_S
        self._hosts = {host: note for host, note in self._hosts.items() if note[0] > oldest}
        failed = sum(bad for _, bad in self._hosts.values())
        return len(self._hosts) >= HOSTS_MIN and failed >= FAILED_SHARE * len(self._hosts)
