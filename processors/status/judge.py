"""Did the event of a hit take place, or was it denied, prevented, tried, planned, supposed or recalled?

The word that governs the hit decides. It is sought to the left, inside the clause: over prepositions that it takes,
over words that only carry the event (شن هجوما), never over a noun that owns the hit (منفذ الهجوم) or a word that opens
another phrase (بعد، الذي). Sought in vain, the hit is asserted: a false alarm about status costs more than a miss.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from itertools import islice
from typing import NamedTuple

from marsad.records import Status
from processors.status import clauses, following, joined
from processors.status.able import able
from processors.status.added import added, may_be_added
from processors.status.ahead import before_it
from processors.status.by_date import THEN, dated
from processors.status.clauses import OWNED, Clause, Sentence, is_definite_word
from processors.status.contests import fixture, to_come
from processors.status.cues import FARTHEST, shipped
from processors.status.early import early
from processors.status.exceptions import exception
from processors.status.fallen import fallen
from processors.status.goals import goal
from processors.status.governing import Governors
from processors.status.if_so import if_so
from processors.status.kinds import (
    ACT,
    AFTER,
    AIMS,
    ANY,
    BEFORE,
    BEGINS,
    CONTEST,
    DESCRIBES,
    DID,
    DOES,
    EARLY,
    EXCEPT,
    FAR,
    FUTURE,
    GOAL,
    GOALS,
    HEADS,
    MEANS,
    MOODS,
    NAMED,
    NEGATING,
    OR,
    OTHER,
    OWED,
    PERHAPS_PRESENT,
    PREPOSITION,
    RELATIVE,
    STOP,
    TAKES,
    THAT,
    WILL,
)
from processors.status.means import means
from processors.status.moods import in_mood, wished
from processors.status.obliged import may_be_told_to, told_to
from processors.status.path import Found, Reading, is_definite
from processors.status.penalties import threatened
from processors.status.possible import possible
from processors.status.reports import reported
from processors.status.set_apart import set_apart
from processors.status.sought import sought
from processors.status.then import then
from processors.status.votes import to_be_held
from processors.status.whether import asked
from processors.status.whichever import anyone, whenever, whichever
from processors.status.wordlists import listed

_CONJUNCTS = 6  # acts before the event that it may be joined to
# «للإفراج عن», «للانضمام إليهم»
_ACTING = frozenset(word + him for word in ("علي", "عن", "الي") for him in ("", "ه", "ها", "هم"))
_FROM_IT = listed("judge", "from_it")
_FREE = listed("judge", "free")
_LASTS = 8  # words from a verb to until when
_RENEWING = listed("judge", "renewing")
_TO_NOUNS = listed("judge", "to_nouns")
_OWN = 4  # words from an event to the date that tells which one it is


class Judgement(NamedTuple):
    """A status, and the word that decided with its offset; no word where the status is asserted."""

    status: Status
    cue: str = ""
    start: int = -1


ASSERTED = Judgement("asserted")  # what every hit is that nothing is said of


class StatusJudge:
    """Judges hits in their sentence; knows nothing of keywords."""

    def __init__(self) -> None:
        self._cues = shipped()
        self._governors = Governors(self._cues)

    def read(self, text: str, start: int, end: int, on: date | None = None) -> Sentence:
        """Return the sentence text[start:end] ready for judging.

        `on` is the article's day; without it no year is taken for the past, and no day for one to come.
        """
        return clauses.read(self._cues, text, start, end, on)

    def judge(self, sentence: Sentence, start: int, end: int, reading: Reading) -> Judgement:
        """Return the status of the hit that stands from `start` to `end` of the text of `sentence`."""
        will = reading.verb and "س" in reading.proclitic  # «سأنسحب»
        if not (sentence.telling or sentence.dates or will):
            return ASSERTED
        words = sentence.words
        first = bisect_left(words.starts, start)
        if first and sentence.folded[first - 1] in self._cues.competitions:
            return ASSERTED
        name = sentence.folded[first][len(reading.proclitic) :]
        if not reading.action and (name in self._cues.owners or name in self._cues.places):
            return ASSERTED  # «تنفي دمشق المزاعم»: who says so is no event
        last = first
        while last + 1 < len(words) and words.ends[last] < end:
            last += 1
        clause = Clause(sentence, first, last)
        reading = self._as_noun(sentence, first, name, reading)
        found = asked(clause, self._told(clause, first, last, reading)) if sentence.telling or will else None
        if found is None:
            found = dated(self._cues, clause, first, last, reading) or self._aimed(clause, first, reading)
        elif found.status == "planned" and sentence.dates and not reading.verb and not _is_renewed(clause, first):
            by_date = dated(self._cues, clause, first, last, reading)
            own = (
                by_date is not None
                and by_date.status == "recalled"
                and last < by_date.at < min(last + 1 + _OWN, clause.ceiling)
            )
            found = by_date if own else found  # «ترشح لانتخابات الرئاسة عام 2016»
        found = found or self._otherwise(clause, first, last, reading)
        if found is None or found.status == "asserted":
            return ASSERTED
        cue = words[found.at]
        return Judgement(found.status, sentence.text[cue.start : cue.end], cue.start)

    def _otherwise(self, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
        """Return what the eve of a contest, a doubted report or an if behind it says of a hit of which nothing else is said."""
        contest = clause.kinds[first] & CONTEST
        found = to_come(self._cues, clause, first) if contest else None
        if found is None and not reading.verb:
            found = to_be_held(self._cues, self._governors, clause, first, reading.proclitic)
        if found is None and (reading.action or reading.verb or not is_definite(reading.proclitic)):
            found = reported(self._cues, self._governors, clause, first, reading)
        act = reading.action and not reading.verb
        may_be = act and (clause.sentence.every & GOALS or may_be_added(clause, first) or may_be_told_to(clause, first))
        if found is None and may_be:
            place, proclitic = self._governors.top(clause, first, reading.proclitic)
            found = (
                goal(clause, place, proclitic)
                or told_to(self._cues, clause, place, proclitic, carried=place < first)
                or added(self._cues, self._governors, clause, place, proclitic)
            )
        if found is None:
            found = (
                following.of_next(self._cues, clause, first)
                or (fixture(self._cues, clause, first, last, reading) if clause.sentence.every & BEGINS else None)
                or then(clause, first)
            )
        if found is None and act:
            found = if_so(self._cues, clause, last) or before_it(self._cues, clause, first, reading.proclitic)
        if found is None and clause.sentence.every & EARLY:
            found = early(clause, first)
        return found or threatened(clause, last)

    def _as_noun(self, sentence: Sentence, first: int, name: str, reading: Reading) -> Reading:
        """Return how to read the word at `first` beside its neighbours: as a noun behind a preposition, as an act by its shape."""
        if reading.verb and sentence.folded[max(first - 1, 0)] in _TO_NOUNS and name not in self._cues.owners:
            return reading._replace(verb=False, action=True)  # «عزم على استعادتها» is no "she regained it"
        if not reading.action and (sentence.kinds[first] & ACT or name in self._cues.occasions):
            return reading._replace(action=True)  # a keyword without verbs may name an act: مواجهة، محادثات
        return reading

    def _told(self, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
        """Return what words say of the hit."""
        told = clause.before(first, beyond=True) & BEFORE
        if reading.verb:
            if not told and "س" not in reading.proclitic and not clause.kind(first - 1) & THAT:
                return None
            return (
                self._governors.of_verb(clause, first, reading.proclitic)
                or joined.second_verb(self._governors, clause, first, reading.proclitic)
                or whichever(self._cues, clause, first, reading.proclitic)
                or sought(self._cues, self._governors, clause, first, reading.proclitic)
            )
        before = clause.kind(first - 1)
        if before & FUTURE or (before & NEGATING and clause.word(first - 1)[-1:] != "ا"):
            # A noun spelt like a verb: «لم تقدم على ذلك» has no تقدّم in it.
            return self._governors.of_verb(clause, first, "ت")
        if before & OTHER and clause.word(first) in self._cues.lacking:
            return Found("negated", first - 1)
        found = self._spelt_as_verb(clause, first, reading)
        if found is None and clause.after(last) & AFTER:
            found = following.qualified(self._cues, clause, last, reading.proclitic) or (
                following.to_occur(self._cues, clause, first, last, reading.proclitic) if reading.action else None
            )
        if found is None and (told or (reading.action and wished(self._cues, clause, first))):
            found = self._governed(clause, first, reading, told)
            if found is None and clause.kinds[first] & DESCRIBES and not reading.action:
                found = self._described(clause, first, reading)
        return found or whenever(self._cues, clause, first, reading.proclitic) or self._named(clause, first)

    def _spelt_as_verb(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return what governs the أن or قد before a noun that is rather a verb of the present: «ينتظر أن تقدم الفرقة عرضا»."""
        before = clause.kind(at - 1)
        that = before & THAT and clause.word(at - 1).endswith("ان")
        if reading.proclitic or not (that or before & PERHAPS_PRESENT):
            return None
        if clause.kind(at) & DOES:
            return self._governors.of_verb(clause, at, "ي")
        if not that:
            return None  # «قد تقدم»
        # «إن تقدم الجيش مستمر», «إن تهديدها» are nouns, and no wish is read from أن alone.
        spelt = clause.word(at)[:1] == "ت" and not clause.kind(at) & ACT
        return self._governors.of_verb(clause, at, "") if spelt else None

    def _governed(self, clause: Clause, first: int, reading: Reading, told: int) -> Found | None:
        """Return what the words before a noun say of it; `told` are their kinds."""
        proclitic, beside = reading.proclitic, clause.kind(first - 1)
        return (
            (
                self._governors.of_noun(clause, first, proclitic, action=reading.action)
                if clause.before(first, beyond=False) & (BEFORE | THAT)
                else None
            )
            or self._purpose(clause, first, reading)
            or (self._until(clause, first, reading) if told & (WILL | FUTURE | NEGATING) else None)
            or (exception(self._governors, clause, first, proclitic) if told & EXCEPT and reading.action else None)
            or (self._governors.far(clause, first, proclitic) if told & FAR else None)
            or (set_apart(self._cues, self._governors, clause, first, proclitic) if reading.action else None)
            or (joined.either(self._governors, clause, first, proclitic) if beside & OR else None)
            or (joined.or_else(self._governors, clause, first, proclitic) if beside & OR and reading.action else None)
            or joined.twin(self._governors, clause, first, proclitic)
            or joined.second_carrier(self._cues, self._governors, clause, first, proclitic)
            or (joined.second(self._cues, self._governors, clause, first, proclitic) if reading.action else None)
            or (self._like_first(clause, first, reading) if reading.action else None)
            or (
                in_mood(self._cues, self._governors, clause, first, proclitic, action=reading.action)
                if told & MOODS or clause.before(first, beyond=False) & THAT
                else None
            )
            or (self._over(clause, first, reading, told) if reading.action else None)
            or (possible(self._cues, self._governors, clause, first, proclitic) if reading.action else None)
            or (
                means(self._cues, self._governors, clause, first, proclitic)
                if reading.action and beside & MEANS
                else None
            )
            or (anyone(clause, first) if beside & ANY and reading.action else None)
            or (able(self._cues, clause, first, proclitic) if reading.action else None)
        )

    def _described(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return what is said of the noun that the adjective at `at` describes: «إمكانية وقوع هجمات إرهابية»."""
        noun, definite = clause.word(at - 1), reading.proclitic == "ال"
        if reading.proclitic not in ("", "ال") or is_definite_word(noun) != definite:
            return None
        if not any(part in noun for part in self._cues.described):
            return None
        proclitic = self._cues.of_act(noun)
        described = Reading(
            "ال" * definite if proclitic is None else proclitic, verb=False, action=proclitic is not None
        )
        return self._governed(clause, at - 1, described, clause.before(at - 1, beyond=True) & BEFORE)

    def _over(self, clause: Clause, at: int, reading: Reading, told: int) -> Found | None:
        """Return what is said of the act that brings the event about: «تسعى، عبر وسطاء، إلى تحقيق اختراق»."""
        place, proclitic = self._governors.top(clause, at, reading.proclitic)
        if place == at:
            return None
        act = Reading(proclitic, verb=False, action=True)
        return (
            (self._governors.far(clause, place, proclitic) if told & FAR else None)
            or joined.second(self._cues, self._governors, clause, place, proclitic)
            or self._like_first(clause, place, act)
            or self._purpose(clause, place, act)
        )

    def _aimed(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return that an act done to something is what somebody is up to: «شنت هجوما لاستعادة البلدة».

        Not where ل ties it to a word that takes it, «تعرضت لقصف», and not where it tells why: «لانتهاكها القانون».
        """
        after = clause.kind(at + 1)
        if not clause.kind(at) & GOAL or "ل" not in reading.proclitic or reading.verb or not reading.action:
            return None
        if self._cues.is_done_to(clause.word(at)):  # «لتسليمها إلى المدارس», but not «لتسليمها وثائق»
            alone = not clause.word(at + 1) or clause.word(at + 1)[:1] == "ل" or clause.word(at + 1) in _FREE
            alone = alone and clause.word(at - 1) not in _FROM_IT
            return Found("planned", at) if alone and not clause.owed(at) else None
        what = clause.word(at + 1) == "ما"  # «لطرد ما تبقى منهم»
        if not clause.word(at + 1) or (not what and after & (PREPOSITION | STOP | RELATIVE | DID | DOES | NEGATING)):
            return None
        return None if clause.owed(at) else Found("planned", at)

    def _like_first(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return what is said of the act that و joins this one to, if it is wanted, tried or possible."""
        for place, proclitic in islice(joined.first_acts(self._cues, clause, at, reading.proclitic), _CONJUNCTS):
            around = clause.around(place)
            found = (
                self._governors.of_noun(around, place, proclitic)
                or self._purpose(around, place, Reading(proclitic, verb=False, action=True))
                or self._governors.far(around, place, proclitic)
            )
            neither = found is not None and found.status == "negated" and clause.word(at - 1) == "او"
            if neither or (found is not None and found.status in ("planned", "attempted", "conditional")):
                return found
        return None

    def _until(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Return that what goes on until the event has not brought it yet: «لن تتوقف العمليات حتى تحرير المدينة»."""
        if clause.word(at - 1) != "حتي" or reading.proclitic or not reading.action:
            return None
        for place in range(at - 2, at - 2 - _LASTS, -1):
            kind = clause.kind(place)
            if kind & (WILL | FUTURE) or clause.word(place) == "لن":
                return Found("planned", place)
            if not clause.word(place) or kind & (STOP | RELATIVE | THAT | DID):
                return None
        return None

    def _named(self, clause: Clause, at: int) -> Found | None:
        """Find the name of an event of the past: «الحرب العالمية», «سقوط نظام صدام»."""
        elected = clause.kinds[at] & NAMED and clause.word(at) in self._cues.elected and clause.word(at - 1) in THEN
        if elected and not clause.word(at + 1).startswith("ل"):
            return Found("recalled", at - 1)  # «منذ انتخابه», but not «بعد انتخابه لولاية ثانية»
        if not clause.kind(at + 1) & NAMED:
            return self._fell(clause, at)
        word, name = clause.word(at), clause.word(at + 1)
        bare = word.replace("لل", "ال", 1) if word.startswith("لل") else word[1:]
        names = {each for first in (word, bare) for each in ((first, name), (first, name, clause.word(at + 2)))}
        known = not names.isdisjoint(self._cues.named)
        return Found("recalled", at + 1) if known else self._fell(clause, at)

    def _fell(self, clause: Clause, at: int) -> Found | None:
        """Find whose fall is long past: «سقوط نظام الرئيس الراحل صدام حسين»."""
        ruler = fallen(self._cues, clause, at)
        return None if ruler is None else Found("recalled", ruler)

    def _purpose(self, clause: Clause, at: int, reading: Reading) -> Found | None:
        """Find the head that makes ل a purpose: «حملتها للسيطرة على»; in «مقاومتهم للاحتلال» there is none."""
        if not reading.action or "ل" not in reading.proclitic.replace("ال", ""):
            return None
        # على after the event shows that it is an act still to do; without it only the nearest head counts.
        # So does the pronoun it acts upon: «تحركت الشرطة لاعتقالهم».
        # So does its object, «عززت قواتها استعدادا لاقتحام المدينة», unless that is what the event belongs to.
        after = clause.word(at + 1)
        bare = not is_definite(reading.proclitic) and is_definite_word(after)
        acts = after in _ACTING or clause.word(at).endswith(OWNED) or bare
        farthest = FARTHEST if acts else 2
        for place in range(at - 1, at - farthest - 1, -1):
            kind = clause.kind(place)
            # «سيخرج الفريق لمواجهة ضيفه», but not «سيوجه ضربة للاتفاق»
            if kind & WILL and (place == at - 1 or (place == at - 2 and is_definite_word(clause.word(at - 1)))):
                return Found("planned", place)
            if kind & (HEADS | AIMS):
                denied = clause.kind(place - 1) & NEGATING  # «لم تتحرك الحكومة لمواجهة الأزمة»
                return Found("negated", place - 1) if denied else Found("planned", place)
            if kind & (STOP | TAKES):
                return None
            # «ستعمل القوات جاهدة لدحرهم»
            if kind & WILL and acts and not kind & OWED:
                return Found("planned", place)
            acts = (
                acts
                and not kind & (DID | DOES | TAKES | OWED)
                and not clause.word(place).endswith(("تها", "ته", "تهم"))
            )
        return None


def _is_renewed(clause: Clause, at: int) -> bool:
    """Tell whether what was agreed long ago shall hold again, and so is to come: «طلبت العودة إلى هدنة عام 2014»."""
    return not _RENEWING.isdisjoint((clause.word(at - 1), clause.word(at - 2)))
