"""Which words date an event: «عام 2003», «قبل عشر سنوات», «العام المقبل»?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from marsad.text import Token
from processors.status.calendar_days import days_ahead
from processors.status.countdown import awaited
from processors.status.cues import Cues
from processors.status.kinds import (
    ACT,
    ARTICLE,
    DATING,
    DID,
    DOES,
    NAMED,
    NEGATING,
    PREPOSITION,
    QUALIFIES,
    RELATIVE,
    STOP,
    WHEN,
    WILL,
)
from processors.status.wordlists import listed

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LONG_AGO = re.compile("1[0-25-8][0-9]{2}")
_HIJRI = re.compile("(1[34][0-9]{2})(ه?)")
_COUNTED_FROM = ("من", "علي")
_FROM, _TO = ("بين", "من"), ("و", "الي", "حتي", "وحتي")
_GOES_BACK = ("يعود", "تعود", "يرجع", "ترجع")  # of these the year is: «المبنى الذي يعود إلى عام 1860»
_DURING = ("في", "خلال", "ابان")
_BOUNDING = listed("dating", "bounding")
_AGO = 6  # words: «قبل أكثر من خمسة وعشرين عاما»
_TIED = 6  # words: «المبرم بين الجارة والقوى الكبرى في عام 2015»
_OPENING = 3  # a date among the first words of a sentence dates all of it
_SPAN = 4  # words from the first year of a span to its last: «من مارس 2011 حتى نهاية عام 2013»
_CONTEST = 4  # words from a contest to its year: «كأس الأمم الأفريقية للشباب 2015»
_COUNT = 5  # words of a span: «بعد نحو سبع سنوات»
_PLAIN = PREPOSITION | STOP | RELATIVE | DID | DOES | WILL | NEGATING


class Date(NamedTuple):
    """A date: where it begins, the word that tells, and whether only the word before it is dated.

    `coming` if it lies in the future; `onward` if it is counted from the event after it, «بعد عام على الهجوم»; `tied` is the place of the participle that ties it to the noun before, -1 if none: «الاتفاق المبرم عام 2015».
    `last` is the place of the last year of a span, -1 if it is none: «من عام 1998 حتى عام 2000».
    `opening` if it stands among the first words of its sentence and so dates all of it.
    `walled` is the place of the relative pronoun nearest before it, -1 if none: a relative clause dates its own.
    """

    start: int
    at: int
    near: bool
    walled: int
    coming: bool = False
    onward: bool = False
    tied: int = -1
    opening: bool = False
    last: int = -1

    @property
    def end(self) -> int:
        """The place of its last word that tells."""
        return max(self.at, self.last)


def dates(cues: Cues, words: Sequence[Token], kinds: Sequence[int], on: date | None) -> tuple[Date, ...]:
    """Return the dates among `words` of years before that of `on`, or later than `on`; «قبل سنوات» and «العام الماضي» need no `on`."""
    found: list[Date] = []
    wall = past_wall = -1
    for at in [place for place, kind in enumerate(kinds) if kind & (DATING | RELATIVE | NAMED)]:
        if kinds[at] & NAMED and (era := _era(cues, words, at)) is not None:
            found.append(era._replace(walled=past_wall, opening=era.start <= _OPENING))
        elif not kinds[at] & (DATING | RELATIVE):
            continue
        elif not kinds[at] & DATING:
            wall = at
            past_wall = past_wall if _is_present(words, kinds, at) else at
        elif (told := _dated(cues, words, kinds, at, on)) is not None:
            tied = _tie(cues, words, told.start)
            opening = told.opening or told.start <= _OPENING
            found.append(told._replace(walled=wall if told.coming else past_wall, tied=tied, opening=opening))
    return tuple(found)


def _era(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date of the known event of the past that the word at `at` names, if something happened in it: «خلال الحرب الكورية»."""
    if at < 2 or _bare(words[at - 2].folded) not in cues.dates["eras"]:
        return None
    known = (words[at - 1].folded, words[at].folded) in cues.named
    return Date(at - 2, at, near=False, walled=-1) if known else None


def _tie(cues: Cues, words: Sequence[Token], start: int) -> int:
    """Return the place of the participle that the date beginning at `start` belongs to, -1 if none: «المبرم مع الجارة عام 2015»."""
    places = range(start - 1, max(start - _TIED, 0) - 1, -1)
    return next((place for place in places if words[place].folded in cues.dates["tied"]), -1)


