"""What is said of the act that an event is the means to: «يمكن التسجيل من خلال الدخول إلى الموقع»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import ACT, BRINGS, DID, DOES, DURING, GOVERNS, RELATIVE, STOP, THAT
from processors.status.path import Found

_FAR = 8  # words from the means to the act
_TWO = {"خلال": "من", "طريق": "عن"}  # «من خلال», «عن طريق»
_OPEN = ("planned", "conditional")


def means(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that the act is wanted or possible which the event at `at` is the means to, else None."""
    if proclitic not in ("", "ال"):
        return None
    before = clause.word(at - 1)
    if before in _TWO and _TWO[before] != clause.word(at - 2):
        return None
    start = at - 1 - (before in _TWO)
    if start == clause.floor and start:
        clause = clause.around(start - 1)  # «يريد تقليص العجز، من خلال إلغاء الوظائف»
    for place in range(start - 1, start - 1 - _FAR, -1):
        kind, word = clause.kind(place), clause.word(place)
        if kind & (ACT | BRINGS) and (own := cues.of_act(word)) is not None:
            found = governors.of_noun(clause, place, own) or governors.far(clause, place, own)
            own_aim = found is not None and found.at == place and own != "ل"  # «للتوصل» says what for
            return found if found is not None and not own_aim and found.status in _OPEN else None
        for note in cues.notes(word) if kind & GOVERNS else ():
            if note.verb and note.cue.status == "conditional":
                return governors.under(clause, place, note, 0)
        if not word or (kind & (STOP | RELATIVE | THAT | DID | DOES) and not kind & DURING):
            return None
    return None
