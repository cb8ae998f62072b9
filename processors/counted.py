"""What does a figure count? The noun in one form, whichever number it stands behind.

In Arabic the counted noun changes with the number: أشخاص behind 3 to 10, شخصا to 99, شخص behind a hundred, and for two
there is no figure but the dual, شخصان. So 4 أشخاص and 93 شخصا share no word, and count the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from marsad.memo import Memo
from marsad.text import fold
from processors.names.wordlists import load_lexicon
from processors.words.known import plurals_of

TWO = "2"

_FEMININE = "ة"
_CONTEXTS = 1 << 15  # remembered with what they come to
_ENDINGS = (("ات", _FEMININE), ("ون", ""), ("ين", ""), ("ا", ""))  # behind a figure, and what one has in their place
_STEM = 3  # letters that must be left
_NAMES = frozenset({fold("طالبان")})  # written as a dual: the movement, where a pair of students is hardly ever news


def noun(word: str) -> str:
    """Return the form by which a folded word behind a figure is known. It need not be a word, only the same."""
    known = _singulars().get(word)
    return _one_of(word) if known is None else known


def compared(context: str) -> str:
    """Return the words around a figure with what it counts in one form: «مقتل # اشخاص» and «مقتل # شخصا» are one."""
    return _COMPARED[context]


def pair(word: str) -> str | None:
    """Return what a folded dual counts two of, as `noun` gives it; None for any other word, and where it may be a plural."""
    return _duals().get(word)


def _in_one_form(context: str) -> str:
    before, _, after = context.partition(" # ")
    return f"{before} # {noun(after)}"


def _one_of(word: str) -> str:
    for ending, singular in _ENDINGS:
        if len(word) >= _STEM + len(ending) and word.endswith(ending):
            return word[: -len(ending)] + singular
    return word


@cache
def _nouns() -> Mapping[str, tuple[str, ...]]:
    listed = [pair for group in load_lexicon("counted").values() for pair in group.items()]
    return MappingProxyType({fold(one): tuple(map(fold, (*(plurals_of(one) or ()), *more))) for one, more in listed})


@cache
def _singulars() -> Mapping[str, str]:
    """Return the form of every word that is listed, as it stands or as a number from 11 to 99 makes it."""
    found: dict[str, str] = {}
    for one, many in _nouns().items():
        found |= dict.fromkeys((one, f"{one}ا", *many), one)
    return MappingProxyType(found)


@cache
def _duals() -> Mapping[str, str]:
    return MappingProxyType(
        {dual: one for one, many in _nouns().items() for dual in _two_of(one, many) if dual not in _NAMES}
    )


def _two_of(one: str, many: tuple[str, ...]) -> Iterator[str]:
    """Yield the duals of a noun: «مواطنين» is left out, which says two citizens or more."""
    stem = f"{one[:-1]}ت" if one.endswith(_FEMININE) else one
    yield from (dual for dual in (f"{stem}ان", f"{stem}ين") if dual not in many)


_COMPARED = Memo(_in_one_form, _CONTEXTS, longest=80)
