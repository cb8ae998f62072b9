"""Arabic text: when are two spellings one word, and where does a word stand in the original?

`fold` makes the spellings of one word equal; `tokens` and `sentences` give code-point offsets into the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from typing import NamedTuple, overload

# What may stand between two words of a phrase: spaces, quotes and brackets, but no stop, comma or new line.
BETWEEN = " \t\u00a0\u200b\u200c\u200d\u200e\u200f«»\"'“”‘’()[]_#-"
# Said on or around a letter, part of the word as written but not of its letters: tatweel, tashkeel, Quranic signs.
_SIGNS = "\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
# Steer the display and are never part of a word's end: zero-width, bidi, byte order mark, soft hyphen.
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
# Letters of the Arabic script, presentation forms among them (one of those may stand for several letters).
_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_EQUAL = {
    **dict(
        zip(
            "أإآٱٲٳٵىیېےکڪگەہھۀۃڤپ٫٬",  # hamza seats, alef maqsura, Persian and Urdu letter forms, separators
            "اااااااييييكككههههةفب.,",
            strict=True,
        )
    ),
    **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)},
}
_EQUAL_TABLE = str.maketrans(_EQUAL)
# A presentation form, or a hamza typed as a mark of its own on و or ي: NFKC makes them plain letters.
_COMPOSED = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]|[وي]\u0654")
# News text is plain: a few marks and four letters. Everything else takes the full table, about four times slower.
_RARE = re.compile(
    "[\u00ad\u0610-\u061c\u0653-\u066f\u0671-\u06ff\u202a-\u202e\u2060\u2066-\u2069\ufb50-\ufdff\ufe70-\ufeff]"
)
_COMMON_MARKS = re.compile("[\u0640\u064b-\u0652\u0670\u200b-\u200f]+")
_MARKS = re.compile(f"[{_SIGNS}{_UNSEEN}]+")
# A number with its separators; a word of Arabic letters; a word of other letters, digits included (F16).
# Arabic letters and digits part company: و500 is two words, and so is ١٢هجوم.
_WORD = f"[{_ARABIC}{_SIGNS}]"
_OTHER = rf"[^\W_\u0600-\u06ff{_ARABIC}]"
_TOKEN = re.compile(
    rf"[{_ARABIC}]{_WORD}*+(?:[{_UNSEEN}]++(?={_WORD}){_WORD}++)*+"
    r"|\d++(?:[.,٫٬]\d++)*+"
    rf"|(?!\d){_OTHER}++(?:[{_UNSEEN}]++(?={_OTHER}){_OTHER}++)*+"
)
_TOKEN_KEPT = re.compile(f"({_TOKEN.pattern})")
# A full stop ends no sentence inside a number or a Latin name (bbc.com), nor after a single letter (د. and أ.ف.ب).
# Begins with one set of characters: so the search skips over the others.
_LINE_END = r"\n\r\u0085\u2028\u2029"
_SENTENCE_END = re.compile(
    rf"[.!؟?…{_LINE_END}](?:(?<=[{_LINE_END}])[{_LINE_END}]*+"
    rf"|(?<![{_LINE_END}])(?:(?<!\.)|(?<!\b[^\W\d_]\.)(?:(?<![A-Za-z\d]\.)|(?![A-Za-z\d])))"
    r"[.!؟?…]*[\"'»”’)\]]*)"
)


class Token(NamedTuple):
    """One word: `text[start:end]` as written, and its folded form."""

    start: int
    end: int
    folded: str


_token = partial(tuple.__new__, Token)  # the constructor that a NamedTuple generates takes thrice as long


def fold(text: str) -> str:
    """Return `text` with the spellings of one word made equal.

    Newsrooms write hamza and alef maqsura as they please; a rule for هجوم على إدلب must also find هجوم علي ادلب.
    ة stays distinct from ه: folding them together makes نصيبه and نصيبة one word. Idempotent.
    """
    if text.isascii():
        return text
    if _RARE.search(text):
        return _MARKS.sub("", _decompose(text).translate(_EQUAL_TABLE))
    return _COMMON_MARKS.sub("", _equal_plain(text))


def one_word(one: str, other: str) -> bool:
    """Return whether two spellings are one word: folded equal, and not one with أ where the other has إ at its head.

    Many write ا for both, but hardly anybody one for the other: «أنفاق» are tunnels, «إنفاق» is spending.
    """
    heads = {word.removeprefix("ال")[:1] for word in (one, other)}
    return fold(one) == fold(other) and heads != {"أ", "إ"}


class Spellings:
    """Words, each as it was spelt first."""

    def __init__(self) -> None:
        self._alike: dict[str, list[str]] = {}

    def first(self, word: str) -> str:
        """Return how `word` was spelt when it first came here, `word` itself if that is now."""
        alike = self._alike.setdefault(fold(word), [])
        known = next((each for each in alike if one_word(each, word)), None)
        if known is None:
            alike.append(word)
        return known or word


def _equal_plain(text: str) -> str:
    return text.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي")


def _decompose(text: str) -> str:
    # A mark's isolated form stands on a space of its own; words have none.
    return _COMPOSED.sub(lambda found: unicodedata.normalize("NFKC", found.group()).lstrip(), text)


def tokens(text: str) -> list[Token]:
    """Return the words and numbers of `text` in order; a mark inside a word does not split it, a decimal is one token.

    Every token holds `fold(text[start:end]) == folded`, and `folded` is not empty.
    """
    return list(_split(text))


class Words(Sequence[Token]):
    """The words of a text as `tokens` yields them, or one of their parts alone; a token is made when it is asked for.

    Not the caller's to change.
    """

    __slots__ = ("ends", "folded", "starts")

    def __init__(self, starts: list[int], ends: list[int], folded: list[str]) -> None:
        """Take the parts of each word in order."""
        self.starts = starts
        self.ends = ends
        self.folded = folded

    def __len__(self) -> int:
        return len(self.folded)

    def __iter__(self) -> Iterator[Token]:
        return map(_token, zip(self.starts, self.ends, self.folded, strict=True))

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Words: ...
    def __getitem__(self, at: int | slice) -> Token | Words:
        if isinstance(at, slice):
            return Words(self.starts[at], self.ends[at], self.folded[at])
        return _token((self.starts[at], self.ends[at], self.folded[at]))


@lru_cache(maxsize=8)  # the title and text of the article at hand: four stages ask for the same words
def words(text: str) -> Words:
    """Return the words of `text`, remembered for the texts asked for last."""
    return _split(text)


def _split(text: str) -> Words:
    rare = _RARE.search(text)
    if rare and _COMPOSED.search(text):
        every = [(*found.span(), word) for found in _TOKEN.finditer(text) if (word := fold(found[0]))]
        return Words([start for start, _, _ in every], [end for _, end, _ in every], [word for _, _, word in every])
    # Without composed characters folding letters keeps every offset, so the text is folded once, not word by word.
    equal = text.translate(_EQUAL_TABLE) if rare else _equal_plain(text)
    pieces = _TOKEN_KEPT.split(equal)  # what stands between words, and the words: no Python runs for one of them
    bounds = list(accumulate(map(len, pieces)))
    folded = pieces[1::2]
    if folded and _MARKS.search(equal):
        folded = _MARKS.sub("", "\n".join(folded)).split("\n")  # no word has a line's end in it
    return Words(bounds[:-1:2], bounds[1::2], folded)


@lru_cache(maxsize=8)
def sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence with a word in it; ، and ؛ end a clause, not a sentence.

    Remembered for the texts asked for last, so the list is not the caller's to change.
    """
    spans = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return [(a, b) for a, b in trimmed if any(map(str.isalnum, text[a:b]))]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
