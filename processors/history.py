"""When is an event told to have been, or to be: «هجوم عام 2003», «قبل عشر سنوات», «الانتخابات العام المقبل»?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.text import Token
from processors.cues import DATING, DID, DOES, PREPOSITION, RELATIVE, STOP, TODAY, Cues

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_AFTER, _BEFORE = 10, 6  # words between an event and its date
_SURE = 7  # words: farther on, a verb or another phrase between takes the date for itself
_APART = 3  # words between an event and a date in the next clause
_OPENING = 3  # a date among the first words of a sentence dates all of it
_HEADED = 25  # words
_PREPOSITIONS = frozenset(("في", "من", "علي", "الي", "عن", "بين", "مع", "ضد"))


class Date(NamedTuple):
    """A date: where it begins, the word that tells, and whether only the word before it is dated.

    `coming` if it lies in the future; `tied` if a participle ties it to the noun before: «الاتفاق المبرم عام 2015».
    `walled` is the place of the relative pronoun nearest before it, -1 if none: a relative clause dates its own.
    """

    start: int
    at: int
    near: bool
    walled: int
    coming: bool = False
    tied: bool = False


def dates(cues: Cues, words: Sequence[Token], kinds: Sequence[int], year: int | None) -> tuple[Date, ...]:
    """Return the dates among `words` that lie before `year`, or after it; «قبل سنوات» and «العام الماضي» need no year."""
    found: list[Date] = []
    wall = -1
    for at, kind in enumerate(kinds):
        if kind & DATING:
            tied = at > 0 and words[at - 1].folded in cues.dates["tied"]
            found += (date._replace(walled=wall, tied=tied) for date in _dated(cues, words, at, year))
        elif kind & RELATIVE:
            wall = at
    return tuple(found)


def recalled(dates: Sequence[Date], kinds: Sequence[int], clause: tuple[int, int], first: int, last: int) -> int | None:
    """Return the place of the date in the past that the event words[first..last] has, or None.

    `clause` is where the event's clause begins and ends. A date in the relative clause of another noun dates that clause:
    «مقتل القيادي الذي شارك في حرب 2006».
    """
    if first <= _HEADED and not dates[0].coming and _opens(dates[0], kinds, first):
        return dates[0].at
    for date in _around(dates, first, last):
        if date.coming:
            continue
        after = last < date.start and _follows(date, kinds, clause[1], last)
        if after or (not date.near and clause[0] <= date.start and _leads(date, kinds, first)):
            return date.at
    return None


def coming(dates: Sequence[Date], kinds: Sequence[int], last: int) -> int | None:
    """Return the place of the date in the future that follows the event ending at `last`, or None."""
    for date in _around(dates, last, last):
        reach = 1 if date.near else _BEFORE
        if (
            date.coming
            and last < date.start <= last + reach
            and date.walled <= last
            and _plain(kinds, last, date.start)
        ):
            return date.at
    return None


def _around(dates: Sequence[Date], first: int, last: int) -> Sequence[Date]:
    """Return the dates near enough to words[first..last] to date them."""
    begin = bisect_left(dates, first - _BEFORE, key=lambda date: date.start)
    return dates[begin : bisect_right(dates, last + _AFTER, lo=begin, key=lambda date: date.start)]


def _follows(date: Date, kinds: Sequence[int], ceiling: int, last: int) -> bool:
    """Return whether the event that ends at `last` has the date behind it."""
    # «خطفت تلميذات، سنة 2014»: a date right behind the comma is still the event's.
    reach = 1 if date.near else _AFTER if date.start < ceiling else _SURE if date.start <= ceiling + 2 else _APART
    if date.tied and any(kind & PREPOSITION for kind in kinds[last + 1 : date.start]):
        return False  # «الانسحاب من الاتفاق المبرم عام 2015»
    if date.start > last + reach or date.walled > last + 1:
        return False
    return date.start <= last + _SURE or _plain(kinds, last, date.start)


def _leads(date: Date, kinds: Sequence[int], first: int) -> bool:
    """Return whether the date before it is that of an event at `first`, and not yet of another day."""
    return date.at < first and not any(kind & TODAY for kind in kinds[date.at + 1 : first])


def _opens(date: Date, kinds: Sequence[int], first: int) -> bool:
    """Return whether the date at the head of a sentence dates what stands at `first`; «حسب إحصاءات عام 2017» does not."""
    if date.near or date.start > _OPENING or any(kind & STOP for kind in kinds[: date.start]):
        return False
    return _leads(date, kinds, first)


def _plain(kinds: Sequence[int], last: int, end: int) -> bool:
    """Return whether nothing but nouns and prepositions stands between."""
    return not any(kind & (STOP | DID | DOES) for kind in kinds[last + 1 : end])


def _dated(cues: Cues, words: Sequence[Token], at: int, year: int | None) -> Iterator[Date]:
    """Yield the date that begins at `at`, if it lies in the past or the future."""
    word, after = words[at].folded, words[at + 1].folded if at + 1 < len(words) else ""
    if _YEAR.fullmatch(word):
        if year is not None and int(word) != year and (_stands(words, at) or _heads(words, at)):
            yield Date(at, at, near=at > 0, walled=-1, coming=int(word) > year)
        return
    told = _told(cues, words, at)
    if told is not None:
        yield told
    elif year is not None and _YEAR.fullmatch(after) and int(after) != year and not _bounds(cues, words, at):
        yield Date(at, at + 1, near=False, walled=-1, coming=int(after) > year)


def _told(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date in words that begins at `at`: «غدا», «قبل عشر سنوات», «العام الماضي», «في التسعينيات»."""
    word, after, second = (words[at + i].folded if at + i < len(words) else "" for i in range(3))
    bare = word[1:] if word[:1] in ("و", "ف") else word
    lists = cues.dates
    if bare in lists["ago"]:
        if after in lists["years"] and not _YEAR.fullmatch(second):
            return Date(at, at + 1, near=False, walled=-1)
        return Date(at, at + 2, near=False, walled=-1) if second in lists["years"] else None
    past = bare in lists["years"] and after in lists["last"]
    if (past or bare in lists["decades"]) and not _bounds(cues, words, at):
        return Date(at, at + past, near=False, walled=-1)
    soon = bare in lists["spans"] and after in lists["next"]
    if soon or bare in lists["tomorrow"]:
        return Date(at, at + soon, near=False, walled=-1, coming=True)
    return None


def _bounds(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether the date at `at` bounds a state and dates no event: «منذ عام 2014», «منذ ثمانينيات القرن الماضي»."""
    lists = cues.dates
    before = words[at - 1].folded if at else ""
    return before in lists["since"] or (
        at > 1 and before in lists["decades"] and words[at - 2].folded in lists["since"]
    )


def _heads(words: Sequence[Token], at: int) -> bool:
    """Return whether the number is the head of a line of a chronicle: «2013، أقر المجلس القانون»."""
    return at == 0 and len(words) > 1 and words[1].start > words[0].end + 1


def _stands(words: Sequence[Token], at: int) -> bool:
    """Return whether the number at `at` is a year: «حرب 2006», not a count as in «إصابة 2000 شخص»."""
    follower = words[at + 1].folded if at + 1 < len(words) else ""
    return not follower or follower.startswith(("ال", "وال")) or follower in _PREPOSITIONS
