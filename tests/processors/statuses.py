"""What the judge of status says of one word of a text of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from marsad.config.models import Keyword
from processors.keywords import KeywordMatcher

_KEYS = """هجوم سيطرة قصف اغتيال انسحاب احتلال إصابة ضحية قتل حرب انتخابات انقلاب تفجير مفاوضات محاكمة إلغاء تحرير إفراج اتفاق
عقوبات إضراب دخول تهديد خطف إعصار لاجئ إعدام سقوط اعتقال استفتاء تقدم استقالة حظر حصار تسليم استهداف مواجهة مظاهرة قتيل تصعيد
كارثة توقيف تفكيك مقاطعة حريق احتجاج تفاوض استعادة طرد صاروخ شهيد انطلاق إرهابي مسلح جريح تمديد أزمة معركة تجسس احتجاز إسقاط إدانة انتخاب"""
TODAY = date(2021, 7, 1)  # a Thursday
MATCHER = KeywordMatcher(
    [
        *(Keyword(key=key) for key in (*_KEYS.split(), "إطلاق نار")),
        Keyword(key="اقتحام", level="family"),
        Keyword(key="وفاة", plurals=("وفيات",), verbs=()),
    ]
)


def status_of(text: str, form: str, on: date | None = TODAY) -> tuple[str, str]:
    """Return (status, cue) of the first hit of `form`; the cue stands in `text` where the hit says."""
    hit = next(hit for hit in MATCHER.hits("", text, on) if hit.form == form)
    if hit.cue:
        assert hit.cue == text[hit.cue_start : hit.cue_start + len(hit.cue)]
    return hit.status, hit.cue


def told(table: Sequence[tuple[str, ...]]) -> pytest.MarkDecorator:
    """Run a test with (status, cue, text, form) of each row of `table`."""
    ids = [f"{row[0]} {row[3]} {row[1]}" for row in table]
    return pytest.mark.parametrize(("status", "cue", "text", "form"), [row[:4] for row in table], ids=ids)


def look_alikes(table: Sequence[tuple[str, ...]]) -> pytest.MarkDecorator:
    """Run a test with what each row of `table` ends with: (text, form) of a look-alike that says nothing of the event."""
    return pytest.mark.parametrize(
        ("text", "form"), [row[4:] for row in table], ids=[f"{row[5]} {row[1]}" for row in table]
    )
