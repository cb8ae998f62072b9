"""Is a contest still to come because what is done before it is told in the present: «يستعد الفريق قبل انطلاق الموسم»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import EVES, Cues
from processors.status.kinds import ACT, BE, BRINGS, DID, DOES, GOVERNS, PREPOSITION, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found

_PRECEDES = ("تسبق", "يسبق", "وتسبق", "ويسبق")
_AND_THIS = ("وذلك", "وهذا")
_DAY = 8  # words from a contest to its day
_FAR = 14  # words from the contest to the verb
_NAME = 4  # words of the name of a contest
_NEW = ("الجديد", "الجديدة", "المقبل", "المقبلة", "القادم", "القادمة")


def eve(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the contest at `at` is still to be, if right before it stands «قبل» and the verb before that is no past."""
    other = clause.word(at) == "انطلاق" and clause.word(at + 1) not in cues.contests
    if not other and clause.word(at - 1) in _PRECEDES:
        return None if _past(clause, at - 1) else Found("planned", at - 1)  # «المباراة التي تسبق انطلاق الموسم»
    if other or clause.word(at - 1) not in EVES or clause.word(at - 2) == "من" or _is_over(clause, at):
        return None
    if _is_new(clause, at) or clause.word(at - 2) in _AND_THIS or _has_day(cues, clause, at):
        return Found("planned", at - 1)
    return Found("planned", at - 1) if _is_now(cues, clause, at - 2) else None


def was_held(cues: Cues, clause: Clause, relative: int) -> bool:
    """Return whether the relative clause that opens at `relative` tells that what it is about has been: «الانتخابات التي جرت»."""
    return bool(clause.kind(relative + 1) & DID) or clause.word(relative + 1) in cues.dates["happened"]


def _is_now(cues: Cues, clause: Clause, before: int) -> bool:
    """Return whether what is told up to the word at `before` is of the present, the future or wanted."""
    words, kinds = clause.words, clause.kinds
    for place in range(before, max(before - _FAR, -1), -1):
        kind = kinds[place]
        # «أن تبدأ الجولة قبل انطلاق الموسم», «ضرورة انضمامه قبل انطلاق البطولة»
        wished = kind & THAT and words[place + 1][:1] in ("ي", "ت")
        wanted = kind & GOVERNS and any(note.cue.status == "planned" for note in cues.notes(words[place]))
        if wished or wanted or kind & (WILL | DOES) or (place == 0 and _she_does(words[0], kind)):
            return not _past(clause.around(place), place)
        if kind & (BE | DID | RELATIVE):
            return False
    return False


def _she_does(word: str, kind: int) -> bool:
    """Return whether the first word of a sentence is a verb of the present with ت: «تشدد الشرطة إجراءاتها»."""
    return word.lstrip("و")[:1] == "ت" and not kind & (ACT | BRINGS | DID)


def _is_new(clause: Clause, at: int) -> bool:
    """Return whether the contest at `at` is a new one, whatever is told of its eve: «قبل انطلاق الموسم الجديد»."""
    for place in range(at + 1, at + 1 + _NAME):
        if clause.word(place) in _NEW:
            return True
        if clause.kind(place) & (STOP | PREPOSITION | DID | DOES):
            return False
    return False


def _is_over(clause: Clause, at: int) -> bool:
    """Return whether a relative clause tells that the contest at `at` was: «قبل مواجهة الإياب التي انتهت»."""
    relative = next((place for place in range(at + 1, at + 1 + _NAME) if clause.kind(place) & RELATIVE), None)
    return relative is not None and clause.word(relative + 1)[:1] not in ("ي", "ت", "س")


def _has_day(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether the day of the contest at `at` stands behind it: «قبل مواجهة الضيوف يوم الأحد»."""
    for place in range(at + 1, at + 1 + _DAY):
        if clause.word(place) in cues.dates["weekdays"]:
            return clause.word(place + 1) not in cues.dates["last"]
        if not clause.word(place) or clause.kind(place) & (DID | DOES | WILL | THAT | RELATIVE):
            return False
    return False


def _past(clause: Clause, at: int) -> bool:
    """Return whether a verb of the present at `at` tells of the past: «لم يفز», «كان المدرب يعتمد»."""
    return clause.was(at) or clause.word(at - 1).endswith("لم")
