"""Does the verb of its clause only tell what may be: «قد يفتح الباب أمام حرب», «يمكن أن تكون قاعدة لهجمات»?"""

from __future__ import annotations

from processors.status.clauses import OWNED, Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import (
    ACT,
    BE,
    DID,
    DOES,
    NEGATING,
    PERHAPS,
    PERHAPS_PRESENT,
    PREPOSITION,
    RELATIVE,
    STOP,
    THAT,
    WILL,
)
from processors.status.path import Found, is_definite
from processors.status.whoever import whoever
from processors.status.wordlists import listed, parts
from processors.words.affixes import PRESENT, PROCLITICS

_FAR = 9  # words from a verb that may be to an event new to the text
_OPEN_TO = ("امام", "نحو")  # «يفتح الباب أمام حرب», «يدفع البلاد نحو حرب»
_ABOUT = listed("possible", "about")
_WALLS = RELATIVE | NEGATING | WILL | PERHAPS | PERHAPS_PRESENT | THAT
_ALL = frozenset(("من", "ما"))  # «كل من يهاجم»
_OPENS = PERHAPS | PERHAPS_PRESENT | THAT
_WITHIN = ("في", "من", "مع")
_SURELY = parts("possible", "surely")
_SHE = ("ة", "ها", "ات", "التي")  # a past verb behind these would end in ت


def possible(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that the event at `at`, new to the text, is what somebody or something may do, meet or bring about."""
    start = max(at - _FAR - 1, clause.floor)
    if not clause.before(at, beyond=False) & _OPENS and _ALL.isdisjoint(clause.words[start:at]):
        return None  # so it is for most
    # «قد يعطي حجة للانسحاب», but not «يغير المسار المتصاعد للاحتجاجات»
    aim = (
        proclitic in ("ل", "لل")
        and not clause.word(at).endswith("ات")
        and not clause.kind(at - 1) & (DOES | PREPOSITION)
    )
    if not aim and (is_definite(proclitic) or _is_known(cues, clause, at)):
        return None
    within = False  # «فاز في انتخابات»: what is told of may be known
    for place in range(at - 1, at - 1 - _FAR, -1):
        word, kind = clause.word(place), clause.kind(place)
        if not word or kind & _WALLS or word in _ABOUT or (kind & STOP and word not in _OPEN_TO):
            return None
        if clause.kind(place - 1) & _OPENS or kind & (DID | DOES):
            return None if within and kind & (BE | DID) else _may(cues, governors, clause, place)
        within = within or word in _WITHIN
    return None


def _may(cues: Cues, governors: Governors, clause: Clause, place: int) -> Found | None:
    """Return that the verb at `place` tells what may be, if the word before it says so."""
    kind, before = clause.kind(place), clause.kind(place - 1)
    if before & PERHAPS_PRESENT:
        return Found("conditional", place - 1) if _is_present(cues, clause, place) else None
    if before & PERHAPS:
        return Found("conditional", place - 1) if kind & (DID | DOES) else None
    if (whose := whoever(clause, place)) is not None:
        return whose  # «كل من يرتكب جرائم حرب»
    wished = kind & DOES or (clause.word(place)[:1] in ("ت", "ن") and not kind & (ACT | DID))
    if not (before & THAT and wished and clause.word(place - 1).endswith("ان")):
        return None
    found = governors.of_verb(clause, place, "ي")
    return found if found is not None and found.status == "conditional" else None


def _is_known(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether the event at `at` is that of somebody or something known: «هجوم الأمس», «إعلان وقف القتال»."""
    if clause.word(at).endswith(OWNED):
        return True
    for place in (at + 1, at + 2):
        if is_definite_word(clause.word(place)) or clause.word(place) in cues.owners:
            return True
        if clause.kind(place) & (PREPOSITION | STOP | DID | DOES) or clause.word(place).endswith("ة"):
            return False
    return False


def _is_present(cues: Cues, clause: Clause, place: int) -> bool:
    """Return whether the word at `place`, behind قد, is a verb of the present: «قد تؤدي», but not «قد تولى»."""
    word, kind = clause.word(place), clause.kind(place)
    if kind & DOES or word[:1] not in ("ت", "ن") or kind & DID:
        return bool(kind & DOES)
    if clause.word(place - 1) != "قد":
        return word.startswith(_SURELY)  # «وقد توجه»
    if clause.word(place - 2).endswith(_SHE):
        return True
    verbs = [PROCLITICS[note.proclitic] & PRESENT for note in cues.notes(word) if note.verb]
    return bool(verbs) and all(verbs)
