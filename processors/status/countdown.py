"""Is an event still to come because somebody counts the days to it: «قبل يومين من المواجهة», «قبل أيام قليلة من الانتخابات»?"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.text import Token
from processors.status.cues import EVES, Cues
from processors.status.wordlists import listed

_WAS = ("كان", "كانت", "وكان", "وكانت")
_RELATIVE = ("الذي", "التي")
_TOLD = 24  # words that may tell of the past: «وكان قد أقيل قبل يوم من انطلاق البطولة»
_AND = ("وقبل", "وقبيل", "فقبل")  # «وقبل أيام من القمة، أعلن»: a story of the past
HOURS = listed("countdown", "hours")
_FORCE = ("حيز", "موضع")
_ENTERS = 6  # words from «دخول» to what is entered: «دخول الحزمة الثانية من العقوبات حيز التنفيذ»


def awaited(cues: Cues, words: Sequence[Token], unit: int, at: int) -> bool:
    """Return whether the event at `at`, to which the word at `unit` counts, is still to come."""
    return _has_its_day(cues, words, at) or _is_due(cues, words, unit, at)


def _has_its_day(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether an event with its day stands at `at`, or is held there: «إجراء الانتخابات»."""
    at += words[at].folded in cues.dates["holding"] and at + 1 < len(words)
    return cues.awaited.search(words[at].folded) is not None


def _is_due(cues: Cues, words: Sequence[Token], unit: int, at: int) -> bool:
    """Return whether a contest begins at `at` or something is due there, and nobody tells of its eve as of the past."""
    word, after = words[at].folded, words[at + 1].folded if at + 1 < len(words) else ""
    begins = word == "انطلاق" and after in cues.contests
    held = word in cues.dates["scheduled"] or (word in cues.dates["holding"] and after in cues.dates["startable"])
    enters = word == "دخول" and any(each.folded in _FORCE for each in words[at + 1 : at + 1 + _ENTERS])
    if not begins and not enters and (not held or words[unit].folded in HOURS):
        return False
    for place in range(at - 1, max(at - _TOLD, -1), -1):
        word = words[place].folded
        if word in _WAS or (begins and word in _RELATIVE) or (word in _AND and not begins):
            return False
        if begins and word in EVES and place and words[place - 1].end + 1 < words[place].start:
            # A relative clause before the comma tells of somebody: «العداء الذي اشتهر بلقبه، قبل شهرين على انطلاق الموسم».
            return not any(each.folded in _WAS for each in words[max(place - _TOLD, 0) : place])
    return True
