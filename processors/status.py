"""Did the event of a hit take place, or was it denied, prevented, tried, planned, supposed or recalled?

The word that governs the hit decides. It is sought to the left, inside the clause: over prepositions that it takes,
over words that only carry the event (شن هجوما), never over a noun that owns the hit (منفذ الهجوم) or a word that opens
another phrase (بعد، الذي). Sought in vain, the hit is asserted: a false alarm about status costs more than a miss.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from marsad.records import Status
from marsad.text import Token, words
from processors.affixes import PRESENT, PROCLITICS
from processors.cues import FARTHEST, Cue, Note, shipped
from processors.history import Date, past_dates, recalled

_CLAUSE_END = re.compile("[،,؛;:()–—]| - ")
_DEFINITE = re.compile("[وف]?(?:[بك]?ال|لل)..+")
_OWNS_NOTHING = ("ون", "ين", "ان", "ها", "هم", "نا", "كم")
_WINDOW = 24  # words of the clause on each side: cues of cues stand no farther, and a text may be one sentence
_DEEPEST = 3  # «نفى محاولة منع هجوم»: longer chains of cues are not news


class Reading(NamedTuple):
    """How the matcher read the hit: the proclitic split off, whether it is a finite verb, whether it names an action."""

    proclitic: str
    verb: bool
    action: bool


class Judgement(NamedTuple):
    """A status, and the word that decided with its offset; no word where the status is asserted."""

    status: Status
    cue: str = ""
    start: int = -1


class Sentence(NamedTuple):
    """A sentence read for judging: its words with offsets into `text`, and the dates in it that lie in the past."""

    text: str
    words: Sequence[Token]
    past: Sequence[Date]


class _Clause(NamedTuple):
    """The words of a sentence, and the part of them, `floor` to `ceiling`, that is the hit's clause around it."""

    words: Sequence[Token]
    floor: int
    ceiling: int

    def word(self, at: int) -> str:
        """Return the folded word at `at`, empty outside the clause."""
        return self.words[at].folded if self.floor <= at < self.ceiling else ""


class _Found(NamedTuple):
    """A status and the place of the word that gives it; `fails` if that word says that an effort came to nothing."""

    status: Status
    at: int
    fails: bool = False


class _Path:
    """What was crossed on the way left from an event to a word that may govern it."""

    def __init__(self, clause: _Clause, at: int, proclitic: str) -> None:
        word = clause.word(at)
        self.definite = _is_definite(proclitic)
        self.tight = True  # only light words so far
        self.head = at  # the event, or the last word that carries it
        self.through: set[str] = set()  # prepositions between the head and here
        self.owned = True  # a noun right before the head would be its owner
        self.turn(at, proclitic)
        if word.endswith("ا") and not self.definite:
            self.owned = False  # هجومًا is an accusative: the object of a verb, nobody's possession

    def turn(self, head: int, proclitic: str) -> None:
        """Go on from `head`, which carries the event."""
        preposition = proclitic.lstrip("وف")[:1]
        self.head = head
        self.through = {preposition} if preposition in ("ب", "ل", "ك") else set()
        self.owned = not self.through

    def cross(self, preposition: str) -> None:
        """Go on over a preposition."""
        self.through.add(preposition)
        self.owned = False

    def carried_by(self, cue: Cue) -> bool:
        """Return whether the event is carried by this light word."""
        return self.through <= cue.through and not (cue.fresh and self.definite and not self.through)

    def governed_by(self, cue: Cue, distance: int) -> bool:
        """Return whether `cue`, met after `distance` words, governs the event."""
        return (
            distance <= cue.reach
            and self.through <= cue.through
            and (self.tight or not cue.tight)
            and not (cue.fresh and self.definite)
            and bool(self.through or not cue.bound)
        )

    def ends_at(self, word: str, at: int) -> bool:
        """Return whether `word` owns the head: منفذ الهجوم says nothing of the attack.

        A word with article or possessive owns nothing, nor one that kept the ن it would lose before its possession.
        """
        if at != self.head - 1 or not self.owned:
            return False
        return not (_DEFINITE.fullmatch(word) or word.endswith(_OWNS_NOTHING) or word.isdigit())


