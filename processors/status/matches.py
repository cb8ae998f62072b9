"""Is a match still to come: told of before it, or named as the next one: «قال المدرب قبل مواجهة الضيوف», «تليها مواجهة»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import EVES, Cues
from processors.status.eves import was_held
from processors.status.kinds import DID, FACING, PREPOSITION, RELATIVE, STOP, THAT
from processors.status.path import Found

_MATCH = ("مواجهة", "المواجهة", "مواجهته", "مواجهتها", "مواجهتي", "بمواجهة", "والمواجهة")
_FAR = 7  # words from a verb to the match
_AFTER = 4  # words behind it that may say that it was, or is no match
_START = ("انطلاق", "بدء", "بداية", "موعد")
_LINKS = ("من", "علي")  # «قبل يومين من مواجهة»
_HOURS = ("ساعة", "ساعات", "ساعتين", "دقائق", "لحظات")
_COUNT = 3  # words from قبل to these
_WALLS = RELATIVE | STOP | THAT | DID


def match(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the match at `at` is to come, else None; «مواجهات» are rather clashes."""
    word = clause.word(at)
    if word not in _MATCH or _is_no_match(cues, clause, at):
        return None
    one = word[-1] == "ة"
    if clause.word(at - 1) in cues.matches["next"]:
        return Found("planned", at - 1) if one else None
    if (eve := _eve(clause, at - 1 - (clause.word(at - 1) in _START))) is not None:
        told = one and (word[:2] != "ال" or eve < at - 1 or clause.kind(at + 1) & (PREPOSITION | FACING))
        return Found("planned", eve) if told else None  # «سرت شائعات قبل المواجهة»
    if clause.word(at - 1) == "عن":
        return _nearest(clause, at - 1, cues.matches["missing"])
    if word[0] == "ب":
        return _nearest(clause, at, cues.matches["opening"])
    # «يدخل في مواجهة مع الشرطة», «على خط المواجهة» are none
    played = _nearest(clause, at, cues.matches["playing"])
    within = any(clause.kind(place) & PREPOSITION for place in range(played.at, at)) if played else True
    return None if within else played


def _eve(clause: Clause, last: int) -> int | None:
    """Return the place of the قبل that ends at `last`: «قبل», «قبل يومين من»; an hour before it, it is over when it is told."""
    first = last - _COUNT if clause.word(last) in _LINKS else last
    if any(clause.word(place) in _HOURS for place in range(first, last)):
        return None
    eve = next((place for place in range(last, first - 1, -1) if clause.word(place) in EVES), None)
    told = eve is not None and eve < last and clause.word(eve)[0] == "و"
    return None if told else eve  # «وقبل أيام من مواجهة الضيوف، استقال المدرب»


def _nearest(clause: Clause, at: int, verbs: frozenset[str]) -> Found | None:
    """Return that one of the `verbs` not far before `at` tells of what is to come."""
    for place in range(at - 1, at - 1 - _FAR, -1):
        word = clause.word(place)
        if word in verbs or (word[:1] in ("و", "ف", "ل") and word[1:] in verbs):
            return Found("planned", place)
        if not word or clause.kind(place) & _WALLS:
            return None
    return None


def _is_no_match(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether the words behind it say that it has been, or is one of arms or words: «مواجهة سياسية»."""
    for place in range(at + 1, at + 1 + _AFTER):
        word = clause.word(place)
        if clause.kind(place) & RELATIVE:
            return was_held(cues, clause, place)
        if word in cues.matches["other"] or word in cues.dates["last"]:
            return True
    return False
