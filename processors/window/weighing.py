"""What does each word of an article weigh? By how often it is said there, and by how few articles of the window say it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from marsad.identity import WORD_BITS
from processors.terms import Terms
from processors.window.shared_words import STEPS

KEPT_TERMS = 96
# Words in more than this share of the window carry no story. Of a few hundred articles the share is a handful, and what so
# many say is an event: B-cubed of the stories of four days of 113 articles .83 with a minimum of 8, .89 with this one.
COMMON, COMMON_MIN = 0.04, 60
PRIOR = 500  # so many articles are imagined before the first: a cold start must join stories too
PRIOR_WITH_WORD = 2
_LOGARITHMS = 256  # at first
_FINE = 2.0**30  # steps of a weight where words are sorted by it: of 39 bits nine are before the point
_WORD = (1 << WORD_BITS) - 1
_AT_ONCE = 10_000  # articles whose words are counted in one go, for memory


class Weighing:
    """How many articles of the window say each word."""

    def __init__(self) -> None:
        # By word number; the pages of memory come as they are used.
        self._with_word = np.zeros(1 << WORD_BITS, dtype=np.uint32)
        self._articles = 0
        self._logarithms = np.empty(0)  # of PRIOR_WITH_WORD and 0, 1, 2... articles

    def weighed(self, said: Terms) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the words of an article, heaviest first, and the weights of those that weigh something."""
        words, limit = said.words, max(COMMON_MIN, COMMON * self._articles)
        while len(self._logarithms) < limit:
            self._add_logarithms()
        seen = self._with_word.take(words)
        weights = math.log(self._articles + PRIOR) - self._logarithms.take(seen, mode="clip")
        weights *= said.loudness
        tells = seen < limit
        weights *= tells
        order = (weights * -_FINE).astype(np.int64)  # weight and word in one number, so that they sort by both
        order <<= WORD_BITS
        order |= words
        order.sort()
        heavy = (order[: min(KEPT_TERMS, np.count_nonzero(tells))] >> WORD_BITS) / -_FINE
        norm = math.sqrt(heavy.dot(heavy)) or 1.0
        steps = np.minimum(np.maximum(np.rint(heavy * (STEPS / norm)), 1), STEPS - 1)
        return tuple((order & _WORD).tolist()), tuple(steps.astype(np.uint8).tobytes())

    def _add_logarithms(self) -> None:
        """Have those of twice as many articles at hand."""
        # By the logarithm of the C library, one by one: numpy's own is not the same to the last bit.
        some = range(len(self._logarithms), 2 * len(self._logarithms) + _LOGARITHMS)
        self._logarithms = np.append(self._logarithms, [math.log(PRIOR_WITH_WORD + count) for count in some])

    def add(self, words: Sequence[int]) -> None:
        """Count the words of an article, by their numbers, each once."""
        self._with_word[_places(words)] += 1
        self._articles += 1

    def remove(self, words: Sequence[int]) -> None:
        """Count the words of an article no more."""
        self._with_word[_places(words)] -= 1
        self._articles -= 1

    def load(self, articles: Iterable[Sequence[int]]) -> None:
        """Count the words of many articles: what adding them one by one gives, in less time."""
        left = iter(articles)
        while some := list(islice(left, _AT_ONCE)):
            words = np.frombuffer(b"".join([array("I", each) for each in some]), dtype=np.uint32)
            np.add.at(self._with_word, words.astype(np.intp), np.uint32(1))  # other types take ten times as long
            self._articles += len(some)


def _places(words: Sequence[int]) -> npt.NDArray[np.intp]:
    return np.array(words, dtype=np.intp)
