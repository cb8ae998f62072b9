"""Which date in a relative clause is that of the event the clause tells of: «اعتداء المرفأ الذي وقع عام 2016»?"""

from __future__ import annotations

from collections.abc import Mapping

from processors.status.clauses import Sentence, is_definite_word
from processors.status.cues import ACT, ARTICLE, BRINGS, DID, DOES, PREPOSITION, STOP, THAT, WILL

_OWNERS = 4  # words from an event to its relative clause: «انتخابات الرئاسة الأمريكية المبكرة التي جرت»
_DATED = 9  # words from the relative pronoun to the date
_PARTS = PREPOSITION | STOP | DID | DOES | WILL | THAT
_FEMININE = ("ة", "ات", "حرب", "حروب", "معارك", "مجازر", "مذابح", "كوارث")


def related(sentence: Sentence, lists: Mapping[str, frozenset[str]], last: int) -> int | None:
    """Return the place of the date in the past that the relative clause behind the event ending at `last` gives it, or None."""
    for date in sentence.dates:
        if date.coming or date.onward or date.near or not last < date.walled <= last + 1 + _OWNERS:
            continue
        if date.start <= date.walled + _DATED and _happened(sentence, lists, date.walled, date.start):
            return date.at if _is_meant(sentence, lists, last, date.walled) else None
    return None


def _happened(sentence: Sentence, lists: Mapping[str, frozenset[str]], wall: int, end: int) -> bool:
    """Return whether the relative clause at `wall` tells that an event occurred, and no other verb takes its date."""
    if sentence.folded[wall + 1] not in lists["happened"]:
        return False
    return not any(kind & (STOP | DOES | DID | THAT) for kind in sentence.kinds[wall + 2 : end])


def _is_meant(sentence: Sentence, lists: Mapping[str, frozenset[str]], last: int, wall: int) -> bool:
    """Return whether what the clause at `wall` tells of is the event that ends at `last`, by gender and by what stands between."""
    folded, kinds = sentence.folded, sentence.kinds
    between = range(last + 1, wall)
    if any(kinds[place] & _PARTS for place in between) or any(mark in between for mark in sentence.clauses):
        return False
    if folded[last].endswith(_FEMININE) != folded[wall].endswith("التي"):
        return False
    if is_definite_word(folded[last]):
        return all(kinds[place] & ARTICLE for place in between)
    return not any(kinds[place] & (ACT | BRINGS) or _is_event(folded[place], lists) for place in between)


def _is_event(word: str, lists: Mapping[str, frozenset[str]]) -> bool:
    return any(part in word for part in lists["struck"])