def _is_present(words: Sequence[Token], kinds: Sequence[int], at: int) -> bool:
    """Return whether the relative clause at `at` is of the present, so that no year gone by is its: «المركبة التي تزن طنا عام 2011»."""
    if at + 1 == len(words):
        return False
    verb, feminine = words[at + 1].folded, words[at].folded.endswith("التي")
    if verb in _GOES_BACK:
        return False
    present = verb[:1] == "ت" and not verb.endswith("ت") if feminine else kinds[at + 1] & DOES
    return bool(present)


def _dated(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int, on: date | None) -> Date | None:
    """Return the date that the word at `at` tells, if it lies in the past or the future."""
    word = words[at].folded
    if on is not None and word.rstrip("ه").isdecimal():
        return _in_number(cues, words, kinds, at, on.year)
    if word in cues.months:
        return _on_day(cues, words, kinds, at, on) if on else None
    if on is not None and at and word in cues.dates["last"] and _month_of_last_year(cues, words, at - 1, on):
        return None if _bounds(cues, words, at - 1) else Date(_begin(cues, words, at - 1), at, near=False, walled=-1)
    if (start := _next(cues, words, at)) is not None:
        return Date(start, at, near=False, walled=-1, coming=True)
    return _gone(cues, words, at) or _ago(cues, words, at) or _counted(cues, words, at)


def _month_of_last_year(cues: Cues, words: Sequence[Token], at: int, on: date) -> bool:
    """Return whether the last month of the name at `at` was one of the year before: «في سبتمبر الماضي», said in July."""
    name = words[at].folded
    month = cues.months.get(name, 0) or (cues.two_words.get((words[at - 1].folded, name), 0) if at else 0)
    return month > on.month


def _in_number(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int, year: int) -> Date | None:
    """Return the date of the number at `at` if it is another year than `year`."""
    word = words[at].folded
    if _YEAR.fullmatch(word):
        other = _in_year(cues, words, kinds, at, coming=int(word) > year) if int(word) != year else None
        return other or _years(cues, words, at, year)
    if _LONG_AGO.fullmatch(word) and at and _is(words[at - 1].folded, cues.dates["years"]):
        return None if _bounds(cues, words, at - 1) else Date(at - 1, at, near=False, walled=-1)
    hijri = _HIJRI.fullmatch(word)
    return _in_hijri(cues, words, at, hijri, year) if hijri else None


