"""When is an event told to have been, or to be: «هجوم عام 2003», «قبل عشر سنوات», «الانتخابات العام المقبل»?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from processors.status.dating import Date
from processors.status.kinds import (
    ACT,
    ARTICLE,
    BRINGS,
    COMPARED,
    CONTEST,
    DID,
    DOES,
    DURING,
    FACING,
    GOAL,
    KNOWN,
    PREPOSITION,
    RELATIVE,
    SINCE,
    STOP,
    THAT,
    TODAY,
    WHEN,
    WILL,
)

_AFTER, _BEFORE = 10, 6  # words between an event and its date
_FAR = 15  # words between a verb of the past and its date
_SURE = 7  # words: farther on, a verb or another phrase between takes the date for itself
_APART = 3  # words between an event and a date in the next clause
_HEADED = 25  # words
_ORDINAL = 2  # words: «القرن العشرين»
_ADJECTIVES = 3  # words that describe an event before its bare year
_ITS_OWN = 2  # words from a date to the verb of its clause


def recalled(
    dates: Sequence[Date],
    kinds: Sequence[int],
    clause: tuple[int, int],
    first: int,
    last: int,
    *,
    action: bool,
    past: bool,
) -> int | None:
    """Return the place of the date in the past that the event words[first..last] has, or None.

    `action` if it is an act, no thing or person, `past` if a verb of the past whose subject or object follows at once;
    `clause` is where the event's clause begins and ends. A date in the
    relative clause of another noun dates that clause: «مقتل القيادي الذي شارك في حرب 2006».
    """
    if first <= _HEADED and not (dates[0].coming or dates[0].onward) and _opens(dates[0], kinds, first):
        return dates[0].at
    for date in _around(dates, first, last):
        if date.coming or date.onward:
            if date.onward and not date.coming and date.at + 2 <= first <= date.at + 3:
                return date.at
            continue
        if date.start < first and date.at == last + 1:
            return date.at  # «في حرب 1948»
        after = last < date.start and _follows(date, kinds, clause[1], last, action=action, past=past)
        when = 0 < clause[0] - date.at <= _ORDINAL and kinds[clause[0]] & WHEN
        if after or (not date.near and (when or clause[0] <= date.start) and _leads(date, kinds, first)):
            return date.at
    return None


def coming(dates: Sequence[Date], kinds: Sequence[int], clause: tuple[int, int], first: int, last: int) -> int | None:
    """Return the place of the date in the future that the event words[first..last] has, or None.

    `clause` is where the event's clause begins and ends. What the event is for takes a date behind it:
    «اتفاق لإجراء انتخابات العام المقبل».
    """
    for date in _around(dates, first, last):
        if date.onward and date.coming and all(each.coming for each in dates) and date.at + 2 <= first <= date.at + 3:
            return date.at
        if not date.coming or date.onward:
            continue
        # «تستهل موسمها الجمعة المقبل بمواجهة»
        if not date.near and date.at == first - 1 and not any(kind & DID for kind in kinds[clause[0] : date.start]):
            return date.at
        beyond = date.start >= clause[1]
        if beyond and any(kind & (WILL | DOES | DID) for kind in kinds[date.at + 1 : date.at + 1 + _ITS_OWN]):
            return None  # «بعد عقود من الحظر، وفي 24 يونيو سيسمح للنساء بالقيادة»
        # «مواجهة ضيفه في نهائي كأس القارات لكرة القدم يوم السبت المقبل»
        far = _FAR if kinds[first] & CONTEST else _AFTER
        reach = 1 if date.near else _BEFORE if beyond else far
        if last < date.start <= last + reach and date.walled <= last and _faced(kinds, last, date.start):
            aimed = any(kind & GOAL for kind in kinds[last + 1 : date.start]) or _at_another(kinds, last, date.start)
            return None if aimed else date.at
    return None


def _at_another(kinds: Sequence[int], last: int, end: int) -> bool:
    """Return whether the event that ends at `last` is about another that is done before `end`: «الاتفاق على بدء التعاون»."""
    if last + 2 >= end or not kinds[last + 1] & PREPOSITION:
        return False
    about = kinds[last + 2]
    return bool(about & (ACT | BRINGS | KNOWN)) and not about & ARTICLE


def _around(dates: Sequence[Date], first: int, last: int) -> Sequence[Date]:
    """Return the dates near enough to words[first..last] to date them."""
    begin = bisect_left(dates, first - _BEFORE, key=lambda date: max(date.start, date.at - 1))
    return dates[begin : bisect_right(dates, last + _FAR, lo=begin, key=lambda date: date.start)]


def _follows(date: Date, kinds: Sequence[int], ceiling: int, last: int, *, action: bool, past: bool) -> bool:
    """Return whether the event that ends at `last` has the date behind it."""
    # «الهجوم الوحشي الذي وقع عام 2012»
    adjectives = action and bool(date.walled == last + 2 and kinds[last] & kinds[last + 1] & ARTICLE)
    # «خطفت تلميذات، سنة 2014»: a date right behind the comma is still the event's.
    # «انتخابات الرئاسة 2016»
    # «الانتخابات الرئاسية الفرنسية 2017»
    between = kinds[last + 1 : min(date.start, last + 1 + _ADJECTIVES)]
    described = date.start <= last + 1 + _ADJECTIVES and all(kind & ARTICLE for kind in between)
    owned = action and (
        described or (date.start == last + 2 and not kinds[last + 1] & (PREPOSITION | STOP | DID | DOES))
    )
    reach = (
        (_ADJECTIVES + 1 if owned else 1)
        if date.near
        else (_FAR if past else _AFTER)
        if date.start < ceiling
        else _SURE
        if date.start <= ceiling + 2
        else _APART
    )
    if any(kind & (SINCE | COMPARED) for kind in kinds[last + 1 : date.start]):
        return False  # «أكبر احتجاج منذ انتخابات عام 2009», «هجوم كما حدث عام 2009»
    owned_by = kinds[last + 1] & ARTICLE and not kinds[last] & ARTICLE
    if date.tied > last and (past or owned_by or any(kind & PREPOSITION for kind in kinds[last + 1 : date.start])):
        return False  # «الانسحاب من الاتفاق المبرم عام 2015», «إنقاذ الاتفاق المبرم عام 2015»
    if date.start > last + reach or date.walled > last + 1 + adjectives:
        return False
    if date.start > last + _AFTER and any(kind & (THAT | RELATIVE) for kind in kinds[last + 1 : date.start]):
        return False  # «اعترف الرجل بأنه دفع المبلغ للممثلة قبل الاقتراع بأيام في عام 2016»
    return date.start <= last + _SURE or _plain(kinds, last, date.start, past=past)


def _leads(date: Date, kinds: Sequence[int], first: int) -> bool:
    """Return whether the date before it is that of an event at `first`, and not yet of another day."""
    return date.at < first and date.tied < 0 and not any(kind & TODAY for kind in kinds[date.at + 1 : first])


def _opens(date: Date, kinds: Sequence[int], first: int) -> bool:
    """Return whether the date at the head of a sentence dates what stands at `first`; «حسب إحصاءات عام 2017» does not."""
    if date.near or not date.opening or any(kind & (STOP | DURING | TODAY) == STOP for kind in kinds[: date.start]):
        return False
    return _leads(date, kinds, first)


def _plain(kinds: Sequence[int], last: int, end: int, *, past: bool) -> bool:
    """Return whether nothing but nouns and prepositions stands between, what went on meanwhile, or the sides of what a verb tells."""
    return not any(
        kind & (DID | DOES) or (kind & STOP and not kind & DURING and not (past and kind & FACING))
        for kind in kinds[last + 1 : end]
    )


def _faced(kinds: Sequence[int], last: int, end: int) -> bool:
    """Return whether nothing but nouns, prepositions and who stands on a side of the event stands between."""
    return not any(
        kind & (DID | DOES | WILL | THAT) or kind & (STOP | FACING) == STOP for kind in kinds[last + 1 : end]
    )
