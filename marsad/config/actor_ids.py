"""Can an actor or place id in a rule ever be found? Configured kinds must exist, composed ones must be well formed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from marsad.config.countries import COUNTRIES
from marsad.config.plain import did_you_mean

CONFIGURED = ("grp", "org", "per", "media")  # an entry in actors.d, or nobody
# The kind of id an actor of a type has, where the two go together; the others are org:.
KIND_OF_TYPE = {"person": "per", "media": "media", "place": "pl", "armed_group": "grp", "party": "grp"}
COMPOSED = ("state", "gov", "mil", "sec", "pol", "min", "emb", "leg")  # built from a country
FREE = ("pl", "new", "off")  # places come with the software too, persons from the news
_COMPOSED_NAME = re.compile(r"([A-Z]{2})(\.[a-z0-9*][a-z0-9.\-*]*)?")


def actor_problem(name: str, known: Iterable[str]) -> str | None:
    """Return what is wrong with actor id or pattern `name`, given the ids configured; None when it can match."""
    kind, _, rest = name.partition(":")
    known = set(known)
    if name in known or (kind in FREE and rest):
        return None
    if not rest:
        return f"'{name}' is no actor id. Write a kind, a colon and a name, such as grp:taliban"
    if kind in CONFIGURED:
        return _configured_problem(name, known)
    if kind in COMPOSED:
        return None if rest == "*" else _country_problem(name, rest)
    return f"unknown kind of actor '{kind}:'. {did_you_mean(kind, (*CONFIGURED, *COMPOSED, *FREE))}"


def side_problem(name: str, known: Iterable[str]) -> str | None:
    """Return what is wrong with `name` as a side of an event: an actor id or pattern, or a country; None when it can match."""
    if ":" in name:
        kind = name.partition(":")[0]
        return (
            f"'{name}' is a place, and places do nothing. Write who acts there"
            if kind == "pl"
            else actor_problem(name, known)
        )
    if name in COUNTRIES:
        return None
    if name.upper() in COUNTRIES:
        return f"write the country in capitals. Did you mean '{name.upper()}'?"
    return f"'{name}' is neither an actor nor a country. Write an id such as grp:taliban, or a country such as SY"


def place_problem(name: str) -> str | None:
    """Return what is wrong with place id `name`, None when it can match."""
    kind, colon, rest = name.partition(":")
    if (kind == "pl" and rest) or (not colon and name.islower() and name.upper() in COUNTRIES):
        return None
    if kind == "state" and rest in COUNTRIES:
        return f"'{name}' is an actor. Write the place as '{rest.lower()}'"
    if name.upper() in COUNTRIES:
        return f"write the country in small letters. Did you mean '{name.lower()}'?"
    return f"unknown place '{name}'. Write a country code such as sy, or a place id such as pl:aleppo"


def _configured_problem(name: str, known: set[str]) -> str | None:
    if "*" in name and any(fnmatchcase(each, name) for each in known):
        return None
    near = [each for each in known if each.startswith(name.partition(":")[0] + ":")] or known
    return f"unknown actor '{name}'. {did_you_mean(name, near)}"


def _country_problem(name: str, rest: str) -> str | None:
    found = _COMPOSED_NAME.fullmatch(rest)
    if found and found[1] in COUNTRIES:
        return None
    if rest[:2].upper() in COUNTRIES and rest[2:3] in ("", "."):
        kind = name.partition(":")[0]
        return f"'{name}' is not well formed. Did you mean '{kind}:{rest[:2].upper()}{rest[2:].lower()}'?"
    return f"unknown country in '{name}'. Write a two-letter ISO 3166 code in capitals, such as mil:SY"
