"""The console's own Arabic: what people do with cases, and the reasons that deciding writes for machines."""

from __future__ import annotations

import re
from collections.abc import Callable

from alerts import words

STATE = {
    "open": "مفتوح",
    "acked": "أقرّه",
    "snoozed": "أجّله",
    "false_alarm": "عدّه إنذاراً كاذباً",
    "muted": "كتم قصته",
    "closed": "أغلقه",
}
ACT = {
    "ack": "أقرّ التنبيه",
    "snooze": "أجّل التنبيه",
    "false_alarm": "عدّه إنذاراً كاذباً",
    "mute": "كتم القصة",
    "close": "أغلق التنبيه",
    "reopen": "أعاد فتحه",
    "note": "كتب ملاحظة",
}
PROBLEM = {403: "لم يُقبل الطلب"}
WALL = "البث الحي"
UNREAD = "تعذّرت قراءة المخزن: {}"
SNOOZES = ((15, "ربع ساعة"), (60, "ساعة"), (240, "4 ساعات"), (720, "12 ساعة"))
ZONES = {"title": "العنوان", "lead": "المقدمة", "body": "المتن", "text": "النص"}
HITS = words.Noun("إصابة واحدة", "إصابتان", "إصابات", "إصابة", "إصابة")
WORDS = words.Noun("كلمة واحدة", "كلمتان", "كلمات", "كلمة", "كلمة")
BYTES = words.Noun("بايت واحد", "بايتان", "بايتات", "بايتاً", "بايت")
PARTS = words.Noun("مقطع واحد", "مقطعان", "مقاطع", "مقطعاً", "مقطع")
NEAR = {"sentence": "في الجملة نفسها", "paragraph": "في الفقرة نفسها"}
WHERE = {"publisher": "الناشر", "family": "عائلة الناشرين", "feed": "المصدر", "section": "القسم", "language": "اللغة",
         "place": "المكان", "country": "البلد", "actor": "الجهة"}  # fmt: skip
UNLESS = {"sport": "الرياضة"}


HELD = {
    "quiet": "ينتظر انتهاء ساعات الهدوء",
    "digest": "ينتظر الموجز التالي",
    "group": "ينتظر ما قد يُضمّ إليه",
    "edit": "تعديل ينتظر دوره",
    "unanswered": "يُرسل إن لم يُجب أحد",
    "silenced": "أسكتته قاعدة إسكات",
    "acked": "لأن الفريق أقرّ التنبيه",
    "snoozed": "لأن الفريق أجّل التنبيه",
    "false_alarm": "لأن الفريق عدّه إنذاراً كاذباً",
    "muted": "لأن الفريق كتم القصة",
    "closed": "لأن الفريق أغلق التنبيه",
    "unrouted": "لم يعد له مسار في الإعداد",
    "merged": "حملته رسالة أحدث للقصة",
}
CARRIED = {"digest": "في الموجز", "quiet": "في موجز ما بعد ساعات الهدوء", "rate": "في رسالة جامعة، فالقناة بلغت حدّها"}
TURN = {"merged": "انضمّت إليها القصة", "changed": "تغيّر ما يُروى", "closed": "هدأت"}
SIGNS = {
    "its words are alike": "تقارب الألفاظ",
    "both say words that few others say": "ألفاظ قلّ من يقولها سواهما",
    "title and lead are alike": "تشابه العنوان والمقدمة",
    "both name the same places": "الأماكن نفسها",
    "both name the same actors": "الجهات نفسها",
    "another publisher tells it": "ناشر آخر يرويه",
    "the story is young": "حداثة القصة",
    "none of them says much": "كلها يسيرة",
}
CHANGED = {"toll": "الحصيلة", "figure": "الرقم", "place": "المكان", "actor": "الجهة"}


def _n(noun: words.Noun) -> Callable[[str], str]:
    return lambda digits: words.counted(int(digits), noun)


def _side(side: str) -> str:
    return words.UNKNOWN if side == "?" else side


def _signs(told: str) -> str:
    return "، ".join(SIGNS.get(sign, sign) for sign in told.split(", "))


