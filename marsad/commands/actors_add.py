"""`marsad actors add`: write an entry for somebody whom no entry names yet."""

from __future__ import annotations

import argparse
import re

from marsad.clean import clean
from marsad.commands.actor_notes import actor_notes
from marsad.commands.actors_file import append, known_type, place_for
from marsad.config.actor_ids import KIND_OF_TYPE
from marsad.config.load import Loaded, load, load_located
from marsad.config.written import Value, toml_table
from marsad.errors import InputError
from processors.names.known_names import KnownNames
from processors.names.persons import PREFIX, name_of

# One Latin letter or two for each Arabic one, for ids that people can type; vowels are not written and not guessed.
_LATIN = str.maketrans(
    dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئ", (
        "a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q",
        "k", "l", "m", "n", "h", "w", "y", "a", "a", "", "a", "a", "i", "w", "y",
    ), strict=True))
)  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write the entry and print it, its place and what lint says of it."""
    loaded = load(options.config)
    path = place_for(options.config, options.file)
    table = _entry(options, known_type(options.type), loaded)
    written = toml_table("actor", table)
    append(path, written)
    loaded, tables = load_located(options.config)
    print(f"{loaded.places['actor', str(table['id'])]}:\n{written}", end="")
    for finding, note in actor_notes(loaded, tables):
        if finding.actor == table["id"]:
            print(f"{finding.level}: {note}")
    return 0


def _entry(options: argparse.Namespace, type_: str, loaded: Loaded) -> dict[str, Value]:
    written = name_of(options.name) if options.name.startswith(PREFIX) else options.name
    name = clean(written)
    aliases = [clean(each) for each in options.alias]
    id_ = options.id or _free_id(type_, name, loaded)
    if (place := loaded.places.get(("actor", id_))) is not None:
        raise InputError(f"'{id_}' is already defined at {place}. Add the name there, or choose another --id.")
    _refuse_taken([name, *aliases], loaded)
    return {"id": id_, "type": type_, "country": options.country, "names": {"ar": name}, "aliases": aliases}


def _refuse_taken(names: list[str], loaded: Loaded) -> None:
    known = KnownNames(loaded.config.actors)
    for name in names:
        if owner := known.owner(name):
            place = loaded.places["actor", owner]
            raise InputError(f"«{name}» is already a name of {owner} at {place}. Change that entry instead.")
        if meaning := known.meaning(name):
            raise InputError(f"«{name}» is {meaning}, which marsad knows by itself. It needs no entry.")


def _free_id(type_: str, name: str, loaded: Loaded) -> str:
    """Return an id from the letters of a name that no actor has. Raises InputError when they give none."""
    letters = re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_LATIN)).strip("-")
    if not letters:
        raise InputError(f"«{name}» has no letter to make an id from. Give one with --id.")
    base = f"{KIND_OF_TYPE.get(type_, 'org')}:{letters}"
    taken = loaded.places.keys()
    return next(
        each for each in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if ("actor", each) not in taken
    )
