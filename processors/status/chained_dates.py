"""Which events have a date that stands some way off: up a chain of what came of it, before «عندما», behind «منذ»?

«اقتحم سوقا عام 2016 ودهس المارة مما أسفر عن مقتل سبعة», «انهار عام 2014 عندما فر الجنود أمام تقدم المسلحين»,
«قرر القاضي في أبريل 2017، إطلاق سراحه», «لم يظهر منذ إصابته في سباق على جليد الجبل الشمالي عام 2013»
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from processors.status.clauses import Sentence
from processors.status.cues import Cues
from processors.status.dating import Date
from processors.status.kinds import (
    COMPARED,
    DATING,
    DOES,
    DURING,
    FACING,
    GOAL,
    NEGATING,
    PREPOSITION,
    RELATIVE,
    SINCE,
    STOP,
    TAKES,
    THAT,
    TODAY,
    WHEN,
    WILL,
)
from processors.status.shared_dates import bare, holds, lasts

_EFFECT = 14  # words from the verb that tells what came of something to the event
_CHAIN = 25  # words from a date to that verb
_NEAR = 2  # words behind a date that others look at
_LINK = 3  # words from a date to «عندما»
_WHEN = 16  # words from «عندما» to the event
_PART = 24  # words of a clause before its date
_HEADED = 40  # words from the head of a sentence, its date and a comma, to an event that is still of that date
_FARTHEST = max(_HEADED, _CHAIN + _EFFECT) + 1
_SINCE = 20  # words from an event behind «منذ» to its date
_TAKEN = 3  # words from «منذ» to the event
_WAS = ("وكان", "وكانت")
_OTHER = SINCE | RELATIVE | THAT | DOES | WILL | TODAY  # tells of another time than the date behind it
_WHICH = ("ما", "مما")
_NO_VERB = "قتل"  # «جريمتا قتل في البلدة»


def chained(cues: Cues, sentence: Sentence, first: int, *, verb: bool) -> int | None:
    """Return the place of the date in the past that reaches the event at `first` from afar, or None; `verb` if it is one."""
    before = bisect_left(sentence.dates, first, key=lambda date: date.at)
    date = sentence.dates[before - 1]
    if not before or date.near or first - date.at > _FARTHEST or sentence.kinds[first] & GOAL:
        return None  # «أدين بهجوم عام 2003 أدى إلى مقتل جندي، وبالتآمر لتحرير السجناء»
    if not holds(sentence, date, first) or lasts(sentence, date):
        return None
    tells = (
        _came_of(cues, sentence, date, first)
        or _when(cues, sentence, date, first)
        or (not verb and _behind_comma(cues, sentence, date, first))
        or (before == 1 and _far_below(sentence, date, first))
    )
    return date.at if tells else None


def since(cues: Cues, sentence: Sentence, first: int, last: int) -> int | None:
    """Return the place of the date in the past behind the event words[first..last] that something is counted from, or None."""
    folded, kinds, dates = sentence.folded, sentence.kinds, sentence.dates
    if not _is_counted_from(cues, sentence, first) or cues.lasting.search(folded[last]):
        return None
    behind = bisect_right(dates, last, key=lambda date: date.start)
    date = dates[behind] if behind < len(dates) else None
    if date is None or date.start - last > _SINCE or date.near or date.coming or date.onward or date.tied > last:
        return None
    other = any(kind & (TODAY | WILL | DOES | THAT | COMPARED) for kind in kinds[last + 1 : date.start])
    return None if other else date.at


def _is_counted_from(cues: Cues, sentence: Sentence, first: int) -> bool:
    """Return whether «منذ» takes the event at `first`, and not its beginning: «منذ وقوع زلزال», «منذ أبرمت الحكومة اتفاقا»."""
    for place in range(first - 1, max(first - 1 - _TAKEN, -1), -1):
        kind, word = sentence.kinds[place], sentence.folded[place]
        if kind & SINCE:
            return True
        if kind & (DATING | STOP | PREPOSITION | RELATIVE) or word in cues.beginning:
            return False
    return False


def _came_of(cues: Cues, sentence: Sentence, date: Date, first: int) -> bool:
    """Return whether a verb between tells that the event came of what happened then, and nothing that lasts brought it about."""
    folded, kinds = sentence.folded, sentence.kinds
    for place in range(first - 1, max(first - 1 - _EFFECT, date.end + _NEAR), -1):
        word = bare(folded[place])
        if word in cues.dates["outcomes"] and word != _NO_VERB:
            if date.walled >= 0 and folded[place - 1] in _WHICH:
                return False  # «مسيرات إلى قراهم التي هجروا منها عام 1948، ما أسفر عن مقتل سبعة»
            chain = range(date.end + 1, place)
            ends = len(chain) > _CHAIN or not cues.dates["lasting"].isdisjoint(folded[place + 1 : first])
            return not ends and not any(kinds[at] & (DOES | WILL) or cues.lasting.search(folded[at]) for at in chain)
        if kinds[place] & (STOP | DOES | THAT):
            return False
    return False


def _when(cues: Cues, sentence: Sentence, date: Date, first: int) -> bool:
    """Return whether a clause of when or where behind the date tells of the event."""
    folded, kinds = sentence.folded, sentence.kinds
    for place in range(date.end + 1, min(date.end + 1 + _LINK, first)):
        if folded[place] in cues.dates["details"] and folded[place - 1] not in ("في", "وفي"):
            break
    else:
        return False
    if first - place > _WHEN or (date.walled >= 0 and not kinds[place] & WHEN) or folded[place + 1][:1] == "ي":
        return False
    if bisect_right(sentence.clauses, first) > bisect_right(sentence.clauses, place):
        return False
    return not any(
        kinds[at] & (RELATIVE | THAT | WILL | DOES | NEGATING)
        or (kinds[at] & STOP and not kinds[at] & (FACING | DURING) and folded[at] not in cues.dates["beside"])
        or cues.lasting.search(folded[at])
        for at in range(place + 1, first)
    )


def _behind_comma(cues: Cues, sentence: Sentence, date: Date, first: int) -> bool:
    """Return whether the event stands right behind the comma that ends the date of its clause, and the clause is of the past."""
    marks = sentence.clauses
    if first != date.end + 1 or first not in marks:
        return False
    begin = max(
        marks[bisect_right(marks, date.start) - 1] if marks and marks[0] <= date.start else 0, date.start - _PART
    )
    return not any(
        (kind & _OTHER and word not in _WAS) or bare(word) in cues.dates["sources"]
        for kind, word in zip(sentence.kinds[begin : date.start], sentence.folded[begin : date.start], strict=True)
    )


def _far_below(sentence: Sentence, date: Date, first: int) -> bool:
    """Return whether the date stands with its comma at the head of the event's sentence, and the past is told all along."""
    kinds = sentence.kinds
    if not date.opening or date.end + 1 not in sentence.clauses or first > _HEADED or kinds[first - 1] & TAKES:
        return False
    if any(kind & (STOP | DURING) == STOP for kind in kinds[: date.start]):
        return False
    return not any(kind & (DOES | WILL | THAT | SINCE) for kind in kinds[date.end + 1 : first + 1])
