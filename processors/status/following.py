"""Does what follows an event say that it did not take place: «هجوم محتمل», «انتخابات ستجرى», «عقوبات تعتزم فرضها»?"""

from __future__ import annotations

from processors.status import agreeing
from processors.status.arising import arises, never_arose
from processors.status.clauses import OWN, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import (
    BE,
    DID,
    DOES,
    FACING,
    FUTURE,
    GOVERNS,
    KNOWN,
    NEGATING,
    PERHAPS_PRESENT,
    PREPOSITION,
    QUALIFIES,
    RELATIVE,
    SAID,
    STOP,
    THAT,
    WILL,
)
from processors.status.path import Found, is_definite
from processors.status.undone import undone
from processors.status.wordlists import listed
from processors.words.affixes import PRESENT, PROCLITICS

_NEAR = 3  # words from an event to what qualifies it
_ROUNDS = listed("following", "rounds")
_HELD = 7  # words from a contest to what is said of it, its sides between
_DAY = 5  # words from a verb to the day
_DATED = 14  # words from the relative pronoun to the day
_FROM_IT = listed("following", "from_it")
_SUBJECT = 8  # words from an event to the verb whose subject it is
_BACK = 6  # words from a cue of a relative clause to what points back: «التي تعتزم الحكومة فرضها»


def qualified(cues: Cues, clause: Clause, last: int, proclitic: str) -> Found | None:
    """Return what the words behind the event that ends at `last` say of it."""
    for place in range(last + 1, last + 1 + _NEAR + clause.word(last + 2).startswith("و")):
        word, kind = clause.word(place), clause.kind(place)
        if kind & QUALIFIES and agreeing.agrees(cues, clause, last, place, definite=is_definite(proclitic)):
            return Found(cues.after[word], place)
        if word.startswith("و") and place > last + 1:
            if agreeing.second(clause, place):
                continue
            break
        if not word:
            break
        if kind & RELATIVE:
            return (
                _told(cues, clause, place + 1)
                or undone(cues, clause, last, place + 1)
                or _awaits(cues, clause, clause.kind(place + 1), place + 1)
                or _pointed_back(cues, clause, place + 1)
                or _soon(cues, clause, place + 1)
            )
        if (
            found := _stopped(cues, kind, word, place, clause.word(last))
            or undone(cues, clause, last, place)
            or _told(cues, clause, place)
            or _will_be(cues, clause, last, place)
            or _awaits(cues, clause, kind, place)
        ):
            return found
        if kind & (STOP | PREPOSITION | DID | DOES):
            break
    return _held(cues, clause, last)


def _will_be(cues: Cues, clause: Clause, last: int, place: int) -> Found | None:
    """Return that what is held is still to be, if the verb right behind it says how it will be: «مواجهة ستكون صعبة»."""
    held = place == last + 1 and cues.held.search(clause.word(last))
    return Found("planned", place) if held and clause.word(place) in cues.going else None


def _awaits(cues: Cues, clause: Clause, kind: int, place: int) -> Found | None:
    """Return that the event is still to come, if the word at `place` says that it awaits somebody: «معركة تنتظر الفريق»."""
    waits = kind & GOVERNS and clause.word(place) in cues.awaiting and not clause.kind(place + 1) & THAT
    return Found("planned", place) if waits else None


def _held(cues: Cues, clause: Clause, last: int) -> Found | None:
    """Return that what has its day is to be held, names between: «مواجهة الأهلي والاتحاد التي ستقام في جدة»."""
    if not cues.held.search(clause.word(last)):
        return None
    for place in range(last + 2, last + _HELD):
        kind = clause.kind(place)
        if kind & RELATIVE:
            return _told(cues, clause, place + 1) or _soon(cues, clause, place + 1)
        if not clause.word(place) or kind & (STOP | PREPOSITION | DID | DOES | WILL | THAT):
            return None
    return None


def on_its_day(cues: Cues, clause: Clause, last: int) -> int | None:
    """Return the place of the day to come that a relative clause gives what is held: «مواجهة الضيوف التي تجمعهم في 12 أغسطس المقبل»."""
    if not cues.held.search(clause.word(last)):
        return None
    for place in range(last + 1, last + _HELD):
        kind = clause.kind(place)
        if kind & RELATIVE:
            told = clause.word(place + 1)[:1] in ("ي", "ت") and clause.word(place + 2) not in _FROM_IT
            days = (date for date in clause.sentence.dates if date.coming and date.walled == place)
            return next((date.at for date in days if told and date.start <= place + _DATED), None)
        if not clause.word(place) or kind & (STOP | PREPOSITION | DID | DOES | WILL | THAT):
            return None
    return None


def _soon(cues: Cues, clause: Clause, place: int) -> Found | None:
    """Return that the event occurs on a day to come: «التي تجرى الشهر المقبل»."""
    if not _occurs(cues, clause, place) or clause.kind(place) & WILL:
        return None
    for there in range(place + 1, place + _DAY):
        if clause.word(there) in cues.dates["next"]:
            return Found("planned", there)
        if not clause.word(there) or clause.kind(there) & (STOP | DID | DOES):
            return None
    return None


