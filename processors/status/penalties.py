"""A penalty that may reach so far is what the law threatens: «عقوبات تصل إلى السجن», «عقوبة السجن لمدة قد تصل إلى عام»."""

from __future__ import annotations

import re

from processors.status.clauses import Clause
from processors.status.path import Found
from processors.status.wordlists import listed

_PENALTIES = re.compile("عقوب|سجن|حبس")
_REACHES = ("تصل", "يصل")
_FAR = 5  # words from the penalty to how far it reaches
_BETWEEN = listed("penalties", "between")


def threatened(clause: Clause, last: int) -> Found | None:
    """Return that the penalty that ends at `last` is only threatened, if it is told how far such may reach."""
    if not _PENALTIES.search(clause.word(last)):
        return None
    for place in range(last + 1, last + 1 + _FAR):
        if clause.word(place) in _REACHES:
            return Found("conditional", place) if clause.word(place + 1)[:1] in ("ا", "ل") else None
        if clause.word(place) not in _BETWEEN:
            return None
    return None
