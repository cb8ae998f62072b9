"""What do the dates of a sentence say of a hit: is it of an earlier time, or to come?"""

from __future__ import annotations

from processors.status import following, history, shared_dates
from processors.status.chained_dates import chained, since
from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.kinds import ACT, ARTICLE, BRINGS, INITIAL, PREPOSITION, RELATIVE
from processors.status.path import Found, Reading, is_definite
from processors.status.relative_dates import related
from processors.status.wordlists import listed
from processors.words.affixes import PRESENT, PROCLITICS

THEN = listed("by_date", "then")
_WAS = ("كان", "كانت", "كانوا", "وكان", "وكانت", "وكانوا")
_TENSE = 4  # words from كان to the verb of the present that makes one tense with it
_DATED = 8  # words from what is no act, or from a verb, to its date


def dated(cues: Cues, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
    """Return what the dates of its sentence say of the hit from the word `first` to the word `last`, or None."""
    sentence = clause.sentence
    if not sentence.dates:
        return None
    if clause.word(first)[len(reading.proclitic) :] in cues.his_occasions:
        reading = reading._replace(action=True)
    dates, kinds, ends = sentence.dates, sentence.kinds, (clause.floor, clause.ceiling)
    past = reading.verb and not PROCLITICS[reading.proclitic] & PRESENT
    # «أدين بقتل 12 شخصا عام 2012»: the date is that of the crime.
    telling = past and not (clause.word(last + 1).startswith("ب") and clause.word(first) in cues.charging)
    place = history.recalled(dates, kinds, ends, first, last, action=reading.action, past=telling)
    if place is not None and place > last and _of_crime(cues, clause, first, place):
        place = None
    soon = history.coming(dates, kinds, ends, first, last) if place is not None and place < first else None
    if place is not None and reading.verb and not past and not _was(clause, first, reading.proclitic):
        place = place if dates[0].at == place and dates[0].opening else None  # «1973، الشرطة تعتقل»
    if place is not None and (soon is None or soon < last) and not _goes_on(cues, clause, first, last):
        # People and things outlive the date: «المسلحون مسؤولون عن هجمات العام الماضي».
        counted = sentence.folded[place] in cues.dates["ago_units"]  # «قبل أربعين عاما»
        return Found("recalled", place) if reading.action or (place <= last + _DATED and not counted) else None
    if place is None and (place := _by_others(cues, clause, first, last, reading, past=past)) is not None:
        return Found("recalled", place)
    return None if past else _to_come(cues, clause, first, last, reading)


def _to_come(cues: Cues, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
    """Return that the dates of the sentence say that the hit is still to come, or None."""
    sentence = clause.sentence
    place = history.coming(sentence.dates, sentence.kinds, (clause.floor, clause.ceiling), first, last)
    if place is None:
        day = following.on_its_day(cues, clause, last)
        return None if day is None else Found("planned", day)
    if reading.verb and not clause.floor <= place <= last + _DATED:
        return None
    return Found("planned", place) if reading.action or place == last + 1 or place < first else None


def _by_others(cues: Cues, clause: Clause, first: int, last: int, reading: Reading, *, past: bool) -> int | None:
    """Return the place of the date in the past that the event has by way of another event or of the clause about it, or None."""
    sentence, place = clause.sentence, None
    if reading.action or _befalls(cues, clause.word(first), reading.proclitic):
        place = shared_dates.shared(sentence, cues.dates, first, past=past)
        if place is None:
            place = chained(cues, sentence, first, verb=reading.verb)
    if place is None and (reading.action or clause.word(first - 1).lstrip("ولب") in cues.dates["kinds_of"]):
        place = related(sentence, cues.dates, last)
    if place is None and reading.action and not reading.verb:
        place = since(cues, sentence, first, last)
    return place


def _of_crime(cues: Cues, clause: Clause, at: int, place: int) -> bool:
    """Return whether the date behind a verdict is that of what was done: «إدانة رجل بتفجير المحطة عام 2017»."""
    if not any(part in clause.word(at) for part in cues.verdicts):
        return False
    for there in range(at + 1, place):
        word, kind = clause.word(there), clause.kind(there)
        if word in cues.crimes or (word[:1] == "ب" and kind & (ACT | BRINGS) and not kind & (INITIAL | ARTICLE)):
            return True
    return False


def _befalls(cues: Cues, word: str, proclitic: str) -> bool:
    """Return whether `word` tells of those whom an event struck, and so is told with it: «عام 2015، مخلفا سبعة قتلى»."""
    return not is_definite(proclitic) and any(part in word for part in cues.befalling)


def _was(clause: Clause, at: int, proclitic: str) -> bool:
    """Return whether what looks like a verb of the present tells of the past: «كان يسيطر», «قبل أن يسقط», «سافر ليحارب».

    Else a date is that of something else: «القانون الصادر عام 2014 يحظر البيع».
    """
    before = clause.word(at - 1)
    noun = before in THEN or before.endswith("اعقاب") or clause.kind(at - 1) & PREPOSITION  # «منذ تفجر القتال»
    if noun or "ل" in proclitic or clause.word(at).endswith("وا"):
        return True
    if before == "ان" and clause.word(at - 2) in THEN:
        return True
    return any(clause.word(place) in _WAS for place in range(at - 1, at - 1 - _TENSE, -1))


def _goes_on(cues: Cues, clause: Clause, first: int, last: int) -> bool:
    """Return whether the date of the event only tells since when it lasts: «منذ اندلاع الحرب عام 2011»."""
    if not cues.lasting.search(clause.word(last)):
        return False
    since = clause.word(first - 2) == "منذ" and clause.word(first - 1) in cues.beginning
    then = last + 1 + (not clause.kind(last + 1) & RELATIVE)
    began = bool(clause.kind(then) & RELATIVE) and clause.word(then + 1) in cues.beginning
    return (since or began) and not any(clause.word(place) in cues.over for place in range(then + 2, clause.ceiling))
