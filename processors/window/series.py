"""What do the usual series say in every issue? The bourse closes, a cable goes out, the weather is told in old words.

So an engine that has seen nothing yet knows them from its first day on: `lexicon/series.toml`, written by us.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from processors.fingerprint import every_print

_OWN = "…"  # stands where each issue says its own


@cache
def usual_texts() -> dict[str, tuple[str, ...]]:
    """Return the texts of each series."""
    tables = tomllib.loads(resources.files("processors.lexicon").joinpath("series.toml").read_text("utf-8"))
    return {name: tuple(table["texts"]) for name, table in tables.items()}


@cache
def usual_prints() -> frozenset[int]:
    """Return the prints of what the series say in every issue."""
    fixed = [part for texts in usual_texts().values() for text in texts for part in text.split(_OWN)]
    return frozenset(print_ for part in fixed for print_ in every_print(part))