def of_next(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that the event at `at` is one of a series, the next of which is told of: «الجولة المقبلة من المفاوضات»."""
    next_one = clause.word(at - 1) == "من" and clause.word(at - 3) in _ROUNDS
    due = next_one and cues.after.get(clause.word(at - 2)) == "planned"
    return Found("planned", at - 2) if due else None


def to_occur(cues: Cues, clause: Clause, first: int, last: int, proclitic: str) -> Found | None:
    """Return that the event is to occur, if it heads its clause and the first verb or predicate says so.

    «أكد أن استعادة الميناء من أيدي المسلحين ستتم قريبا», «أكد أن تحرير الميناء مطلوب»
    """
    heads = first == clause.floor or clause.kind(first - 1) & THAT
    if not heads or proclitic.lstrip("وف") not in ("", "ال"):
        return None
    for place in range(last + 1, last + _SUBJECT):
        kind = clause.kind(place)
        found = _due(cues, clause, place)
        if kind & SAID and _is_known(cues, clause.word(place - 1), proclitic if place == last + 1 else ""):
            found = Found(cues.said[clause.word(place)], place)
        if found is not None:
            return found
        if kind & WILL:
            held = cues.held.search(clause.word(last)) and clause.word(place) in cues.going
            own = held or (not clause.word(place).startswith("و") and _occurs(cues, clause, place))
            return Found("planned", place) if own else None
        if not clause.word(place) or kind & (RELATIVE | THAT | DID | DOES | NEGATING | FUTURE):
            return None
        if kind & STOP and not kind & FACING:  # «مواجهتنا أمام الضيوف ستكون»
            return None
    return None


def _is_known(cues: Cues, word: str, proclitic: str) -> bool:
    """Return whether `word` has an article or an owner or is a name, so that what follows it is no adjective of it."""
    return is_definite(proclitic) or is_definite_word(word) or word in cues.owners or word.endswith(OWN)


def _stopped(cues: Cues, kind: int, word: str, place: int, event: str) -> Found | None:
    """Return that the event was prevented, if the word at `place` is the verb that did it: «هجوم أحبطته الشرطة»."""
    if not (kind & GOVERNS and word.endswith(OWN[:2])):
        return None
    stops = any(note.verb and note.cue.status == "prevented" and note.cue.takes(event) for note in cues.notes(word))
    return Found("prevented", place) if stops else None


def _occurs(cues: Cues, clause: Clause, place: int, *, denied: bool = False) -> bool:
    """Return whether the verb at `place`, in the present, says no more than that something occurs.

    After a denial the present may be short: «لم تجر».
    """
    word = clause.word(place)
    short = clause.kind(place) & WILL or (denied and word[:1] in ("ي", "ت"))
    return bool(clause.kind(place) & KNOWN) and any(
        note.verb and note.cue.occurs and (PROCLITICS[note.proclitic] & PRESENT or short) for note in cues.notes(word)
    )


def _told(cues: Cues, clause: Clause, place: int) -> Found | None:
    """Return what the verb at `place` says of its subject: «ستجرى», «لن تبدأ», «قد تندلع»."""
    kind = clause.kind(place)
    if kind & WILL and (_occurs(cues, clause, place) or arises(cues, clause, place)):
        return Found("planned", place)
    if (due := _due(cues, clause, place)) is not None:
        return due
    never = kind & NEGATING and (_occurs(cues, clause, place + 1, denied=True) or never_arose(cues, clause, place + 1))
    if never and not clause.excepted(place):
        return Found("negated", place)
    if kind & (FUTURE | PERHAPS_PRESENT) and (_occurs(cues, clause, place + 1) or arises(cues, clause, place + 1)):
        return Found("planned" if kind & FUTURE else "conditional", place)
    return _may(cues, clause, place)


def _may(cues: Cues, clause: Clause, place: int) -> Found | None:
    """Return that its subject is possible, if the word at `place` begins to say so: «يمكن أن تندلع», «من المحتمل أن تقع»."""
    place += clause.word(place) == "من"
    if clause.word(place) not in cues.may or clause.word(place + 1) != "ان" or clause.kind(place - 1) & NEGATING:
        return None
    to_be = _occurs(cues, clause, place + 2) or arises(cues, clause, place + 2)
    return Found("conditional", place) if to_be else None


def _due(cues: Cues, clause: Clause, place: int) -> Found | None:
    """Return that its subject is due to occur, if the word at `place` begins to say so: «من المقرر أن تبدأ الشهر المقبل»."""
    if clause.kind(place - 1 - (clause.word(place - 1) == "من")) & BE:
        return None  # «كان من المقرر أن تبدأ»
    place += clause.word(place) == "من"
    due = clause.word(place) in cues.due and clause.word(place + 1) == "ان"
    occurs = _occurs(cues, clause, place + 2) or (
        clause.word(place + 2)[1:] == "دخل" and clause.word(place + 3) == "حيز"  # «يدخل حيز التنفيذ»
    )
    return Found("planned", place) if due and occurs else None


def _pointed_back(cues: Cues, clause: Clause, place: int) -> Found | None:
    """Return what a relative clause says of the event it points back to: «التي تعتزم الحكومة فرضها»."""
    place += bool(clause.kind(place) & BE)
    if not clause.kind(place) & GOVERNS:
        return None
    for note in cues.notes(clause.word(place)):
        # «الإرهاب الذي تصل عقوبته إلى السجن»: what takes only some events says nothing of this one.
        if note.verb and note.cue.status in ("planned", "attempted", "conditional") and not note.cue.objects:
            for back in range(place + 1, place + _BACK):
                word = clause.word(back)
                if clause.kind(back) & KNOWN and word.endswith(OWN) and _carries(cues, word):
                    return Found(note.cue.status, place)
                if not word or clause.kind(back) & (STOP | DID):
                    return None
    return None


def _carries(cues: Cues, word: str) -> bool:
    return any(not note.verb and not note.cue.status and not note.cue.head for note in cues.notes(word))
