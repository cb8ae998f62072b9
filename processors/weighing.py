"""What does each word of an article weigh? By how often it is said there, and by how few articles of the window say it."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt

from marsad.identity import WORD_BITS, word_numbers
from processors.shared_words import STEPS

KEPT_TERMS = 96
COMMON = 0.04  # words in more than this share of the window carry no story
PRIOR = 500  # so many articles are imagined before the first: a cold start must join stories too
PRIOR_WITH_WORD = 2
_AT_ONCE = 10_000  # articles whose words are counted in one go, for memory


class Weighing:
    """How many articles of the window say each word."""

    def __init__(self) -> None:
        # By word number; the pages of memory come as they are used.
        self._with_word = np.zeros(1 << WORD_BITS, dtype=np.uint32)
        self._articles = 0

    def weighed(self, terms: tuple[tuple[str, float], ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the words of an article, heaviest first, and the weights of those that weigh something."""
        numbers, times = _numbered(terms)
        words = np.array(numbers, dtype=np.intp)
        counts = self._with_word.take(words).tolist()
        total, limit = self._articles + PRIOR, max(8.0, COMMON * self._articles)
        # By the logarithm of the C library, one for each count: numpy's own is not the same to the last bit.
        rarity = {seen: math.log(total / (PRIOR_WITH_WORD + seen)) if seen < limit else 0.0 for seen in set(counts)}
        often = np.fromiter(map(_often, times), dtype=np.float64, count=len(times))
        weights = often * np.fromiter(map(rarity.__getitem__, counts), dtype=np.float64, count=len(counts))
        order = np.lexsort((words, -weights))
        kept = min(KEPT_TERMS, int(np.count_nonzero(weights)))
        heavy = weights[order[:kept]]
        norm = math.sqrt(sum((heavy * heavy).tolist())) or 1.0
        steps = np.minimum(np.maximum(np.rint(STEPS * heavy / norm), 1), STEPS - 1)
        order[kept:].sort()  # those that weigh nothing stay as they came
        return tuple(words[order].tolist()), tuple(steps.astype(np.intp).tolist())

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
            np.add.at(self._with_word, words, 1)
            self._articles += len(some)


def _places(words: Sequence[int]) -> npt.NDArray[np.intp]:
    return np.array(words, dtype=np.intp)


def _numbered(terms: tuple[tuple[str, float], ...]) -> tuple[list[int], list[float]]:
    """Return the numbers of the words, each once, and how often they are said."""
    numbers, times = word_numbers([word for word, _ in terms]), [tf for _, tf in terms]
    if len(set(numbers)) == len(numbers):
        return numbers, times
    together = dict.fromkeys(numbers, 0.0)  # of words that share a number
    for number, tf in zip(numbers, times, strict=True):
        together[number] += tf
    return list(together), list(together.values())


@lru_cache(4096)
def _often(tf: float) -> float:
    return 1 + math.log(tf)
