"""Which date in a relative clause is that of the event the clause tells of: «اعتداء المرفأ الذي وقع عام 2016»?"""

from __future__ import annotations

from collections.abc import Mapping

from processors.status.clauses import Sentence, is_definite_word
from processors.status.kinds import (
    ACT,
    ARTICLE,
    BRINGS,
    DID,
    DOES,
    DURING,
    FACING,
    PREPOSITION,
    SINCE,
    STOP,
    THAT,
    WILL,
)
from processors.status.wordlists import parts

_OWNERS = 4  # words from an event to its relative clause: «انتخابات الرئاسة الأمريكية المبكرة التي جرت»
_DATED = 13  # words from the relative pronoun to the date
_IN_IT = ("فيه", "فيها", "خلاله", "خلالها")  # «الهجوم الذي قتل فيه سبعة»
_SPANS = ("من", "بين")  # «الحرب التي استمرت من 1998 إلى 2000»
_PARTS = PREPOSITION | STOP | DID | DOES | WILL | THAT
_FEMININE = ("ة", "ات", *parts("agreeing", "feminine"))


def related(sentence: Sentence, lists: Mapping[str, frozenset[str]], last: int) -> int | None:
    """Return the place of the date in the past that the relative clause behind the event ending at `last` gives it, or None."""
    for date in sentence.dates:
        if date.coming or date.onward or not last < date.walled <= last + 1 + _OWNERS:
            continue
        if date.near and sentence.folded[date.start - 1] not in _SPANS:
            continue
        if date.start <= date.walled + _DATED and _happened(sentence, lists, date.walled, date.start):
            return date.at if _is_meant(sentence, lists, last, date.walled) else None
    return None


def _happened(sentence: Sentence, lists: Mapping[str, frozenset[str]], wall: int, end: int) -> bool:
    """Return whether the relative clause at `wall` tells that an event occurred, and no other verb takes its date."""
    folded, kinds = sentence.folded, sentence.kinds
    if folded[wall + 1] not in lists["happened"] and not (
        folded[wall + 2] in _IN_IT and not kinds[wall + 1] & _PARTS & ~DID
    ):
        return False
    return not any(
        kinds[place] & (DOES | DID | THAT | SINCE)
        or (kinds[place] & STOP and not kinds[place] & (FACING | DURING) and folded[place] not in lists["beside"])
        for place in range(wall + 2, end)
    )


def _is_meant(sentence: Sentence, lists: Mapping[str, frozenset[str]], last: int, wall: int) -> bool:
    """Return whether what the clause at `wall` tells of is the event that ends at `last`, by gender and by what stands between."""
    folded, kinds = sentence.folded, sentence.kinds
    between = range(last + 1, wall)
    if any(kinds[place] & _PARTS for place in between) or any(mark in between for mark in sentence.clauses):
        return False
    plural = folded[wall].endswith("التي")
    of_a_kind = plural and last > 0 and folded[last - 1].lstrip("ولب") in lists["kinds_of"]
    if folded[last].endswith(_FEMININE) != plural and not of_a_kind:
        return False
    if is_definite_word(folded[last]):
        return all(kinds[place] & ARTICLE for place in between)
    return not any(kinds[place] & (ACT | BRINGS) or _is_event(folded[place], lists) for place in between)


def _is_event(word: str, lists: Mapping[str, frozenset[str]]) -> bool:
    return any(part in word for part in lists["struck"])
