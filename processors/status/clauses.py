"""What does a sentence look like to the judge of status: its words, their kinds, its clauses and dates?

All of it is read once per sentence, however many hits it has.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from marsad.text import Words, words
from processors.status.cues import FARTHEST, OWN_AL, Cues
from processors.status.dating import Date, dates
from processors.status.kinds import (
    BARRING,
    BE,
    DATING,
    DID,
    DOES,
    EXCEPT,
    IF,
    KNOWN,
    NAMED,
    NEGATING,
    ONLY,
    OWED,
    RELATIVE,
    STATE,
    STOP,
    TELLING,
    THAT,
    WILL,
)
from processors.status.wordlists import listed

_CLAUSE_END = re.compile("[،,؛;:()–—]| - ")
_WINDOW = 24  # words of the clause on each side: cues of cues stand no farther, and a text may be one sentence
_REACH = 15  # words: nothing governs what stands farther on
_BEHIND = 6  # words behind an event that may qualify it
_ASIDE = 2  # words between two commas that interrupt and end nothing
OWN = ("ه", "ها", "هم")  # ends of words that are possessed, or acted upon
OWNED = (*OWN, "هما", "هن")
_SUBJECT = 3  # words from كان to its verb
_SHORT_VERB = 4  # letters: «وإذا بقي», «وإذا بلغ»
_IFS = frozenset(("ان", "فان", "وان"))
_BEFORE_VERBS = ("ولو", "سواء", "وسواء")  # «تجارب ولو محدودة» supposes nothing
_HAPPENED = listed("clauses", "happened")
_FOUND = "وجد"  # «مخالفاتهم إن وجدت»
_WITH_HIM = ("به", "بها", "بهم")
_DRIVEN = ("دفع", "تعرض", "ذكري")
_DEFINITE = re.compile(f"[وف]?(?:[بك]?ال{OWN_AL}|لل)..+")


class Sentence(NamedTuple):
    """A sentence of `text` read for judging: words with offsets, their folded forms and kinds, where clauses begin, dates.

    `telling` is false if no word of it can say anything of an event; its dates still can.
    """

    text: str
    words: Words
    folded: Sequence[str]
    kinds: Sequence[int]
    clauses: Sequence[int]
    dates: Sequence[Date]
    telling: bool
    every: int  # the kinds of its words
    reports: bool  # a word of it may be a report


def read(cues: Cues, text: str, start: int, end: int, on: date | None) -> Sentence:
    """Return the sentence text[start:end] ready for judging; `on` is the article's day."""
    every = words(text)
    first = bisect_left(every.starts, start)
    last = bisect_left(every.starts, end, lo=first)
    own = every[first:last]
    folded = own.folded
    kinds = list(map(cues.kinds.__getitem__, folded))
    if not _IFS.isdisjoint(folded):
        _suppose(text, own, folded, kinds)
    kind = reduce(or_, set(kinds), 0)
    reports = not cues.reports["any"].isdisjoint(folded)
    telling = bool(kind & TELLING) or reports
    dated = dates(cues, own, kinds, on) if kind & (DATING | NAMED) else ()
    clauses = _clauses(cues, text, own, start, end) if telling or dated else ()
    return Sentence(text, own, folded, kinds, clauses, dated, telling, kind, reports)


def _suppose(text: str, own: Words, folded: Sequence[str], kinds: list[int]) -> None:
    """Mark each «إن» that opens an if-clause, to go by its hamza and the verb behind it: «إن هاجمت القوات», «إن لم يهاجموا»."""
    for place in range(len(folded) - 1):
        if (
            folded[place] in _IFS
            and _opens_if(folded, kinds, place)
            and "إ" in text[own.starts[place] : own.ends[place]]
        ):
            kinds[place] = kinds[place] & ~THAT | IF


def _opens_if(folded: Sequence[str], kinds: Sequence[int], place: int) -> bool:
    before, after = folded[place - 1] if place else "", folded[place + 1]
    if folded[place] == "وان":  # «وإن اختلفت» grants it
        return before == "حتي" and not kinds[place + 1] & BE
    happened = after in _HAPPENED or (kinds[place + 1] & DID and not kinds[place + 1] & BE)
    if after == "لم":
        return not kinds[min(place + 2, len(kinds) - 1)] & BE  # «مئات إن لم يكن آلاف»
    return bool(happened and not after.startswith(_FOUND) and not before.endswith("ما"))


def _clauses(cues: Cues, text: str, own: Words, start: int, end: int) -> list[int]:
    """Return the places of the words that begin a clause: the first behind each mark, but for a month in brackets."""
    folded, places = own.folded, []
    for found in _CLAUSE_END.finditer(text, start, end):
        place = bisect_left(own.starts, found.start())
        month = place - (found[0] == ")") if found[0] in "()" else len(folded)
        if not (0 <= month < len(folded) and folded[month] in cues.months):  # «في مارس (آذار) 2014»
            places.append(place)
    return places


