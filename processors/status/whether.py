"""Is it asked whether the event will be: «تساءلوا عما إذا كانت القوات ستنسحب», «هل ستعيد فرض العقوبات»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.kinds import FUTURE, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found
from processors.status.wordlists import listed

_FAR = 8  # words from what asks to a verb of the future
_WHAT = listed("whether", "what")
_ASKS = ("هل", "وهل", "فهل")


def asked(clause: Clause, found: Found | None) -> Found | None:
    """Return that it is only asked what a verb of the future, which `found` tells of, brings; else `found`."""
    if found is None or found.status != "planned" or not clause.kind(found.at) & (WILL | FUTURE):
        return found
    for place in range(found.at - 1, found.at - 1 - _FAR, -1):
        word = clause.word(place)
        if word in _ASKS or (word == "اذا" and clause.word(place - 1) in _WHAT):
            return Found("conditional", place)
        if not word or clause.kind(place) & (RELATIVE | STOP | THAT):
            return found
    return found
