"""Do two texts name the same people? One desk writes «محمد السعد», the other «محمد بن عبد العزيز السعد».

Persons that no entry knows have their name for an id, as it was written. Agencies and papers are who tells, not who is
told of: they do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from processors.names.persons import PREFIX
from processors.names.spellings import heard

_TELLS = "media:"
_BETWEEN = frozenset(("بن", "ابن", "بنت", "ال"))  # no names of their own; آل is folded
_SERVANT = "عبد"
_NAMES = 20_000


def others(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Say whether both name somebody, and nobody whom the other names."""
    mine, yours = told_of(ours), told_of(theirs)
    return bool(mine and yours) and not any(_is_among(each, yours) for each in mine)


def within(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Say whether everybody whom one of the two names, the one with fewer, is named by the other too."""
    fewer, more = sorted((told_of(ours), told_of(theirs)), key=len)
    return all(_is_among(each, more) for each in fewer)


def told_of(names: Iterable[str]) -> set[str]:
    """Return the `names` without agencies and papers."""
    return {name for name in names if not name.startswith(_TELLS)}


def unknown(names: Iterable[str]) -> list[str]:
    """Return the persons of `names` whom no entry knows, as their names sound: غرينيل and جرينيل are one."""
    return [_as_heard(name) for name in names if name.startswith(PREFIX)]


def _is_among(name: str, names: Collection[str]) -> bool:
    return name in names or (
        name.startswith(PREFIX) and any(other.startswith(PREFIX) and _is_one(name, other) for other in names)
    )


def _is_one(name: str, other: str) -> bool:
    """Say whether the words of the shorter name, two at least, stand in the longer one in their order."""
    shorter, longer = sorted((_words(name), _words(other)), key=len)
    rest = iter(longer)
    return len(shorter) > 1 and all(word in rest for word in shorter)


@lru_cache(_NAMES)
def _as_heard(name: str) -> str:
    return PREFIX + "-".join(map(heard, _words(name)))


@lru_cache(_NAMES)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_joined(word for word in name.removeprefix(PREFIX).split("-") if word not in _BETWEEN))


def _joined(words: Iterator[str]) -> Iterator[str]:
    """Yield the words of a name, عبد العزيز in one as others write it."""
    for word in words:
        yield word + next(words, "") if word == _SERVANT else word
