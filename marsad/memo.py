"""What was worked out of a word, so that it is worked out once: news says the same words again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(dict[str, V], Generic[V]):
    """`memo[word]` is `find(word)`, remembered; `most` words at most, then it begins anew.

    `map(memo.__getitem__, words)` runs no Python for a word that is known. Words beyond `longest` letters are not
    remembered: there is no end of them.
    """

    def __init__(self, find: Callable[[str], V], most: int, longest: int = 40) -> None:
        super().__init__()
        self._find = find
        self._most = most
        self._longest = longest

    def __missing__(self, word: str) -> V:
        """Return what `word` comes to, and remember it."""
        found = self._find(word)
        if len(word) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found
