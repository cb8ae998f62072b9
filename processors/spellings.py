"""How else may a newsroom write a foreign name: سيرجي for سيرغي, زيلنسكي for زيلينسكي?

Arabic has no letter for g and no rule for the vowels of other languages, so one name has several spellings. Only names of
persons from outside the Arab world are spelled anew, only whole ones of two words or more, and never into a spelling that
names somebody already or that two persons would share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from marsad.config.models import Actor
from processors.aliases import keys_of, phrase_keys

# Where names are Arabic, or mostly so: there a letter more or less is another name.
_ARABIC_NAMES = frozenset(
    [
        "AE",
        "AF",
        "BH",
        "DJ",
        "DZ",
        "EG",
        "EH",
        "ER",
        "IQ",
        "IR",
        "JO",
        "KM",
        "KW",
        "LB",
        "LY",
        "MA",
        "MR",
        "OM",
        "PK",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SY",
        "TD",
        "TN",
        "YE",
        "ML",
        "NE",
        "NG",
        "SN",
        "BD",
    ]
)
_G = str.maketrans("غ", "ج")
_LONG = "اوي"
_SHORTEST = 5  # letters of a word that may lose a vowel


def respelled(actors: Sequence[Actor]) -> Iterator[tuple[str, str]]:
    """Yield (spelling, id) of how else the names of foreign persons may be written, each spelling of one person."""
    owners: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for actor in actors:
        if actor.type == "person" and actor.country and actor.country not in _ARABIC_NAMES:
            for name in written(actor):
                for other in _others(phrase_keys(name)):
                    owners[other].add(actor.id)
    taken = set(keys_of(chain.from_iterable(map(written, actors))).values()) if owners else set()
    for keys, ids in owners.items():
        if len(ids) == 1 and keys not in taken:
            yield " ".join(keys), next(iter(ids))


def written(actor: Actor) -> Iterator[str]:
    """Yield what an entry lists as names of the actor, ambiguous ones included."""
    yield from filter(None, (actor.names.get("ar", ""), *actor.aliases, *(each.alias for each in actor.ambiguous)))


def _others(keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the other spellings of a name: ج for غ, one long vowel less, or both."""
    if len(keys) < 2:
        return
    softened = tuple(key.translate(_G) for key in keys)
    forms = dict.fromkeys((tuple(keys), softened))
    yield from [form for form in forms if form != tuple(keys)]
    for form in forms:
        for at, word in enumerate(form):
            for shorter in _without_a_vowel(word):
                yield (*form[:at], shorter, *form[at + 1 :])


def _without_a_vowel(word: str) -> Iterator[str]:
    """Yield `word` without one of the long vowels between its first two letters and its last."""
    if len(word) < _SHORTEST or word.startswith("ال"):
        return
    for at in range(2, len(word) - 1):
        if word[at] in _LONG:
            yield word[:at] + word[at + 1 :]
