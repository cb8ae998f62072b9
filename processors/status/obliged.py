"""Who must do it stands between an obligation and the act: «يجب على الجيش الانسحاب», «يتعين عليه الانسحاب»."""

from __future__ import annotations

from processors.status.clauses import Clause, is_definite_word
from processors.status.cues import BE, NEGATING, Cues
from processors.status.path import Found, Path

_WHOM = 4  # words of who must do it


def obliged(cues: Cues, clause: Clause, path: Path, place: int) -> Found | None:
    """Return that what heads `path` ought to be done, or ought not, if the word at `place` says by whom, else None."""
    must = place - 1
    if not path.action or path.through or clause.word(must) not in cues.ought or clause.kind(must - 1) & BE:
        return None  # «ما كان يجب عليه إطلاق النار» tells that he did
    last, on = clause.word(path.head - 1), clause.word(place) == "علي"
    him = not on and place == path.head - 1
    them = on and path.head - _WHOM <= place < path.head - 1
    if not (him or (them and (is_definite_word(last) or last in cues.owners))):
        return None
    return Found("negated", must - 1) if clause.kind(must - 1) & NEGATING else Found("planned", must)
