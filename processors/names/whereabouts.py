"""Which state does a place lie in, and is one place inside another?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType

from processors.names.nationality import countries
from processors.names.wordlists import load_lexicon


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


def apart(ours: Collection[str], theirs: Collection[str], *, sure: bool) -> bool:
    """Say whether places, by their ids, tell two events apart: both name some, and none is the same.

    Where the words are `sure`, Basra is no other place than Iraq.
    """
    if not (ours and theirs) or not set(ours).isdisjoint(theirs):
        return False
    return not (sure and (_in_states(ours, theirs) or _in_states(theirs, ours)))


def of_one_kind(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Say whether all places are states, or cities of both lie in one state that is known.

    Two states get one cable, two cities of one state have one accident each. A city and its state are nothing of the kind.
    """
    if all(map(_is_state, (*ours, *theirs))):
        return True
    if _in_states(ours, theirs) or _in_states(theirs, ours):
        return False
    return any(set(map(_state, ours)) & set(map(_state, theirs)))


def _in_states(places: Collection[str], others: Collection[str]) -> bool:
    """Say whether one of `places` lies in a state of `others`."""
    return any(not _is_state(each) and _state(each) in others for each in places)


def _is_state(place: str) -> bool:
    return place.startswith("state:")


def _state(place: str) -> str | None:
    """Return the state that `place` is or lies in, None where that is not known."""
    if _is_state(place):
        return place
    code = place_countries().get(place)
    return code and f"state:{code}"
