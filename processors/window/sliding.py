"""Which article stands at a position? A row that grows at one end and shrinks at the other.

A deque finds its middle in steps, so it is slower the longer it is; a list does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_ROOM = 1024  # places of items that left are taken back when there are more of them than of others


class Sliding(Generic[T]):
    """Items at positions that only grow: `first` is that of the oldest, `end` that of the next to come."""

    def __init__(self, first: int = 0) -> None:
        """Take the position of the first item."""
        self._items: list[T | None] = []
        self._gone = 0  # places at the front whose items have left
        self._before = first  # position of the first place

    def __len__(self) -> int:
        return len(self._items) - self._gone

    def __iter__(self) -> Iterator[T]:
        return iter(self._items[self._gone :])  # type: ignore[arg-type]

    def __getitem__(self, position: int) -> T:
        return self._items[position - self._before]  # type: ignore[return-value]

    def __setitem__(self, position: int, item: T) -> None:
        self._items[position - self._before] = item

    def at(self, positions: Iterable[int]) -> list[T]:
        """Return the items at `positions`."""
        items, before = self._items, self._before
        return [items[position - before] for position in positions]  # type: ignore[misc]

    @property
    def first(self) -> int:
        """The position of the oldest item, that of the next to come where there is none."""
        return self._before + self._gone

    @property
    def end(self) -> int:
        """The position of the next to come."""
        return self._before + len(self._items)

    def append(self, item: T) -> None:
        """Take an item in at `end`."""
        self._items.append(item)

    def popleft(self) -> T:
        """Let go of the oldest item, and return it. Raises IndexError when there is none."""
        item = self._items[self._gone]
        self._items[self._gone] = None
        self._gone += 1
        if self._gone > max(_ROOM, len(self._items) // 2):
            del self._items[: self._gone]
            self._before += self._gone
            self._gone = 0
        return item  # type: ignore[return-value]
