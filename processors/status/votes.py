"""Is a vote or a match still to come because a verb of the future tells of it: «سيخوض الحزب الانتخابات»?"""

from __future__ import annotations

from processors.status.clauses import Clause
from processors.status.contests import was_held
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import BE, DID, EVE, FUTURE, RELATIVE, STOP, THAT, WILL
from processors.status.path import Found, is_definite
from processors.status.wordlists import any_part

_FAR = 8  # words from a verb to what it tells of
_NEAR = 4  # to a match
_AFTER = 4  # words behind it that may say that it was
_VOTES = any_part("votes", "votes")
_KNOWN = any_part("votes", "known")
_TAKING_PART = any_part("votes", "taking_part")
_SOON = any_part("votes", "soon")
_WALLS = RELATIVE | STOP | DID


def to_be_held(cues: Cues, governors: Governors, clause: Clause, at: int, proclitic: str) -> Found | None:
    """Return that what is held at `at` is still to be: its eve is told of, or a verb of the future stands before it, else None."""
    word = clause.word(at)
    vote, soon = _VOTES.search(word), _SOON.search(word)
    known = is_definite(proclitic) and proclitic[:1] != "و" and _KNOWN.search(word)
    if not (vote or soon or known) or _was(cues, clause, at):
        return None
    if soon and clause.sentence.every & EVE:
        for place in (at, governors.top(clause, at, proclitic)[0]):  # «قبيل فرض عقوبات»
            if clause.kind(place - 1) & EVE:
                return Found("planned", place - 1)
    taking = _taking_part(governors, clause, at) if vote else None
    return taking or (_foretold(cues, governors, clause, at, vote=bool(vote)) if vote or known else None)


def _foretold(cues: Cues, governors: Governors, clause: Clause, at: int, *, vote: bool) -> Found | None:
    """Return that a verb of the future or a wish before it tells of what is held at `at`."""
    for place in range(at - 1, at - 1 - (_FAR if vote else _NEAR), -1):
        word, kind = clause.word(place), clause.kind(place)
        if kind & (WILL | FUTURE) or word in ("لن", "ولن"):
            goes_on = word.lstrip("وف")[1:].startswith(cues.lasts_on)
            return None if goes_on else Found("planned", place)
        if kind & THAT and word.endswith("ان"):
            match = "مواجه" in clause.word(at)  # it may be of arms: «يخشى أن تهدد المواجهة الاستقرار»
            return None if match else _wished(governors, clause, place + 1)
        if not word or kind & _WALLS or word in cues.results:
            return None
    return None


def _taking_part(governors: Governors, clause: Clause, at: int) -> Found | None:
    """Return that somebody wants or tries to take part in the vote at `at`: «مستعد للمشاركة في الانتخابات»."""
    place = at - 1 - (clause.word(at - 1) in ("في", "الي", "هذه"))
    part = clause.word(place)
    if not _TAKING_PART.search(part):
        return None
    own = "ل" if part[:1] == "ل" else part[0] if part[:1] == "ب" else ""
    found = governors.of_noun(clause, place, own) or governors.far(clause, place, own)
    open_to = found is not None and found.at < place and found.status in ("planned", "attempted")
    return Found("planned", found.at) if found is not None and open_to else None


def _wished(governors: Governors, clause: Clause, verb: int) -> Found | None:
    """Return that it is to come if the verb right behind an أن is hoped for or expected: «يتوقع أن تشهد الانتخابات إقبالا»."""
    if clause.word(verb)[:1] not in ("ي", "ت", "ن") or clause.kind(verb) & BE:
        return None
    found = governors.of_verb(clause, verb, "ي")
    wished = found is not None and found.at < verb - 1 and found.status in ("planned", "conditional")
    return Found("planned", found.at) if found is not None and wished else None


def _was(cues: Cues, clause: Clause, at: int) -> bool:
    """Return whether the words behind it say that it has been, or goes on: «الانتخابات الأخيرة», «التي جرت»."""
    for place in range(at + 1, at + 1 + _AFTER):
        word = clause.word(place)
        if word in cues.been or word in cues.in_force or word in cues.dates["last"]:
            return True
        if clause.kind(place) & RELATIVE:
            return was_held(cues, clause, place)
    return False
