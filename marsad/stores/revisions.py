"""Which revisions of articles are remembered? In the order they came, found by article, forgotten from the front."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Generic, Protocol, TypeVar


class Kept(Protocol):
    """What is remembered of a revision."""

    @property
    def key(self) -> tuple[str, str]:
        """Article and revision."""

    @property
    def at(self) -> datetime:
        """Event time."""

    @property
    def seen(self) -> datetime:
        """When it came in."""


K = TypeVar("K", bound=Kept)


class Revisions(Generic[K]):
    """What is remembered of each revision: the first that came stands."""

    def __init__(self) -> None:
        # Not a dict: that walks over all that have left it before it comes to its first item.
        self._kept: OrderedDict[tuple[str, str], K] = OrderedDict()
        self._last: dict[str, tuple[str, str]] = {}  # article -> key of the revision that came last

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[K]:
        return iter(self._kept.values())

    def add(self, kept: K) -> K:
        """Remember `kept` behind all others unless its revision is remembered; return what stands."""
        stands = self._kept.get(kept.key)
        if stands is not None:
            return stands
        self._kept[kept.key] = kept
        self._last[kept.key[0]] = kept.key
        return kept

    def get(self, article: str, revision: str) -> K | None:
        """Return what is remembered of this revision, or None."""
        return self._kept.get((article, revision))

    def latest(self, article: str) -> K | None:
        """Return what is remembered of the revision that came last, or None."""
        key = self._last.get(article)
        return self._kept[key] if key else None

    def since(self, at: datetime) -> Iterator[K]:
        """Yield in order from the first with event time >= `at` on."""
        began = False
        for each in self._kept.values():
            began = began or each.at >= at
            if began:
                yield each

    def forget(self, before: datetime) -> int:
        """Drop what came ahead of the first seen at or after `before`; return how many."""
        count = 0
        while self._kept:
            key, kept = next(iter(self._kept.items()))
            if kept.seen >= before:
                break
            del self._kept[key]
            if self._last.get(key[0]) == key:
                del self._last[key[0]]
            count += 1
        return count
