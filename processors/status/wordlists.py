"""Which words does one question of the judge look for?

lexicon/status_words.toml lists them, a table for each module that asks; one that asks for the words of another names its table.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from marsad.text import fold


def folded(words: str) -> frozenset[str]:
    """Return the folded words of a text."""
    return frozenset(map(fold, words.split()))


def any_of(words: str) -> re.Pattern[str]:
    """Return what finds any of these parts of words in a folded word."""
    return re.compile("|".join(map(fold, words.split())))


def listed(table: str, name: str) -> frozenset[str]:
    """Return the folded words of a list."""
    return folded(_tables()[table][name])


def parts(table: str, name: str) -> tuple[str, ...]:
    """Return the folded words of a list that holds parts of words: heads, ends or what stands in them."""
    return tuple(map(fold, _tables()[table][name].split()))


def any_part(table: str, name: str) -> re.Pattern[str]:
    """Return what finds any of the parts of a list in a folded word."""
    return any_of(_tables()[table][name])


def pairs(table: str, name: str) -> frozenset[tuple[str, ...]]:
    """Return the folded pairs of words of a list."""
    return frozenset(tuple(fold(pair).split()) for pair in _tables()[table][name])


@cache
def _tables() -> dict[str, Any]:
    text = files("processors").joinpath("lexicon/status_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
