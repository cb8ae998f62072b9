"""Arabic text: when are two spellings one word, and where does a word stand in the original?

`fold` makes the spellings of one word equal; `tokens` and `sentences` give code-point offsets into the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Never part of the word's letters: tashkeel, Quranic marks, tatweel, zero-width, bidi marks, BOM, soft hyphen.
_MARKS = (
    [0x0640, 0x0670, 0x061C, 0xFEFF, 0x00AD]
    + [*range(0x0610, 0x061B), *range(0x064B, 0x0660), *range(0x06D6, 0x06EE)]
    + [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_LETTERS = dict(
    zip(
        "أإآٱٲٳٵىیېےکڪگەہھۀۃڤپ",  # hamza seats, alef maqsura, Persian and Urdu letter forms
        "اااااااييييكككههههةفب",
        strict=True,
    )
)
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_MARKS),
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **{0x0660 + digit: str(digit) for digit in range(10)},
    **{0x06F0 + digit: str(digit) for digit in range(10)},
}
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# News text is plain: common marks and three letters. Everything else takes the full table (3.7-4.0 times slower).
_COMMON = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200f]+")
_RARE = re.compile(
    "[\u00ad\u0610-\u061c\u0653-\u066f\u0671-\u06ff\u202a-\u202e\u2066-\u2069\ufb50-\ufdff\ufe70-\ufeff]"
)
_MARK_CLASS = "".join(map(chr, _MARKS)).replace("-", r"\-")
_TOKEN = re.compile(rf"[^\W_](?:[^\W_{_MARK_CLASS}]|[{_MARK_CLASS}]|(?<=\d)[.,٫](?=\d))*")
_SENTENCE_END = re.compile(r"[!؟?…\n\u2028\u2029\u0085]+|(?<!\d)\.+|\.+(?!\d)")


class Token(NamedTuple):
    """One word: `text[start:end]` as written, and its folded form."""

    start: int
    end: int
    folded: str


def fold(text: str) -> str:
    """Return `text` with the spellings of one word made equal.

    Newsrooms write hamza and alef maqsura as they please; a rule for هجوم على إدلب must also find هجوم علي ادلب.
    ة stays distinct from ه: folding them together makes نصيبه and نصيبة one word. Idempotent.
    """
    if _RARE.search(text):
        if _PRESENTATION.search(text):
            text = _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
        return text.translate(_TABLE)
    text = _COMMON.sub("", text)
    return text.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي")


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text` in order; a mark inside a word does not split it, a decimal is one token."""
    for found in _TOKEN.finditer(text):
        folded = fold(found.group())
        if folded:
            yield Token(found.start(), found.end(), folded)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence with a word in it; ، and ؛ end a clause, not a sentence."""
    spans = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return [(a, b) for a, b in trimmed if any(c.isalnum() for c in text[a:b])]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
