"""Was an event stopped or put off, as what stands behind it tells: «صواريخ جرى اعتراضها», «تسلل تصدى له الجيش»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.kinds import GOVERNS, NEGATING, RELATIVE, WILL
from processors.status.path import Found
from processors.status.wordlists import any_part, listed, parts

_DONE = listed("undone", "done")
_AGAINST = ("له", "لها", "لهم")  # «تصدى له», «التصدي لها»
_FEMININE = ("ة", "ات", *parts("undone", "feminine"))
_PUT_OFF = ("تاجيل", "ارجا")
_REVIVED = any_part("undone", "revived")
_OVER = ("نتهي", "توقف")  # without the first letter of the present: «ستنتهي», «يجب أن تتوقف»
_LASTS = any_part("undone", "lasts")
_LIFTED = any_part("undone", "lifted")


def _to_end(cues: Cues, clause: Clause, last: int, place: int) -> Found | None:
    """Return that what lasts, and ends at `last`, is to be over, if the words at `place` say so: «العقوبات سترفع», «الحرب يجب أن تنتهي»."""
    here, will = clause.word(place), clause.kind(place) & WILL
    if not will and here not in cues.ought:
        return None
    word = here[1:] if will else clause.word(place + 2) if clause.word(place + 1) == "ان" else ""
    if word[:1] not in ("ي", "ت") or clause.kind(place - 1) & NEGATING:
        return None
    lasts = word[1:] in _OVER and _LASTS.search(clause.word(last))
    lifted = word[1:] == "رفع" and _LIFTED.search(clause.word(last))
    return Found("prevented", place) if lasts or lifted else None


def undone(cues: Cues, clause: Clause, last: int, place: int) -> Found | None:
    """Return that the event that ends at `last` was stopped, or put off, if the words at `place` say so."""
    return _to_end(cues, clause, last, place) or _with_it(cues, clause, last, place)


def _with_it(cues: Cues, clause: Clause, last: int, place: int) -> Found | None:
    """Return the same, if the words at `place` point back at it: «جرى اعتراضها», «تصدى له الجيش»."""
    done = clause.word(place) in _DONE
    at = place + done
    if not clause.kind(at) & GOVERNS:
        return None
    word, event, against = clause.word(at), clause.word(last), clause.word(at + 1) in _AGAINST
    if not (done or against) or clause.kind(place - 1) & NEGATING:
        return None
    revived = clause.kind(place - 1) & RELATIVE and _REVIVED.search(word)
    pointing = clause.word(at + 1) if against else word
    if revived or not pointing.endswith(("ها", "هم") if event.endswith(_FEMININE) else ("ه", "هم")):
        return None  # «تستأنف العقوبات التي تم رفعها»
    for note in cues.notes(word):
        if note.cue.status == "prevented" and note.cue.takes(event):
            return Found("prevented", at)
        if note.cue.status == "planned" and any(part in word for part in _PUT_OFF):
            return Found("planned", at)
    return None
