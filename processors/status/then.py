"""What does a verb say of the contest in which it will be so, or of whose control will come: «يغيب عن مواجهة الضيوف», «ستصبح تحت سيطرة»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.contests import ABSENT
from processors.status.kinds import BE, CONTEST, DID, DOES, NEGATING, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found
from processors.status.wordlists import listed

_NEAR = 6  # words from the verb to the event
_WALLS = THAT | DID | DOES | BE | NEGATING | WILL | STOP | RELATIVE
_PLAYS = ABSENT | listed("then", "plays")
_BECOMES = listed("then", "becomes")


def then(clause: Clause, at: int) -> Found | None:
    """Return that the event at `at` is still to be, as the nearest verb before it says."""
    before = clause.word(at - 1)
    contest = clause.kinds[at] & CONTEST and "مواجه" in clause.word(at) and before in ("في", "عن")
    verbs = _BECOMES if before == "تحت" else _PLAYS if contest else ()
    for place in range(at - 2, at - 2 - _NEAR, -1) if verbs else ():
        word = clause.word(place)
        if word.removeprefix("و") in verbs:
            return Found("planned", place)
        if not word or clause.kind(place) & _WALLS:
            return None
    return None
