"""A stream of articles whose relations are known: edited copies of real texts, and series of one form of words.

    python benchmarks/made_copies.py CORPUS.jsonl[.xz] STREAM.jsonl [--seed 7] [--roots 1000] [--days 12]

Roots and singles are articles of the corpus without a relative in it; what edits add and the series are written by us.
Every issue of a series is news of its own: the stream's hard negatives. In each line `story` is the true family and
`section` the kind of edit; deciding must not read them. One seed and corpus give the same stream.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import msgspec
from made_series import SERIES

from marsad.demo.corpus import Piece, read_corpus
from marsad.identity import word_hash
from marsad.text import words

START = datetime(2026, 3, 1, tzinfo=UTC)
PUBLISHERS = 40
SPREAD_H, LAST_H = 6.0, 60.0  # mean and limit of how long after its root a copy comes
SHORTEST, LONGEST = 60, 700  # words of a root
RELATED = 0.08  # share of the shorter text's 5-grams in another: more, and an article is no root

SYNONYMS = (
    ("أكد", "شدد"), ("أعلن", "كشف"), ("قال", "ذكر"), ("أوضح", "بين"), ("أضاف", "تابع"), ("مقتل", "مصرع"),
    ("هجوم", "اعتداء"), ("اليوم", "هذا اليوم"), ("مسؤول", "مصدر"), ("الماضي", "المنصرم"), ("المقبل", "القادم"),
    ("كبير", "ضخم"), ("بسبب", "نتيجة"), ("خلال", "أثناء"), ("حول", "بشأن"), ("بدأ", "انطلق"), ("وصل", "بلغ"),
    ("جميع", "كافة"), ("منطقة", "إقليم"), ("مشيرا", "لافتا"), ("حيث", "إذ"), ("لكن", "غير أن"), ("أيضا", "كذلك"),
    ("تم", "جرى"), ("عدد", "مجموعة"), ("عدة", "بضعة"), ("أمام", "قبالة"), ("معظم", "أغلب"), ("يجب", "ينبغي"),
)  # fmt: skip
AHEAD = (
    "انسخ الرابط أو أرسله إلى صديق", "مدة القراءة دقيقتان", "حجم النص صغير متوسط كبير", "مساحة إعلانية",
    "أنت هنا: الصفحة الأولى > آخر الأخبار", "غرفة الأخبار - متابعات", "حدّث المتصفح لعرض هذه الصفحة كما يجب",
)  # fmt: skip
BEHIND = (
    "مواضيع قد تهمك: أبرز ما نشر هذا الصباح", "نزّلوا تطبيقنا ليصلكم العاجل على هواتفكم", "سجل بريدك لتصلك نشرة المساء",
    "نقلا عن وكالات الأنباء", "لا تنشر هذه المادة إلا بإذن من الصحيفة", "كلمات مفتاحية: أخبار، متابعات، تقارير",
    "ما ينشر في خانة التعليق لا يلزم الصحيفة",
)  # fmt: skip
EDITS = ("spelling", "headline", "frame", "dropped", "added", "order", "reworded", "summary", "inside", "toll",
         "wire", "wire", "wire")  # fmt: skip
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MARKS = "\u064e\u064f\u0650\u0651\u0652"
_NUMBER = re.compile(r"(?<![\w.,/:])\d{1,3}(?![\d.,/:%])")


class Text(NamedTuple):
    """Title and text of an article."""

    title: str
    text: str


def parts_of(text: str) -> list[str]:
    """Return the paragraphs of `text`, its sentences where it has no paragraphs."""
    found = [part.strip() for part in text.split("\n") if part.strip()]
    if len(found) < 3:  # noqa: PLR2004 - two lines are a text and its byline
        found = [part.strip() for part in re.split(r"(?<=[.؟!])\s+", text) if part.strip()]
    return found


def spelled(chance: random.Random, text: str) -> str:
    """Return `text` as a careless or a careful desk spells it."""
    if chance.random() < 0.5:  # noqa: PLR2004
        text = text.replace("أ", "ا").replace("إ", "ا")
    if chance.random() < 0.3:  # noqa: PLR2004
        text = text.replace("ى", "ي")
    if chance.random() < 0.5:  # noqa: PLR2004
        text = text.translate(_EASTERN)
    if chance.random() < 0.5:  # noqa: PLR2004
        text = re.sub(r"(?<=[ء-ي])", lambda _: chance.choice(_MARKS) if chance.random() < 0.06 else "", text)  # noqa: PLR2004
    return text


def reworded(chance: random.Random, text: str, rate: float, loss: float) -> str:
    """Return `text` with a share of its synonyms exchanged and a share of its words lost."""
    for word, other in SYNONYMS:
        if chance.random() < rate:
            text = re.sub(rf"(?<!\w){word}(?!\w)", other, text)
    return " ".join(word for word in text.split(" ") if chance.random() >= loss)


def retitled(chance: random.Random, title: str) -> str:
    """Return most words of `title` in another order."""
    said = title.split()
    chance.shuffle(said)
    return " ".join(said[: max(3, len(said) * 2 // 3)]) + chance.choice(["", " - صور", " - فيديو", "... التفاصيل"])


def raised(chance: random.Random, one: Text) -> Text | None:
    """Return the report with one of its figures raised wherever it stands, None without a figure."""
    figures = _NUMBER.findall(one.text)
    if not figures:
        return None
    old = chance.choice(figures)
    whole, new = re.compile(rf"(?<![\d.,/:]){old}(?![\d.,/:%])"), str(int(old) + chance.randint(1, 9))
    return Text(whole.sub(new, one.title), whole.sub(new, one.text))


def dropped(chance: random.Random, text: str) -> str:
    """Return 45 to 80 % of the paragraphs of `text`, in their order."""
    parts = parts_of(text)
    keep = sorted(chance.sample(range(len(parts)), max(1, int(len(parts) * chance.uniform(0.45, 0.8)))))
    return "\n".join(parts[i] for i in keep)


def framed(chance: random.Random, text: str, ahead: int, behind: int) -> str:
    """Return `text` among the lines of a page."""
    return "\n".join([*chance.sample(AHEAD, ahead), text, *chance.sample(BEHIND, behind)])


def _order(chance: random.Random, text: str) -> str:
    parts = parts_of(text)
    for _ in range(max(1, len(parts) // 2)):
        i, j = chance.randrange(len(parts)), chance.randrange(len(parts))
        parts[i], parts[j] = parts[j], parts[i]
    return "\n".join(parts)


def _added(chance: random.Random, text: str, other: str) -> str:
    count = len(parts_of(text))
    return "\n".join([text, *parts_of(other)[: max(1, int(count * chance.uniform(0.2, 0.5)))]])


def _inside(text: str, other: str) -> str:
    parts, outer = parts_of(text), parts_of(other)
    cut = max(1, len(outer) // 2)
    return "\n".join([*outer[:cut], *parts[: max(1, int(len(parts) * 0.8))], *outer[cut:]])


def _wire(chance: random.Random, text: str) -> str:
    if chance.random() < 0.6:  # noqa: PLR2004
        text = dropped(chance, text)
    if chance.random() < 0.7:  # noqa: PLR2004
        text = reworded(chance, text, 0.35, 0.01)
    return framed(chance, spelled(chance, text), 1, 2)


_RETITLED: dict[str, Callable[[random.Random, str, str], str]] = {
    "headline": lambda _, text, __: text,
    "dropped": lambda chance, text, _: dropped(chance, text),
    "order": lambda chance, text, _: _order(chance, text),
    "reworded": lambda chance, text, _: reworded(chance, text, 0.6, 0.03),
    "inside": lambda _, text, other: _inside(text, other),
    "wire": lambda chance, text, _: _wire(chance, text),
}
_AS_TITLED: dict[str, Callable[[random.Random, str, str], str]] = {
    "spelling": lambda chance, text, _: spelled(chance, text),
    "frame": lambda chance, text, _: framed(chance, text, 2, 3),
    "added": _added,
    "summary": lambda chance, text, _: " ".join(text.split()[: chance.randint(30, 50)]) + "...",
}


def edited(chance: random.Random, kind: str, root: Text, other: str) -> Text | None:
    """Return `root` as another outlet carries it, None where it cannot be edited so. `other` is unrelated text."""
    if kind == "toll":
        return raised(chance, root)
    if kind in _RETITLED:
        return Text(retitled(chance, root.title), _RETITLED[kind](chance, root.text, other))
    return Text(root.title, _AS_TITLED[kind](chance, root.text, other))


def unrelated(texts: Sequence[str], common: int = 60) -> list[int]:
    """Return the positions of texts that share at most RELATED of the shorter one's 5-grams with any other."""
    holders: dict[int, list[int]] = {}
    sizes = []
    for n, text in enumerate(texts):
        said = [word_hash(word) for word in words(text).folded]
        grams = {hash(tuple(said[i : i + 5])) for i in range(max(1, len(said) - 4))}  # of integers: not salted
        sizes.append(len(grams))
        for gram in grams:
            holders.setdefault(gram, []).append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        if 1 < len(held) <= common:
            shared.update(combinations(held, 2))
    related = {n for pair, count in shared.items() if count > RELATED * min(sizes[n] for n in pair) for n in pair}
    return [n for n in range(len(texts)) if n not in related]


