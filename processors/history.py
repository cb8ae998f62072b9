"""Is an event told as history: «هجوم عام 2003», «قبل عشر سنوات», «العام الماضي»?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from marsad.text import Token
from processors.cues import Cues

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_AFTER, _BEFORE = 7, 6  # words between an event and its date
_PREPOSITIONS = frozenset(("في", "من", "علي", "الي", "عن", "بين", "مع", "ضد"))


class Date(NamedTuple):
    """A date in the past: where it begins, the word that tells, and whether only the word before it is dated.

    `walled` is the place of the relative pronoun nearest before it, -1 if none: a relative clause dates its own.
    """

    start: int
    at: int
    near: bool
    walled: int


def past_dates(cues: Cues, words: Sequence[Token], year: int | None) -> tuple[Date, ...]:
    """Return the dates among `words` that lie before `year`; «قبل سنوات» and «العام الماضي» need no year."""
    dates: list[Date] = []
    wall = -1
    for at, word in enumerate(words):
        if word.folded in cues.dating:
            dates += [Date(at, found, near=False, walled=wall) for found in _dated(cues, words, at, year)]
        elif year is not None and word.folded[:1] in ("1", "2") and _is_past(word.folded, year) and _stands(words, at):
            dates.append(Date(at, at, near=True, walled=wall))
        elif word.folded[-3:] in ("لذي", "لتي", "ذين") and cues.says(word.folded, "relative"):
            wall = at
    return tuple(dates)


def recalled(dates: Sequence[Date], floor: int, first: int, last: int) -> int | None:
    """Return the place of the date that the event words[first..last] has, or None; its clause begins at `floor`.

    A date in the relative clause of another noun dates that clause: «مقتل القيادي الذي شارك في حرب 2006».
    """
    near = bisect_left(dates, first - _BEFORE, key=lambda date: date.start)
    for date in dates[near : near + _BEFORE + last - first + _AFTER]:
        ahead = last < date.start <= last + (1 if date.near else _AFTER)
        if ahead and date.walled <= last + 1:
            return date.at
        if not date.near and max(floor, first - _BEFORE) <= date.start and date.at < first:
            return date.at
    return None


def _dated(cues: Cues, words: Sequence[Token], at: int, year: int | None) -> Iterator[int]:
    """Yield the telling word of the date that begins at `at`, if it lies in the past."""
    word, after, second = (words[at + i].folded if at + i < len(words) else "" for i in range(3))
    if cues.says(word, "ago"):
        if cues.says(after, "years") and not _YEAR.fullmatch(second):
            yield at + 1
        elif cues.says(second, "years"):
            yield at + 2
    elif at > 0 and cues.says(words[at - 1].folded, "since"):
        return  # since and until bound a state, they do not date an event
    elif (cues.says(word, "years") and cues.says(after, "last")) or _is_past(after, year):
        yield at + 1


def _stands(words: Sequence[Token], at: int) -> bool:
    """Return whether the number at `at` is a year: «حرب 2006», not a count as in «إصابة 2000 شخص»."""
    follower = words[at + 1].folded if at + 1 < len(words) else ""
    return not follower or follower.startswith(("ال", "وال")) or follower in _PREPOSITIONS


def _is_past(word: str, year: int | None) -> bool:
    return year is not None and bool(_YEAR.fullmatch(word)) and int(word) < year
