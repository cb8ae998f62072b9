"""Ten thousand different Arabic keywords without a corpus: those shipped, then roots poured into patterns of verbal nouns.

The first roots are common ones of news, so that their words are met in text; later ones are drawn letter by letter.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from marsad.config.load import load
from marsad.config.models import Keyword
from marsad.text import fold, tokens

CONFIG = Path(__file__).parents[1] / "config"
_SEED = 4
_RADICALS = 3
# 1, 2 and 3 stand for the letters of the root.
_PATTERNS = (
    "12و3", "12ا3ة", "12ا3", "123ة", "إ12ا3", "ت12ي3", "م1ا23ة", "ت1ا23", "ت123", "ان12ا3", "ا1ت2ا3",
    "است12ا3", "م123", "م123ة", "12ي3", "1ا23", "12لا3", "123ان",
)  # fmt: skip
_ROOTS = (  # common in news
    "كتب درس علم عمل حكم خرج دخل قتل هجم ضرب حرب سلم قطع دفع رفع نزل طلب بحث نشر خبر حدث كشف عرض رفض قبل وقع وقف بدا "
    "نفذ خطف قصف طرد نقل فتح غلق حصر حجز سجن عقل شرط جند عسكر جيش سلح ذخر فجر نسف هدم دمر حرق طلق رصد رقب فتش ضبط هرب "
    "عبر حدد وطن شعب دول سوس حزب نخب صوت رشح فوز خسر ربح تجر سوق بيع شري مول صرف نقد دين قرض سعر غلا رخص زرع حصد صنع "
    "نتج صدر ورد نفط غاز كهرب ميه سقي فيض زلزل عصف مطر جفف برد حرر وبا مرض طبب علج لقح وفي صحب جرح نجا نقذ بلغ شكو حقق "
    "قضي شهد عدل ظلم حلف وثق سند دعم ساند عون تعب جهد كفح نضل ثور قلب عزل قيل ولي راس وزر سفر بعث ندب وفد زور لقي جمع "
    "جلس حضر غيب نقش حور فاض وسط صلح نزع خلف شرك صدم نهج قمع منع سمح حظر فرض لزم عقب كفل ضمن نذر هدد حذر خوف امن حمي دفن "
    "بني عمر سكن هجر نزح لجا رحل عود ثبت غير بدل طور قدم اخر زيد نقص كثر قلل وزع خصص عدد حسب قدر شغل بطل وظف درب هلك ركب "
    "سير مشي ركض سبق لحق تبع رسل حمل وضع رمي صيد ذبح طبخ اكل شرب نوم صحو فكر فهم ذكر نسي سمع نظر قرا قول كلم صرح علن وضح "
    "فسر شرح برر نقد مدح لوم عفو صفح غفر رحم عطف حزن فرح غضب سخط رضي حبب كره وعد خدع كذب صدق غشش سرق نهب سلب حرم وهب منح"
)
_LETTERS = "رلمنبدعقسفحجهكشتطخصزضذغثظوي"  # of roots, the commonest first


def keywords(count: int) -> list[Keyword]:
    """Return `count` keywords of one word, no two folded alike; the same for the same count."""
    return list(islice(_distinct(), count))


def _distinct() -> Iterator[Keyword]:
    seen: set[str] = set()
    for keyword in chain(load(CONFIG).config.keywords, map(_bare, _poured())):
        if fold(keyword.key) not in seen and len(tokens(keyword.key)) == 1:
            seen.add(fold(keyword.key))
            yield keyword


def _bare(key: str) -> Keyword:
    return Keyword(key=key)


def _poured() -> Iterator[str]:
    draw = random.Random(_SEED)
    roots = [root for root in _ROOTS.split() if len(root) == _RADICALS and "ا" not in root]
    common = [_pour(root, pattern) for root in roots for pattern in _PATTERNS]
    draw.shuffle(common)
    yield from common
    weights = range(len(_LETTERS), 0, -1)
    while True:
        root = "".join(draw.choices(_LETTERS, weights, k=_RADICALS))
        if root[0] != root[1]:  # no Arabic root begins so
            yield _pour(root, draw.choice(_PATTERNS))


def _pour(root: str, pattern: str) -> str:
    return pattern.translate({ord(place): letter for place, letter in zip("123", root, strict=True)})
