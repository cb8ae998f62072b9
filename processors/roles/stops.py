"""Before which words of a passage does a sentence or clause end?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_STOP = re.compile(r"[.؟?!؛:…\n\r]")


def stops(text: str, starts: Sequence[int], ends: Sequence[int], beyond: int) -> list[bool]:
    """Return for each word from `starts` to `ends` whether a hard stop is right before it, and words outside as such."""
    before = [True, *[False] * (len(starts) - 1), *[True] * beyond]
    for match in _STOP.finditer(text):
        at = bisect_right(starts, match.start())
        if 0 < at < len(starts) and match.start() >= ends[at - 1]:
            before[at] = True
    return before
