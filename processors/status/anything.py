"""Is it denied that there was any such event: «لم تعلن عن أي تقدم», «دون أن يتأثر بأي إصابة»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.cues import Cues
from processors.status.kinds import ANY, DID, DOES, GOVERNS, NEGATING, OR, RELATIVE, STOP, THAT, WILL

_COMMAS = ("،", ",", "-", "–", "—")
_FAR = 11  # words from a denial to any: «لن يترتب على المشاركة التجريبية في الدورة أي عقوبة»
_SAID_OF = 4  # words from any to an event that it is said of: «أي اهتمام بإجراء محادثات»
_WALLS = RELATIVE | STOP | DID


def is_any(clause: Clause, place: int) -> bool:
    """Return whether the word at `place` is "any", not what explains the words before a comma: «بشكل باطني، أي انفجار داخلي»."""
    if not clause.kind(place) & ANY:
        return False
    start = clause.sentence.words[place].start
    before = clause.sentence.text[max(start - 3, 0) : start].rstrip()
    return place != clause.floor or clause.word(place) != "اي" or before[-1:] not in _COMMAS


def denied(cues: Cues, clause: Clause, head: int) -> int | None:
    """Return the place of what denies any of the event at `head`, which is new to the text, or None."""
    joined = clause.kind(head - 1) & OR  # «أي حوادث أو إصابات», but not «دون أي قيد أو شرط لتفادي كارثة»
    places = range(head - 2 if joined else head, head - _SAID_OF, -1)
    new = next((place for place in places if clause.kind(place) & (ANY | DOES | _WALLS)), head)
    if not clause.kind(new) & ANY:
        return None
    for place in range(new - 1, new - _FAR, -1):
        kind = clause.kind(place)
        if kind & NEGATING or _denies(cues, clause.word(place), kind):
            return place
        ruled = clause.kind(place - 1) & (NEGATING | THAT)
        if not clause.word(place) or kind & (_WALLS | WILL) or (kind & DOES and not ruled):
            return None
    return None


def _denies(cues: Cues, word: str, kind: int) -> bool:
    return bool(kind & GOVERNS) and any(note.cue.status == "negated" for note in cues.notes(word))
