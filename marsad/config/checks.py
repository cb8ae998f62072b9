"""What no single table can know: do the tables of a configuration fit together?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from marsad.config.actor_checks import actor_errors
from marsad.config.channel_tables import FOR_PROGRAMS
from marsad.config.models import Settings
from marsad.config.plain import did_you_mean
from marsad.config.rule_checks import rule_errors, rule_warnings
from marsad.config.sources import Note, Source, note
from marsad.config.tables import Located
from marsad.config.when_checks import route_errors, unknown
from marsad.config.word_checks import word_errors, word_warnings
from marsad.identity import canonical_url
from marsad.text import Spellings, fold

_SHORT = 3
_IDENTIFIED = ("feed", "keyword", "actor", "rule", "channel")


def errors(tables: list[Located]) -> Iterator[Note]:
    """Yield the mistakes that refuse a configuration; tables refused already still lend their ids."""
    for kind in _IDENTIFIED:
        yield from _duplicates([table for table in tables if table.name == kind])
    yield from word_errors(tables)
    yield from actor_errors(tables)
    yield from rule_errors(tables)
    yield from _target_errors(tables)
    yield from route_errors(tables)


def warnings(tables: list[Located], settings: Settings, source: Source) -> Iterator[Note]:
    """Yield what works, and is probably not meant; `source` is marsad.toml."""
    if not settings.ingest.contact:
        words = "ingest.contact: no contact. Give an address or URL that publishers can turn to"
        yield note(source, source.at.line(("ingest", "contact"), source.at.line(("ingest",), 0)), words)
    yield from _short_keywords(tables)
    yield from word_warnings(tables)
    yield from _same_urls(tables)
    yield from rule_warnings(tables)
    yield from _route_warnings(tables)


def _duplicates(tables: Iterable[Located]) -> Iterator[Note]:
    first: dict[str, Located] = {}
    spellings = Spellings()
    for table in tables:
        name = spellings.first(table.id)
        if name and name in first:
            key = "key" if table.name == "keyword" else "id"
            words = f"'{table.id}' is already defined at {first[name].place}. Rename or remove one of the two"
            yield table.note((key,), words)
        else:
            first[name] = table


def _target_errors(tables: list[Located]) -> Iterator[Note]:
    kinds = {table.id: str(table.raw.get("type", "")) for table in tables if table.name == "channel"}
    for table in tables:
        if table.name != "route":
            continue
        for key in ("to", "escalate_to"):
            for index, name in table.names((key,)):
                if name not in kinds:
                    yield table.note((key, index), f"unknown channel '{name}'. {did_you_mean(name, kinds)}")
        yield from _escalation_errors(table, kinds)


def _escalation_errors(table: Located, kinds: Mapping[str, str]) -> Iterator[Note]:
    told = {name for _, name in table.names(("to",))}
    for index, name in table.names(("escalate_to",)):
        if name in told:
            words = f"channel '{name}' hears of it at once by `to`. Name another one, or drop it here"
            yield table.note(("escalate_to", index), words)
        elif kinds.get(name) in FOR_PROGRAMS:
            words = f"channel '{name}' is for programs, which get their alerts at once. Name one for people"
            yield table.note(("escalate_to", index), words)


def _short_keywords(tables: list[Located]) -> Iterator[Note]:
    for table in tables:
        letters = sum(letter.isalnum() for letter in fold(table.id))
        if table.name == "keyword" and letters < _SHORT:
            words = f"{letters} letters match much that is not meant. Use a longer word or a phrase"
            yield table.note(("key",), words)


def _same_urls(tables: list[Located]) -> Iterator[Note]:
    first: dict[str, Located] = {}
    for table in tables:
        if table.name != "feed" or not table.model or not table.model.enabled:
            continue
        address = canonical_url(table.model.url) or table.model.url
        if address in first:
            words = f"same address as feed '{first[address].id}' at {first[address].place}. Remove one of the two"
            yield table.note(("url",), words)
        first.setdefault(address, table)


def _route_warnings(tables: list[Located]) -> Iterator[Note]:
    disabled = {table.id for table in tables if table.name == "channel" and table.model and not table.model.enabled}
    kinds = {table.id: str(table.raw.get("type", "")) for table in tables if table.name == "channel"}
    rules = {table.id for table in tables if table.name == "rule"}
    publishers = {str(table.raw.get("publisher", "")) for table in tables if table.name == "feed"}
    for table in tables:
        if table.name != "route" or not table.model:
            continue
        for key in ("to", "escalate_to"):
            for index, name in enumerate(getattr(table.model, key)):
                if name in disabled:
                    words = f"channel '{name}' is disabled. Set enabled = true on it or drop it here"
                    yield table.note((key, index), words)
        yield from _held_for_nobody(table, kinds)
        for key, index, words in unknown(table.model.when, rules, publishers):
            yield table.note(("when", key, index), words)


def _held_for_nobody(table: Located, kinds: Mapping[str, str]) -> Iterator[Note]:
    """Yield what would hold messages back from people, where all who are told are programs."""
    told = [name for key in ("to", "escalate_to") for _, name in table.names((key,))]
    if any(kinds.get(name) not in FOR_PROGRAMS for name in told):
        return
    for key in ("quiet", "digest", "group_wait"):
        if key in table.raw:
            words = (
                "every channel here is for programs, which get their alerts at once. Name one for people, or drop it"
            )
            yield table.note((key,), words)
