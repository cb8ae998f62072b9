"""Does who can do it stand between the ability and the act: «يمكن لوزير الداخلية إلغاء القرار», «بوسع سكان المدينة العودة»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import ACT, BRINGS, DID, DOES, NEGATING, PREPOSITION, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found

_FAR = 10  # words from an ability to the act
_WALLS = RELATIVE | THAT | DID | DOES | WILL | STOP | NEGATING
_TO_WHOM = "ل"
_PRONOUNS = ("ه", "ها", "هم", "نا", "ك", "كم", "ون")


def able(cues: Cues, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that the act at `at` is what somebody can or cannot do who is named between, else None."""
    if proclitic not in ("", "ال"):
        return None
    last = clause.word(at - 1)
    whose = is_definite_word(last) or last in cues.owners or (last.endswith(OWNED) and last != "هذه")
    to_whom = last[:1] == _TO_WHOM and clause.kind(at + 1) & PREPOSITION  # «يمكن لوزير الطعن في القرار»
    if not (whose or to_whom):
        return None
    for place in range(at - 2, at - 1 - _FAR, -1):
        word, kind = clause.word(place), clause.kind(place)
        bare = word[1:] if word[:1] in ("و", "ف") else word
        if bare in cues.able:
            if not _names(cues, clause, bare, place + 1) or (not whose and place < at - 2):
                return None
            denied = clause.kind(place - 1) & NEGATING or clause.word(place - 1).endswith("ليس")
            return Found("negated", place - 1) if denied else Found("conditional", place)
        if not word or kind & _WALLS or (kind & (ACT | BRINGS) and cues.of_act(word) == ""):
            return None  # «يمكن للشركة إنتاج الوقود الصاروخي»
    return None


def _names(cues: Cues, clause: Clause, ability: str, after: int) -> bool:
    """Return whether behind an ability stands who has it or how, not what: «يمكن لوزير», «تستطيع الحكومة», «بوسعه في هذه الحال»."""
    word, kind = clause.word(after), clause.kind(after)
    if ability in cues.able_to:
        return word[:1] == _TO_WHOM
    if kind & PREPOSITION:
        return word != "من" or not ability.endswith(_PRONOUNS)  # «يمكنه من مواجهة الأزمة» enables him
    return not (kind & (ACT | BRINGS) or ability.endswith(_PRONOUNS)) and (
        is_definite_word(word) or word in cues.owners
    )
