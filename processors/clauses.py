"""What does a sentence look like to the judge of status: its words, their kinds, its clauses and dates?

All of it is read once per sentence, however many hits it has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from marsad.text import Token, words
from processors.cues import IF, STATE, TELLING, Cues
from processors.history import Date, dates

_CLAUSE_END = re.compile("[،,؛;:()–—]| - ")
_WINDOW = 24  # words of the clause on each side: cues of cues stand no farther, and a text may be one sentence
_DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)..+")


class Sentence(NamedTuple):
    """A sentence of `text` read for judging: words with offsets, the kinds of each, where clauses begin, dates.

    `telling` is false if no word of it can say anything of an event; its dates still can.
    """

    text: str
    words: Sequence[Token]
    kinds: Sequence[int]
    clauses: Sequence[int]
    dates: Sequence[Date]
    telling: bool


def read(cues: Cues, text: str, start: int, end: int, year: int | None) -> Sentence:
    """Return the sentence text[start:end] ready for judging; without `year` no year is past or to come."""
    every = words(text)
    first = bisect_left(every, (start,))
    own = every[first : bisect_left(every, (end,), lo=first)]
    kinds = cues.kinds([word.folded for word in own])
    telling = bool(reduce(or_, kinds, 0) & TELLING)
    dated = dates(cues, own, kinds, year)
    clauses = _clauses(text, own, start, end) if telling or dated else ()
    return Sentence(text, own, kinds, clauses, dated, telling)


def _clauses(text: str, own: Sequence[Token], start: int, end: int) -> list[int]:
    """Return the places of the words that begin a clause."""
    # (start, end) of a word sort by start: the first word behind the mark begins the clause.
    return [bisect_left(own, (found.start(),)) for found in _CLAUSE_END.finditer(text, start, end)]


class Clause:
    """The words of a sentence, and the part of them, `floor` to `ceiling`, that is the hit's clause around it."""

    __slots__ = ("ceiling", "floor", "kinds", "words")

    def __init__(self, sentence: Sentence, first: int, last: int) -> None:
        """Take the clause around the words `first` to `last`."""
        marks = sentence.clauses
        before = bisect_right(marks, first)
        after = bisect_right(marks, last)
        self.words = sentence.words
        self.kinds = sentence.kinds
        self.floor = max(marks[before - 1] if before else 0, first - _WINDOW, 0)
        self.ceiling = min(marks[after] if after < len(marks) else len(self.words), last + 1 + _WINDOW)

    def word(self, at: int) -> str:
        """Return the folded word at `at`, empty outside the clause."""
        return self.words[at].folded if self.floor <= at < self.ceiling else ""

    def kind(self, at: int) -> int:
        """Return the kinds of the word at `at`, none outside the clause."""
        return self.kinds[at] if self.floor <= at < self.ceiling else 0

    def supposes(self, at: int) -> bool:
        """Return whether an if-clause opens at `at`: إذا, «في حال», or «حال» before something without article."""
        kind = self.kind(at)
        if not kind & (IF | STATE) or self.word(at) == "ولو":  # «تجارب ولو محدودة»
            return False
        if kind & IF or self.word(at).startswith("ب"):
            return True
        return self.word(at - 1) in ("في", "وفي") or not is_definite_word(self.word(at + 1))


def is_definite_word(word: str) -> bool:
    """Return whether the folded `word` looks like a noun with article."""
    return bool(_DEFINITE.fullmatch(word))
