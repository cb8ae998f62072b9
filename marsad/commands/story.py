"""`marsad story`: what is in a story and how it came there; `marsad story why`: are two articles one story, and why?"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from alerts.render import isolate, payload
from marsad.bulk import lasting
from marsad.clean import clean, safe_link
from marsad.commands.terminal import isolated
from marsad.config.load import load
from marsad.dossier import Dossier, Text, dossier, relation
from marsad.errors import UsageError
from marsad.pairing import Pairing, measures, pairing, reasons
from marsad.ports import Source, StoryView
from marsad.stores.archive import NAMED_MAX, SqliteArchive
from marsad.stores.database import Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.paths import at_hand

_RELATED = {
    "joined": "joined by its words", "copy": "copy of", "contains": "contains", "contained": "contained in", "update": "update of",
    "revision": "the same article in other words",
}  # fmt: skip
_FIGURES = 6  # of a text, shown to people; JSON has all


def run(options: argparse.Namespace) -> int:
    """Print a story, or why two articles are one or are not."""
    settings = load(options.config).config.settings
    zone = ZoneInfo(settings.console.zone)
    with closing(Reader(options.store or at_hand(settings.store.path, "desk"))) as reader:
        match options.what:
            case ["why", first, second]:
                found = asyncio.run(_pairing(reader, first, second))
                said, lines = _pairing_json(found), _pairing_lines(found, zone)
            case [name] if name != "why":
                story = asyncio.run(_dossier(reader, name))
                said, lines = _dossier_json(story), _dossier_lines(story, zone)
            case _:
                raise UsageError("write `marsad story ID`, or `marsad story why ARTICLE ARTICLE` with addresses or ids")
    print(json.dumps(said, ensure_ascii=False) if options.json else "\n".join(map(isolated, lines)))
    return 0


# --------------------------------------------------------------------------------------------------------- one story


async def _dossier(reader: Reader, name: str) -> Dossier:
    archive = SqliteArchive(reader)
    way = "Ids stand on the story page, in alerts and in `marsad tail --json`."
    story = _one(name, await archive.stories(name), "story", way)
    view = await SqliteDesk(reader).story(story) or StoryView(story=story)
    return dossier(view, await archive.members(story))


def _one(name: str, found: Sequence[str], kind: str, way: str) -> str:
    """Return the only id that `name` stands for. Raises UsageError when there is none, or more than one."""
    if not name or not found:
        raise UsageError(f"{kind} {name!r}: this store has none of that name. {way}")
    if len(found) > 1 and name not in found:
        more = " and more" if len(found) == NAMED_MAX else ""
        raise UsageError(f"{kind} {name!r}: {', '.join(found)}{more} begin so. Write more of the id.")
    return name if name in found else found[0]


def _dossier_json(found: Dossier) -> dict[str, Any]:
    return {
        "story": found.story,
        "families": [clean(each) for each in found.families],
        "texts": [_text_json(text) for text in found.texts],
        "happenings": [
            {"seen": each.seen.isoformat(), "what": each.what, "says": clean(each.says), "by": clean(each.by)}
            for each in found.happenings
        ],
        "alerts": [payload(alert) for alert in found.alerts],
    }


def _text_json(text: Text) -> dict[str, Any]:
    return _source_json(text.source) | {
        "relation": text.relation,
        "places": list(text.places),
        "actors": list(text.actors),
        "figures": [clean(each) for each in text.figures],
        "remembered": text.known,
    }


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "article": source.article,
        "url": safe_link(source.url) or "",
        "title": clean(source.title),
        "publisher": clean(source.publisher),
        "family": clean(source.family or source.publisher),
        "at": source.at.isoformat(),
        "seen": source.seen.isoformat(),
        "verdict": source.verdict,
        "of": source.of,
        "similarity": source.similarity,
        "why": clean(source.why),
        "holds": [{"article": each.article, "story": each.story} for each in source.holds],
    }


def _dossier_lines(found: Dossier, zone: ZoneInfo) -> Iterator[str]:
    texts = len({text.source.article for text in found.texts})
    yield f"story {found.story}: {_counted(texts, 'article')} of {_counted(len(found.families), 'publisher')}"
    for text in found.texts:
        yield ""
        yield from _text_lines(text, zone)
    yield ""
    yield "what became of it"
    for each in found.happenings:
        by = f", by {_said(each.by)}" if each.by and each.what != "alert" else ""
        yield f"  {_clock(each.seen, zone)}  {each.what}{': ' if each.says else ''}{_reason(each.says)}{by}"


def _text_lines(text: Text, zone: ZoneInfo) -> Iterator[str]:
    source = text.source
    family = f" (family {_said(source.family)})" if source.family not in ("", source.publisher) else ""
    yield f"{_clock(source.at, zone)}  {_said(source.publisher)}{family}  {_related(text, zone)}"
    yield f"    {isolate(clean(source.title))}"
    yield f"    {source.article}  {safe_link(source.url) or ''}"
    for each in source.holds:
        yield f"    holds also {each.article} of story {each.story}"
    if not text.known:
        yield "    places, actors and figures: deciding remembers them for a week"
        return
    for name, ids in (("places", text.places), ("actors", text.actors)):
        if ids:
            yield f"    {name}: {', '.join(map(_said, ids))}"
    if text.figures:
        more = f" and {len(text.figures) - _FIGURES} more" if len(text.figures) > _FIGURES else ""
        yield f"    figures: {' · '.join(isolate(clean(each)) for each in text.figures[:_FIGURES])}{more}"


def _related(text: Text, zone: ZoneInfo) -> str:
    source = text.source
    if text.relation == "original":
        return "original"
    if text.relation == "revision":
        return _RELATED[text.relation]
    of = f" {_said(text.of.publisher)} {_clock(text.of.at, zone)}" if text.of else ""
    why = "" if text.relation == "joined" else f": {_reason(source.why)}"
    return f"{_RELATED[text.relation]}{of}, {source.similarity:.2f}{why}"


# ------------------------------------------------------------------------------------------------------- two articles


async def _pairing(reader: Reader, first: str, second: str) -> Pairing:
    archive = SqliteArchive(reader)
    way = "Give the address the feed gave, or the article's id; `marsad story ID` prints both."
    names = [_one(name, await archive.articles(name) if name else [], "article", way) for name in (first, second)]
    if names[0] == names[1]:
        raise UsageError(f"{first} and {second} are one article, {names[0]}: name two")
    one, other = [await archive.revisions(name) for name in names]
    place = max(one[0].place, other[0].place)
    with lasting():
        return pairing(one, other, await archive.remembered(place) if place >= 0 else [])


def _pairing_json(found: Pairing) -> dict[str, Any]:
    return {
        "one_story": found.one_story,
        "reasons": reasons(found),
        "articles": [
            {"story": each.story, **_source_json(each.source), "relation": relation(each.source)}
            for each in (found.earlier, found.later)
        ],
        "comparison": msgspec.to_builtins(found.comparison),
    }


def _pairing_lines(found: Pairing, zone: ZoneInfo) -> Iterator[str]:
    yield f"one story: {'yes' if found.one_story else 'no'}"
    for name, each in (("earlier", found.earlier), ("later", found.later)):
        source = each.source
        yield ""
        yield f"{name}: {_clock(source.at, zone)}  {_said(source.publisher)}  {source.article}"
        yield f"    {isolate(clean(source.title))}"
        score = f", {source.similarity:.2f}" if source.similarity else ""
        yield f"    decided then: {source.verdict}, story {each.story}{score}: {_reason(source.why)}"
    yield ""
    if found.comparison:
        yield "compared once more, as the later one met the earlier"
        yield from (f"  {name:8} {_reason(says)}" for name, says in measures(found.comparison))
        yield ""
    yield from map(_reason, reasons(found))


# ------------------------------------------------------------------------------------------------------------- words


def _said(text: str) -> str:
    """Return a name from outside for a line of English."""
    return isolated(clean(text))


def _reason(why: str) -> str:
    """Return a reason for a line of English; what it quotes of a text stays together."""
    says, colon, quoted = clean(why, 1000).rpartition(": ")
    return f"{says}{colon}{isolate(quoted) if quoted and not quoted.isascii() else quoted}"


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