class StatusJudge:
    """Judges hits in their sentence; knows nothing of keywords."""

    def __init__(self) -> None:
        self._cues = shipped()

    def read(self, text: str, start: int, end: int, year: int | None = None) -> Sentence:
        """Return the sentence text[start:end] ready for judging.

        `year` is the article's; without it no year is taken for the past.
        """
        every = words(text)
        first = bisect_left(every, start, key=lambda word: word.start)
        own = list(every[first : bisect_left(every, end, lo=first, key=lambda word: word.start)])
        return Sentence(text, own, past_dates(self._cues, own, year))

    def judge(self, sentence: Sentence, start: int, end: int, reading: Reading) -> Judgement:
        """Return the status of the hit that stands from `start` to `end` of the text of `sentence`."""
        words = sentence.words
        first = bisect_left(words, start, key=lambda word: word.start)
        last = bisect_left(words, end, lo=first, key=lambda word: word.end)
        clause = _clause(sentence.text, words, first, last)
        if reading.verb:
            found = self._of_verb(clause, first, reading.proclitic)
        else:
            found = self._after(clause, last, reading.proclitic) or self._of_noun(clause, first, reading.proclitic)
            found = found or self._purpose(clause, first, reading)
        if found is None and (place := recalled(sentence.past, clause.floor, first, last)) is not None:
            found = _Found("recalled", place)
        if found is None or found.status == "asserted":
            return Judgement("asserted")
        cue = words[found.at]
        return Judgement(found.status, sentence.text[cue.start : cue.end], cue.start)

    def _of_verb(self, clause: _Clause, at: int, proclitic: str, depth: int = 0) -> _Found | None:
        """Return what is said of the finite verb at `at`."""
        before = clause.word(at - 1)
        present = bool(PROCLITICS[proclitic] & PRESENT)
        if self._cues.says(before, "negating"):
            return _Found("asserted" if self._excepted(clause, at) else "negated", at - 1)
        if present and "س" in proclitic:
            return _Found("planned", at)
        if self._cues.says(before, "future"):
            return _Found("planned", at - 1)
        if self._cues.says(before, "perhaps") or (present and self._cues.says(before, "perhaps_present")):
            return _Found("conditional", at - 1)
        if self._cues.says(before, "that"):
            return self._of_noun(clause, at - 1, before[: before.startswith("ب")], depth)
        return self._supposed(clause, at) or (self._helped(clause, at) if present else None)

    def _excepted(self, clause: _Clause, at: int) -> bool:
        """Return whether the negation is taken back: «لم يقتل سوى جندي»."""
        return any(self._cues.says(clause.word(place), "except") for place in range(at + 1, at + 5))

    def _supposed(self, clause: _Clause, at: int) -> _Found | None:
        for place in range(at - 1, at - 6, -1):
            word = clause.word(place)
            if self._cues.says(word, "if"):
                return _Found("conditional", place)
            if word != "ما" and self._cues.says(word, "stops"):  # «إذا ما سيطرت»
                return None
        return None

    def _helped(self, clause: _Clause, at: int) -> _Found | None:
        """Find كاد and its like before a verb in the present, the subject between them."""
        for place in range(at - 1, at - 5, -1):
            word = clause.word(place)
            for note in self._cues.notes(word):
                if note.cue.auxiliary and note.cue.status:
                    return _Found(note.cue.status, place)
            if self._cues.says(word, "stops"):
                return None
        return None

    def _of_noun(self, clause: _Clause, at: int, proclitic: str, depth: int = 0) -> _Found | None:
        """Return what is said of the noun at `at`."""
        path = _Path(clause, at, proclitic)
        aim: _Found | None = None  # «لشن هجوم» says what for, unless something governs it
        for place in range(at - 1, at - FARTHEST - 1, -1):
            word = clause.word(place)
            notes = [note for note in self._cues.notes(word) if not note.cue.head]
            if governor := next((n for n in notes if n.cue.status and path.governed_by(n.cue, at - place)), None):
                return self._under(clause, place, governor, depth)
            carriers = [n for n in notes if not n.cue.status and path.carried_by(n.cue)]
            if carrier := min(carriers, key=lambda note: note.verb, default=None):  # لشن is rather a noun
                if carrier.verb:
                    return self._of_verb(clause, place, carrier.proclitic, depth) or aim
                if carrier.cue.purpose and "ل" in carrier.proclitic:
                    aim = _Found("planned", place)
                path.turn(place, carrier.proclitic)
            elif not word or word.startswith("وال") or self._cues.says(word, "stops"):
                break
            elif self._cues.says(word, "prepositions"):
                path.cross(word)
            elif path.ends_at(word, place):
                break
            else:
                path.tight = False
        return aim or (_Found("conditional", at - 1) if clause.word(at - 1) == "اي" else None)

    def _under(self, clause: _Clause, at: int, note: Note, depth: int) -> _Found | None:
        """Return the status that the cue at `at` gives, in the light of what is said of the cue itself."""
        status = note.cue.status or "asserted"
        found = _Found(status, at, note.cue.fails)
        if depth >= _DEEPEST:
            return found
        seek = self._of_verb if note.verb else self._of_noun
        outer = seek(clause, at, note.proclitic, depth + 1)
        if outer is None:
            return found
        if outer.status == "negated":  # «لم يمنع الهجوم» took place; «لم يستبعد هجوما» holds it possible
            undone: dict[Status, Status] = {"prevented": "asserted", "negated": "conditional"}
            return _Found(undone.get(status, "negated"), outer.at)
        if outer.fails and status == "prevented":
            return _Found("asserted", at)
        if outer.status == "recalled" or (outer.status == "prevented" and status in ("attempted", "planned")):
            return outer
        return found

    def _after(self, clause: _Clause, last: int, proclitic: str) -> _Found | None:
        """Find what follows the event and qualifies it: «هجوم محتمل», «هجوما أحبطته الشرطة»."""
        for place in range(last + 1, last + 4):
            word = clause.word(place)
            # The second word agrees with the event, or it is the next noun's: «إلغاء القمة المرتقبة».
            agrees = place == last + 1 or bool(_DEFINITE.fullmatch(word)) == _is_definite(proclitic)
            if place < last + 3 and word in self._cues.after and agrees:
                return _Found(self._cues.after[word], place)
            if word.endswith(("ه", "ها")) and any(
                n.verb and n.cue.status == "prevented" for n in self._cues.notes(word)
            ):
                return _Found("prevented", place)
            if self._cues.says(word, "relative"):
                continue
            if not word or self._cues.says(word, "stops") or self._cues.says(word, "prepositions"):
                return None
        return None

    def _purpose(self, clause: _Clause, at: int, reading: Reading) -> _Found | None:
        """Find the head that makes ل a purpose: «حملتها للسيطرة على»; in «مقاومتهم للاحتلال» there is none."""
        if not reading.action or "ل" not in reading.proclitic.replace("ال", ""):
            return None
        # على after the event shows that it is an act still to do; without it only the nearest head counts.
        farthest = FARTHEST if clause.word(at + 1) == "علي" else 2
        for place in range(at - 1, at - farthest - 1, -1):
            word = clause.word(place)
            if any(note.cue.head for note in self._cues.notes(word)):
                return _Found("planned", place)
            if self._cues.says(word, "stops"):
                return None
        return None


def _is_definite(proclitic: str) -> bool:
    return "ال" in proclitic or "لل" in proclitic


def _clause(text: str, words: Sequence[Token], first: int, last: int) -> _Clause:
    nearest, farthest = max(first - _WINDOW, 0), min(last + 1 + _WINDOW, len(words))
    floor, ceiling = first, last + 1
    while floor > nearest and not _CLAUSE_END.search(text, words[floor - 1].end, words[floor].start):
        floor -= 1
    while ceiling < farthest and not _CLAUSE_END.search(text, words[ceiling - 1].end, words[ceiling].start):
        ceiling += 1
    return _Clause(words, floor, ceiling)
