"""Is the event what something waits for, or what comes otherwise: «لن ينسحبوا إلا بعد الإفراج عنه», «وإلا واجهت عقوبات»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.governing import Governors
from processors.status.kinds import DID, RELATIVE, WILL
from processors.status.path import Found
from processors.status.wordlists import listed, pairs

_FAR = 12  # words from a denial to what it excepts
_OTHERWISE = 4  # words from «وإلا» to what comes
_BUT = ("الا", "سوي")
_AFTER = listed("exceptions", "after_but")
_TWO = pairs("exceptions", "pairs")
_FUTURE = ("ف", "سا", "سن")


def exception(governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that something is or will be only with the event, the noun at `at`; what was only then tells that it took place."""
    place, proclitic = governors.top(clause, at, proclitic)
    but = _excepted(clause, place, proclitic)
    if but is not None:
        for there in range(but - 1, but - _FAR, -1):
            word = clause.word(there)
            if word == "لن" or word in ("لا", "ولا", "فلا", "ولن", "فلن"):
                return Found("conditional", but)
            if not word or clause.kind(there) & (DID | RELATIVE) or word.endswith("لم"):
                return None
    for there in range(at - 2, at - 2 - _OTHERWISE, -1):
        if clause.word(there) == "والا":
            comes = clause.kind(there + 1) & (DID | WILL) or clause.word(there + 1).startswith(_FUTURE)
            return Found("conditional", there) if comes else None
    return None


def _excepted(clause: Clause, place: int, proclitic: str) -> int | None:
    """Return the place of the إلا before what stands at `place`."""
    before = clause.word(place - 1)
    if proclitic[:1] == "ب":
        but = place - 1
    elif before in _AFTER:
        but = place - 2
    elif (clause.word(place - 2), before) in _TWO:
        but = place - 3
    else:
        return None
    return but if clause.word(but) in _BUT else None
