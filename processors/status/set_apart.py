"""What is said of an act beyond what commas set aside: «نفى الوزير، وهو طبيب، تلقي الشركة تهديدات»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.governing import FAR_WORDS, Governors
from processors.status.kinds import DID, DOES, GOVERNS, NEGATING, PREPOSITION, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found, is_verbal

_ASIDE = 10  # words that commas may set aside
_CARRIED = 4  # words from a comma to an event that the words behind it carry
_WALLS = RELATIVE | THAT | DOES | DID | WILL | STOP | NEGATING


def set_apart(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what a verb that takes an act says of the one at `at` right behind a comma, its subject and an apposition between."""
    if at - clause.floor > _CARRIED or not clause.before(clause.floor, beyond=True) & GOVERNS:
        return None
    place, proclitic = governors.top(clause, at, proclitic)
    if proclitic not in ("", "ال") or place != clause.floor:
        return None
    inner = clause.around(place - 1)
    if place - inner.floor > _ASIDE or any(inner.kind(there) & _WALLS for there in range(inner.floor, place)):
        return None
    outer = clause.around(inner.floor - 1)
    for there in range(inner.floor - 1, max(place - FAR_WORDS - _ASIDE, -1), -1):
        kind = outer.kind(there)
        if kind & GOVERNS:
            for note in cues.notes(outer.word(there)):
                if (
                    is_verbal(note, outer.word(there))
                    and note.cue.wide
                    and note.cue.status
                    and note.cue.takes(clause.word(at))
                ):
                    return governors.under(outer, there, note, 0)
        if not outer.word(there) or kind & (_WALLS | PREPOSITION):
            return None
    return None
