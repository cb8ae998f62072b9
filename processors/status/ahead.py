"""Is something still to be because what comes before it is only to come: «سيعرض التقرير قبل أن تصوت اللجنة»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import EVES, Cues, Note
from processors.status.kinds import DID, DOES, FUTURE, GOVERNS, KNOWN, RELATIVE, THAT, WILL
from processors.status.path import Found

_FAR = 18  # words from what comes first to «قبل»
_TOLD = 5  # words before أن that may tell a fact


def wished(cues: Cues, clause: Clause, at: int) -> Found | None:
    """Return that a verb of the present right after أن is yet to be, unless a fact is told: «قبل أن يهاجم»."""
    noun = clause.word(at).endswith("ا") and not clause.word(at).endswith("وا")  # «إن تقدما تحقق»
    if noun or not clause.kind(at - 1) & THAT or not clause.word(at - 1).endswith("ان"):
        return None
    if clause.word(at - 2) in EVES:
        return Found("planned", at - 2) if _is_ahead(clause, at - 2, cues) else None
    for place in range(at - 2, at - 2 - _TOLD, -1):
        word, kind = clause.word(place), clause.kind(place)
        if word in cues.facts or (word[:1] in ("و", "ف", "ب") and word[1:] in cues.facts):
            return None
        # «يجب أن يرتقي الفريق وأن يستعيد»: the verb of the first أن tells no fact.
        notes = cues.notes(word) if kind & KNOWN and not clause.kind(place - 1) & THAT else ()
        if any(note.verb and note.cue.status in ("planned", "conditional") for note in notes):
            break  # «توصلا إلى اتفاق يفترض بموجبه أن تنسحب»
        if any(note.verb and not note.cue.status for note in notes):
            return None  # «تمكن الجيش من أن يسيطر»
    return Found("planned", at - 1)


def before_it(cues: Cues, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that the act at `at` right behind «قبل» is still to be: «سيسلم الوفد ملفه قبل إغلاق الباب»."""
    if clause.word(at - 1) not in EVES or clause.word(at - 2) in ("من", "ما"):
        return None
    own = not proclitic or cues.awaited.search(clause.word(at))  # «قبل الدخول» may be each time
    return Found("planned", at - 1) if own and _is_ahead(clause, at - 1) else None


def _is_ahead(clause: Clause, before: int, cues: Cues | None = None) -> bool:
    """Return whether the verb that the «قبل» at `before` belongs to tells what is to come, or with `cues` what is wanted."""
    if before == clause.floor and before:
        clause = clause.around(before - 1)  # «سيعرض التقرير، قبل أن تصوت اللجنة»
    for place in range(before - 1, before - 1 - _FAR, -1):
        word, kind = clause.word(place), clause.kind(place)
        if kind & (WILL | FUTURE) or word in ("لن", "ولن", "فلن"):
            return not clause.was(place)
        if cues and kind & GOVERNS and any(_is_wanted(note) for note in cues.notes(word)):
            return not clause.was(place)
        if cues and kind & DOES and clause.kind(place - 1) & THAT and clause.word(place - 1).endswith("ان"):
            return clause.word(place - 2) not in cues.facts  # «يتوقع أن تستغرق سنوات، قبل أن تهاجم»
        if not word or kind & (DID | DOES | RELATIVE | THAT):
            return False
    return False


def _is_wanted(note: Note) -> bool:
    """Return whether the word is a verb that tells what somebody wants or must do: «يعتزم», «يجب»."""
    return note.verb and note.cue.status == "planned" and note.cue.pairs
