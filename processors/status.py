"""Did the event of a hit take place, or was it denied, prevented, tried, planned, supposed or recalled?

The word that governs the hit decides. It is sought to the left, inside the clause: over prepositions that it takes,
over words that only carry the event (شن هجوما), never over a noun that owns the hit (منفذ الهجوم) or a word that opens
another phrase (بعد، الذي). Sought in vain, the hit is asserted: a false alarm about status costs more than a miss.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from marsad.records import Status
from processors import clauses, history
from processors.affixes import PRESENT, PROCLITICS
from processors.clauses import Clause, Sentence, is_definite_word
from processors.cues import (
    AIMS,
    ANY,
    BE,
    DID,
    DOES,
    FARTHEST,
    GOVERNS,
    HEADS,
    NEGATING,
    OR,
    PERHAPS_PRESENT,
    PREPOSITION,
    QUALIFIES,
    RELATIVE,
    STOP,
    THAT,
    WILL,
    shipped,
)  # fmt: skip
from processors.governing import SUPPOSED, Governors
from processors.path import Found, Path, is_definite

_FAR = 14  # words from a demand to its object, over what stands between commas


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


_ASSERTED = Judgement("asserted")


class StatusJudge:
    """Judges hits in their sentence; knows nothing of keywords."""

    def __init__(self) -> None:
        self._cues = shipped()
        self._governors = Governors(self._cues)

    def read(self, text: str, start: int, end: int, year: int | None = None) -> Sentence:
        """Return the sentence text[start:end] ready for judging.

        `year` is the article's; without it no year is taken for the past.
        """
        return clauses.read(self._cues, text, start, end, year)

    def judge(self, sentence: Sentence, start: int, end: int, reading: Reading) -> Judgement:
        """Return the status of the hit that stands from `start` to `end` of the text of `sentence`."""
        if not (sentence.telling or sentence.dates):
            return _ASSERTED
        words = sentence.words
        first = bisect_left(words, (start,))
        if first and words[first - 1].folded in self._cues.competitions:
            return _ASSERTED
        last = first
        while last + 1 < len(words) and words[last].end < end:
            last += 1
        clause = Clause(sentence, first, last)
        found = self._told(clause, first, last, reading) if sentence.telling else None
        found = found or self._dated(sentence, clause, first, last, reading)
        if found is None or found.status == "asserted":
            return _ASSERTED
        cue = words[found.at]
        return Judgement(found.status, sentence.text[cue.start : cue.end], cue.start)

    def _told(self, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
        """Return what words say of the hit."""
        if reading.verb:
            return self._governors.of_verb(clause, first, reading.proclitic) or self._second_verb(
                clause, first, reading
            )
        return (
            self._after(clause, last, reading.proclitic)
            or self._governors.of_noun(clause, first, reading.proclitic, action=reading.action)
            or self._purpose(clause, first, reading)
            or self._far(clause, first, reading.proclitic)
            or self._second(clause, first, reading)
            or self._in_mood(clause, first, reading)
            or self._named(clause, first)
        )

    def _dated(self, sentence: Sentence, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
        """Return what dates say of the hit."""
        if not sentence.dates:
            return None
        if (
            place := history.recalled(sentence.dates, sentence.kinds, (clause.floor, clause.ceiling), first, last)
        ) is not None:
            # People and things outlive the date: «المسلحون مسؤولون عن هجمات العام الماضي».
            return Found("recalled", place) if reading.action or place <= last + 8 else None
        past = reading.verb and not PROCLITICS[reading.proclitic] & PRESENT
        place = None if past else history.coming(sentence.dates, sentence.kinds, last)
        if place is not None and (reading.action or place == last + 1):
            return Found("planned", place)
        return None

    def _second_verb(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return what is said of the verb before, if و or أو joins this one to it: «ستلاحق الشرطة الجناة وتحاكمهم»."""
        if reading.proclitic[:1] != "و" and not clause.kind(at - 1) & OR:
            return None
        present = bool(PROCLITICS[reading.proclitic] & PRESENT)
        for place in range(at - 1, at - _FAR, -1):
            kind = clause.kind(place)
            if present and kind & WILL:
                return Found("planned", place)
            if self._is_first(clause, place, present=present):
                return self._governors.of_verb(clause, place, "")
            if not clause.word(place) or kind & (RELATIVE | DOES | DID | THAT):
                return None
        return None

    def _is_first(self, clause: Clause, place: int, *, present: bool) -> bool:
        """Return whether at `place` stands the first of two verbs of one mood: «لن يتحطم ويسقط», «يكون قد لوح أو هدد»."""
        before = clause.kind(place - 1)
        if not present:
            return bool(before & PERHAPS_PRESENT and clause.kind(place - 2) & BE)
        if before & NEGATING and clause.word(place - 1)[-1:] == "ا":  # «لا تعترف بها وتحظر»: لا denies one verb
            return False
        return bool(before & (THAT | NEGATING) and (clause.kind(place) & DOES or clause.word(place)[:1] in ("ت", "ن")))

    def _far(self, clause: Clause, at: int, proclitic: str) -> Found | None:
        """Find a far demand by the preposition right before the event: «طالب النائب العام، أمس، بإلغاء القرار»."""
        preposition, place = Path(clause, at, proclitic).through, at - 1
        if not preposition and clause.kinds[place] & PREPOSITION and place >= 0:
            preposition, place = {clause.words[place].folded}, place - 1
        if not preposition:
            return None
        floor = max(at - _FAR, -1)
        crossed: set[str] = set()
        for there in range(place, floor, -1):
            kind = clause.kinds[there]
            if kind & GOVERNS:
                for note in self._cues.notes(clause.words[there].folded):
                    if note.cue.far and note.cue.status and preposition <= note.cue.through:
                        # «طالبت بمحاكمته متهمة إياه بقتلها»: the demand has its object.
                        return None if crossed & note.cue.through else self._governors.under(clause, there, note, 0)
            word = clause.words[there].folded
            crossed |= {word, word[:1]}
            if kind & (RELATIVE | THAT | DOES | DID | STOP | NEGATING):
                return None
        return None

    def _second(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Find the demand of what stands before و or أو: «طالبوا بإعادة الفرز أو إلغاء النتيجة»."""
        joined = reading.proclitic[:1] == "و" or clause.kind(at - 1) & OR
        if not joined or not reading.action:
            return None
        for place in range(at - 2, at - _FAR, -1):
            kind = clause.kind(place)
            if kind & GOVERNS:
                after = clause.word(place + 1)
                for note in self._cues.notes(clause.word(place)):
                    prepositions = note.cue.through
                    if note.cue.far and note.cue.status and (after in prepositions or after[:1] in prepositions):
                        return self._governors.under(clause, place, note, 0)
            if not clause.word(place) or kind & (RELATIVE | THAT | DOES | DID | STOP):
                return None
        return None

    def _in_mood(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Find the mood of the verb whose object the event may be: it counts for an event new to the text."""
        word = clause.word(at)
        known = is_definite(reading.proclitic) or word.endswith(("ها", "هم", "ه"))
        if "ل" in reading.proclitic.replace("ال", "") or (known and not reading.action):
            return None
        any_of = clause.kind(at - 1) & ANY
        for place in range(at - 1, at - SUPPOSED - 1, -1):
            kind = clause.kind(place)
            if clause.supposes(place) and not known:
                return Found("conditional", place)
            # «لم يختبروا صاروخا»
            if kind & NEGATING and (any_of or (place == at - 2 and not known and word.endswith("ا"))):
                return Found("negated", place)
            if kind & WILL and reading.action and not known and reading.proclitic[:1] != "و" and place >= at - 2:
                return Found("planned", place)
            if not clause.word(place) or kind & (RELATIVE | THAT | STOP | DID):
                return None
        return None

    def _named(self, clause: Clause, at: int) -> Found | None:
        """Find the name of a war of the past: «الحرب العالمية»."""
        return Found("recalled", at + 1) if (clause.word(at), clause.word(at + 1)) in self._cues.named else None

    def _after(self, clause: Clause, last: int, proclitic: str) -> Found | None:
        """Find what follows the event and qualifies it: «هجوم محتمل», «هجوما أحبطته الشرطة»."""
        for place in range(last + 1, last + 4):
            word, kind = clause.word(place), clause.kind(place)
            # The second word agrees with the event, or it is the next noun's: «إلغاء القمة المرتقبة».
            agrees = place == last + 1 or is_definite_word(word) == is_definite(proclitic)
            if word.startswith("و") and place > last + 1 and not kind & QUALIFIES:
                return None
            if kind & QUALIFIES and agrees:
                return Found(self._cues.after[word], place)
            if (
                kind & GOVERNS
                and word.endswith(("ه", "ها"))
                and any(n.verb and n.cue.status == "prevented" for n in self._cues.notes(word))
            ):
                return Found("prevented", place)
            if not word or (kind & (STOP | PREPOSITION) and not kind & RELATIVE):
                return None
        return None

    def _purpose(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Find the head that makes ل a purpose: «حملتها للسيطرة على»; in «مقاومتهم للاحتلال» there is none."""
        if not reading.action or "ل" not in reading.proclitic.replace("ال", ""):
            return None
        # على after the event shows that it is an act still to do; without it only the nearest head counts.
        # So does the pronoun it acts upon: «تحركت الشرطة لاعتقالهم».
        acts = clause.word(at + 1) == "علي" or clause.word(at).endswith(("هم", "ها", "ه"))
        farthest = FARTHEST if acts else 2
        for place in range(at - 1, at - farthest - 1, -1):
            kind = clause.kind(place)
            if kind & (HEADS | AIMS):
                denied = clause.kind(place - 1) & NEGATING  # «لم تتحرك الحكومة لمواجهة الأزمة»
                return Found("negated", place - 1) if denied else Found("planned", place)
            if kind & STOP:
                return None
        return None
