"""What does the mood of its verb say of an event new to the text: «إذا طورت قنبلة», «لم يحقق تقدما», «قد يضمنه اتفاق»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.governing import SUPPOSED, Governors
from processors.status.kinds import (
    ACT,
    ANY,
    BE,
    DID,
    DOES,
    KNOWN,
    MOODS,
    NEGATING,
    PERHAPS_PRESENT,
    PREPOSITION,
    RELATIVE,
    STOP,
    SUPPOSES,
    THAT,
    WILL,
)
from processors.status.path import Found, is_definite
from processors.words.affixes import PRESENT, PROCLITICS

_DEAD = ("شهداء", "شهيدا")  # «أن يتقبلهم شهداء»: what they are already
_THERE = ("هناك", "ثمه")
_VERB = 3  # letters of a verb of the present; «تم» is none
_NEW = 3  # words from a verb to an object new to the text


def wished(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether right before `at` stands أن with a verb that hands on what is said of it: «على أن يتم تسليمها»."""
    verb = at - 1 - (not clause.kind(at - 2) & THAT)
    return bool(clause.kind(verb - 1) & THAT) and any(
        note.verb and not note.cue.status and PROCLITICS[note.proclitic] & PRESENT
        for note in cues.notes(clause.word(verb))
    )


def in_mood(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str, *, action: bool) -> Found | None:
    """Find the mood of the verb whose object the event may be: it counts for an event new to the text."""
    known = is_definite(proclitic) or clause.word(at).endswith(OWNED)
    if "ل" in proclitic.replace("ال", "") or (known and not action):
        return None
    for place in range(at - 1, at - SUPPOSED - 1, -1):
        kind = clause.kind(place)
        found = None
        if not known and kind & THAT and action and not proclitic:
            found = _wanted(governors, clause, place, at)
        if not known and kind & MOODS:
            found = found or _mood(clause, place, at, proclitic, action=action)
        if found is not None:
            return found
        # «إذا طورت إيران قنبلة», «إذا كانت هناك هجمات», but not «إذا كانت إقالة المدرب خطأ»
        acts = kind & DID and (not kind & BE or clause.word(place + 1) in _THERE)
        supposed = acts and place >= at - _NEW and _opens(cues, clause, place, at)
        what = clause.word(place) == "ما" and clause.word(place - 1).endswith("اذا")  # «إذا ما كانت هناك أدلة فساد»
        if not clause.word(place) or (kind & (RELATIVE | THAT | STOP | DID) and not supposed and not what):
            return None
    return None


def _opens(cues: Cues, clause: Clause, verb: int, at: int) -> bool:
    """Return whether an if stands before the past verb at `verb`, and the event at `at` is not that of somebody known."""
    before = verb - 1 - (clause.word(verb - 1) == "ما")
    after = clause.word(at + 1)
    return bool(clause.kind(before) & SUPPOSES) and not (is_definite_word(after) or after in cues.owners)


def _mood(clause: Clause, place: int, at: int, proclitic: str, *, action: bool) -> Found | None:
    """Return the mood that the word at `place` gives the new event at `at`."""
    kind = clause.kind(place)
    if kind & SUPPOSES and clause.supposes(place):
        return Found("conditional", place)
    if kind & NEGATING and (clause.kind(at - 1) & ANY or (place == at - 2 and _is_lacking(clause, at, proclitic))):
        return Found("negated", place)
    # «قد تولد عنفا»
    object_of = kind & PERHAPS_PRESENT and place == at - 2 and clause.word(at).endswith("ا")
    if object_of or (action and proclitic[:1] != "و" and place >= at - 3):
        if kind & WILL:
            return Found("planned", place) if place >= at - 2 else None
        return _helped(clause, place, at) if not proclitic and place < at - 1 else None
    return None


def _is_lacking(clause: Clause, at: int, proclitic: str) -> bool:
    """Return whether the event at `at` is what a denied verb before it has not: «لم يختبروا صاروخا», «لا يعاني إصابات خطيرة»."""
    word, after = clause.word(at), clause.word(at + 1)
    alone = not after or after.endswith(("ة", "ه")) or clause.kind(at + 1) & PREPOSITION
    new = word.endswith("ا") or (word.endswith("ات") and not proclitic and alone)
    return bool(new) and not clause.word(at - 1).endswith("زال")  # «لا يزال محاصرا»


def _wanted(governors: Governors, clause: Clause, that: int, at: int) -> Found | None:
    """Return what is said of the verb right behind the أن at `that` if the new event at `at` is its subject or object."""
    if clause.word(at) in _DEAD or not clause.word(that).endswith("ان"):
        return None
    verb = clause.word(that + 1)
    if verb[:1] not in ("ي", "ت", "ن") or len(verb) < _VERB or clause.kind(that + 1) & ACT:
        return None
    if not (at == that + 2 or (at == that + 3 and is_definite_word(clause.word(at - 1)))):
        return None
    found = governors.of_verb(clause, that + 1, "ي")
    return found if found is not None and found.status in ("planned", "conditional") else None


def _helped(clause: Clause, place: int, at: int) -> Found | None:
    """Return the mood of the particle at `place` if its verb has the new event at `at` as subject or object.

    «قد يضمنه اليوم اتفاق», «لم يحقق الجيش تقدما».
    """
    kind, verb, before = clause.kind(place), clause.word(place + 1), is_definite_word(clause.word(at - 1))
    present = clause.kind(place + 1) & DOES or (verb[:1] in ("ت", "ن") and not clause.kind(place + 1) & KNOWN)
    if not present or not (before or place == at - 2):
        return None
    if kind & NEGATING:
        lacks = before and clause.word(at).endswith("ا") and not clause.word(place).endswith("ا")
        return Found("negated", place) if lacks else None
    return Found("conditional" if kind & PERHAPS_PRESENT else "planned", place)
