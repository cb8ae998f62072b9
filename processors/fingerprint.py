"""What is this text made of? The pure half of finding copies and stories.

Copies: word 3-grams, winnowed (Schleimer, Wilkerson, Aiken 2003): of every 12 neighbouring shingles the least hash is
kept, so any shared run of 14 words shares a print. Longer shingles tell edited copies from follow-ups less well. Stories: the words with their weight. Tolls: the figures by the
words around them.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain, compress, count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from marsad.identity import number_of, word_hash
from marsad.memo import Memo
from marsad.records import Fingerprint
from marsad.text import tokens, words
from processors import counted, opening
from processors.terms import packed, terms

SHINGLE = 3
WINDOW = 12
_STEPS = (1, 2, 4, 4)  # the least of 2 neighbours, of 4, of 8, of WINDOW
LEAD_WORDS = 60
TITLE_WEIGHT, LEAD_WEIGHT = 2.5, 1.5
TERMS_MAX = 128
_WORDS_KNOWN = 500_000
_TEN, _HUNDRED = 10, 100
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")

_Hashes = npt.NDArray[np.uint64]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that carry no story, written by us."""
    table = tomllib.loads(resources.files("processors.lexicon").joinpath("stopwords.toml").read_text("utf-8"))
    return frozenset(token.folded for row in table.values() for word in row for token in tokens(word))


@cache
def _number_words() -> dict[str, str]:
    return _said_as(_numbers()["alone"])


@cache
def _before_ten() -> dict[str, str]:
    return _said_as(_numbers()["before_ten"])


@cache
def _numbers() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files("processors.lexicon").joinpath("numbers.toml").read_text("utf-8"))


