"""Which words would a keyword take for itself that belong to another keyword, or to every article?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from marsad.config.models import Keyword
from marsad.records import LEVELS
from marsad.text import fold
from processors.keywords import words_of
from processors.lookup import STRICT, StemTable
from processors.morphology import Exclusion
from processors.words.affixes import PROCLITICS
from processors.words.nouns import bare


class Homograph(NamedTuple):
    """A word that `key` matches though it is another keyword's key (`other`), or a word of every article (None)."""

    key: str
    word: str
    other: str | None


def homographs(keywords: Sequence[Keyword]) -> Iterator[Homograph]:
    """Yield the homographs of single-word `keywords`, in their order; each at its own level.

    A strict form that is another key is no homograph: «احتجاجات» is the plural of «احتجاج» whoever lists it.
    """
    single = [(keyword, parts[0]) for keyword in keywords if len(parts := words_of(keyword)) == 1]
    table = StemTable()
    for owner, (keyword, forms) in enumerate(single):
        table.add(owner, forms.stems, LEVELS.index(keyword.level))
    keys = {fold(keyword.key): keyword.key for keyword, _ in single}
    found = []
    for word in sorted(_common() | keys.keys()):
        for sense in table.senses(word):
            keyword, forms = single[sense.owner]
            own = fold(keyword.key) == word or (word in keys and sense.level == STRICT)
            if not own and not forms.exclusion.holds(word, sense.proclitic):
                found.append((sense.owner, Homograph(keyword.key, word, keys.get(word))))
    yield from (homograph for _, homograph in sorted(found))


def idle_exclusions(keyword: Keyword) -> Iterator[str]:
    """Yield the `exclude` patterns of a keyword that none of its forms has."""
    if not keyword.exclude:
        return
    (forms, *_) = words_of(keyword.model_copy(update={"exclude": ()}))
    every = [
        (proclitic + stem.letters + ending, proclitic)
        for stem in forms.stems
        for ending, kinds in stem.paradigm.items()
        for proclitic, kind in PROCLITICS.items()
        if kind & kinds
    ]
    for pattern in keyword.exclude:
        exclusion = Exclusion((pattern,))
        if not any(exclusion.holds(word, proclitic) for word, proclitic in every):
            yield pattern


def exclusions_of_itself(keyword: Keyword) -> Iterator[str]:
    """Yield the `exclude` patterns of a keyword of one word that its own key has: «*» leaves nothing of it."""
    if len(words_of(keyword)) == 1:
        own = fold(bare(keyword.key))
        yield from (pattern for pattern in keyword.exclude if Exclusion((pattern,)).holds(own, ""))


@cache
def _common() -> frozenset[str]:
    """Return the folded words that stand in every article."""
    text = resources.files("processors.lexicon").joinpath("stopwords.toml").read_text("utf-8")
    return frozenset(fold(word) for words in tomllib.loads(text).values() for word in words)
