"""Which ids were met lately? A set that forgets the oldest, so that it cannot grow without end."""

from __future__ import annotations


class Recent:
    """The last `limit` ids added."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._ids: dict[str, None] = {}

    def __contains__(self, name: str) -> bool:
        """Say whether `name` is remembered."""
        return name in self._ids

    def add(self, name: str) -> bool:
        """Remember `name`; say whether it was new."""
        if name in self._ids:
            return False
        self._ids[name] = None
        if len(self._ids) > self._limit:
            del self._ids[next(iter(self._ids))]
        return True
