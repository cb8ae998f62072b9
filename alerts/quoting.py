"""Which piece of a sentence is shown, and which of its words are marked? Pure; no markup is made here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Protocol

from marsad.clean import clean

RLM, FSI, PDI = "\u200f", "\u2068", "\u2069"

Marks = tuple[tuple[int, int], ...]


class Quotable(Protocol):
    """What has a sentence with marks in it."""

    @property
    def sentence(self) -> str:
        """The sentence that fired."""

    @property
    def marks(self) -> Marks:
        """What fired inside it."""


def isolate(text: str) -> str:
    """Return `text` so that it keeps its own direction and moves nothing around it; "" stays ""."""
    return f"{FSI}{text}{PDI}" if text else ""


def shortened(text: str, limit: int) -> str:
    """Return `text` with at most `limit` characters, cut behind a word where that leaves half of it, else a letter."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 1 and unicodedata.combining(text[end]):  # a vowel sign stays with its letter
        end -= 1
    space = text.rfind(" ", 0, end + 1)
    return text[: space if space >= limit // 2 else end].rstrip() + "…"


def quoted(alert: Quotable, limit: int) -> tuple[str, Marks]:
    """Return the sentence that fired, harmless and at most `limit` characters around its first mark, and its marks.

    Ingest cleaned the text; a sentence that is not clean all the same is cleaned here and loses its marks.
    """
    sentence = clean(alert.sentence, max(1, len(alert.sentence)))
    return window(sentence, alert.marks, limit) if sentence == alert.sentence else window(sentence, (), limit)


def window(sentence: str, marks: Sequence[tuple[int, int]], limit: int) -> tuple[str, Marks]:
    """Return at most `limit` characters of `sentence` around the first mark, «…» where it was cut, and the marks in it.

    Marks that do not lie inside the piece are left out.
    """
    marks = [mark for mark in sorted(marks) if 0 <= mark[0] < mark[1] <= len(sentence)]
    start, end = 0, len(sentence)
    if end > limit:
        first, last = marks[0] if marks else (0, 0)
        room = limit - 2  # an ellipsis at each end
        start = min(max(0, (first + last - room) // 2), len(sentence) - room)
        end = start + room
        # No half words at the ends, unless that would cut into the match.
        after_space, last_space = sentence.find(" ", start) + 1, sentence.rfind(" ", start, end)
        start = after_space if start and 0 < after_space <= first else start
        end = last_space if end < len(sentence) and last_space >= max(last, start + 1) else end
    before, after = "…" if start else "", "…" if end < len(sentence) else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if start <= a and b <= end)
    return before + sentence[start:end] + after, inside


def highlighted(sentence: str, marks: Sequence[tuple[int, int]]) -> str:
    """Return `sentence` with *stars* around the words that hold a mark.

    Whole words, because a star inside a word tears its letters apart: the و of وسيطرت joins what follows it.
    """
    pieces, done = [], 0
    for start, end in whole_words(sentence, marks):
        pieces += [sentence[done:start], "*", sentence[start:end], "*"]
        done = end
    return "".join([*pieces, sentence[done:]])


def whole_words(sentence: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of whole words that hold a mark, in order; stretches that touch are one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        while start > 0 and _joins(sentence[start - 1]):
            start -= 1  # noqa: PLW2901 - the span grows
        while end < len(sentence) and _joins(sentence[end]):
            end += 1  # noqa: PLW2901
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char in "\u200c\u200d"
