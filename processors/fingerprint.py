"""What is this text made of? The pure half of finding copies and stories.

Copies: word 5-grams, winnowed (Schleimer, Wilkerson, Aiken 2003): of every 12 neighbouring shingles the least hash is
kept, so any shared run of 16 words shares a print. Stories: the words with their weight. Tolls: the figures by the
words around them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from marsad.identity import word_hash
from marsad.records import Fingerprint
from marsad.text import tokens, words

SHINGLE = 5
WINDOW = 12
LEAD_WORDS = 60
TITLE_WEIGHT, LEAD_WEIGHT = 2.5, 1.5
TERMS_MAX = 128
_WORDS_KNOWN = 500_000

_Hashes = npt.NDArray[np.uint64]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that carry no story, written by us."""
    table = tomllib.loads(resources.files("processors.lexicon").joinpath("stopwords.toml").read_text("utf-8"))
    return frozenset(token.folded for row in table.values() for word in row for token in tokens(word))


@cache
def _number_words() -> dict[str, str]:
    table = tomllib.loads(resources.files("processors.lexicon").joinpath("numbers.toml").read_text("utf-8"))
    return {token.folded: value for value, row in table.items() for word in row for token in tokens(word)}


class _Word(NamedTuple):
    """What a word is to a fingerprint, looked up once for each word of the language."""

    hash: int
    plain: str  # "#" for a number
    figure: str | None
    tells: bool  # it carries a story


def fingerprint(title: str, text: str) -> Fingerprint:
    """Return the fingerprint of an article; a text without words is known by its title."""
    head = [token.folded for token in words(title)]
    body = [token.folded for token in words(text)]
    known = [_word(word) for word in body]
    ahead = [_word(word) for word in head]
    return Fingerprint(
        words=len(body),
        prints=_prints([word.hash for word in known or ahead]),
        figures=_figures([*ahead, _BREAK, *known]),
        terms=_terms(zip(head, ahead, strict=True), zip(body, known, strict=True)),
    )


@lru_cache(_WORDS_KNOWN)
def _word(word: str) -> _Word:
    figure = _figure(word)
    tells = len(word) > 1 and word not in stop_words()
    return _Word(word_hash(word), "#" if figure is not None else _plain(word), figure, tells)


def _prints(said: list[int]) -> tuple[int, ...]:
    if not said:
        return ()
    shingles = _shingles(np.array(said, dtype=np.uint64))
    if len(shingles) > WINDOW:
        shingles = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW).min(axis=1)
    else:
        shingles = shingles.min(keepdims=True)
    return tuple(np.unique(shingles >> np.uint64(32)).tolist())


def _shingles(hashes: _Hashes) -> _Hashes:
    count = max(1, len(hashes) - SHINGLE + 1)
    rolled = np.zeros(count, dtype=np.uint64)
    for offset in range(min(SHINGLE, len(hashes))):
        rolled = rolled * _MULTIPLIER + hashes[offset : offset + count]
    rolled ^= rolled >> np.uint64(31)
    rolled *= np.uint64(0xBF58476D1CE4E5B9)
    return rolled ^ (rolled >> np.uint64(29))


def _figure(word: str) -> str | None:
    """Return the number a word says, its clitic (و ف ب ل ك) removed, or None."""
    if word[0].isdigit():
        return word
    numbers = _number_words()
    if (value := numbers.get(word)) is not None:
        return value
    bare = word[1:]
    if bare and word[0] in "وفبلك":
        return bare if bare[0].isdigit() else numbers.get(bare)
    return None


def _figures(said: list[_Word]) -> tuple[tuple[str, str], ...]:
    """Return (words around, number): "مقتل # اشخاص" -> 12. Neighbouring numbers are masked, ال and و do not tell apart."""
    last = len(said) - 1
    found = {
        (f"{said[i - 1].plain if i else ''} # {said[i + 1].plain if i < last else ''}", word.figure)
        for i, word in enumerate(said)
        if word.figure is not None
    }
    return tuple(sorted(found))


def _plain(word: str) -> str:
    """Return a neighbour without و ف ال: "وقتل" and "قتل" are one context. It need not be a word, only the same."""
    stem = word[1:] if len(word) > 3 and word[0] in "وف" else word
    return stem[2:] if len(stem) > 4 and stem.startswith("ال") else stem


def _terms(head: Iterable[tuple[str, _Word]], body: Iterable[tuple[str, _Word]]) -> tuple[tuple[str, float], ...]:
    weights: dict[str, float] = {}
    for place, (word, known) in enumerate(body):
        if known.tells:
            weights[word] = weights.get(word, 0.0) + (LEAD_WEIGHT if place < LEAD_WORDS else 1.0)
    for word, known in head:
        if known.tells:
            weights[word] = weights.get(word, 0.0) + TITLE_WEIGHT
    return tuple(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS_MAX])


_BREAK = _Word(0, "", None, tells=False)  # between the title and the text
