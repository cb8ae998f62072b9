"""How does a feed breathe? Its new articles by the hour as a small picture, beside the rhythm that was learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alerts import words

HOURS = 24
WIDTH, HEIGHT = 4, 24  # of an hour and of the picture, in its own units
LEAST = 1.5  # of a bar: an hour with one article must be seen beside one with fifty
FAR = 2  # times the fullest hour: a mean beyond it would press the bars flat
_HOUR_S = 3600


class Bar(NamedTuple):
    """One hour that had articles."""

    x: int
    y: float
    height: float


class Rhythm(NamedTuple):
    """The last hours, the present one at the left as the page is read; `usual` is where the learned mean lies, None when it is far off."""

    bars: list[Bar]
    usual: float | None
    text: str


def rhythm(hours: Sequence[int], gap_s: float) -> Rhythm | None:
    """Return the picture of the last hours (the present one last), None when they had no article."""
    total = sum(hours)
    if not total:
        return None
    mean = _HOUR_S / gap_s if gap_s else 0.0
    drawn = 0 < mean <= FAR * max(hours)
    most = max(*hours, mean) if drawn else max(hours)
    bars = [
        Bar((len(hours) - 1 - n) * WIDTH, round(HEIGHT - height, 1), height)
        for n, count in enumerate(hours)
        if count and (height := max(LEAST, round(HEIGHT * count / most, 1)))
    ]
    text = f"آخر {words.counted(len(hours), words.HOURS)}: {words.counted(total, words.REPORTS)}، أكثرها في ساعة {max(hours)}"
    return Rhythm(bars, round(HEIGHT * (1 - mean / most), 1) if drawn else None, text)
