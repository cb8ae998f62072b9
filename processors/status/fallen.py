"""Is the fall told of one that all know to be long past: «بعد الإطاحة بنظام الرئيس الراحل صدام حسين»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.kinds import ACT, DID, DOES, RELATIVE, STOP, WILL

_TITLES = 6  # words from a fall to whose it was: «الإطاحة بنظام رجل العراق القوي الراحل صدام حسين»


def fallen(cues: Cues, clause: Clause, at: int) -> int | None:
    """Return the place of the name of the ruler of old whose fall or death the word at `at` names, or None."""
    word = clause.word(at)
    if word not in cues.falls and word[1:] not in cues.falls:
        return None
    for place in range(at + 1, at + 1 + _TITLES):
        name = clause.word(place)
        bare = name[1:] if name[:1] in ("ب", "ل") else name
        if {(bare,), (clause.word(place - 1).lstrip("ب"), name)} & cues.rulers:
            return place
        if not name or clause.kind(place) & (ACT | STOP | RELATIVE | DID | DOES | WILL):
            return None
    return None
