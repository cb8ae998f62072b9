"""Can an alert ever have the actor or place that a route or a silence asks for? As in rules; but here every id may be a pattern.

A publisher or rule that nobody is called may come tomorrow: that is told, not refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from marsad.config.actor_ids import COMPOSED, FREE, actor_problem, place_problem
from marsad.config.channel_tables import When
from marsad.config.countries import COUNTRIES
from marsad.config.plain import did_you_mean
from marsad.config.sources import Note
from marsad.config.tables import Located

_WILD = re.compile(r"[*?\[]")
_STATES = tuple(f"state:{code}" for code in COUNTRIES)
_PLACES = (*(code.lower() for code in COUNTRIES), *_STATES)  # a state as a place has its id in alerts


def problem_of(key: str, name: str, actors: Collection[str]) -> str | None:
    """Return why no alert can have `name` as its `key`, "actor" or "place", given the ids configured; None when one can."""
    if key == "actor":
        return None if _WILD.search(name) and _may_be_actor(name, actors) else actor_problem(name, actors)
    return None if _may_be_place(name) else place_problem(name)


def unmet(when: When, actors: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (key, name, problem) for what `when` asks for and no alert can have."""
    for key in ("actor", "place"):
        for name in getattr(when, key):
            if problem := problem_of(key, name, actors):
                yield key, name, problem


def route_errors(tables: list[Located]) -> Iterator[Note]:
    """Yield the actors and places that keep a route from ever taking an alert by them."""
    actors = {table.id for table in tables if table.name == "actor"}
    for table in tables:
        for key in ("actor", "place") if table.name == "route" else ():
            for index, name in table.names(("when", key)):
                if problem := problem_of(key, name, actors):
                    yield table.note(("when", key, index), problem)


def unknown(when: When, rules: Collection[str], publishers: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """Yield (key, index, words) for each rule and publisher that nobody is called."""
    for key, known in (("rule", rules), ("publisher", publishers)):
        for index, name in enumerate(getattr(when, key)):
            if not any(fnmatchcase(each, name) for each in known):
                yield key, index, f"no {key} is called '{name}'. {did_you_mean(name, known)}"


def _may_be_actor(pattern: str, actors: Collection[str]) -> bool:
    if any(fnmatchcase(each, pattern) for each in (*actors, *_STATES)):
        return True
    kind, colon, rest = _literal(pattern).partition(":")
    if not colon:  # the pattern leaves the kind open; actors that are configured were asked
        return any(each.startswith(kind) for each in (*COMPOSED, *FREE))
    code = rest[:2]
    return kind in FREE or (kind in COMPOSED and any(each.startswith(code) for each in COUNTRIES))


def _may_be_place(name: str) -> bool:
    if any(fnmatchcase(each, name) for each in _PLACES):
        return True
    head = _literal(name)
    return bool(_WILD.search(name)) and ("pl:".startswith(head) or head.startswith("pl:"))


def _literal(pattern: str) -> str:
    """Return what every id that fits begins with."""
    return _WILD.split(pattern, maxsplit=1)[0]
