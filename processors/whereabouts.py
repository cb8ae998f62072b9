"""Which state does a place lie in, and is one place inside another?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from processors.nationality import countries
from processors.wordlists import load_lexicon


@cache
def place_countries() -> Mapping[str, str]:
    """Return the country code of each shipped place that has one: "IQ" of "pl:basra"."""
    found = {f"pl:{state.capital}": code for code, state in countries().items() if state.capital}
    lexicon = load_lexicon("places")
    for group in (lexicon["plain"], lexicon["cued"]):
        for code, places in group.items():
            if code != "none":
                found |= dict.fromkeys([f"pl:{slug}" for slug in places], code)
    return MappingProxyType(found)


def apart(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether both name places, and none is the same."""
    return bool(ours and theirs) and set(ours).isdisjoint(theirs)


def inside(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether a place of one, by its id, lies in a state of the other: Basra and Iraq are no two places."""
    return _in_states(ours, theirs) or _in_states(theirs, ours)


def _in_states(places: Collection[str], others: Collection[str]) -> bool:
    codes = place_countries()
    return any(f"state:{codes[each]}" in others for each in places if each in codes)
