"""Which words date an event: «عام 2003», «قبل عشر سنوات», «العام المقبل»?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from marsad.text import Token
from processors.cues import DATING, DID, DOES, NEGATING, PREPOSITION, RELATIVE, STOP, WILL, Cues

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LONG_AGO = re.compile("1[0-25-8][0-9]{2}")
_HIJRI = re.compile("(1[34][0-9]{2})(ه?)")
_COUNTED_FROM = ("من", "علي")
_OPENING = 3  # a date among the first words of a sentence dates all of it
_COUNT = 5  # words of a span: «بعد نحو سبع سنوات»
_PLAIN = PREPOSITION | STOP | RELATIVE | DID | DOES | WILL | NEGATING


class Date(NamedTuple):
    """A date: where it begins, the word that tells, and whether only the word before it is dated.

    `coming` if it lies in the future; `onward` if it is counted from the event after it, «بعد عام على الهجوم»; `tied` if a participle ties it to the noun before: «الاتفاق المبرم عام 2015».
    `opening` if it stands among the first words of its sentence and so dates all of it.
    `walled` is the place of the relative pronoun nearest before it, -1 if none: a relative clause dates its own.
    """

    start: int
    at: int
    near: bool
    walled: int
    coming: bool = False
    onward: bool = False
    tied: bool = False
    opening: bool = False


def dates(cues: Cues, words: Sequence[Token], kinds: Sequence[int], year: int | None) -> tuple[Date, ...]:
    """Return the dates among `words` that lie before `year`, or after it; «قبل سنوات» and «العام الماضي» need no year."""
    found: list[Date] = []
    wall = -1
    for at in [place for place, kind in enumerate(kinds) if kind & (DATING | RELATIVE)]:
        if not kinds[at] & DATING:
            wall = at
        elif (date := _dated(cues, words, kinds, at, year)) is not None:
            tied = date.start > 0 and words[date.start - 1].folded in cues.dates["tied"]
            opening = date.opening or date.start <= _OPENING
            found.append(date._replace(walled=wall, tied=tied, opening=opening))
    return tuple(found)


def _dated(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int, year: int | None) -> Date | None:
    """Return the date that the word at `at` tells, if it lies in the past or the future."""
    word = words[at].folded
    if _YEAR.fullmatch(word):
        known = year is not None and int(word) != year
        return _in_year(cues, words, kinds, at, coming=int(word) > (year or 0)) if known else None
    if _LONG_AGO.fullmatch(word) and year is not None and at and _is(words[at - 1].folded, cues.dates["years"]):
        return None if _bounds(cues, words, at - 1) else Date(at - 1, at, near=False, walled=-1)
    if year is not None and (hijri := _HIJRI.fullmatch(word)):
        return _in_hijri(cues, words, at, hijri, year)
    lists = cues.dates
    bare, before = _bare(word), _bare(words[at - 1].folded) if at else ""
    past = bare in lists["last"] and before in lists["years"]
    century = bare in lists["century"] and at + 1 < len(words) and words[at + 1].folded in lists["days"]
    if (past or century or bare in lists["decades"]) and not _bounds(cues, words, at - past):
        return Date(at - past, at, near=False, walled=-1)
    soon = bare in lists["next"] and before in lists["spans"]
    if soon or bare in lists["tomorrow"]:
        return Date(at - soon, at, near=False, walled=-1, coming=True)
    return _ago(cues, words, at) or _counted(cues, words, at)


def _in_hijri(cues: Cues, words: Sequence[Token], at: int, hijri: re.Match[str], year: int) -> Date | None:
    """Return the date of the Hijri year at `at`: with «عام» or «سنة» before it, or with هـ at its end or behind it."""
    named = at > 0 and _is(words[at - 1].folded, cues.dates["years"])
    marked = bool(hijri[2]) or (at + 1 < len(words) and words[at + 1].folded == "ه")
    ends = int(int(hijri[1]) * 0.970224 + 622.54)  # the Gregorian year in which it ends, give or take a few days
    if not (named or marked) or ends == year or (ends > year and ends - 1 <= year) or _bounds(cues, words, at - named):
        return None
    return Date(at - named, at, near=not named, walled=-1, coming=ends > year)


def _in_year(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int, *, coming: bool) -> Date | None:
    """Return the date of the year at `at`: with «عام» or «في» before it, or alone behind what it dates."""
    before = words[at - 1].folded if at else ""
    if _is(before, cues.dating):
        bounds = _bounds(cues, words, at - 1)
        begin = _begin(cues, words, at - 1)
        return None if bounds else Date(at - 1, at, near=False, walled=-1, coming=coming, opening=begin <= _OPENING)
    if _stands(words, kinds, at) or _heads(words, at) or _names(cues, words, at):
        return Date(at, at, near=at > 0, walled=-1, coming=coming)
    return None


def _begin(cues: Cues, words: Sequence[Token], at: int) -> int:
    """Return where the date begins whose year has the word at `at` before it: «في الثامن من مارس 1908»."""
    lists = cues.dates
    while at and (words[at].folded in lists["named"] or words[at].folded == "من" or _is_day(cues, words[at].folded)):
        before = words[at - 1].folded
        if not (before in lists["named"] or before in ("من", "في", "يوم") or _is_day(cues, before)):
            break
        at -= 1
    return at


def _ago(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date of «قبل عشر سنوات» with قبل at `at`."""
    if _bare(words[at].folded) not in cues.dates["ago"]:
        return None
    after, second = (words[at + i].folded if at + i < len(words) else "" for i in (1, 2))
    if after in cues.dates["years"] and not _YEAR.fullmatch(second) and second not in _COUNTED_FROM:
        return Date(at, at + 1, near=False, walled=-1)
    return Date(at, at + 2, near=False, walled=-1) if second in cues.dates["years"] else None


