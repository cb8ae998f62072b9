"""When was it published? Dates as Arabic news writes them; nothing is guessed.

feedparser reads `2021/08/31` as 1 November and the epoch 1630395000 as the year 1631, and knows no Arabic month; so
the strings of feeds and pages are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz
from typing import NamedTuple

from marsad.records import DateSource

# What is earlier is no news page's date but the zero of a clock (1970; PHP's year -1, which reads as 2000; the year 1 of
# .NET and Cocoa's, 2001) or a Hijri year.
OLDEST = datetime(2002, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=1)  # publishers' clocks run ahead, and some write local time as UTC

# Four traditions: Egypt and the Gulf; the Levant and Iraq; Tunisia and Algeria; Morocco. And their spellings.
_MONTH_NAMES = (
    "يناير|كانون الثاني|جانفي",
    "فبراير|شباط|فيفري",
    "مارس|آذار|اذار",
    "أبريل|ابريل|إبريل|نيسان|أفريل|افريل",
    "مايو|أيار|ايار|ماي",
    "يونيو|يونيه|حزيران|جوان",
    "يوليو|يوليه|تموز|جويلية|يوليوز",
    "أغسطس|اغسطس|آب|أوت|اوت|غشت",
    "سبتمبر|أيلول|ايلول|شتنبر",
    "أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
    "نوفمبر|تشرين الثاني|نونبر",
    "ديسمبر|كانون الأول|كانون الاول|دجنبر",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MARKS = re.compile("[\u064b-\u0652\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
# «20 يونيو(حزيران) 2021» and «31 كانون الثاني/يناير 2021» name the month twice.
_ARABIC = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s*(?:من\s+)?({_MONTH})(?:\s*[/(]\s*(?:{_MONTH})\s*\)?)?[\s,،]{{0,5}}(\d{{4}})(?!\d)"
)
# «مارس 19, 2026», March 19th, 2026; and as programs print it: Thu Mar 19 10:49:05 UTC 2026.
_MONTH_FIRST = re.compile(
    rf"(?<!\w)({_MONTH}|[A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?[\s,،]{{1,5}}(\d{{4}})(?![\d:])"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4})(?!\d)")
_PRINTED = re.compile(r"([A-Za-z]{3}\s+\d{1,2})(\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+[\w+:]+)?)\s+(\d{4})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?")
_YMD = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_DMY = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?!\d)\s*(ص|م|صباحا|مساء|am|pm)?", re.IGNORECASE)
# Behind the clock: Z, GMT, +03:00, +0300, +03 (Postgres), GMT+3, (UTC+03:00)
_OFFSET = re.compile(r"(?:Z|UTC|GMT|(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?)[\s)]*$", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[\s-]+[A-Za-z]{3}")
# Not AST: -4 to the mail library, +3 to a Saudi desk; and a zone it does not know reads as 0 there.
_MAIL_ZONE = re.compile(r"(?:GMT|UTC?|Z|E[SD]T|C[SD]T|M[SD]T|P[SD]T)\s*$")
_LONGEST = 200
_NOON = 12
_MONTHS_OF_MAIL = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Found(NamedTuple):
    """A moment, and whether the text itself named its zone."""

    at: datetime
    zoned: bool


def read(text: str, zone: tzinfo = UTC, *, american: bool = False) -> Found | None:
    """Return the moment `text` names, or None. `zone` is the publisher's, used where the text names none.

    RFC 822, ISO 8601, epoch seconds and milliseconds, 2021/08/31, 31/08/2021 (of an `american` writer 08/31/2021), and
    Arabic months in four traditions with digits of either kind. A date without a time is the start of its day.
    """
    text = _plain(text)
    try:
        return _epoch(text) or _mail(text, zone) or _written(text, zone, american=american)
    except (ValueError, OverflowError):  # 31 February, 25:61, the year 0
        return None


def is_american(texts: Iterable[str]) -> bool:
    """Say whether one writer's dates put the month first: one shows it (08/31/2021), and none shows the contrary."""
    found = [_DMY.search(_plain(text)) for text in texts]
    days = {(int(each[1]) > _NOON, int(each[2]) > _NOON) for each in found if each}
    return (False, True) in days and (True, False) not in days


