"""Read the shipped lexicons of the actors engine."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from processors.names.aliases import phrase_keys


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """Return a shipped lexicon as TOML tables, read once per process; not to be changed."""
    return tomllib.loads(files("processors").joinpath(f"lexicon/{name}.toml").read_text(encoding="utf-8"))


def key_set(words: Iterable[str]) -> frozenset[str]:
    """Return the keys of single words."""
    return frozenset(keys[0] for keys in map(phrase_keys, words) if len(keys) == 1)


@cache
def role_words(name: str) -> frozenset[str]:
    """Return the keys of one of the word lists of roles.toml."""
    return key_set(load_lexicon("roles")["words"][name])
