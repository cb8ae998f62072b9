"""How else may a newsroom write a foreign name: سيرجي for سيرغي, زيلنسكي for زيلينسكي?

Arabic has no letter for g and no rule for the vowels of other languages, so one name has several spellings. Only names of
persons from outside the Arab world are spelled anew, only whole ones of two words or more, and never into a spelling that
names somebody already or that two persons would share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from marsad.config.models import Actor
from processors.names.aliases import AliasIndex, keys_of, phrase_keys

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
# What one letter of another language becomes in Arabic: one of these or its neighbour, and any long vowel.
_ANY = {ord(one): other for one, other in zip("غقطصوي", "جكتساا", strict=True)}
_BEGINS = 5  # letters by which a given name is known, whatever follows
_HEARD = 4  # letters of a last name that is known by its sound
_HARD = str.maketrans("غثذضطصقظ", "جتدزتسكز", "اوي")  # letters that newsrooms write for one sound; vowels fall out
_SON = ("بن", "بنت")
_COMPOUND = re.compile("\\b(?:عبد|[أا]ب[وي]|[أا]م) | (?:الدين|الله)\\b")  # written apart and together
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


class OtherSpellings:
    """Finds the configured person whose name a text writes in a way that no entry lists: عادل بن أحمد الجبير, لاري كادلو."""

    def __init__(self, actors: Sequence[Actor], index: AliasIndex) -> None:
        """Take the enabled actors of a configuration, and the index of their names."""
        self._index = index
        self._owners: dict[str, str] = {}  # "" where two persons share a form
        for actor in actors:
            if actor.type == "person":
                foreign = bool(actor.country) and actor.country not in _ARABIC_NAMES
                spelled = [name for name in written(actor) if foreign or _COMPOUND.search(name)]
                for form in {form for name in spelled for form in _forms(phrase_keys(name), foreign=foreign)}:
                    self._owners[form] = "" if form in self._owners else actor.id

    def owner(self, keys: Sequence[str]) -> str:
        """Return the id of whom the words of a name mean, "" for nobody or several.

        Spaces do not tell two persons apart (أبوالفتوح), nor does a father's name between the two of an entry; of a
        foreign name the middle ones may be left out, and its long vowels be others.
        """
        first, last = keys[0], keys[-1]
        if len(keys) > 2 and keys[1] in _SON:
            return self._named(first, last)
        forms = ["".join(keys)]
        if len(keys) == 2:
            forms += [f"{first} {last}", _by_ear(first, last), _by_beginning(first, last)]
        return next((owner for form in forms if (owner := self._owners.get(form, ""))), "")

    def _named(self, first: str, last: str) -> str:
        """Return the id of the person whom the two words name, "" for nobody or several."""
        found = {
            each.sense.value
            for each in self._index.word(first).longer.get(last, ())
            if not each.clitic and each.rest == (last,) and each.sense.value.startswith("per:")
        }
        return next(iter(found)) if len(found) == 1 else ""


def sound_alike(keys: Sequence[str], name: str) -> bool:
    """Tell whether the words of one name, two at least, stand in the other in their order, as they sound."""
    shorter, longer = sorted(([heard(key) for key in each] for each in (keys, phrase_keys(name))), key=len)
    rest = iter(longer)
    return len(shorter) > 1 and all(word in rest for word in shorter)


def heard(key: str) -> str:
    """Return how a word of a name sounds: the same for كاثرين and كاترين, ماريام and مريم."""
    return (key[:1].translate(_HARD) or key[:1]) + key[1:].translate(_HARD)


def _forms(keys: Sequence[str], *, foreign: bool) -> Iterator[str]:
    """Yield the forms by which a name is found: the letters of a compound one, first and last word, how they sound."""
    if len(keys) > 2:
        yield "".join(keys)
    if len(keys) > 2 and foreign:
        yield f"{keys[0]} {keys[-1]}"
    if len(keys) == 2 and foreign and len(keys[1]) >= _HEARD:
        yield _by_ear(keys[0], keys[1])
        if len(keys[0]) >= _BEGINS:
            yield _by_beginning(keys[0], keys[1])


def _by_ear(first: str, last: str) -> str:
    """Return how a name sounds, whatever its long vowels: كودلو and كادلو are one."""
    return f"~{first[0]}{first[1:].translate(_ANY)} {last[0]}{last[1:].translate(_ANY)}"


def _by_beginning(first: str, last: str) -> str:
    """Return how a name begins, whatever its ending: نيكولا and نيكولاس are one."""
    return f"{first[:_BEGINS]}~ {last}"


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