def believe(found: Found | None, now: datetime) -> tuple[datetime | None, DateSource]:
    """Return (moment in UTC or None, why). Only [2002, now + 1 hour] is believed."""
    if found is None:
        return None, "fetched"
    if found.at > now + AHEAD:
        return None, "future"
    if found.at < OLDEST:
        return None, "ancient"
    return found.at.astimezone(UTC), "feed" if found.zoned else "no_zone"


def _plain(text: str) -> str:
    return _MARKS.sub("", text[:_LONGEST].translate(_DIGITS)).strip()


def _epoch(text: str) -> Found | None:
    if not (text.isdigit() and len(text) in (10, 13)):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)  # noqa: PLR2004 - milliseconds
    return Found(datetime.fromtimestamp(seconds, UTC), zoned=True)


def _mail(text: str, zone: tzinfo) -> Found | None:
    if not _MAIL.match(text):
        return None
    written, shift = _shift(text)
    parts = parsedate_tz(text if shift is None else f"{written} +0000")
    if parts is None:
        return None
    named = shift is not None or _MAIL_ZONE.search(text) is not None
    offset = timezone(timedelta(seconds=parts[9] or 0) if shift is None else shift) if named else zone
    return Found(datetime(*parts[:6], tzinfo=offset), zoned=named)


def _written(text: str, zone: tzinfo, *, american: bool) -> Found | None:
    text = _PRINTED.sub(r"\1, \3\2", text)
    text = _COMPACT.sub(lambda found: "{}-{}-{}T{}:{}:{}".format(*found.groups("00")), text)
    day = _day(text, american=american)
    if day is None:
        return None
    year, month, number, rest = day
    rest, shift = _shift(rest)
    hour, minute, second = _clock(rest)
    offset = zone if shift is None else timezone(shift)
    return Found(datetime(year, month, number, hour, minute, second, tzinfo=offset), zoned=shift is not None)


def _shift(text: str) -> tuple[str, timedelta | None]:
    """Return the text without the offset behind its clock, and that; None where there is none in figures or as UTC."""
    clock = _CLOCK.search(text)
    found = _OFFSET.search(text, clock.end() if clock else 0)
    if found is None:
        return text, None
    shift = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
    return text[: found.start()], -shift if found[1] == "-" else shift


def _day(text: str, *, american: bool) -> tuple[int, int, int, str] | None:
    """Return (year, month, day, what is left of the text)."""
    if found := _ARABIC.search(text):
        date = int(found[3]), _MONTHS[found[2]], int(found[1])
    elif (found := _MONTH_FIRST.search(text)) and (named := _month(found[1])):
        date = int(found[3]), named, int(found[2])
    elif (found := _DAY_FIRST.search(text)) and (named := _month(found[2])):
        date = int(found[3]), named, int(found[1])
    elif found := _YMD.search(text):
        date = int(found[1]), int(found[2]), int(found[3])
    elif found := _DMY.search(text):
        day, month = int(found[1]), int(found[2])
        if month > _NOON >= day or (american and day <= _NOON):
            day, month = month, day
        date = int(found[3]), month, day
    else:
        return None
    return *date, f"{text[: found.start()]} {text[found.end() :].lstrip('Tt')}"


def _month(name: str) -> int:
    """Return the number of a month, 0 of another word."""
    short = name[:3].lower()
    return _MONTHS.get(name) or (_MONTHS_OF_MAIL.index(short) + 1 if short in _MONTHS_OF_MAIL else 0)


def _clock(rest: str) -> tuple[int, int, int]:
    found = _CLOCK.search(rest)
    if found is None:
        return 0, 0, 0
    hour, half = int(found[1]), (found[4] or "").lower()
    if half in ("م", "مساء", "pm") and hour < _NOON:
        hour += _NOON
    if half in ("ص", "صباحا", "am") and hour == _NOON:
        hour = 0
    return hour, int(found[2]), int(found[3] or 0)
