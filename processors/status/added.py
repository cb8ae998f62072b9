"""What is said of the act that another is added to: «سيتم تدريب المعلمين، إضافة إلى إطلاق قناة»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import ACT, BRINGS, DID, KNOWN, NEGATING, RELATIVE, THAT, WILL
from processors.status.path import Found
from processors.status.wordlists import listed, pairs

_FAR = 16  # words from what is added to the verb or the first act
_NEAR = 6  # words from the first act to what is said of it
_TWO = pairs("added", "pairs")
_ONE = listed("added", "also")
_ALL = _ONE | {max(pair, key=len) for pair in _TWO}  # the longer word: «إلى» is everywhere
_CARRIED = 8  # words from what is added to the event it brings about


def may_be_added(clause: Clause, at: int) -> bool:
    """Return whether a word that adds stands not far before the event at `at`."""
    return not _ALL.isdisjoint(clause.words[max(at - _CARRIED, 0) : at])


def added(cues: Cues, governors: Governors, clause: Clause, place: int, proclitic: str) -> Found | None:
    """Return that the act at `place` is planned like the one it is added to, else None."""
    before, first = clause.word(place - 1), clause.word(place - 2)
    if proclitic or clause.word(place).endswith(OWNED) or not (before in _ONE or (first, before) in _TWO):
        return None
    start = place - (1 if before in _ONE else 2)
    if start == clause.floor and start:
        clause = clause.around(start - 1)
    elif clause.kind(start - 2) & RELATIVE:
        return None  # «انسحاب الفصيل الذي يقاتل إلى جانب قوات الجار»
    there = start
    while there > start - _FAR:
        there -= 1
        word, kind = clause.word(there), clause.kind(there)
        if kind & DID and clause.kind(there - 1) & RELATIVE:
            there -= 1  # «في المدارس التي جهزت»
            continue
        if not word or kind & (DID | THAT | NEGATING):
            return None
        if kind & WILL and kind & KNOWN:
            return Found("planned", there)
        if kind & (ACT | BRINGS) and (own := cues.of_act(word)) is not None:
            found = governors.of_noun(clause, there, own) or governors.far(clause, there, own)
            if found is not None:
                return found if found.status == "planned" and there - _NEAR <= found.at < there else None
    return None