def _counted(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date that counts from the event after it: «بعد سبع سنوات من تفكيكه», «قبل عام من الانتخابات»."""
    for place in range(at + 1, min(at + _COUNT, len(words) - 2)):
        if words[place].folded not in cues.dates["units"]:
            continue
        link, event = words[place + 1].folded, words[place + 2].folded
        if link not in _COUNTED_FROM or (link == "من" and any(part in event for part in cues.lasting)):
            return None
        if _bare(words[at].folded) in cues.dates["ago"]:
            awaited = any(part in event for part in cues.awaited)
            return Date(place, place, near=False, walled=-1, onward=True, coming=True) if awaited else None
        years = words[place].folded in cues.dates["years"]
        return Date(place, place, near=False, walled=-1, onward=True) if years else None
    return None


def _is(word: str, known: frozenset[str]) -> bool:
    return word in known or _bare(word) in known


def _bare(word: str) -> str:
    return word[1:] if word[:1] in ("و", "ف") and len(word) > 2 else word


def _bounds(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether the date at `at` bounds a state and dates no event: «منذ عام 2014», «منذ ثمانينيات القرن الماضي»."""
    lists = cues.dates
    while at > 1 and words[at - 1].folded in lists["parts"]:
        at -= 1  # «منذ أواخر عام 2013»
    monthly = words[at].folded in lists["months"] and words[at - 1].folded == "من"
    if at > 2 and words[at - 1].folded == "من" and words[at - 2].folded in lists["named"]:
        at -= 2  # «في يوليو من عام 1964» is a month, «من عام 1964» a beginning
    if at > 1 and monthly and _is_day(cues, words[at - 2].folded):
        at -= 2  # «في الخامس من يونيو 2017» is a day, «من يونيو 2017» a beginning
    before = words[at - 1].folded if at else ""
    return _is(before, lists["since"]) or (
        at > 1 and before in lists["decades"] and _is(words[at - 2].folded, lists["since"])
    )


def _is_day(cues: Cues, word: str) -> bool:
    return word in cues.dates["days"] or (word.isdecimal() and len(word) <= 2)


def _heads(words: Sequence[Token], at: int) -> bool:
    """Return whether the number is the head of a line of a chronicle: «2013، أقر المجلس القانون»."""
    return at == 0 and len(words) > 1 and words[1].start > words[0].end + 1


def _names(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether the number at `at` tells which of the events of a kind is meant: «منذ انتخابات 2005 صاحب الأغلبية»."""
    return at > 0 and any(part in words[at - 1].folded for part in cues.yearly)


def _stands(words: Sequence[Token], kinds: Sequence[int], at: int) -> bool:
    """Return whether the number at `at` is a year: «حرب 2006», not a count as in «إصابة 2000 شخص»."""
    if at + 1 == len(words) or words[at + 1].start > words[at].end + 1:  # nothing is counted across a comma
        return True
    return words[at + 1].folded.startswith(("ال", "وال")) or bool(kinds[at + 1] & _PLAIN)
