"""`marsad actors try`: who is in a text, what rule found each, what they did, and what was refused.

`marsad actors lint`: what is wrong, or probably not meant, in the actors of a configuration. `add` and `import` write
entries (marsad.commands.actors_add, actors_import).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from marsad.commands import actors_add, actors_import
from marsad.commands.actor_notes import actor_notes
from marsad.commands.given_text import given
from marsad.config.load import load, load_located
from marsad.errors import InputError
from marsad.records import Article, Event, Mention
from processors.actors import ActorTagger
from processors.names.recognizer import load_recognizer, with_recognized
from processors.names.refusals import Refusal, refusals

_RULES = {
    "name": "alias", "role_nat": "role and nationality", "coref": "taken up from a mention before", "metonym": "capital that acts",
    "title": "title or given name", "model": "your recognizer",
}  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Carry out one action; exit status 1 when lint finds an error."""
    if options.act == "add":
        return actors_add.run(options)
    if options.act == "import":
        return actors_import.run(options)
    if options.act == "lint":
        return _lint(options)
    config = load(options.config).config
    actors, model = config.actors, config.settings.analyse.recognizer
    found = given("-" if options.text is None else options.text, config.settings.ingest, options.allow_private)
    text, day = "\n".join(filter(None, (found.title, found.text))), _day(options.date) or found.published
    tagger = ActorTagger(actors)
    mentions, events = tagger.read("", text, day)
    if model:
        article = Article(id="try", revision="try", url="", title="", text=text, seen=datetime.now(UTC))
        mentions = with_recognized(mentions, article, load_recognizer(model), tagger.is_known)
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
        sides = f"{event.source or '?'} -> {event.target or '?'}"
        yield f"{event.start:5}-{event.end:<5} {word}  {event.event} {event.status}: {sides}  {event.place or ''}"
    for each_ in refused:
        yield f"{each_.start:5}-{each_.end:<5} {each_.surface}  not {each_.actor}: {each_.why}"


def _lint(options: argparse.Namespace) -> int:
    found = list(actor_notes(*load_located(options.config)))
    if options.json:
        said = [
            {"actor": each.actor, "level": each.level, "problem": each.problem, "place": f"{note.label}:{note.line}"}
            for each, note in found
        ]
        print(msgspec.json.encode(said).decode())
    else:
        for each, note in found:
            print(f"{each.level}: {note}")
        print(f"{sum(each.level == 'error' for each, _ in found)} errors, {len(found)} findings")
    return int(any(each.level == "error" for each, _ in found))
