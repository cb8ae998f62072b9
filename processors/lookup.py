"""Which stems can a printed word be made of?

The table holds stems, not words: a word is split at every proclitic and ending it can have, and the middle looked up.
That keeps some 25 entries for a keyword with thousands of printed forms.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from marsad.memo import Memo
from marsad.records import LEVELS
from marsad.text import fold
from processors.morphology import HAMZAS, SHORTEST, Stem
from processors.words.affixes import LITERAL, LONGEST_ENDING, LONGEST_PROCLITIC, PROCLITICS, Paradigm

LONGEST_WORD = 40  # no form comes near
_BEGINNING = 3  # letters
_BRIEF = (2, 1)  # letters of stems that have no beginning of their own
_BEGINNINGS = 50_000  # of words, remembered

STRICT, EVENT, FAMILY = range(len(LEVELS))

# Particles share their letters with verbs (غيّر، بعد، حوّل) and are never one: only a noun of these letters is found.
PARTICLES = frozenset(
    fold(
        "غير بعد قبل حول عبر عند عن بين مثل نحو ضد دون حين حتى منذ لدى ضمن أجل خلال وفق حسب طبقا أثناء بدل سوى هنا هناك "
        "كان كانت قد لقد ثم كل أي أول هذا ذلك إن أن"
    ).split()
)


class Sense(NamedTuple):
    """What a word can say: whose stem it has, at which level, after which proclitic."""

    owner: int
    level: int
    proclitic: str


class _Entry(NamedTuple):
    """A stem in the table; a word of fewer letters than `shortest` is not taken for it."""

    owner: int
    level: int
    paradigm: Paradigm
    shortest: int
    hamza: str


class StemTable:
    """Stems of many owners (keywords, cues), by their letters."""

    def __init__(self) -> None:
        self._stems: dict[str, tuple[_Entry, ...]] = {}
        # Most words are no stem at all, and their first letters tell: the lengths of the stems that begin with them.
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._beginning = Memo(self._lengths_of, _BEGINNINGS)
        self._heads = Memo(_heads, _BEGINNINGS)

    def add(self, owner: int, stems: Iterable[Stem], limit: int = FAMILY, shortest: int = SHORTEST) -> None:
        """Enter the stems of `owner` whose level is `limit` or narrower; a literal may be of any length."""
        for stem in stems:
            level = LEVELS.index(stem.level)
            if level <= limit:
                entry = _Entry(owner, level, stem.paradigm, 1 if stem.paradigm is LITERAL else shortest, stem.hamza)
                known = self._stems.get(stem.letters, ())
                self._stems[stem.letters] = (*known, entry)
                if not known:
                    self._note_length(stem.letters)

    def _note_length(self, letters: str) -> None:
        begins = letters[:_BEGINNING]
        lengths = self._lengths.get(begins, ())
        if len(letters) not in lengths:
            self._lengths[begins] = tuple(sorted((*lengths, len(letters)), reverse=True))
        self._beginning.clear()

    def senses(self, word: str, printed: str = "") -> tuple[Sense, ...]:
        """Return what the folded `word` says: each owner once, at its narrowest level, shortest proclitic first.

        `printed` is the same letter by letter with its hamzas: «أبطال» (champions) is not the noun «إبطال».
        """
        length = len(word)
        if length > LONGEST_WORD:
            return ()
        found: dict[int, Sense] = {}
        beginning = self._beginning
        for head, kinds in self._heads[word[:LONGEST_PROCLITIC]]:
            left = length - head
            for letters in beginning[word[head : head + _BEGINNING]]:
                if not letters <= left <= letters + LONGEST_ENDING:
                    continue
                tail = head + letters
                for owner, level, paradigm, shortest, hamza in self._stems.get(word[head:tail], ()):
                    if not paradigm.get(word[tail:], 0) & kinds or length < shortest:
                        continue
                    if hamza and printed and printed[head] in HAMZAS and printed[head] != hamza:
                        continue
                    if owner not in found or level < found[owner].level:
                        found[owner] = Sense(owner, level, word[:head])
        if found and word.lstrip("وف") in PARTICLES:
            return tuple(sense for sense in found.values() if sense.level == STRICT)
        return tuple(found.values())

    def _lengths_of(self, beginning: str) -> tuple[int, ...]:
        """Return the lengths of the stems that may begin so, the longest first."""
        long = (each for each in self._lengths.get(beginning, ()) if each >= _BEGINNING)
        brief = (each for each in _BRIEF if each <= len(beginning) and beginning[:each] in self._stems)
        return (*long, *brief)


def _heads(beginning: str) -> tuple[tuple[int, int], ...]:
    """Return the length and the kinds of each proclitic that a word can begin with, by its first letters."""
    lengths = range(len(beginning) + 1)
    return tuple((length, PROCLITICS[beginning[:length]]) for length in lengths if beginning[:length] in PROCLITICS)
