"""Who must do it stands between an obligation and the act: «يجب على الجيش الانسحاب», «يتعين عليه الانسحاب»."""

from __future__ import annotations

from processors.status.clauses import Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import BE, DID, DOES, NEGATING, PREPOSITION, STOP, THAT, WHOM
from processors.status.path import Found, Path, is_definite

_WHOM = 4  # words of who must do it
_CARRIED = 8  # words from the act to the event it brings about


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


def may_be_told_to(clause: Clause, at: int) -> bool:
    """Return whether not far before the event at `at` may stand whose it is to do."""
    kinds = clause.kinds
    places = range(max(clause.floor, at - _WHOM - _CARRIED), at)
    return any(kinds[place] & WHOM and (place == clause.floor or kinds[place - 1] & THAT) for place in places)


def told_to(cues: Cues, clause: Clause, head: int, proclitic: str, *, carried: bool) -> Found | None:
    """Return that the act at `head` is somebody's to do, if right before who must do it stands أن: «قال إن على الجيش الانسحاب»."""
    definite, last = is_definite(proclitic), clause.word(head - 1)
    if proclitic not in ("", "ال") or clause.word(head).endswith("ا"):
        return None  # «أن على الطاولة اتفاقا»
    if definite and not (is_definite_word(last) or last in cues.owners or clause.kind(head - 1) & WHOM):
        return None  # «إن على مفوضية الانتخابات»
    for place in range(head - 1, head - 1 - _WHOM, -1):
        word, kind = clause.word(place), clause.kind(place)
        if kind & WHOM and (word != "علي" or place < head - 1):
            said = clause.kind(place - 1) & THAT and clause.word(place - 1).endswith("ان")
            title = place == clause.floor and word == "علي" and definite and carried
            return Found("planned", place) if said or title else None
        if not word or kind & (PREPOSITION | STOP | DID | DOES | THAT):
            return None
    return None
