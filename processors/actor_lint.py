"""What is wrong, or probably not meant, in actors that each for itself are sound?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from marsad.config.models import Actor
from marsad.config.plain import did_you_mean
from marsad.config.positions import Path
from processors.names.aliases import phrase_keys
from processors.names.gazetteer import names
from processors.names.known_names import KnownNames
from processors.names.nationality import countries
from processors.names.wordlists import load_lexicon

_SHORTEST = 3  # letters of an alias of one word


class Finding(NamedTuple):
    """What is wrong with an actor at `path` inside its table; an error keeps it from being found as meant."""

    actor: str
    path: Path
    level: Literal["error", "warning"]
    problem: str


def findings(actors: Iterable[Actor], place: Callable[[str], str]) -> Iterator[Finding]:
    """Yield what is wrong with the actors beyond what reading refuses; `place` gives file and line of an actor."""
    enabled = [actor for actor in actors if actor.enabled]
    yield from _shared(enabled, place)
    for actor in enabled:
        yield from _of_aliases(actor)
        yield from _of_adjectives(actor)
        yield from _unknown_offices(actor)
        spelled = list(names(actor))
        if not spelled and not actor.short and not actor.class_:
            words = 'no name in Arabic, so no text is about it. Give names = { ar = "…" }, or aliases'
            yield Finding(actor.id, (), "error", words)
        elif actor.type == "person" and all(len(phrase_keys(name)) == 1 for name in spelled):
            words = "no name of two words. Give the full name, others share the family name"
            yield Finding(actor.id, (), "warning", words)
    yield from _shared_adjectives(enabled, place)
    yield from _offices(enabled, place)


def spellings(actor: Actor) -> Iterator[tuple[Path, str]]:
    """Yield every spelling that alone names the actor, and where it stands in its table."""
    if actor.names.get("ar"):
        yield ("names", "ar"), actor.names["ar"]
    yield from ((("aliases", number), name) for number, name in enumerate(actor.aliases))
    yield from ((("ambiguous", number, "alias"), table.alias) for number, table in enumerate(actor.ambiguous))


def _shared(actors: Sequence[Actor], place: Callable[[str], str]) -> Iterator[Finding]:
    known = KnownNames(())
    by_id = {actor.id: actor for actor in actors}
    for actor in actors:
        for path, name in spellings(actor):
            first = by_id.get(known.owner(name), actor)
            keys = phrase_keys(name)
            if first is not actor and not (_asks_near(first, keys) and _asks_near(actor, keys)):
                words = f"alias '{name}' is also one of {first.id} at {place(first.id)}. Remove one, or give both a rule with `near`"
                yield Finding(actor.id, path, "error", words)
        known.add(actor)


def _asks_near(actor: Actor, keys: tuple[str, ...]) -> bool:
    return any(table.near and phrase_keys(table.alias) == keys for table in actor.ambiguous)


def _of_aliases(actor: Actor) -> Iterator[Finding]:
    ruled = {phrase_keys(table.alias) for table in actor.ambiguous}
    known = KnownNames(())
    for path, name in spellings(actor):
        keys = phrase_keys(name)
        if not keys:
            yield Finding(actor.id, path, "error", f"alias '{name}' has no word in it. Write letters, or remove it")
        elif len(keys) == 1 and len(keys[0]) < _SHORTEST and keys not in ruled and not keys[0].isascii():
            words = f"alias '{name}' is too short to stand alone. Give it a rule with `near`"
            yield Finding(actor.id, path, "error", words)
        elif keys not in ruled and (meaning := known.meaning(name)):
            words = f"alias '{name}' is also {meaning}. Give it a rule with `near`, or remove it"
            yield Finding(actor.id, path, "error", words)
    for number, table in enumerate(actor.ambiguous):
        for word, near in enumerate(table.near):
            if phrase_keys(near) == phrase_keys(table.alias):
                words = f"'{table.alias}' is in its own `near`, which says nothing. Remove it there"
                yield Finding(actor.id, ("ambiguous", number, "near", word), "warning", words)


def _of_adjectives(actor: Actor) -> Iterator[Finding]:
    for number, word in enumerate(actor.adjectives):
        keys = phrase_keys(word)
        if len(keys) != 1 or keys[0].startswith("ال") or not keys[0].endswith("ي") or len(keys[0]) < _SHORTEST:
            words = f"adjective '{word}' is not one word in the masculine without ال. Write it so, such as حوثي"
            yield Finding(actor.id, ("adjectives", number), "error", words)
        elif (meaning := KnownNames(()).meaning(word)).startswith("the nationality"):
            words = f"adjective '{word}' is also {meaning}, whose blows would be the actor's. Remove it"
            yield Finding(actor.id, ("adjectives", number), "error", words)


def _shared_adjectives(actors: Iterable[Actor], place: Callable[[str], str]) -> Iterator[Finding]:
    first: dict[tuple[str, ...], str] = {}
    for actor in actors:
        for number, word in enumerate(actor.adjectives):
            other = first.setdefault(phrase_keys(word), actor.id)
            if other != actor.id:
                words = f"adjective '{word}' is also one of {other} at {place(other)}. Remove one"
                yield Finding(actor.id, ("adjectives", number), "error", words)


def _unknown_offices(actor: Actor) -> Iterator[Finding]:
    known = load_lexicon("roles")["offices"]
    for number, term in enumerate(actor.office):
        code, _, office = term.office.partition(".")
        path: Path = ("office", number, "office")
        if code not in countries():
            words = f"'{term.office}' names no country. Write its code, a dot and the office, such as SY.president"
            yield Finding(actor.id, path, "error", words)
        elif office not in known:
            words = f"unknown office '{office}', so nobody is found by it. {did_you_mean(office, known)}"
            yield Finding(actor.id, path, "error", words)


def _offices(actors: Iterable[Actor], place: Callable[[str], str]) -> Iterator[Finding]:
    terms = sorted(
        (term.office, term.start.isoformat(), str(term.end or "9999"), actor.id, number)
        for actor in actors
        for number, term in enumerate(actor.office)
    )
    for one, two in pairwise(terms):
        if one[0] == two[0] and two[1] < one[2] and one[3] != two[3]:
            words = f"{two[0]} from {two[1]} overlaps the term of {one[3]} at {place(one[3])}, which ends {one[2]}. Correct one of the days"
            yield Finding(two[3], ("office", two[4], "from"), "error", words)
