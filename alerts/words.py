"""How do we say it in Arabic? Words for the fixed values of the records, numbers that agree, times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marsad.records import Deed, Side


class Noun(NamedTuple):
    """The five shapes a counted noun takes (CLDR's one, two, few, many, other)."""

    one: str  # stands alone: ناشر واحد
    two: str  # stands alone: ناشران
    few: str  # 3 ناشرين
    many: str  # 11 ناشراً
    hundred: str  # 100 ناشر


PUBLISHERS = Noun("ناشر واحد", "ناشران", "ناشرين", "ناشراً", "ناشر")
REPORTS = Noun("خبر واحد", "خبران", "أخبار", "خبراً", "خبر")
UPDATES = Noun("تحديث واحد", "تحديثان", "تحديثات", "تحديثاً", "تحديث")
CARDS = Noun("تنبيه واحد", "تنبيهان", "تنبيهات", "تنبيهاً", "تنبيه")
NEW_CARDS = Noun("تنبيه جديد", "تنبيهان جديدان", "تنبيهات جديدة", "تنبيهاً جديداً", "تنبيه جديد")
STORIES = Noun("قصة واحدة", "قصتان", "قصص", "قصة", "قصة")
OTHER_STORIES = Noun("قصة أخرى", "قصتان أخريان", "قصص أخرى", "قصة أخرى", "قصة أخرى")
FEEDS = Noun("مصدر واحد", "مصدران", "مصادر", "مصدراً", "مصدر")
PAGES = Noun("صفحة واحدة", "صفحتان", "صفحات", "صفحة", "صفحة")
LETTERS = Noun("رسالة واحدة", "رسالتان", "رسائل", "رسالة", "رسالة")
ATTEMPTS = Noun("محاولة واحدة", "محاولتان", "محاولات", "محاولة", "محاولة")
# After قبل, بعد and كل the noun is in the genitive: قبل دقيقتين.
SECONDS = Noun("ثانية واحدة", "ثانيتين", "ثوانٍ", "ثانية", "ثانية")
MINUTES = Noun("دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
HOURS = Noun("ساعة واحدة", "ساعتين", "ساعات", "ساعة", "ساعة")
DAYS = Noun("يوم واحد", "يومين", "أيام", "يوماً", "يوم")

_UNITS = ((86400, DAYS), (3600, HOURS), (60, MINUTES))
_MONTHS = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
_FEW, _MANY_FROM, _HUNDRED = range(3, 11), 11, 100
_NOW_S = 45  # below this nobody counts
_TENTHS_UNTIL_S = 10

SEVERITY = {"critical": "حرِج", "high": "مرتفع", "medium": "متوسط", "low": "للعلم"}
SEVERITY_ICON = {"critical": "oct", "high": "tri", "medium": "dia", "low": "cir"}
STATUS = {
    "asserted": "خبر واقع",
    "negated": "منفي",
    "prevented": "أُحبط",
    "planned": "مخطَّط له",
    "attempted": "محاولة",
    "conditional": "احتمال لا واقعة",
    "recalled": "استذكار حدث سابق",
}
LEVEL = {"strict": "اللفظ نفسه", "event": "صيغ الحدث", "family": "عائلة الجذر"}
VERDICT = {
    "new": "خبر جديد",
    "copy": "نسخة مطابقة",
    "contains": "نص سابق وزيادة",
    "contained": "جزء من نص سابق",
    "update": "تحديث",
}
NEAR_COPY = "نسخة شبه مطابقة"
REASON = {
    "opened": "جديد",
    "again": "تجدّد",
    "updated": "تحديث",
    "spread": "انتشار",
    "escalated": "تصعيد",
    "merged": "ضُمّ إلى قصة أخرى",
}
DELIVERY = {"pending": "ينتظر", "sending": "يُرسَل", "delivered": "سُلِّم", "dead": "تعذّر نهائياً", "silenced": "أُسكت"}
FEED_STATE = {
    "blocked": "محجوب",
    "failing": "متعثّر",
    "silent": "صامت",
    "degraded": "استخراج ضعيف",
    "healthy": "سليم",
    "paused": "موقوف",
}
EVENT = {"attack": "هجوم", "control": "سيطرة", "killed": "قتل", "repelled": "صدّ"}
UNKNOWN = "غير معلوم"  # a side that the article does not say
CLAUSE = {
    "all": "شرط",
    "none": "مانع",
    "where": "حصر",
    "near": "تقارب",
    "status": "حالة",
    "weights": "مجموع الأوزان",
    "min_distinct": "تنوع الكلمات",
    "unless": "استثناء",
    "event": "الحدث وطرفاه",
}
PROBLEM = {400: "عنوان غير مفهوم", 404: "غير موجود", 503: "المخزن لا يجيب"}
STAGE = {"extract": "استخراج", "analyse": "تحليل", "decide": "قرار", "deliver": "تسليم"}


def word(words: Mapping[str, str], value: str) -> str:
    """Return the Arabic word for `value`, or the value itself where there is none."""
    return words.get(value, value)


def event(deed: Deed) -> str:
    """Return the Arabic word for an event, and what became of it where it did not take place or is long past: هجوم (أُحبط)."""
    told = word(EVENT, deed.event)
    return told if deed.status == "asserted" else f"{told} ({word(STATUS, deed.status)})"


class Parties(NamedTuple):
    """Who did it, to whom or what, and where: names as they came, "" where nothing more is known."""

    source: str
    target: str
    place: str


def parties(deed: Deed) -> Parties:
    """Return the sides of an event: a town stands on a side where it was attacked or taken itself, and nobody else is said."""
    where = deed.place or ""
    if deed.target is None and where and deed.taken:
        return Parties(_name(deed.source), where, "")
    return Parties(_name(deed.source), _name(deed.target), where)


def _name(side: Side | None) -> str:
    return (side.name or side.id) if side else UNKNOWN


def counted(n: int, noun: Noun) -> str:
    """Return `n` things with the noun in agreement: ناشر واحد، ناشران، 3 ناشرين، 11 ناشراً، 100 ناشر."""
    if n in (1, 2):
        return noun[n - 1]
    rest = n % _HUNDRED
    if rest in _FEW:
        return f"{n:,} {noun.few}"
    return f"{n:,} {noun.many if rest >= _MANY_FROM else noun.hundred}"


def lasting(seconds: float) -> str:
    """Return a length of time in its largest unit, in the genitive."""
    for size, noun in _UNITS:
        if seconds >= size:
            return counted(int(seconds // size), noun)
    return counted(max(1, int(seconds)), SECONDS)


def unanswered(seconds: float) -> str:
    """Return that nobody answered for so long."""
    return f"لم يُجب أحد خلال {lasting(seconds)}"


def exact(seconds: float) -> str:
    """Return a short length of time for a table of numbers: 4.2 ث, 38 ث, 2 د 5 ث, 3 س 10 د."""
    if seconds < _TENTHS_UNTIL_S:
        return f"{seconds:.1f} ث"
    whole = round(seconds)
    for size, below, names in ((86400, 3600, "ي س"), (3600, 60, "س د"), (60, 1, "د ث")):
        if whole >= size:
            large, small = names.split()
            return f"{whole // size} {large} {whole % size // below} {small}"
    return f"{whole} ث"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago `moment` was; a moment ahead of our clock is now."""
    seconds = (now - moment).total_seconds()
    return "الآن" if seconds < _NOW_S else f"قبل {lasting(max(seconds, 60))}"


def until(moment: datetime, now: datetime) -> str:
    """Return how long it takes until `moment`; what is overdue is due now."""
    seconds = (moment - now).total_seconds()
    return "الآن" if seconds < 1 else f"بعد {lasting(seconds)}"


def clock(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return wall time in `zone`: 14:32 today, 3 نوفمبر 14:32 within half a year, with the year before that."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    year = "" if abs(today - local) < timedelta(days=180) else f" {local.year}"
    return f"{local.day} {_MONTHS[local.month - 1]}{year} {local:%H:%M}"