class Clause:
    """The words of a sentence, and the part of them, `floor` to `ceiling`, that is the hit's clause around it."""

    __slots__ = ("ceiling", "floor", "gap", "kinds", "marks", "sentence", "words")

    def __init__(self, sentence: Sentence, first: int, last: int) -> None:
        """Take the clause around the words `first` to `last`."""
        marks = sentence.clauses
        self.sentence = sentence
        before = bisect_right(marks, first)
        after = bisect_right(marks, last)
        self.words = sentence.folded
        self.kinds = sentence.kinds
        self.marks = marks
        self.gap = range(0)
        """The words that commas set aside in the clause: «ينوي، فعلا، الانسحاب»."""
        if before > 1 and marks[before - 1] - marks[before - 2] <= _ASIDE:
            before -= 2
            self.gap = range(marks[before], marks[before + 1])
        self.floor = max(marks[before - 1] if before else 0, first - _WINDOW, 0)
        self.ceiling = min(marks[after] if after < len(marks) else len(self.words), last + 1 + _WINDOW)

    def around(self, at: int) -> Clause:
        """Return the clause of the same sentence around the word at `at`."""
        return Clause(self.sentence, at, at)

    def before(self, at: int, *, beyond: bool) -> int:
        """Return the kinds of the words that may govern what stands at `at`, in one number; `beyond` the clause too."""
        start = max(at - _REACH, 0 if beyond else self.floor, 0)
        return reduce(or_, self.kinds[start:at], 0)

    def after(self, last: int) -> int:
        """Return the kinds of the words right behind `last`, in one number."""
        return reduce(or_, self.kinds[last + 1 : last + 1 + _BEHIND], 0)

    def word(self, at: int) -> str:
        """Return the folded word at `at`, empty outside the clause."""
        return self.words[at] if self.floor <= at < self.ceiling else ""

    def kind(self, at: int) -> int:
        """Return the kinds of the word at `at`, none outside the clause."""
        return self.kinds[at] if self.floor <= at < self.ceiling else 0

    def was(self, at: int) -> bool:
        """Return whether a كان not far before the verb at `at` makes a past of it: «كان المدرب يعتمد»."""
        return any(self.kind(place) & BE for place in range(at - _SUBJECT, at))

    def aside(self, at: int) -> int:
        """Return where the relative clause begins that commas set aside right before `at`, else `at`.

        «أخفقت الخطة، التي أعلنت أمس، في وقف القتال»
        """
        place = bisect_left(self.marks, at)
        if not 0 < place < len(self.marks) or self.marks[place] != at:
            return at
        before = self.marks[place - 1]
        return before if self.kinds[before] & RELATIVE and at - before < _WINDOW else at

    def owed(self, at: int) -> bool:
        """Return whether a word not far before `at` takes what ل brings there: «حكم عليه بالسجن لتفجير المحطة»."""
        return any(self.kind(place) & OWED for place in range(at - 1, at - FARTHEST - 1, -1))

    def driven(self, at: int) -> bool:
        """Return whether a word not far before `at` tells what came to it: «دفعت الحكومة لفرض عقوبات», «تعرضت لإطلاق نار»."""
        before = (self.word(place) for place in range(at - 1, at - FARTHEST - 1, -1))
        return any(part in word for word in before for part in _DRIVEN)

    def excepted(self, at: int) -> bool:
        """Return whether a negation at `at` is taken back: «لم يقتل سوى جندي»."""
        return any(self.kind(place) & EXCEPT for place in range(at + 1, at + 5))

    def only(self, at: int) -> bool:
        """Return whether a «ليس» at `at` denies only that it is all: «ليس هجوما على القرية فحسب، بل»."""
        for place in range(at + 1, self.ceiling):
            if self.kinds[place] & ONLY:
                return True
            if self.kinds[place] & (RELATIVE | STOP | DID | DOES):
                return False
        return False

    def barred(self, at: int) -> int | None:
        """Return the place of the verb that makes the دون at `at` a barrier: «حالت الأمطار دون دخول القافلة»."""
        for place in range(at - 1, at - 8, -1):
            kind = self.kind(place)
            if kind & BARRING and not (kind & STATE and self.word(place - 1)[-2:] == "في"):
                return place
        return None

    def supposes(self, at: int) -> bool:
        """Return whether an if-clause opens at `at`: إذا, «في حال», or «حال» before something without article."""
        kind, word = self.kind(at), self.word(at)
        if not kind & (IF | STATE) or (word in _BEFORE_VERBS and not self._happened(at + 1)):
            return False
        within = self.word(at - 1) in ("في", "وفي")
        if word.endswith("ة"):  # «في حالة انهيار الاتفاق», not «في حالة حرب»
            return within and (
                is_definite_word(self.word(at + 2))
                or self.kind(at + 1) & (KNOWN | NEGATING) == KNOWN
                or self.word(at + 1).endswith(OWN)
            )
        if word.endswith("اذا") and self._sudden(at):
            return False
        if kind & IF or word.startswith("ب") or within:
            return True
        if word == "حال" and self.word(at + 1).endswith(OWN):
            return True  # «سنرد حال انسحابها»
        # Without في it can mean "as soon as": «وحال وقوع الانفجار، هرعت سيارات الإسعاف»
        return not is_definite_word(self.word(at + 1)) and any(kind & WILL for kind in self.kinds)

    def _happened(self, at: int) -> bool:
        """Return whether a verb of the past or a denied one stands at `at`: «ولو انسحبوا», «سواء انسحبوا أم لا»."""
        kind = self.kind(at)
        if kind & BE:
            return self.word(at - 1) == "ولو"  # «سواء كانت هجمات أو غيرها»
        return bool(kind & (DID | NEGATING)) or self.word(at) in _HAPPENED

    def _sudden(self, at: int) -> bool:
        """Return whether the إذا at `at` tells what came all at once: «وإذا بالسيارة تنفجر», «فإذا به يهاجم»."""
        after = self.word(at + 1)
        new = self.word(at) != "اذا" and after[:1] == "ب" and not self.kind(at + 1) & DID
        return after.startswith(("بال", "بهذ")) or (new and (len(after) > _SHORT_VERB or after in _WITH_HIM))


def is_definite_word(word: str) -> bool:
    """Return whether the folded `word` looks like a noun with article."""
    return bool(_DEFINITE.fullmatch(word))
