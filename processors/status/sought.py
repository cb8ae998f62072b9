"""Is a verb said of an act that is only sought or planned, or of nobody: «توصل إلى اتفاق ينهي», «لا أحد يحارب»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import ACT, BE, DID, DOES, GOVERNS, HEADS, INITIAL, PREPOSITION, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found

_WALLS = PREPOSITION | RELATIVE | THAT | WILL | DID | STOP | DOES | BE
_NOUN = 2  # words from the verb to its noun, an adjective between: «اتفاق جديد ينهي»
_SHORTEST = 3  # letters of a noun
_OPEN = ("planned", "attempted", "conditional")
_ACTS = ("حل", "قرار", "مخطط")
_VERBS = ("ت", "ي", "ن")  # no noun of nobody is looked for behind these: «لا تزال تحتجز»


def sought(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return what is said of the noun new to the text that the verb of the present at `at` describes, else None."""
    if proclitic not in ("ي", "ت"):
        return None
    if clause.word(at - 1) == "لمن":
        return _said(governors, clause, at - 1, "ل")  # «لا مكان لمن يهاجم»
    for place in range(at - 1, at - 1 - _NOUN, -1):
        word, kind = clause.word(place), clause.kind(place)
        new = len(word) >= _SHORTEST and not is_definite_word(word) and not word.endswith(OWNED)
        if not new or kind & _WALLS or word in cues.owners:
            return None
        if clause.word(place - 1) in ("لا", "ولا", "فلا") and not word.startswith(_VERBS):
            return Found("negated", place - 1)
        own = word[0] if word[0] in "بل" and not kind & INITIAL else ""
        act = (kind & (ACT | HEADS) and not kind & GOVERNS) or word.removeprefix(own) in _ACTS
        if act or (place == at - 1 and (word.endswith("ات") or word in cues.occasions)):
            found = _said(governors, clause, place, own)
            open_to = _OPEN if act else ("conditional",)  # «تحسبا لهزات تدمر المدينة»
            return found if found is not None and found.status in open_to else None
    return None


def _said(governors: Governors, clause: Clause, place: int, proclitic: str) -> Found | None:
    found = governors.of_noun(clause, place, proclitic) or governors.far(clause, place, proclitic)
    return found if found is not None and found.at < place and found.status in (*_OPEN, "negated") else None
