"""Is an event due on the weekday behind it, as its verb is of the present: «تبدأ الهدنة الأحد», «يلعب الفريق في مواجهة الضيوف السبت»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.kinds import BEGINS, CONTEST, DID, DOES, NEGATING, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found, Reading

_DAY = 9  # words from an event to its day
_VERB = 10  # words from a contest to the verb it belongs to
_SIDES = ("بين", "امام", "ضد")
_WALLS = RELATIVE | THAT | DID | WILL
_NOW = ("اليوم", "امس", "منذ")


def fixture(cues: Cues, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
    """Return that the verb of the present, or the contest that is object of one, is of a day to come."""
    verb = first if reading.verb else _verb(clause, first) if clause.kinds[first] & CONTEST else None
    if verb is None or not _begins(clause, verb):
        return None
    for place in range(last + 1, last + 1 + _DAY):
        word, kind = clause.word(place), clause.kind(place)
        if word in cues.dates["weekdays"]:
            return None if clause.word(place + 1) in cues.dates["last"] else Found("planned", place)
        if not word or word in _NOW or (kind & (_WALLS | DOES | STOP) and word not in _SIDES):
            return None
    return None


def _verb(clause: Clause, at: int) -> int | None:
    """Return the place of the verb of the present before the contest at `at`, if no other stands between."""
    for place in range(at - 1, at - 1 - _VERB, -1):
        word, kind = clause.word(place), clause.kind(place)
        if kind & BEGINS:
            return place
        if not word or kind & (_WALLS | DOES | STOP):
            return None
    return None


def _begins(clause: Clause, at: int) -> bool:
    """Return whether the verb at `at` tells of the present what begins on a day, and nothing before it makes it a past."""
    if not clause.kind(at) & BEGINS or clause.kind(at - 1) & NEGATING:
        return False
    then = clause.kind(at - 1) & THAT and clause.word(at - 2) in ("قبل", "بعد")
    return not then and not clause.was(at)
