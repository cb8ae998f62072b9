"""Is it them, or is it us? When most hosts fall silent at once below HTTP, our own line is down, and no feed is to blame.

A host that did not answer before either says nothing of the line: what is dead is asked more often than what is well and
quiet, so that soon only the dead would have been asked lately.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from marsad.errors import FetchError

WINDOW_S = 300.0
HOSTS_MIN = 5
FAILED_SHARE = 0.6
_TRANSPORT = frozenset(("dns", "timeout", "network"))
_BEFORE_US = float("-inf")


class _Note(NamedTuple):
    at: float
    silent_since: float | None  # None: it answered


class Outage:
    """The last exchange with each host, as far as it lies within WINDOW_S, or within WINDOW_S before the outage and since."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: dict[str, _Note] = {}
        self._start: float | None = None  # of what is looked at, while an outage is suspected

    def note(self, host: str, problem: FetchError | None, *, was_silent: bool = False) -> None:
        """Remember how asking `host` ended; an HTTP error is an answer, so the line is up.

        `was_silent`: it did not answer either when it was last asked, as far as its feed's state knows.
        """
        now, before = self._clock(), self._hosts.get(host)
        since = None
        if problem is not None and not problem.status and problem.reason in _TRANSPORT:
            since = _BEFORE_US if was_silent else now
            if before is not None and before.silent_since is not None:
                since = before.silent_since
        self._hosts[host] = _Note(now, since)

    def suspected(self) -> bool:
        """Say whether HOSTS_MIN hosts or more were asked lately and FAILED_SHARE of them fell silent meanwhile."""
        start = self._clock() - WINDOW_S if self._start is None else self._start
        self._hosts = {host: note for host, note in self._hosts.items() if note.at > start}
        answered = sum(note.silent_since is None for note in self._hosts.values())
        lost = sum(note.silent_since is not None and note.silent_since > start for note in self._hosts.values())
        found = answered + lost >= HOSTS_MIN and lost >= FAILED_SHARE * (answered + lost)
        self._start = start if found else None
        return found


def is_silence(reason: str) -> bool:
    """Say whether a feed's trouble of this name means that its host did not answer at all."""
    return reason in _TRANSPORT
