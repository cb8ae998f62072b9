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
        weighed = zip(self._article.words[:QUERY_TERMS], self._article.weights, strict=False)
        return {word: weight for word, weight in weighed if self._window.times(word) <= RARE}

    def shared(self, other: Told) -> Shared:
        """Return what the article and another say alike."""
        words, weights = other.words, other.weights
        both = self._rare.keys() & words[: len(weights)]
        rare = sum([self._rare[word] * weights[words.index(word)] for word in both])
        return Shared(rare / (STEPS * STEPS), alike(self._opening, opening(other.fingerprint.opening)))


def in_both(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the share of names that both have, of those that either has; 0 where one of them names nobody."""
    if not (ours and theirs):
        return 0.0
    return len(set(ours).intersection(theirs)) / len(set(ours).union(theirs))
