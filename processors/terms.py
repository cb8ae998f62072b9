"""Which words of a text carry its story, and how loudly? Packed, as deciding reads those of every article."""

from __future__ import annotations

import math
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
    return unpacked(text.said)


def unpacked(said: bytes) -> Terms:
    """Return the terms that were packed."""
    count = len(said) // _TERM_BYTES
    words = np.frombuffer(said, _WORD, count, offset=count * _LOUDNESS.itemsize)
    return Terms(words.astype(np.intp), np.frombuffer(said, _LOUDNESS, count))


def and_also(said: Terms, more: bytes) -> Terms:
    """Return `said` with other words, which are packed and none of those."""
    if not more:
        return said
    words, loudness = unpacked(more)
    return Terms(np.concatenate((said.words, words)), np.concatenate((said.loudness, loudness)))


def _loudness(times: float) -> float:
    return 1 + math.log(times)
