"""Which day of the year do words name, and how far off is it: «24 حزيران/يونيو», «الخامس والعشرين من مايو»?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from marsad.text import Token
from processors.status.cues import Cues

_SECOND = ("الاول", "الثاني", "اول", "ثاني")  # «كانون الأول», «كانون الثاني»
_FARTHEST = 200  # days: a day without a year that lies farther ahead is rather that of the year before
_TURN = 240  # days: one that lies so long back is rather that of the year to come
_MOST_DAYS = 31


def days_ahead(cues: Cues, words: Sequence[Token], at: int, on: date) -> tuple[int, int] | None:
    """Return where the day begins whose month is named at `at`, and how many days after `on` it lies, behind it if negative.

    None where no day is named, or the words tell of another year: «24 يونيو 2017», «24 يونيو الماضي».
    """
    month = _month(cues, words, at)
    named = _day(cues, words, at) if month else None
    if named is None or _elsewhen(cues, words, at, on):
        return None
    begin, day = named
    try:
        ahead = (date(on.year, month, day) - on).days
        ahead = (date(on.year + 1, month, day) - on).days if ahead < -_TURN else ahead
    except ValueError:  # «31 يونيو»
        return None
    return (begin, ahead) if ahead <= _FARTHEST else None


def _month(cues: Cues, words: Sequence[Token], at: int) -> int:
    """Return the number of the month at `at`, 0 if it is none or only the second name of one: «حزيران/يونيو»."""
    after = words[at + 1].folded if at + 1 < len(words) else ""
    return cues.months.get(words[at].folded, 0) or cues.two_words.get((words[at].folded, after), 0)


def _day(cues: Cues, words: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return where the day before the month at `at` begins, and its number."""
    last = at - 1
    if last >= 0 and words[last].folded == "شهر":
        last -= 1
    if last > 0 and words[last].folded == "من":
        last -= 1
    elif last != at - 1:
        return None
    if last < 0:
        return None
    word = words[last].folded
    if word.isdecimal():
        return (last, int(word)) if len(word) <= 2 and 0 < int(word) <= _MOST_DAYS else None
    if last == at - 1:
        return None  # «الخامس مايو» is no date
    units = cues.units.get(words[last - 1].folded, 0) if last else 0
    if units and word in cues.ordinals_after:
        return last - 1, units + cues.ordinals_after[word]
    return (last, cues.ordinals[word]) if word in cues.ordinals else None


def _elsewhen(cues: Cues, words: Sequence[Token], at: int, on: date) -> bool:
    """Return whether what follows the month at `at` puts it into another year, or into the past."""
    place = at + 1
    while place < len(words) and (words[place].folded in cues.months or words[place].folded in _SECOND):
        place += 1
    after = [word.folded for word in words[place : place + 3]]
    if not after:
        return False
    if after[0] == "من" and len(after) > 1 and after[1] in cues.dates["years"]:
        return True  # «في 3 مايو من العام الماضي»
    if after[0] in cues.dates["years"]:
        after = after[1:] or [""]
    return after[0] in cues.dates["last"] or (len(after[0]) == 4 and after[0].isdecimal() and int(after[0]) != on.year)
