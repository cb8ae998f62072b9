"""Is a verb said of all who may do it, or of what is not there: «كل من يهاجم», «ليس لدينا ما يشير إلى هجوم»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.kinds import NEGATING
from processors.status.path import Found
from processors.status.wordlists import listed

_EVERY = frozenset(each + word for word in ("كل", "جميع", "كافة") for each in ("", "ل", "ب", "و", "ول"))
_NOTHING = 3  # words from a denial to the ما of what is not there
_LACKING = ("ليس", "وليس", "فليس", "ليست")
_FOUND = listed("whoever", "found")


def whoever(clause: Clause, at: int) -> Found | None:
    """Return what is said of the verb of the present at `at` behind a من that takes in all, or a ما of nothing."""
    opens = clause.word(at - 1)
    if opens == "من" and clause.word(at - 2) in _EVERY and clause.word(at)[:1] == "ي":
        return Found("conditional", at - 1)
    if opens != "ما":
        return None
    for place in range(at - 2, at - 2 - _NOTHING, -1):
        if clause.word(place) in _LACKING:
            return Found("negated", place)
        if clause.word(place) in _FOUND and clause.kind(place - 1) & NEGATING:
            return Found("negated", place - 1)
    return None
