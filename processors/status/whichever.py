"""Is a verb said of whatever may come, or of a draft: «أي صاروخ يستهدف المدينة», «مشروع قانون يحظر»?"""

from __future__ import annotations

from processors.status import anything
from processors.status.clauses import OWN, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import AT, DID, DOES, KNOWN, NEGATING, PREPOSITION, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found
from processors.status.wordlists import listed

_NOUN = 4  # words from a verb to the "any" of its noun: «أي عمل عدائي آخر يستهدف»
_DRAFT = 5  # words from a verb to the draft that it describes: «مشروع قانون مثير للجدل يحظر»
_YOU = ("ون", "ين")  # «عن أي حق تدافعون» asks
_OCCURS = listed("whichever", "occurs")
_WALLS = PREPOSITION | RELATIVE | THAT | WILL | DID


def whichever(cues: Cues, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what is said of the verb of the present at `at` whose subject or object is any at all, or a draft."""
    if proclitic not in ("ي", "ت") or (proclitic == "ت" and clause.word(at).endswith(_YOU)):
        return None
    return _of_any(cues, clause, at) or _of_draft(cues, clause, at)


def anyone(clause: Clause, at: int) -> Found | None:
    """Return that the event at `at` is any event, where nothing else is said of it: «يواجهون بحسم أي تدخل»."""
    seen = clause.word(at + 1).endswith(OWN) and not clause.kind(at + 1) & DOES  # «في أي انتخابات شهدتها البلاد»
    if seen or clause.word(at - 2) == "من" or any(clause.kind(place) & DID for place in range(at - _NOUN, at + _NOUN)):
        return None  # «أكبر من أي هجوم»
    return Found("conditional", at - 1) if anything.is_any(clause, at - 1) else None


def _of_any(cues: Cues, clause: Clause, at: int) -> Found | None:
    for place in range(at - 1, at - 1 - _NOUN, -1):
        kind = clause.kind(place)
        if place < at - 1 and anything.is_any(clause, place):
            denied = anything.denied(cues, clause, place)
            if denied is not None and clause.kind(denied) & NEGATING:
                return Found("negated", denied)
            return Found("conditional", place)
        if not clause.word(place) or kind & (_WALLS | STOP | NEGATING) or (kind & DOES and not kind & KNOWN):
            return None
    return None


def _of_draft(cues: Cues, clause: Clause, at: int) -> Found | None:
    for place in range(at - 1, at - 1 - _DRAFT, -1):
        if clause.word(place) in cues.drafts:
            bill = clause.word(place + 1) in cues.bills or clause.word(place) in cues.proposals
            return Found("planned", place) if bill else None
        if not clause.word(place) or clause.kind(place) & (_WALLS & ~PREPOSITION):
            return None
    return None


def whenever(cues: Cues, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that the event at `at` is one of those that may occur at any time: «الإسعاف عند حدوث إصابات».

    Not the one that did, «عند وقوع الزلزال», nor that of somebody known.
    """
    after = clause.word(at + 1)
    occurs = clause.word(at - 1) in _OCCURS and clause.kind(at - 2) & AT
    many = clause.word(at).endswith("ات") or proclitic == ""
    if not occurs or not many or is_definite_word(after) or after in cues.owners or after.endswith(OWN):
        return None
    return Found("conditional", at - 2)
