"""`marsad actors try`: who is in a text, what rule found each, what they did, and what was refused.

`marsad actors lint`: what is wrong, or probably not meant, in the actors of a configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

import msgspec

from marsad.config.load import load
from marsad.config.models import Actor
from marsad.errors import InputError
from marsad.records import Event, Mention
from processors.actors import ActorTagger
from processors.aliases import phrase_keys
from processors.gazetteer import names
from processors.refusals import Refusal, refusals

_SHORTEST = 3  # letters of an alias of one word

_RULES = {
    "name": "alias", "role_nat": "role and nationality", "coref": "taken up from a mention before", "metonym": "capital that acts",
    "title": "title or given name",
}  # fmt: skip


class Finding(NamedTuple):
    """What is wrong with an actor; an error keeps it from being found as meant."""

    actor: str
    level: str
    problem: str


def run(options: argparse.Namespace) -> int:
    """Try a text, or check the actors; exit status 1 when lint finds an error."""
    if options.act == "lint":
        return _lint(options)
    actors = load(options.config).config.actors
    text = sys.stdin.read() if options.text in (None, "-") else options.text
    day = _day(options.date)
    tagger = ActorTagger(actors)
    mentions, events = tagger.read("", text, day)
    refused = list(refusals(actors, text, mentions))
    if options.json:
        said = {"mentions": mentions, "events": events, "refused": [each._asdict() for each in refused]}
        print(msgspec.json.encode(said).decode())
        return 0
    print("\n".join(_lines(mentions, events, refused, text)) or "nobody")
    return 0


def _day(written: str | None) -> datetime | None:
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"'{written}' is no day. Write it as 2021-08-10") from None


def _lines(
    mentions: Iterable[Mention], events: Iterable[Event], refused: Iterable[Refusal], text: str
) -> Iterator[str]:
    for each in mentions:
        rule = _RULES.get(each.kind, each.kind)
        yield f"{each.start:5}-{each.end:<5} {each.surface}  {each.actor}  {each.type} {each.role}  {each.kind}: {rule}"
    for event in events:
        word = text[event.start : event.end]
        yield f"{event.start:5}-{event.end:<5} {word}  {event.event}: {event.source or '?'} -> {event.target or '?'}  {event.place or ''}"
    for each_ in refused:
        yield f"{each_.start:5}-{each_.end:<5} {each_.surface}  not {each_.actor}: {each_.why}"


def _lint(options: argparse.Namespace) -> int:
    found = list(findings(load(options.config).config.actors))
    if options.json:
        print(msgspec.json.encode([each._asdict() for each in found]).decode())
    else:
        for each in found:
            print(f"{each.level}: {each.actor}: {each.problem}")
        print(f"{sum(each.level == 'error' for each in found)} errors, {len(found)} findings")
    return int(any(each.level == "error" for each in found))


def findings(actors: Iterable[Actor]) -> Iterator[Finding]:
    """Yield what is wrong with the actors, beyond what reading the configuration refuses."""
    enabled = [actor for actor in actors if actor.enabled]
    yield from _shared(enabled)
    for actor in enabled:
        yield from _of_aliases(actor)
        if actor.type == "person" and all(len(phrase_keys(name)) == 1 for name in names(actor)):
            yield Finding(actor.id, "warning", "no name of two words. Give the full name, others share the family name")
    yield from _offices(enabled)


def _shared(actors: Iterable[Actor]) -> Iterator[Finding]:
    owner: dict[tuple[str, ...], Actor] = {}
    for actor in actors:
        for name in names(actor):
            keys = phrase_keys(name)
            first = owner.setdefault(keys, actor)
            if first is not actor and not (_asks_near(first, keys) and _asks_near(actor, keys)):
                words = f"alias '{name}' is also one of {first.id}. Remove one, or give both a rule with `near`"
                yield Finding(actor.id, "error", words)


def _asks_near(actor: Actor, keys: tuple[str, ...]) -> bool:
    return any(table.near and phrase_keys(table.alias) == keys for table in actor.ambiguous)


def _of_aliases(actor: Actor) -> Iterator[Finding]:
    ruled = {phrase_keys(table.alias) for table in actor.ambiguous}
    for name in names(actor):
        keys = phrase_keys(name)
        if not keys:
            yield Finding(actor.id, "error", f"alias '{name}' has no word in it")
        elif len(keys) == 1 and len(keys[0]) < _SHORTEST and keys not in ruled and not keys[0].isascii():
            yield Finding(actor.id, "error", f"alias '{name}' is too short to stand alone. Give it a rule with `near`")
    for table in actor.ambiguous:
        if any(phrase_keys(near) == phrase_keys(table.alias) for near in table.near):
            yield Finding(actor.id, "warning", f"'{table.alias}' is in its own `near`, which says nothing")


def _offices(actors: Iterable[Actor]) -> Iterator[Finding]:
    terms = sorted(
        (term.office, term.start, str(term.end or "9999"), actor.id) for actor in actors for term in actor.office
    )
    for one, two in pairwise(terms):
        if one[0] == two[0] and str(two[1]) < one[2] and one[3] != two[3]:
            words = f"office {two[0]} from {two[1]} overlaps the term of {one[3]} that ends {one[2]}"
            yield Finding(two[3], "error", words)
