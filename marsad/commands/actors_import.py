"""`marsad actors import`: a list that others publish becomes a file of actors.d, to be read and pruned by people.

The file is read twice, a line in memory at a time: first for the names that two on the list share, then to write.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from marsad.commands.actor_lists import FORMATS, Listed, ListFormat, id_of, listed
from marsad.commands.actors_file import known_type, place_for, write_new
from marsad.config.load import Loaded, freeze, load
from marsad.config.models import Actor
from marsad.config.written import Value, toml_table
from marsad.errors import InputError
from processors.names.aliases import phrase_keys
from processors.names.known_names import KnownNames

NAMES_MAX = 300_000  # in Arabic script; some 40 MB while they are compared
_REFUSED_SHOWN = 100
_ARABIC = re.compile(r"[\u0600-\u06ff\u200c\s.'’-]+")
_WORDS = range(2, 9)  # of a name: one alone is mostly somebody else's too

_SAID = {
    "known": "named by an actor of yours; further spellings stand in the file as comments",
    "other kind": "of a kind that is no actor",
    "no name": "without a name that can stand alone",
    "again": "for a second time",
    "script": "names in other scripts",
    "words": "names of one word, or of more than eight",
    "shared": "names that two on the list share",
    "shipped": "names of states and places",
}


class _Work(NamedTuple):
    source: Path
    form: ListFormat
    type: str
    known: KnownNames
    items: dict[str, str]  # Wikidata item -> id of the configured actor
    places: Callable[[str], str]
    shared: frozenset[int]
    tally: Counter[str]


def run(options: argparse.Namespace) -> int:
    """Write the file and say what became of the list; exit status 1 when lines were refused."""
    form = FORMATS[options.source]
    path = place_for(options.config, options.file or form.file)
    if path.exists():
        raise InputError(f"{path}: is there already. Remove it to import anew, or name another with --file.")
    work = _work(options, form, load(options.config))
    pieces = _pieces(work)
    first = next(pieces, None)
    if first is not None:
        write_new(path, _with_head(work, first, pieces))
    _tell(work, path)
    if work.tally["refused"]:
        raise InputError(
            f"{work.tally['refused']:,} lines were refused, the first {_REFUSED_SHOWN} named above; the rest was done"
        )
    return 0


def _work(options: argparse.Namespace, form: ListFormat, loaded: Loaded) -> _Work:
    actors = [actor for actor in loaded.config.actors if actor.enabled]
    return _Work(
        source=options.list,
        form=form,
        type=known_type(options.type),
        known=KnownNames(actors),
        items={actor.wikidata: actor.id for actor in actors if actor.wikidata},
        places=lambda id_: loaded.places["actor", id_],
        shared=shared_names(options.list, form),
        tally=Counter(),
    )


def shared_names(source: Path, form: ListFormat, most: int = NAMES_MAX) -> frozenset[int]:
    """Return the hashes of the names that two on the list have. Raises InputError for more than `most` Arabic names."""
    owner: dict[int, int] = {}
    shared: set[int] = set()
    for each in listed(source, form, lambda _line, _problem: None):
        number = hash(each.number)
        for name in filter(_ARABIC.fullmatch, each.names):
            if owner.setdefault(key := hash(phrase_keys(name)), number) != number:
                shared.add(key)
        if len(owner) > most:
            words = f"more than {most:,} Arabic names. Split the file and import its parts."
            raise InputError(f"{source}:{each.line}: {words}")
    return frozenset(shared)


def _pieces(work: _Work) -> Iterator[str]:
    """Yield what the file says of each on the list, "" of whom it says nothing is not yielded."""
    written: set[str] = set()

    def refuse(line: int, problem: str) -> None:
        work.tally["refused"] += 1
        if work.tally["refused"] <= _REFUSED_SHOWN:
            print(f"marsad: {work.source}:{line}: {problem}", file=sys.stderr)

    for each in listed(work.source, work.form, refuse):
        if each.number in written:
            work.tally["again"] += 1
            refuse(each.line, f"{each.number} stood above already. Sort the file by id")
        elif piece := _piece(each, work):
            written.add(each.number)
            yield piece


def _piece(each: Listed, work: _Work) -> str:
    if each.type is None:
        work.tally["other kind"] += 1
        return ""
    names = _usable(each, work)
    owner = work.items.get(each.number, "") or next(filter(None, map(work.known.owner, names)), "")
    if owner:
        work.tally["known"] += 1
        return _comment(owner, [name for name in names if not work.known.owner(name)], work)
    if not names:
        work.tally["no name"] += 1
        return ""
    return _table(each, names, work)


def _usable(each: Listed, work: _Work) -> list[str]:
    """Return the names that can stand alone, of several spellings that marsad takes as one the first."""
    usable: dict[tuple[str, ...], str] = {}
    for name in each.names:
        keys = phrase_keys(name)
        if not _ARABIC.fullmatch(name):
            work.tally["script"] += 1
        elif len(keys) not in _WORDS:
            work.tally["words"] += 1
        elif hash(keys) in work.shared:
            work.tally["shared"] += 1
        elif work.known.meaning(name):
            work.tally["shipped"] += 1
        else:
            usable.setdefault(keys, name)
    return list(usable.values())


def _comment(owner: str, names: list[str], work: _Work) -> str:
    if not names:
        return ""
    spelt = ", ".join(json.dumps(name, ensure_ascii=False) for name in names)
    return f"# {owner} at {work.places(owner)} is also spelt: {spelt}\n"


def _table(each: Listed, names: list[str], work: _Work) -> str:
    type_ = each.type or work.type
    latin = next((name for name in each.names if name.isascii()), "")
    table: dict[str, Value] = {
        "id": id_of(each, type_, work.form),
        "type": type_,
        "country": each.country,
        "wikidata": each.number if work.form.wikidata else "",
        "names": {"ar": names[0]} | ({"en": latin} if latin else {}),
        "aliases": names[1:],
    }
    try:
        Actor.model_validate({key: freeze(value) for key, value in table.items()})
    except (
        ValidationError
    ) as problem:  # what `listed` lets through is sound; told all the same, so that nothing is lost
        raise InputError(f"{work.source}:{each.line}: {problem}. Remove the line.") from problem
    work.tally["written"] += 1
    work.tally["names"] += len(names)
    return toml_table("actor", table)


def _with_head(work: _Work, first: str, pieces: Iterator[str]) -> Iterator[str]:
    yield f"# Made by `marsad actors import` of {work.source.name}. Read it before you trust it, and take out what you do not watch.\n"
    yield f"# {work.form.terms}\n\n"
    yield f"{first}\n"
    yield from (f"{piece}\n" for piece in pieces)


def _tell(work: _Work, path: Path) -> None:
    tally = work.tally
    if tally["written"] or tally["known"]:
        print(f"{path}: {tally['written']:,} actors with {tally['names']:,} names")
    print(work.form.terms)
    print("\n".join(f"  {tally[key]:,} {said}" for key, said in _SAID.items() if tally[key]))
    if not tally["written"]:
        print("No actor was written.")
