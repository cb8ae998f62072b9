"""Does a verb of the present behind an event say that it comes about, or that somebody brings it about: «تنجم», «تشنها»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause
from processors.status.cues import Cues
from processors.status.kinds import NEGATING, PREPOSITION, STOP

_HAPPEN = ("حدث", "حصل")  # but not «قنابل لم تنفجر», which are there


def arises(cues: Cues, clause: Clause, place: int) -> bool:
    """Return whether the verb at `place`, behind قد or أن or with س, tells that what it is said of comes about.

    «نزاعات قد تنشأ», «العقوبات التي ستفرضها»
    """
    word = clause.word(place)
    word = word[1:] if word[:1] == "س" else word
    if word[:1] not in ("ي", "ت", "ن"):
        return False
    stem = word[1:]
    if stem in cues.arising:
        on = stem == "حصل" and clause.word(place + 1) == "علي"  # «قد تحصل على دعم»
        return not on and _has_no_object(cues, clause, place + 1)
    return any(stem.endswith(them) and stem.removesuffix(them) in cues.brought for them in OWNED)


def never_arose(cues: Cues, clause: Clause, place: int) -> bool:
    """Return whether the verb at `place`, behind لم or لن, denies that what it is said of came about: «الهجوم لم يحدث إطلاقا»."""
    word = clause.word(place)
    return word[:1] in ("ي", "ت") and word[1:] in _HAPPEN and clause.word(place + 1) in ("", *cues.at_all)


def _has_no_object(cues: Cues, clause: Clause, place: int) -> bool:
    """Return whether the verb before `place` is rather تَحدث than تُحدث: «ستحدث في المدينة», not «ستحدث تغييرا», «سينتج عنه»."""
    word = clause.word(place)
    if word.startswith(("علي", "عن")) and word.endswith(OWNED):
        return False  # «سيحصل عليها», «قتال ستنجم عنه كارثة»
    return not word or word in cues.whiles or bool(clause.kind(place) & (PREPOSITION | STOP | NEGATING))
