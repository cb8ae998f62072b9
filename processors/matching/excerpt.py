"""Which words does an operator read first? The sentence that fired, cut to a length a card can hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from processors.document import Layout

LONGEST = 400  # characters; newsrooms write sentences of a whole paragraph
Span = tuple[int, int]


def excerpt(
    layout: Layout, sentence: int, spans: Sequence[Span], marks: Sequence[Span]
) -> tuple[int, str, tuple[Span, ...]]:
    """Return (start, excerpt, marks inside it): the sentence, or the stretch of it around `spans` when it is long.

    `spans` and `marks` are offsets into the field; marks that touch are joined, those outside are dropped.
    """
    whole = layout.sentences[sentence] if sentence < len(layout.sentences) else (0, len(layout.text))
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    start, end = _cut(layout, whole, (first, last))
    inside = sorted({(a - start, b - start) for a, b in marks if start <= a and b <= end})
    return start, layout.text[start:end], _joined(inside)


def _cut(layout: Layout, whole: Span, kept: Span) -> Span:
    """Return the part of `whole` to show: at most LONGEST characters, whole words, `kept` in the middle."""
    start, end = min(whole[0], kept[0]), max(whole[1], kept[1])
    if end - start <= LONGEST:
        return start, end
    margin = max(LONGEST - (kept[1] - kept[0]), 0) // 2
    low = max(start, min(kept[0] - margin, end - LONGEST))
    high = min(end, low + LONGEST)
    starts, ends = layout.word_starts, layout.word_ends
    if low > start:
        low = min(starts[min(bisect_left(starts, low), len(starts) - 1)], kept[0])
    if high < end:
        high = max(ends[max(bisect_right(ends, high) - 1, 0)], low + 1)
    return low, high


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