def _gone(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date of a decade, a century or a year gone by: «في السبعينيات», «القرن التاسع عشر», «العام الماضي»."""
    lists = cues.dates
    bare, before = _bare(words[at].folded), _bare(words[at - 1].folded) if at else ""
    same = bare in lists["same"] and _within(words, at - 1)
    skipped = before == "قبل" and at > 1 and words[at - 2].folded in lists["years"]  # «العام قبل الماضي»
    past = (bare in lists["last"] or same) and (before in lists["years"] or skipped)
    decade = bare in lists["decades"] and not _is_age(cues, words, at)
    century = bare in lists["century"] and at + 1 < len(words) and words[at + 1].folded in lists["days"]
    start = at - past - skipped
    told = (past or decade or century) and not _bounds(cues, words, start)
    return Date(start, at, near=False, walled=-1) if told else None


def _within(words: Sequence[Token], at: int) -> bool:
    """Return whether something happened within the year at `at`: «في العام نفسه», «في نهاية العام التالي»."""
    return any(_bare(word.folded) in (*_DURING, "من") for word in words[max(at - 2, 0) : at])


def _on_day(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int, on: date) -> Date | None:
    """Return the date of a day to come whose month is named at `at`; one before which a state ends or begins is none."""
    found = days_ahead(cues, words, at, on)
    if found is None or found[1] <= 0:
        return None
    start = found[0]
    while start and words[start - 1].folded in cues.dates["spans"]:
        start -= 1  # «يوم الأحد 24 يونيو»
    before = words[start - 1].folded if start else ""
    if before in _BOUNDING:
        return None
    # An event that is called by its day is famous, «هجمات 11 سبتمبر», or due: «انتخابات 24 يونيو».
    named = start == found[0] and before and not (kinds[start - 1] & (PREPOSITION | STOP | QUALIFIES))
    if named and words[start - 1].end + 1 >= words[start].start:
        due = cues.awaited.search(before)
        return Date(start, at, near=True, walled=-1, coming=True) if due else None
    return Date(start, at, near=False, walled=-1, coming=True)


def _next(cues: Cues, words: Sequence[Token], at: int) -> int | None:
    """Return where the words begin that end at `at` and tell what is to come: «غدا», «خلال الأيام القليلة المقبلة»."""
    lists, word = cues.dates, words[at].folded
    bare, before = _bare(word), _bare(words[at - 1].folded) if at else ""
    if bare in lists["tomorrow"]:
        return at
    if bare in lists["later"]:
        return at - 2 if at > 1 and words[at - 1].folded == "وقت" and _is_now(words, at) else None
    if (bare in lists["next"] and before in lists["spans"]) or (word == "غد" and before == "بعد"):
        return at - 1
    start = at - 2 if before in lists["few"] else at - 1
    if start < 0 or bare not in lists["next"] or words[start].folded not in (lists["phases"] | lists["spans"]):
        return None
    within = words[start - 1].folded if start else ""
    return None if within == "من" else start - _is(within, lists["during"])  # «تحذر من الأيام المقبلة»


def _is_now(words: Sequence[Token], at: int) -> bool:
    """Return whether the «لاحق» at `at` is of the year, month or week that goes on: «في وقت لاحق من هذا العام»."""
    after = [word.folded for word in words[at + 1 : at + 4]]
    return after[:1] == ["من"] and (
        after[1:2] in (["هذا"], ["هذه"]) or after[2:] in (["الجاري"], ["الحالي"], ["الجارية"], ["الحالية"])
    )


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
        bounds = _bounds(cues, words, at - 1) and not (coming and _by(words, at - 1))
        begin = _begin(cues, words, at - 1)
        start = begin + (begin < at - 1 and _bare(words[begin].folded) == "في")
        if bounds:  # «منذ عام 1998، عندما اندلعت الحرب»: what began then has the date
            when = not coming and at + 1 < len(words) and bool(kinds[at + 1] & WHEN)
            return Date(at - 1, at, near=True, walled=-1) if when else None
        return Date(
            start, at, near=_calls(cues, words, kinds, start), walled=-1, coming=coming, opening=begin <= _OPENING
        )
    named = _names(cues, words, at)
    if named and at > 1 and words[at - 2].folded in _DURING:
        return Date(at - 2, at, near=False, walled=-1, coming=coming)  # «فروا في حرب 1948»
    if not coming and (edition := _edition(cues, words, kinds, at)) is not None:
        return Date(edition, at, near=False, walled=-1)
    if named or _stands(words, kinds, at) or _heads(words, at):
        return Date(at, at, near=at > 0, walled=-1, coming=coming)
    return None


def _years(cues: Cues, words: Sequence[Token], at: int, year: int) -> Date | None:
    """Return the date of the years that begin at `at` and are over before `year`: «بين عامي 1980 و1988»."""
    begin = at
    while begin and words[begin - 1].folded in cues.day_and_year - {"من"}:
        begin -= 1
    if not begin or words[begin - 1].folded not in _FROM:
        return None
    for end, word in enumerate([each.folded for each in words[at + 1 : at + 1 + _SPAN]], at + 1):
        if _YEAR.fullmatch(word):
            return Date(begin - 1, at, near=False, walled=-1, last=end) if int(word) < year else None
        if word not in _TO and _bare(word) not in cues.day_and_year:
            break
    return None


def _by(words: Sequence[Token], at: int) -> bool:
    """Return whether the date at `at` tells by when: «بحلول عام 2030», «بحلول نهاية عام 2030»."""
    return any(word.folded == "بحلول" for word in words[max(at - 2, 0) : at])


def _begin(cues: Cues, words: Sequence[Token], at: int) -> int:
    """Return where the date begins whose year has the word at `at` before it: «في الثامن من مارس 1908»."""
    parts = cues.day_and_year
    while at and (words[at].folded in parts or _is_day(cues, words[at].folded)):
        before = words[at - 1].folded
        if not (before in parts or _bare(before) in ("في", "يوم", "بتاريخ") or _is_day(cues, before)):
            break
        at -= 1
    return at


def _ago(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date of «قبل عشر سنوات» with قبل at `at`."""
    if _bare(words[at].folded) not in cues.dates["ago"]:
        return None
    for place in range(at + 1, min(at + _AGO, len(words))):
        word = words[place].folded
        if word in cues.dates["ago_units"]:
            after = words[place + 1].folded if place + 1 < len(words) else ""
            from_then = after in _COUNTED_FROM or _YEAR.fullmatch(after)
            return None if from_then else Date(at, place, near=False, walled=-1)
        if not (word.isdecimal() or word in cues.dates["counts"]):
            return None
    return None


def _counted(cues: Cues, words: Sequence[Token], at: int) -> Date | None:
    """Return the date that counts from the event after it: «بعد سبع سنوات من تفكيكه», «قبل عام من الانتخابات»."""
    for place in range(at + 1, min(at + _COUNT, len(words) - 2)):
        if words[place].folded not in cues.dates["units"]:
            continue
        some = words[place + 1].folded in cues.dates["some"]  # «قبل أيام قليلة من الانتخابات»
        end = place + (some and place + 3 < len(words))
        link, event = words[end + 1].folded, words[end + 2].folded
        if link not in _COUNTED_FROM:
            return None
        if _bare(words[at].folded) in cues.dates["ago"]:
            due = awaited(cues, words, place, end + 2)
            return Date(place, place, near=False, walled=-1, onward=True, coming=True) if due else None
        if link == "من" and cues.lasting.search(event):
            return None
        # «بعد 40 عاما من العقوبات» tells how long, «بعد 40 عاما على فرضها» when; «منذ 13 عاما على بدء النزاع» goes on.
        counted = link == "علي" and words[place].folded in cues.dates["ago_units"] and event not in cues.dates["causes"]
        goes_on = _bare(words[at].folded) == "منذ" and event in cues.beginning
        years = (words[place].folded in cues.dates["years"] or counted) and not goes_on
        return Date(place, place, near=False, walled=-1, onward=True) if years else None
    return None


def _is_age(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether the decade at `at` is one of a life: «في الثلاثينات من عمره»."""
    after = [word.folded for word in words[at + 1 : at + 3]]
    return any(word in cues.dates["ages"] for word in after)


def _is(word: str, known: frozenset[str]) -> bool:
    return word in known or _bare(word) in known


def _bare(word: str) -> str:
    return word[1:] if word[:1] in ("و", "ف") and len(word) > 2 else word


def _bounds(cues: Cues, words: Sequence[Token], at: int) -> bool:
    """Return whether the date at `at` bounds a state and dates no event: «منذ عام 2014», «منذ ثمانينيات القرن الماضي»."""
    lists = cues.dates
    while at > 1 and words[at - 1].folded in lists["parts"]:
        at -= 1  # «منذ أواخر عام 2013»
    while at > 1 and words[at].folded in lists["months"] and words[at - 1].folded in lists["months"]:
        at -= 1  # «منذ أكتوبر/تشرين الأول 2012»
    if at > 2 and words[at - 1].folded == "من" and words[at - 2].folded in (lists["named"] | {"اول", "ثاني"}):
        at -= 2  # «في يوليو من عام 1964» is a month, «من عام 1964» a beginning
    monthly = words[at].folded in lists["months"] and words[at - 1].folded == "من"
    if at > 1 and monthly and _is_day(cues, words[at - 2].folded):
        at -= 2  # «في الخامس من يونيو 2017» is a day, «من يونيو 2017» a beginning
    before = words[at - 1].folded if at else ""
    if before == "من" and at > 1 and words[at - 2].folded == "اليوم":
        return False  # «في مثل هذا اليوم من عام 1992»
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


def _edition(cues: Cues, words: Sequence[Token], kinds: Sequence[int], at: int) -> int | None:
    """Return the place of the contest within which something happened in the year at `at`: «في كأس العالم 2014»."""
    for place in range(at - 1, max(at - 1 - _CONTEST, 0), -1):
        word = words[place].folded
        if word in cues.dates["editions"]:
            start = place
            while start > 1 and words[start - 1].folded in cues.dates["rounds"]:
                start -= 1  # «في نصف نهائي كأس العالم 2014»
            return start if _bare(words[start - 1].folded) in _DURING else None
        if kinds[place] & _PLAIN or words[place].end + 1 < words[place + 1].start:
            return None
    return None


def _calls(cues: Cues, words: Sequence[Token], kinds: Sequence[int], start: int) -> bool:
    """Return whether the day or month at `start` is part of what the act before it is called: «هجمات 13 مايو 2015»."""
    day = words[start].folded in cues.dates["named"] or _is_day(cues, words[start].folded)
    if not day or start < 2 or words[start - 1].end + 1 < words[start].start:
        return False
    within = kinds[start - 2] & STOP or words[start - 2].folded in _DURING  # «تغير كل شيء بعد هجمات 13 مايو 2015»
    return bool(kinds[start - 1] & ACT) and not kinds[start - 1] & ARTICLE and not within


def _stands(words: Sequence[Token], kinds: Sequence[int], at: int) -> bool:
    """Return whether the number at `at` is a year: «حرب 2006», not a count as in «إصابة 2000 شخص»."""
    if at + 1 == len(words) or words[at + 1].start > words[at].end + 1:  # nothing is counted across a comma
        return True
    after = words[at + 1].folded  # «الحرب الأهلية (1936-1939)»
    return after.startswith(("ال", "وال")) or bool(kinds[at + 1] & _PLAIN or _YEAR.fullmatch(after))
