"""What does a verb say of the contest in which it will be so, or of whose control will come: «يغيب عن مواجهة الضيوف», «ستصبح تحت سيطرة»?"""

from __future__ import annotations

from marsad.text import fold
from processors.status.clauses import Clause
from processors.status.kinds import BE, CONTEST, DID, DOES, NEGATING, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found

_NEAR = 6  # words from the verb to the event
_WALLS = THAT | DID | DOES | BE | NEGATING | WILL | STOP | RELATIVE
_PLAYS = frozenset(
    fold("""يغيب تغيب يغيبون سيغيب ستغيب سيغيبون سيلاقي ستلاقي سيلتقي ستلتقي سيلعب ستلعب سيشارك
ستشارك سيخوض ستخوض سيقود ستقود سيواجه ستواجه سيدخل ستدخل سيعود ستعود سيظهر ستظهر""").split()
)
_BECOMES = frozenset(fold("ستكون سيكون ستصبح سيصبح ستبقي سيبقي ستظل سيظل ستعود سيعود ستغدو سيغدو").split())


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
