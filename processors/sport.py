"""Is this the sports page? The share of an article's words that belong to it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from marsad.text import fold

_CONJUNCTIONS = ("", "و", "ف")
_HEADS = ("", "ال", "ب", "بال", "ك", "كال", "ل", "لل")


def sport_share(words: Iterable[str]) -> float:
    """Return which part of the folded `words` belongs to the sports page, from 0 to 1."""
    forms = _forms()
    total = found = 0
    for word in words:
        total += 1
        found += word in forms
    return found / total if total else 0.0


@cache
def _forms() -> frozenset[str]:
    text = files("processors").joinpath("lexicon/sport.toml").read_text(encoding="utf-8")
    words = [fold(word) for word in tomllib.loads(text)["words"]]
    return frozenset(lead + head + word for word in words for head in _HEADS for lead in _CONJUNCTIONS)
