"""What do two articles say alike, as the window knows their words: few others say them, or many do?

A few words that hardly any other article has among its heaviest show one event better than many that everybody says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from processors.opening import Opening, alike, opening
from processors.window.held import Told
from processors.window.shared_words import QUERY_TERMS, STEPS
from processors.window.word_rows import WordRows

RARE = 8  # articles of the window, at most, that have a rare word among their heaviest


class Shared(NamedTuple):
    """What two articles say alike: see the signs of processors.window.one_event."""

    rare: float
    opening: float


class Said:
    """The words of an article, with what the window knows of them, looked up when they are first compared."""

    def __init__(self, article: Told, rows: WordRows) -> None:
        """Take the `rows` of the window, which tell who else says the heaviest words."""
        self._article, self._window = article, rows

    @cached_property
    def _opening(self) -> Opening:
        return opening(self._article.fingerprint.opening)

    @cached_property
    def _rare(self) -> dict[int, int]:
        weighed = dict(zip(self._article.words[:QUERY_TERMS], self._article.weights, strict=False))
        for row, word in self._window.of_words(list(weighed)):
            if len(row) > RARE:
                del weighed[word]
        return weighed

    def shared(self, other: Told) -> Shared:
        """Return what the article and another say alike."""
        theirs = dict(zip(other.words, other.weights, strict=False))
        rare = sum([weight * theirs.get(word, 0) for word, weight in self._rare.items()])
        return Shared(rare / (STEPS * STEPS), alike(self._opening, opening(other.fingerprint.opening)))


def in_both(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the share of names that both have, of those that either has; 0 where one of them names nobody."""
    if not (ours and theirs):
        return 0.0
    return len(set(ours).intersection(theirs)) / len(set(ours).union(theirs))
