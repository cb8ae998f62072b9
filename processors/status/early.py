"""Early elections of which nothing else is said are still to come: «الدعوة إلى انتخابات مبكرة»."""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.kinds import EARLY
from processors.status.path import Found
from processors.status.wordlists import listed

_FAR = 6  # words before them that may tell that they were held
_HELD = listed("early", "held")


def early(clause: Clause, at: int) -> Found | None:
    """Return that the elections at `at`, new to the text and early, are to come, unless a word before says that they were held."""
    word = clause.word(at)
    if not clause.kind(at + 1) & EARLY or not word.endswith("انتخابات") or len(word) > len("وانتخابات"):
        return None
    held = any(clause.word(place) in _HELD for place in range(at - _FAR, at))
    return None if held else Found("planned", at + 1)