def _said_as(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {token.folded: value for value, row in table.items() for word in row for token in tokens(word)}


class _Word(NamedTuple):
    """What a word is to a fingerprint, looked up once for each word of the language."""

    hash: int
    plain: str  # "#" for a number
    figure: str | None
    tells: bool  # it carries a story
    begins: int  # see processors.opening
    pair: str | None  # what it counts two of, without a figure: «قتيلان»
    part: int  # the number it says in words, as a part of one: خمسة and عشر, خمسة and وعشرين; 0 where it is none


def fingerprint(title: str, text: str) -> Fingerprint:
    """Return the fingerprint of an article; a text without words is known by its title."""
    head, body = words(title).folded, words(text).folded
    known = chain(map(_WORDS.__getitem__, head), (_BREAK,), map(_WORDS.__getitem__, body))
    # By what is said of words: no Python runs for one of them.
    hashes, plain, figures, tells, begins, pairs, parts = zip(*known, strict=True)
    behind = len(head) + 1
    telling = list(compress(body, tells[behind:]))
    lead = slice(behind, behind + LEAD_WORDS)
    return Fingerprint(
        words=len(body),
        prints=_prints(hashes[behind:] or hashes[:-1]),
        figures=_figures(plain, figures, pairs, parts),
        said=_said(compress(head, tells), telling[: sum(tells[lead])], telling),
        opening=opening.packed(compress(begins, tells[: len(head)]), compress(begins[lead], tells[lead])),
    )


def every_print(text: str) -> tuple[int, ...]:
    """Return the prints of all words in a row of `text`, of which a fingerprint has some: whichever they are."""
    said = [_WORDS[word][0] for word in words(text).folded]
    if len(said) < SHINGLE:
        return ()
    return tuple(np.unique(_shingles(np.array(said, dtype=np.uint64)) >> np.uint64(32)).tolist())


def _known(word: str) -> _Word:
    figure = _figure(word)
    tells = len(word) > 1 and word not in stop_words()
    plain = without_article(word)
    begins = opening.beginning(plain if figure is None else figure)
    pair = counted.pair(plain) if figure is None else None
    return _Word(word_hash(word), plain if figure is None else "#", figure, tells, begins, pair, _part(word, figure))


def _prints(said: Sequence[int]) -> tuple[int, ...]:
    if not said:
        return ()
    shingles = _shingles(np.array(said, dtype=np.uint64))
    if len(shingles) > WINDOW:
        for step in _STEPS:
            shingles = np.minimum(shingles[:-step], shingles[step:])
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
    """Return the number a word says, its clitic (و ف ب ل ك) removed, a code with digits (MH370) in small letters, or None."""
    if word[0].isdigit():
        return plain_number(word)
    if word[0].isascii() and any(map(str.isdigit, word)):
        return word.lower()
    numbers = _number_words()
    if (value := numbers.get(word)) is not None:
        return value
    bare = word[1:]
    if bare and word[0] in "وفبلك":
        return plain_number(bare) if bare[0].isdigit() else numbers.get(bare)
    return None


def _part(word: str, figure: str | None) -> int:
    """Return the number that a word says as a part of one in two words, 0 where it says none: وعشرين, but عشر."""
    if any(map(str.isdigit, word)):
        return 0
    bare = word[1:] if word[0] in "وفبلك" else word
    value = int(figure or _before_ten().get(word) or _before_ten().get(bare) or 0)
    return value if value < _TEN or (value < _HUNDRED and (word[0] == "و") == (value > _TEN)) else 0


def plain_number(figure: str) -> str:
    """Return a folded figure as every desk would write it: 1,200 and 1.200 are 1200, 11,6 is 11.6."""
    return _THOUSANDS.sub("", figure).replace(",", ".")


def _figures(
    plain: Sequence[str], figures: Sequence[str | None], pairs: Sequence[str | None], parts: Sequence[int]
) -> tuple[tuple[str, str], ...]:
    """Return (words around, number): "مقتل # شخص" -> 12. Neighbouring numbers are masked, ال and و do not tell apart.

    What is counted stands as the text has it (12 شخصا); `counted.compared` makes it one word. Of شخصان there are 2 شخص.
    """
    last = len(plain) - 1
    ends = dict(_in_two_words(parts))
    found = {
        (f"{plain[i - 1] if i else ''} # {plain[i + 1] if i < last else ''}", figure)
        for i, figure in zip(compress(count(), figures), filter(None, figures), strict=True)
        if not (i in ends or i + 1 in ends)
    }
    found.update(
        (f"{plain[end - 2] if end > 1 else ''} # {plain[end + 1] if end < last else ''}", figure)
        for end, figure in ends.items()
    )
    found.update(
        (f"{plain[i - 1] if i else ''} # {pair}", counted.TWO)
        for i, pair in zip(compress(count(), pairs), filter(None, pairs), strict=True)
    )
    return tuple(sorted(found))


def _in_two_words(parts: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield the place of the second word, and the number: خمسة عشر, خمسة وعشرين."""
    for i in compress(count(), parts):
        if i and 0 < parts[i - 1] < _TEN <= parts[i]:
            yield i, str(parts[i - 1] + parts[i])


def without_article(word: str) -> str:
    """Return a folded neighbour without و ف ال: "وقتل" and "قتل" are one context. It need not be a word, only the same."""
    stem = word[1:] if len(word) > 3 and word[0] in "وف" else word
    return stem[2:] if len(stem) > 4 and stem.startswith("ال") else stem


def _said(head: Iterable[str], lead: Iterable[str], body: Iterable[str]) -> bytes:
    """Return the words with their weights: of each place they stand in the highest, the lead being part of the body."""
    weights: dict[str, float] = dict(Counter(body))
    for word, times in Counter(lead).items():
        weights[word] += (LEAD_WEIGHT - 1.0) * times
    for word, times in Counter(head).items():
        weights[word] = weights.get(word, 0.0) + TITLE_WEIGHT * times
    heaviest = sorted(weights)
    heaviest.sort(key=weights.__getitem__, reverse=True)
    del heaviest[TERMS_MAX:]
    return packed(terms([number_of(_WORDS[word].hash) for word in heaviest], list(map(weights.__getitem__, heaviest))))


_BREAK = _Word(0, "", None, tells=False, begins=0, pair=None, part=0)  # between the title and the text
_WORDS = Memo(_known, _WORDS_KNOWN)