_KEEP: Callable[[str], str] = str
_REASONS: tuple[tuple[str, str, tuple[Callable[[str], str], ...]], ...] = (
    (r"opened a story", "افتتح القصة", ()),
    (r"joined by its words", "ضُمّ إليها لتقارب ألفاظه", ()),
    (r"joined by words that few others say", "ضُمّ إليها لألفاظ قلّ من يقولها سواها", ()),
    (r"joined by several signs: (.*)", "ضُمّ إليها لاجتماع قرائن: {0}", (_signs,)),
    (r"a new revision of the same article", "صيغة جديدة من الخبر نفسه", ()),
    (r"(\d+) of (\d+) prints shared", "يشترك في {0} من {1}", (_KEEP, _n(PARTS))),
    (r"(\d+) of its (\d+) prints are in the longer text", "{0} من مقاطعه الـ{1} في نص أطول", (_KEEP, _KEEP)),
    (r"holds (\d+) of the (\d+) prints of the shorter text", "يضم {0} من مقاطع النص الأقصر الـ{1}", (_KEEP, _KEEP)),
    (r"figures differ: (.*)", "اختلفت الأرقام: {0}", (_KEEP,)),
    (r"(.+)% sports words; limit (.+)%", "ألفاظ الرياضة {0}% والحد {1}%", (_KEEP, _KEEP)),
    (r"(\d+) words; near = (.*)", "بينها {0}", (_n(WORDS), _KEEP)),
    (r"the nearest stand in (\d+) words; near = (.*)", "أقربها في {0}، والمطلوب {1}", (_n(WORDS), _KEEP)),
    (r"no sentence holds a witness of each clause; near = .*", "لا جملة تجمع الشروط كلها", ()),
    (r"different words: (\d+) \((.*)\); min_distinct = (\d+)", "{0} مختلفة: {1}، والحد الأدنى {2}", (_n(WORDS), _KEEP, _KEEP)),
    (r"not found: (.*)", "لم يرد: {0}", (_KEEP,)),
    (r"(\d+) found, none counts: (.*)", "ورد {0} ولم يُحتسب: {1}", (_KEEP, _KEEP)),
    (r"«(.*)» is in the (\w+)", "ورد «{0}» في {1}", (_KEEP, lambda zone: ZONES.get(zone, zone))),
    (r"no event with a known side is told", "لم يُذكر حدث يُعرف أحد طرفيه", ()),
    (r"none fits: (.*)", "لا يوافقه ما ذُكر: {0}", (lambda told: "؛ ".join(map(_arabic, told.split("; "))),)),
    (r"and (\d+) more", "وغيرها {0}", (_KEEP,)),
    (r"(attack|control|killed|repelled): (\S+) -> (\S+), «(.*)» in the (\w+)", "{0}: {1} ← {2}، «{3}» في {4}",
     (lambda kind: words.word(words.EVENT, kind), _side, _side, _KEEP, lambda zone: ZONES.get(zone, zone))),
    (r"([+-]?\d+)(?: \((.*)\))?; threshold = (.+)", "المجموع {0}{1}، والمطلوب {2}", (_KEEP, lambda terms: terms and f" ({terms})", _KEEP)),
    (r"(feed|publisher|section) (.+)", "{0}: {1}", (lambda name: WHERE[name], lambda value: "غير معروف" if value == "unknown" else value)),
    (r"an article scores (.+) with both, their centres (.+)", "خبر قريب من القصتين بدرجة {0}، ومركزاهما {1}", (_KEEP, _KEEP)),
    (r"both say (\d+) words that few others say, their centres (.+)", "في القصتين {0} قلّ من يقولها سواهما، ومركزاهما {1}",
     (_n(WORDS), _KEEP)),
    (r"cooldown: (?:no place|(.*)) had a case (\d+) minutes apart, story \w+", "فترة تهدئة: فُتح تنبيه {0} قبلها أو بعدها بـ{1}",
     (lambda place: f"في {place}" if place else "من القاعدة نفسها", _n(words.MINUTES))),
    (r"archive: published on (\S+), (\d+) days before it was read", "من الأرشيف: نُشر في {0}، قبل أن نقرأه بـ{1}", (_KEEP, _n(words.DAYS))),
)  # fmt: skip
_ID = re.compile(r"\b[a-z]+:[\w-]+", re.ASCII)
_COMPILED = [(re.compile(pattern), text, turns) for pattern, text, turns in _REASONS]


def reason(why: str, label: Callable[[str], str] = str) -> str:
    """Return a reason in Arabic, as it is when it is none of those we know: a reason of tomorrow must stay readable.

    `label` gives the names of actors and places, which stand in it by their ids.
    """
    return _ID.sub(lambda found: label(found[0]), _arabic(why))


def _arabic(why: str) -> str:
    for pattern, text, turns in _COMPILED:
        if found := pattern.fullmatch(why):
            return text.format(*(turn(part or "") for turn, part in zip(turns, found.groups(), strict=True)))
    return why
