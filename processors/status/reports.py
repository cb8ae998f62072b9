"""Is the event only what others report, and is that denied or a rumour: «نفت الوزارة ما تردد عن اعتقاله», «نبأ خطفها غير صحيح»?"""

from __future__ import annotations

from processors.status.clauses import Clause, is_definite_word
from processors.status.cues import Cues
from processors.status.governing import Governors
from processors.status.kinds import DID, DOES, NEGATING, OTHER, PREPOSITION, RELATIVE, STOP, THAT
from processors.status.path import Found, Reading

_SUBJECT = 3  # words from أن to the verb of the event
_REPORT = 12  # words from the link to the report: «الأنباء التي تداولتها حسابات على الشبكة عن اعتقاله»
_NEAR = 3  # from an أن
_DENIAL = 8  # words from a report to who denies it
_CALLED = 16  # words from an event to what its report is called at the end
_PROCLITICS = "وفبل"
_NO = ("لا", "ولا", "فلا")
_WITHOUT = ("دون", "عدم")  # «دون ورود أنباء»


def reported(cues: Cues, governors: Governors, clause: Clause, first: int, reading: Reading) -> Found | None:
    """Return what is said of the report that tells of the event at `first`, or None where no report is doubted."""
    if not clause.sentence.reports:
        return None
    report = _report(cues, governors, clause, first, reading)
    if report is None:
        return None
    denied = _denied(cues, clause, report)
    untrue = _untrue(cues, clause, report, first) if denied is None else denied
    if untrue is not None:
        return Found("negated", untrue)
    for place in (report + 1, report + 2):
        if clause.kind(place) & OTHER and clause.word(place + 1) in cues.reports["unconfirmed"]:
            return Found("conditional", place + 1)  # «أنباء غير مؤكدة عن مقتله»
    return Found("conditional", report) if _bare(clause.word(report)) in cues.reports["rumours"] else None


def _report(cues: Cues, governors: Governors, clause: Clause, first: int, reading: Reading) -> int | None:
    """Return the place of the report of which the event at `first` is told."""
    head, proclitic = (first, "") if reading.verb else governors.top(clause, first, reading.proclitic)
    if head < first and _is_report(cues, clause, head):
        return head  # «أنباء عن وقوع إصابات»
    if not reading.verb and _is_report(cues, clause, head - 1) and not is_definite_word(clause.word(head - 1)):
        return head - 1  # «نبأ خطفها»
    link = _that(clause, first) if reading.verb else _link(cues, clause, head, proclitic)
    if link is None:
        return None
    near = link == head or clause.kind(link) & THAT
    for place in range(link - 1, max(link - (_NEAR if near else _REPORT), clause.floor) - 1, -1):
        word, kind = clause.word(place), clause.kind(place)
        if _is_report(cues, clause, place):
            return place
        if kind & THAT or (word[:1] == "و" and kind & (DID | DOES)):
            return None  # «نفى الأنباء وأكد أن»
    return None


def _that(clause: Clause, verb: int) -> int | None:
    """Return the place of the أن before a verb, its subject between: «الأنباء التي تقول إن مسلحين هاجموا»."""
    return next((at for at in range(verb - 1, verb - 2 - _SUBJECT, -1) if clause.kind(at) & THAT), None)


def _link(cues: Cues, clause: Clause, head: int, proclitic: str) -> int | None:
    """Return the place of what links a noun with the report that tells of it: «أنباء عن خطفها», «بلاغ بخطفها»."""
    if proclitic.lstrip("وف")[:1] == "ب":
        return head
    link = clause.word(head - 1)
    # «أخبار كاذبة بشأن الانتخابات» says nothing of whether they are held
    about = link in cues.reports["about"] and is_definite_word(clause.word(head))
    return head - 1 if link in cues.reports["links"] and not about else None


def _is_report(cues: Cues, clause: Clause, place: int) -> bool:
    """Return whether a report stands at `place`: «الأنباء», «ما تردد»."""
    word = clause.word(place)
    if _bare(word) in cues.reports["nouns"] or word in cues.reports["nouns"]:
        return "وكال" not in clause.word(place - 1)  # «وكالة الأنباء»
    return word in cues.reports["told"] and _bare(clause.word(place - 1)) in cues.reports["what"]


def _denied(cues: Cues, clause: Clause, report: int) -> int | None:
    """Return the place of the word that denies the report."""
    new = not is_definite_word(clause.word(report))
    if new and clause.word(report - 1) in _NO:
        return report - 1  # «ولا أنباء عن إصابات»
    for place in range(report - 1, max(report - _DENIAL, clause.floor) - 1, -1):
        word, kind = clause.word(place), clause.kind(place)
        if any(note.cue.status == "negated" and note.cue.wide for note in cues.notes(word)):
            return None if any(part in word for part in cues.reports["rules_out"]) else place
        if word in cues.reports["no"] and clause.word(place - 1) in _NO:
            return place
        if word in cues.reports["comes"]:  # not «لم ترد الوزارة على أنباء»
            lacks = clause.kind(place - 1) & NEGATING or _bare(clause.word(place - 1)) in _WITHOUT
            return place if lacks and new and not clause.kind(report - 1) & PREPOSITION else None
        if kind & (THAT | RELATIVE | DID | DOES | STOP) and word not in cues.reports["what"]:
            return None
    return None


def _untrue(cues: Cues, clause: Clause, report: int, first: int) -> int | None:
    """Return the place of the word that says that the report is untrue, right behind it or at the end."""
    lists, words = cues.reports, clause.words
    for place in range(report + 1, min(report + 3, first)):
        if words[place] in lists["untrue"]:
            return place
    for place in range(first + 1, min(first + _CALLED, len(words))):
        word, before = words[place], words[place - 1]
        if word in lists["untrue"] or word in lists["called"] or _bare(word) in lists["bare"]:
            return place
        if (before == "غير" and word in lists["not_so"]) or (before in _NO and word in lists["no"]):
            return place
    return None


def _bare(word: str) -> str:
    return word[1:] if word[:1] in _PROCLITICS else word