def roots_of(pieces: Sequence[Piece]) -> list[Text]:
    """Return the articles of a corpus that have no relative in it and are of usual length."""
    alone = [pieces[n] for n in unrelated([piece.text for piece in pieces])]
    return [
        Text(piece.title, piece.text)
        for piece in alone
        if SHORTEST <= len(piece.text.split()) <= LONGEST and len(piece.title.split()) > 2  # noqa: PLR2004
    ]


def stream(
    pool: Sequence[Text], seed: int = 7, roots: int = 1000, copies: int = 3, issues: int = 60, days: float = 12
) -> list[Piece]:
    """Return the stream in order of time: a third of `pool` at most are roots, as many are singles, the rest is filling."""
    chance = random.Random(seed)
    texts = list(pool)
    chance.shuffle(texts)
    roots = min(roots, len(texts) // 3)
    filling = iter([*texts[2 * roots :], *texts[2 * roots :], *texts[2 * roots :], *texts[2 * roots :]])
    made: list[tuple[float, str, str, Text]] = []
    for n, root in enumerate(texts[:roots]):
        born = chance.uniform(0, days * 24)
        made.append((born, f"root {n}", "root", root))
        for kind in chance.sample(EDITS, copies):
            other = next(filling).text if kind in ("added", "inside") else ""
            if copy := edited(chance, kind, root, other):
                made.append((born + min(LAST_H, chance.expovariate(1 / SPREAD_H)), f"root {n}", kind, copy))
    for n, single in enumerate(texts[roots : 2 * roots]):
        made.append((chance.uniform(0, days * 24), f"single {n}", "single", single))
    for name, write in SERIES.items():
        for n in range(issues):
            at = days * 24 * (n + chance.random()) / issues
            made.append((at, f"{name} {n}", f"series {name}", Text(*write(chance, n))))
    made.sort(key=lambda each: each[:3])
    return [_piece(chance, n, *each) for n, each in enumerate(made)]


def _piece(chance: random.Random, n: int, hours: float, family: str, kind: str, one: Text) -> Piece:
    publisher = f"paper{chance.randrange(PUBLISHERS)}"
    return Piece(
        url=f"https://{publisher}.example/news/{n}", title=one.title, text=one.text, publisher=publisher,
        published=START + timedelta(seconds=int(hours * 3600)), story=family, section=kind,
    )  # fmt: skip


def main() -> None:
    """Write the stream and say what is in it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--roots", type=int, default=1000)
    options.add_argument("--days", type=float, default=12)
    chosen = options.parse_args()
    pieces = stream(roots_of(list(read_corpus(chosen.corpus))), chosen.seed, chosen.roots, days=chosen.days)
    chosen.out.write_bytes(b"".join(msgspec.json.encode(piece) + b"\n" for piece in pieces))
    print(f"{len(pieces)} articles:", dict(Counter(piece.section for piece in pieces)))


if __name__ == "__main__":
    main()
