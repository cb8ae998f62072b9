"""Which words of a text carry its story, and how loudly? Packed, as deciding reads those of every article."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from marsad.identity import word_number
from marsad.records import Fingerprint

_LOUDNESS, _WORD = np.dtype("<f8"), np.dtype("<u4")
_TERM_BYTES = _LOUDNESS.itemsize + _WORD.itemsize


class Terms(NamedTuple):
    """Words by their numbers (marsad.identity.word_number), each once, and how loud each is: 1 and ln of how often it is said."""

    words: npt.NDArray[np.intp]
    loudness: npt.NDArray[np.float64]


def terms(words: Sequence[int], times: Sequence[float]) -> Terms:
    """Return words that are said so often; of words that share a number this is added up.

    Raises ValueError when one is said no time, or less.
    """
    if len(set(words)) < len(words):
        together = dict.fromkeys(words, 0.0)
        for word, often in zip(words, times, strict=True):
            together[word] += often
        words, times = list(together), list(together.values())
    return Terms(np.array(words, dtype=np.intp), np.array(list(map(_loudness, times)), dtype=np.float64))


def packed(said: Terms) -> bytes:
    """Return the bytes of `said`, as a fingerprint holds them: first how loud all words are, then the words."""
    return said.loudness.astype(_LOUDNESS).tobytes() + said.words.astype(_WORD).tobytes()


def terms_of(text: Fingerprint) -> Terms:
    """Return the terms of a text, also where an earlier version analysed it."""
    if text.terms:
        return terms([word_number(word) for word, _ in text.terms], [often for _, often in text.terms])
    count = len(text.said) // _TERM_BYTES
    words = np.frombuffer(text.said, _WORD, count, offset=count * _LOUDNESS.itemsize)
    return Terms(words.astype(np.intp), np.frombuffer(text.said, _LOUDNESS, count))


def and_also(said: Terms, words: Sequence[int], times: float) -> Terms:
    """Return `said` with other words, each counted as said `times` for each time it stands among `words`."""
    if not words:
        return said
    together = Counter(words)
    more = np.array(list(together), dtype=np.intp)
    if len((said.words == more[:, np.newaxis]).nonzero()[0]):
        often = [math.exp(loudness - 1) for loudness in said.loudness.tolist()]
        return terms([*said.words.tolist(), *words], [*often, *[times] * len(words)])
    loudness = [_loudness(times * count) for count in together.values()]
    return Terms(np.concatenate((said.words, more)), np.concatenate((said.loudness, loudness)))


def _loudness(times: float) -> float:
    return 1 + math.log(times)
