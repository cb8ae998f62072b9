"""What reaches an event over the "this" before it: «لوقف هذه الحرب», «يستعد الفريق لهذه المواجهة»?"""

from __future__ import annotations

from processors.status.clauses import Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.kinds import GOVERNS, KNOWN
from processors.status.wordlists import listed

THIS = listed("pointing", "this")
LIKE = frozenset(("مثل", "لمثل", "بمثل"))
_TO_THIS = frozenset(preposition + this for preposition in "بل" for this in THIS) - {"لذلك"}  # that is "therefore"


def reaches(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether a "this" stands at `at`, behind a noun that stops the event or brings it about, or makes it one of a kind.

    «لوقف هذه الحرب», «إجراء هذه الانتخابات», «مثل هذه الهجمات»
    """
    if clause.word(at) not in THIS:
        return False
    if clause.word(at - 1) in LIKE:
        return True
    notes = cues.notes(clause.word(at - 1)) if clause.kind(at - 1) & KNOWN else ()
    return any(
        not note.verb and (note.cue.status == "prevented" or (note.cue.purpose and not note.cue.bound))
        for note in notes
    )


def takes_to(clause: Clause, at: int) -> bool:
    """Return whether a "to this" stands at `at`, behind a word that may take it: «الإعداد لهذه الانتخابات»."""
    if clause.word(at) not in _TO_THIS:
        return False
    subject = is_definite_word(clause.word(at - 1)) and clause.kind(at - 2) & GOVERNS
    return bool(subject or clause.kind(at - 1) & KNOWN)
