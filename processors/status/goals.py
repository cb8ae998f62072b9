"""Is an event what somebody names as the goal: «الهدف هو استعادة الميناء», «الهدف منها التوصل إلى هدنة»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.kinds import BE, DID, GOALS, THAT
from processors.status.path import Found

_IS = ("هو", "هي", "وهو", "وهي")
_OF_IT = ("منه", "منها", "منهم")
_REACHED = ("حقق", "بلغ", "انجز")
_VERB = 4  # words from a goal to the verb that tells so
_FAR = 8  # words from what is named a goal to what it is


def goal(clause: Clause, place: int, proclitic: str) -> Found | None:
    """Return that the act at `place` is what a goal, a task or a priority is said to be, else None."""
    before = clause.word(place - 1)
    if proclitic not in ("", "ال"):
        return None
    if before in _OF_IT:
        named = clause.kind(place - 2) & GOALS and not _is_past(clause, place - 2)
        return Found("planned", place - 2) if named else None
    if before not in _IS:
        return None
    if place - 1 == clause.floor and place > 1:
        clause = clause.around(place - 2)  # «هدفه منذ البداية، وهو دخول البرلمان»
    for there in range(place - 2, place - 2 - _FAR, -1):
        if clause.kind(there) & GOALS:
            scored = clause.word(there) == "هدف" and before[0] == "و"  # «فازوا بهدف، وهو أول انتصار لهم»
            return None if scored or _is_past(clause, there) else Found("planned", there)
        if not clause.word(there) or clause.kind(there) & (THAT | DID):
            return None
    return None


def _is_past(clause: Clause, at: int) -> bool:
    """Return whether the goal at `at` was one, or is reached: «كان الهدف منها», «حقق هدفه، وهو إسقاط الحكومة»."""
    before = range(at - _VERB, at)
    return any(clause.kind(place) & BE or clause.word(place).startswith(_REACHED) for place in before)
