"""Is a contest still to come: told of on its eve, named as the next match, or on the weekday of a verb of the present?

«يستعد الفريق قبل انطلاق الموسم», «قال المدرب قبل مواجهة الضيوف», «تليها مواجهة», «يلعب الفريق في مواجهة الضيوف السبت»
"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.countdown import HOURS
from processors.status.cues import EVES, Cues
from processors.status.kinds import (
    ACT,
    BE,
    BEGINS,
    BRINGS,
    CONTEST,
    DID,
    DOES,
    FACING,
    GOVERNS,
    NEGATING,
    PREPOSITION,
    RELATIVE,
    STOP,
    THAT,
    WILL,
)
from processors.status.path import Found, Reading
from processors.status.wordlists import listed

_PRECEDES = ("تسبق", "يسبق", "وتسبق", "ويسبق")
_AND_THIS = ("وذلك", "وهذا")
_NEW = listed("contests", "new")
_EVE_VERB = 14  # words from a contest to the verb its eve is told with
_EVE_DAY = 8  # words from a contest to its day
_NAME = 4  # words of the name of a contest

_MATCH = listed("contests", "match")
_START = listed("contests", "start")
_NEXT = listed("contests", "next")
ABSENT = listed("contests", "absent")
_MISSING = ABSENT | listed("contests", "missing")
_OPENING = listed("contests", "opening")
_PLAYING = listed("contests", "playing")
_NO_MATCH = listed("contests", "no_match")
_LINKS = ("من", "علي")  # «قبل يومين من مواجهة»
_COUNT = 3  # words from قبل to these
_MATCH_VERB = 7  # words from a verb to the match
_AFTER = 4  # words behind it that may say that it was, or is no match

_SIDES = ("بين", "امام", "ضد")
_NOW = ("اليوم", "امس", "منذ")
_DAY = 9  # words from an event to its day
_VERB = 10  # words from a contest to the verb it belongs to

_CLAUSE = RELATIVE | THAT | DID
_WALLS = _CLAUSE | WILL | DOES


def to_come(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the contest at `at` is still to be, as its eve or a match to come is told of, else None."""
    return _on_eve(cues, clause, at) or _match(cues, clause, at)


def was_held(cues: Cues, clause: Clause, relative: int) -> bool:
    """Return whether the relative clause that opens at `relative` tells that what it is about has been: «الانتخابات التي جرت»."""
    return bool(clause.kind(relative + 1) & DID) or clause.word(relative + 1) in cues.dates["happened"]


