"""What went wrong, in words its reader knows? The errors of feeds, channels and stages by their class.

Their own words are for machines and searches, and name what the class does not; they always stay beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Trouble(NamedTuple):
    """An error: its class in Arabic, "" for one of no class we know, and what was said, as it was said."""

    word: str
    said: str


_SLOW = "طُلب منا أن نبطئ"
_LARGE = "أكبر من الحدّ المقبول"
_REFUSED = "رُفض دخولنا"
_LATE = "انقضت المهلة بلا جواب كامل"
_CUT = "انقطع الجواب أو لم يُفهم"
_STATUS = {
    401: _REFUSED, 403: _REFUSED, 404: "لا شيء على هذا العنوان", 407: _REFUSED, 408: _LATE,
    410: "أُزيل ما كان على هذا العنوان", 413: _LARGE, 429: _SLOW,
}  # fmt: skip
_HUNDREDS = {3: "يحيل إلى عنوان آخر", 4: "رفض الخادم الطلب", 5: "عطل في الخادم"}
_REASON = {
    "not_a_feed": "ما جاء ليس خلاصة أخبار",
    "html": "جاءت صفحة ويب لا خلاصة أخبار",
    "challenge": "جاءت صفحة تتحقق من الزائر",
    "no_bytes": "جاء جواب فارغ",
    "binary": "ما جاء ليس صفحة ويب",
    "parse": _CUT,
    "memory": "قراءته تستهلك ذاكرة فوق الحدّ",
    "died": "توقفت العملية التي تقرؤه",
    "error": "عطل في قراءته",
    "network": "تعذّر الوصول إليه",
    "empty": "كانت فيه أخبار ولم يعد فيه خبر",
    "truncated": "فيه أخبار أكثر مما يُقرأ دفعة واحدة",
    "undated": "أخباره بلا تاريخ يُعتمد عليه",
    "foreign": "ليس فيه خبر بالعربية",
}
_CLASSES = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"no (complete )?answer (within|in time)|timed? ?out|took too long|took nothing for", _LATE),
        (r"no address\b|does not resolve|getaddrinfo|name or service", "لا عنوان لهذا الاسم في DNS"),
        (r"\b(TLS|SSL|certificate)\b", "شهادته أو تشفيره (TLS) غير مقبول"),
        (r"private address|address refused|malformed address|not usable", "عنوان لا يُسمح به"),
        (r"asked (us to wait|for a pause)", _SLOW),
        (r"refuses us|Correct (user|the password|`?to)|rights", _REFUSED),
        (r"connection refused", "رفض الخادم الاتصال"),
        (r"cannot be reached|no connection|connection (failed|reset)|unreachable", "تعذّر الوصول إليه"),
        (r"more than [\d,]+ bytes|record of this size|too (large|long)", _LARGE),
        (r"more than \d+ redirects", "يحيل من عنوان إلى عنوان بلا نهاية"),
        (r"broke off|disconnected|cut short|neither yes nor no|not sound HTTP|did not say which", _CUT),
        (r"malformed|cannot be read|truncated|DecodeError|ValidationError", "سجلّ لا يُقرأ"),
        (r"moved for good", "انتقل إلى عنوان آخر"),
        (r"has no items yet", "لا أخبار فيه بعد"),
        (r"items are not in Arabic", "فيه أخبار بغير العربية لا تؤخذ"),
        (r"told apart by title", "تتغير روابط أخباره أو معرّفاتها في كل قراءة، فتُعرف بعناوينها"),
        (
            r"unforeseen|\b(Assertion|Attribute|Index|Name|Recursion|Runtime|Type|ZeroDivision)Error\b",
            "خطأ لم نتوقعه، فأبلغنا به",
        ),
    )
)
_HTTP = re.compile(r"\b(?:HTTP|answered) (\d)(\d\d)\b")


def trouble(said: str, reason: str = "") -> Trouble:
    """Return the class of an error with its words; `reason` is the machine's word for it, where there is one."""
    if http := _HTTP.search(said):
        status = int(http[1] + http[2])
        return Trouble(_STATUS.get(status) or _HUNDREDS.get(int(http[1]), ""), said)
    told = next((word for pattern, word in _CLASSES if pattern.search(said)), "")
    return Trouble(told or _REASON.get(reason, ""), said or reason)
