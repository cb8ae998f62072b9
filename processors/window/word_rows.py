"""Which articles say a word, and what does it weigh there? A row for each word: the newest of them, by their positions."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from marsad.identity import WORD_BITS
from processors.window.held import Told, heaviest
from processors.window.shared_words import POSTINGS, QUERY_TERMS, STEPS

_ENTRY_BITS = 63 - WORD_BITS  # position and weight

Row: TypeAlias = "array[int]"  # position * STEPS + weight, the oldest first


class WordRows:
    """The rows of the heaviest words of the window. Positions come one after the other and leave in the same order."""

    def __init__(self) -> None:
        self._postings: dict[int, int | Row] = {}  # most words have one article, and no array for it
        self._last: Told | None = None  # of one article several things are asked
        self._last_rows: list[tuple[Row, int]] = []

    def __len__(self) -> int:
        return len(self._postings)

    def load(self, first: int, footprints: Sequence[Told]) -> None:
        """Hold articles at the positions from `first` on; only before all others."""
        self._postings = _postings_of(first, footprints)

    def of(self, article: Told) -> list[tuple[Row, int]]:
        """Return the rows of its heaviest words, the heaviest first, each with what the word weighs in the article."""
        if article is not self._last:
            asked = zip(map(self._postings.get, article.words[:QUERY_TERMS]), article.weights, strict=False)
            self._last_rows = [(_as_row(row), weight) for row, weight in asked if row is not None]
            self._last = article
        return self._last_rows

    def of_heaviest(self, article: Told, terms: int) -> list[tuple[Row, int]]:
        """Return what `of` does of so many heaviest words."""
        return self.of(article)[: sum(map(self._postings.__contains__, article.words[:terms]))]

    def of_words(self, words: Sequence[int]) -> list[tuple[Row, int]]:
        """Return the rows of `words`, each with its word; none of those that nobody says."""
        asked = zip(map(self._postings.get, words), words, strict=True)
        return [(_as_row(row), word) for row, word in asked if row is not None]

    def times(self, word: int) -> int:
        """Return how many articles say `word`, of the newest that are kept of it."""
        row = self._postings.get(word, ())
        return 1 if isinstance(row, int) else len(row)

    def add(self, position: int, article: Told) -> None:
        """Hold the article at `position`."""
        self._last = None
        postings, entry = self._postings, position * STEPS
        for word, weight in zip(article.words[:QUERY_TERMS], article.weights, strict=False):
            row = postings.get(word)
            if row is None:
                postings[word] = entry + weight
            elif isinstance(row, int):
                postings[word] = array("q", (row, entry + weight))
            else:
                row.append(entry + weight)
                if len(row) > POSTINGS:
                    del row[0]

    def remove(self, position: int, article: Told) -> None:
        """Let go of the oldest article, which lies at `position`."""
        self._last = None
        for word, _ in zip(article.words[:QUERY_TERMS], article.weights, strict=False):
            row = self._postings.get(word)
            if isinstance(row, int):
                if row // STEPS == position:
                    del self._postings[word]
            elif row and row[0] // STEPS == position:
                del row[0]
                if not row:
                    del self._postings[word]


def _postings_of(first: int, footprints: Sequence[Told]) -> dict[int, int | Row]:
    """Return what adding the footprints one by one would have left, in a third of the time."""
    lengths, words, weights = heaviest(footprints, QUERY_TERMS)
    entries = np.repeat(np.arange(first, first + len(footprints)), lengths)
    entries *= STEPS
    entries += weights
    entries |= words.astype(np.int64) << _ENTRY_BITS  # sorted by word, and in place: these arrays are large
    entries.sort()
    words = (entries >> _ENTRY_BITS).astype(np.int32)
    entries &= (1 << _ENTRY_BITS) - 1
    begins = np.flatnonzero(np.diff(words, prepend=np.int32(-1)))
    ends = np.append(begins, len(words))[1:]
    alone = ends - begins == 1
    once = begins[alone]
    postings: dict[int, int | Row] = dict(zip(words[once].tolist(), entries[once].tolist(), strict=True))
    begins, ends = begins[~alone], ends[~alone]
    newest = np.maximum(begins, ends - POSTINGS)
    for word, begin, end in zip(words[begins].tolist(), newest.tolist(), ends.tolist(), strict=True):
        postings[word] = array("q", entries[begin:end].tobytes())
    return postings


def _as_row(postings: int | Row) -> Row:
    """Return the postings of a word as those of most are kept: one that stands alone is a number."""
    return array("q", (postings,)) if isinstance(postings, int) else postings
