"""Which events have the date of another one in their sentence: what came of it, what had led to it, what came next?

«هجوم عام 2015، مما أسفر عن مقتل العشرات», «سقط النظام عام 2003 بعد حرب», «وصلوا عام 2012، وهاجموا الميناء»
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from processors.status.clauses import Sentence
from processors.status.dating import Date
from processors.status.kinds import DID, DOES, GOAL, RELATIVE, SINCE, STOP, THAT, TODAY, WHEN, WILL

_LINK = 2  # words from a date to the verb that tells what came of it: «عام 2015، والتي أسفرت»
_EFFECT = 14  # words from that verb to the event
_WHY = 6  # words from a date to why it came to that: «عام 2015 دعما للحكومة بعدما»
_CAUSE = 4  # words from «بعد» to the event: «بعد أشهر من الغزو»
_SOURCE = 6  # words from «حسب» to the date of a source
_BEFORE = ("قبل", "قبيل")
_NOW = "وذلك"  # what follows explains the whole sentence: «العودة إلى هدنة 2014، وذلك بعد القصف»
_NEXT = 14  # words from the verb of the next clause to the event
_LEAD = 3  # words: «وفي ثمانينيات القرن الماضي»
_PART = 20  # words from a date to an event in the part of the sentence that it heads
_FARTHEST = 25  # words from a date to the farthest event that it may reach
_SINCE = 9  # words before a date that may say that something lasts since


def shared(sentence: Sentence, lists: Mapping[str, frozenset[str]], first: int, *, past: bool) -> int | None:
    """Return the place of the date in the past that the event at `first` has by way of another event, or None.

    `lists` are the words of dates; `past` if the event is a verb of the past.
    """
    before = bisect_left(sentence.dates, first, key=lambda date: date.at)
    date = sentence.dates[before - 1]
    if not before or first - date.end > _FARTHEST or not holds(sentence, date, first):
        return None
    tells = _goes_on(sentence, lists, date, first, past=past) or (
        not lasts(sentence, date)
        and (
            _follows(sentence, lists, date, first)
            or _precedes(sentence, lists["causes"], date, first)
            or _heads(sentence, lists, date, first)
        )
    )
    return date.at if tells else None


def holds(sentence: Sentence, date: Date, first: int) -> bool:
    """Return whether the date is one of the past, of an event, and nothing newer is told behind it."""
    if date.coming or date.onward or date.tied >= 0:
        return False
    return not any(kind & (TODAY | WILL) for kind in sentence.kinds[date.at + 1 : first])


def lasts(sentence: Sentence, date: Date) -> bool:
    """Return whether something lasts since the date: «منذ هجوم عام 2013»."""
    return any(kind & SINCE for kind in sentence.kinds[max(date.start - _SINCE, 0) : date.start])


def _follows(sentence: Sentence, lists: Mapping[str, frozenset[str]], date: Date, first: int) -> bool:
    """Return whether the event came of the dated one: «مما أدى إلى إصابة أربعة»."""
    folded, kinds = sentence.folded, sentence.kinds
    for place in range(date.end + 1, min(date.end + 2 + _LINK, first)):
        if bare(folded[place]) in lists["outcomes"]:
            between = kinds[place + 1 : first]
            lasts = not lists["lasting"].isdisjoint(folded[place + 1 : first])  # «ما أدى إلى استمرار التوتر»
            return first - place <= _EFFECT and not lasts and not any(kind & (STOP | DOES | THAT) for kind in between)
    return False


def _precedes(sentence: Sentence, causes: frozenset[str], date: Date, first: int) -> bool:
    """Return whether the event came before the dated one: «عام 2003، إثر هجوم»."""
    folded, kinds, marks = sentence.folded, sentence.kinds, sentence.clauses
    for place in range(date.at + 1, min(date.at + 1 + _WHY, first)):
        far = place > date.at + _LINK
        passed = kinds[place - 1] & (STOP | DID | DOES | RELATIVE | THAT) or any(
            date.at < mark <= place for mark in marks
        )
        if folded[place] == _NOW or (far and (passed or date.near or date.walled >= 0)):
            return False
        if bare(folded[place]) in causes and not (far and folded[place] in _BEFORE):
            between = kinds[place + 1 : first]
            return first - place <= _CAUSE and not any(kind & (STOP | DID | DOES) for kind in between)
    return False


def _heads(sentence: Sentence, lists: Mapping[str, frozenset[str]], date: Date, first: int) -> bool:
    """Return whether the date stands at the head of the event's part of the sentence: «وفي عام 1985، أدى», «ففي 1985 أدى», «عندما فاز عام 2017، غادر»."""
    folded, marks = sentence.folded, sentence.clauses
    if date.near or first - date.at > _PART or sentence.kinds[first] & GOAL:
        return False  # «ففي مارس 2013 وقعت عقدا مع المصنع، لإطلاق مسبار»
    begin = next((place for place in range(date.start, date.start - _LEAD, -1) if place in marks), 0)
    opens = begin > max(date.walled, 0) and folded[begin][:1] in ("و", "ف") and folded[begin][1:] in lists["during"]
    mark = bisect_right(marks, date.at)
    sudden = (
        date.walled < 0
        and bool(sentence.kinds[0] & WHEN)
        and not sentence.kinds[1] & DOES
        and mark < len(marks)
        and mark == bisect_right(marks, 0)
    )
    if sudden:
        begin = marks[mark]
        sudden = begin - date.at <= _LINK + 1 and begin <= first and not sentence.kinds[begin] & (DOES | WILL)
    return opens or sudden


def _goes_on(sentence: Sentence, lists: Mapping[str, frozenset[str]], date: Date, first: int, *, past: bool) -> bool:
    """Return whether the clause behind the date goes on with its event: «عام 2012، وهاجموا الميناء», «حيث هاجموا»."""
    place = date.at + 1
    if date.walled >= 0 or first - place > _NEXT:
        return False
    kinds, word = sentence.kinds, sentence.folded[place]
    if any(bare(word) in lists["sources"] for word in sentence.folded[max(date.start - _SOURCE, 0) : date.start]):
        return False  # «حسب أرقام عام 2017، قصفت الطائرات»
    verb = kinds[place] & DID or (past and place == first) or (word == "وقد" and not kinds[place + 1] & DOES)
    told = (verb and place in sentence.clauses) or word in lists["details"]
    began = kinds[place] & WHEN or not lasts(sentence, date)
    return bool(told and began) and not any(
        kind & (STOP | RELATIVE | THAT | DOES | WILL) for kind in kinds[place + 1 : first]
    )


def bare(word: str) -> str:
    """Return `word` without «and» before it."""
    return word[1:] if word[:1] in ("و", "ف") and len(word) > 3 else word
