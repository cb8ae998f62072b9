"""Is a contest still to come because what is done before it is told in the present: «يستعد الفريق قبل انطلاق الموسم»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import BE, DID, DOES, PREPOSITION, STOP, THAT, WILL, Cues
from processors.status.path import Found

_BEFORE = ("قبل", "قبيل", "وقبل", "وقبيل")
_SUBJECT = 3  # words from كان to its verb
_FAR = 14  # words from the contest to the verb
_NAME = 4  # words of the name of a contest
_NEW = ("الجديد", "الجديدة", "المقبل", "المقبلة", "القادم", "القادمة")


def eve(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the contest at `at` is still to be, if right before it stands «قبل» and the verb before that is no past."""
    other = clause.word(at) == "انطلاق" and clause.word(at + 1) not in cues.contests
    if other or clause.word(at - 1) not in _BEFORE or clause.word(at - 2) == "من":
        return None
    if _is_new(clause, at):
        return Found("planned", at - 1)
    if at - 1 == clause.floor and at > 1:
        clause = clause.around(at - 2)  # «يحسم قراره، قبل انطلاق البطولة»
    for place in range(at - 2, at - 2 - _FAR, -1):
        kind = clause.kind(place)
        if not clause.word(place) or kind & (BE | DID):
            return None
        wished = kind & THAT and clause.word(place + 1)[:1] in ("ي", "ت")  # «أن تبدأ الجولة قبل انطلاق الموسم»
        if wished or kind & (WILL | DOES):
            return None if _past(clause, place) else Found("planned", at - 1)
    return None


def _is_new(clause: Clause, at: int) -> bool:
    """Return whether the contest at `at` is a new one, whatever is told of its eve: «قبل انطلاق الموسم الجديد»."""
    for place in range(at + 1, at + 1 + _NAME):
        if clause.word(place) in _NEW:
            return True
        if clause.kind(place) & (STOP | PREPOSITION | DID | DOES):
            return False
    return False


def _past(clause: Clause, at: int) -> bool:
    """Return whether a verb of the present at `at` tells of the past: «لم يفز», «كان المدرب يعتمد»."""
    was = any(clause.kind(place) & BE for place in range(at - _SUBJECT, at))
    return was or clause.word(at - 1).endswith("لم")