def _on_eve(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the contest at `at` is still to be, if right before it stands «قبل» and the verb before that is no past."""
    other = clause.word(at) == "انطلاق" and clause.word(at + 1) not in cues.contests
    if not other and clause.word(at - 1) in _PRECEDES:
        return None if _past(clause, at - 1) else Found("planned", at - 1)  # «المباراة التي تسبق انطلاق الموسم»
    if other or clause.word(at - 1) not in EVES or clause.word(at - 2) == "من" or _is_over(clause, at):
        return None
    if _is_new(clause, at) or clause.word(at - 2) in _AND_THIS or _has_day(cues, clause, at):
        return Found("planned", at - 1)
    return Found("planned", at - 1) if _is_now(cues, clause, at - 2) else None


def _is_now(cues: Cues, clause: Clause, before: int) -> bool:
    """Return whether what is told up to the word at `before` is of the present, the future or wanted."""
    words, kinds = clause.words, clause.kinds
    for place in range(before, max(before - _EVE_VERB, -1), -1):
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
    for place in range(at + 1, at + 1 + _EVE_DAY):
        if clause.word(place) in cues.dates["weekdays"]:
            return clause.word(place + 1) not in cues.dates["last"]
        if not clause.word(place) or clause.kind(place) & _WALLS:
            return False
    return False


def _past(clause: Clause, at: int) -> bool:
    """Return whether a verb of the present at `at` tells of the past: «لم يفز», «كان المدرب يعتمد»."""
    return clause.was(at) or clause.word(at - 1).endswith("لم")


def _match(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the match at `at` is to come, else None; «مواجهات» are rather clashes."""
    word = clause.word(at)
    if word not in _MATCH or _is_no_match(cues, clause, at):
        return None
    one = word[-1] == "ة"
    if clause.word(at - 1) in _NEXT:
        return Found("planned", at - 1) if one else None
    if (eve := _before_match(clause, at - 1 - (clause.word(at - 1) in _START))) is not None:
        told = one and (word[:2] != "ال" or eve < at - 1 or clause.kind(at + 1) & (PREPOSITION | FACING))
        return Found("planned", eve) if told else None  # «سرت شائعات قبل المواجهة»
    if clause.word(at - 1) == "عن":
        return _nearest(clause, at - 1, _MISSING)
    if word[0] == "ب":
        return _nearest(clause, at, _OPENING)
    # «يدخل في مواجهة مع الشرطة», «على خط المواجهة» are none
    played = _nearest(clause, at, _PLAYING)
    within = any(clause.kind(place) & PREPOSITION for place in range(played.at, at)) if played else True
    return None if within else played


def _before_match(clause: Clause, last: int) -> int | None:
    """Return the place of the قبل that ends at `last`: «قبل», «قبل يومين من»; an hour before it, it is over when it is told."""
    first = last - _COUNT if clause.word(last) in _LINKS else last
    if any(clause.word(place) in HOURS for place in range(first, last)):
        return None
    eve = next((place for place in range(last, first - 1, -1) if clause.word(place) in EVES), None)
    told = eve is not None and eve < last and clause.word(eve)[0] == "و"
    return None if told else eve  # «وقبل أيام من مواجهة الضيوف، استقال المدرب»


def _nearest(clause: Clause, at: int, verbs: frozenset[str]) -> Found | None:
    """Return that one of the `verbs` not far before `at` tells of what is to come."""
    for place in range(at - 1, at - 1 - _MATCH_VERB, -1):
        word = clause.word(place)
        if word in verbs or (word[:1] in ("و", "ف", "ل") and word[1:] in verbs):
            return Found("planned", place)
        if not word or clause.kind(place) & (_CLAUSE | STOP):
            return None
    return None


def _is_no_match(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether the words behind it say that it has been, or is one of arms or words: «مواجهة سياسية»."""
    for place in range(at + 1, at + 1 + _AFTER):
        word = clause.word(place)
        if clause.kind(place) & RELATIVE:
            return was_held(cues, clause, place)
        if word in _NO_MATCH or word in cues.dates["last"]:
            return True
    return False


def fixture(cues: Cues, clause: Clause, first: int, last: int, reading: Reading) -> Found | None:
    """Return that the verb of the present, or the contest that is object of one, is of a day to come: «تبدأ الهدنة الأحد»."""
    verb = first if reading.verb else _verb(clause, first) if clause.kinds[first] & CONTEST else None
    if verb is None or not _begins(clause, verb):
        return None
    for place in range(last + 1, last + 1 + _DAY):
        word, kind = clause.word(place), clause.kind(place)
        if word in cues.dates["weekdays"]:
            return None if clause.word(place + 1) in cues.dates["last"] else Found("planned", place)
        if not word or word in _NOW or (kind & (_WALLS | STOP) and word not in _SIDES):
            return None
    return None


def _verb(clause: Clause, at: int) -> int | None:
    """Return the place of the verb of the present before the contest at `at`, if no other stands between."""
    for place in range(at - 1, at - 1 - _VERB, -1):
        word, kind = clause.word(place), clause.kind(place)
        if kind & BEGINS:
            return place
        if not word or kind & (_WALLS | STOP):
            return None
    return None


def _begins(clause: Clause, at: int) -> bool:
    """Return whether the verb at `at` tells of the present what begins on a day, and nothing before it makes it a past."""
    if not clause.kind(at) & BEGINS or clause.kind(at - 1) & NEGATING:
        return False
    then = clause.kind(at - 1) & THAT and clause.word(at - 2) in ("قبل", "بعد")
    return not then and not clause.was(at)
