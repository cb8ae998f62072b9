"""Lists of names that others publish, line by line: JRC-Names and labels of Wikidata as tab-separated text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, get_args

from marsad.clean import clean
from marsad.config.actor_ids import KIND_OF_TYPE
from marsad.config.countries import COUNTRIES
from marsad.config.plain import did_you_mean
from marsad.config.values import ActorType
from marsad.packed import numbered_lines

Refuse = Callable[[int, str], None]  # (line, problem and way out)

_LONGEST_BYTES = 20_000  # of a line; what is longer is no list of names
_JRC_KINDS = {"P": "person", "O": "intl_org"}
_JRC_FIELDS = 4
_WIKIDATA_FIELDS = range(2, 6)
_HEADERS = ("id", "item", "?item")
_ITEM = re.compile(r"<?(?:https?://www\.wikidata\.org/entity/|wd:)?(Q[1-9]\d*)>?")
_LITERAL = re.compile(r'"(.*)"(?:@[a-z-]+)?')  # as SPARQL prints it


class Listed(NamedTuple):
    """Somebody on a list; `type` is "" where the list says none, None for a kind that is no actor of ours."""

    line: int
    number: str  # on the list
    type: str | None
    names: tuple[str, ...]
    country: str = ""


class ListFormat(NamedTuple):
    """How a list is read, what its ids become, and on what terms it comes."""

    parse: Callable[[int, list[str]], Listed | None]
    id: str
    file: str
    terms: str
    wikidata: bool = False


def _jrc(line: int, fields: list[str]) -> Listed | None:
    """Read id, kind, language, name; JRC-Names writes + for a space."""
    if len(fields) != _JRC_FIELDS:
        raise ValueError(f"{len(fields)} fields. JRC-Names has id, kind, language and name, with tabs between")
    number, kind, _, name = fields
    if not number.isdecimal():
        raise ValueError(f"'{clean(number, 40)}' is no number. The first field is the id")
    return Listed(line, number, _JRC_KINDS.get(kind.upper()), (name.replace("+", " "),))


def _wikidata(line: int, fields: list[str]) -> Listed | None:
    """Read item, label, and, where given, aliases with | between, type and country; None for a header."""
    if line == 1 and fields[0].strip().lower() in _HEADERS:
        return None
    if len(fields) not in _WIKIDATA_FIELDS:
        raise ValueError(
            f"{len(fields)} fields. Write id, label, and if known aliases, type and country, with tabs between"
        )
    item, label, aliases, type_, country = (*map(str.strip, fields), *[""] * (5 - len(fields)))
    found = _ITEM.fullmatch(item)
    if not found:
        raise ValueError(f"'{clean(item, 40)}' is no item of Wikidata. Write one such as Q42418")
    if type_ and type_ not in get_args(ActorType):
        raise ValueError(f"unknown type '{clean(type_, 40)}'. {did_you_mean(type_, get_args(ActorType))}")
    if country and country not in COUNTRIES:
        raise ValueError(
            f"unknown country '{clean(country, 40)}'. Write a two-letter ISO 3166 code in capitals, such as SY"
        )
    names = (_text(label), *map(_text, _text(aliases).split("|")))
    return Listed(line, found[1], type_, names, country)


def _text(written: str) -> str:
    found = _LITERAL.fullmatch(written.strip())
    return found[1] if found else written


FORMATS: Mapping[str, ListFormat] = {
    "jrc": ListFormat(
        _jrc,
        "{kind}:jrc-{number}",
        "jrc-names.toml",
        "JRC-Names, European Commission, Joint Research Centre. Reuse on the terms that came with your copy: name the source.",
    ),
    "wikidata": ListFormat(
        _wikidata,
        "{kind}:{number}",
        "wikidata.toml",
        "Wikidata. Its labels are in the public domain (CC0 1.0).",
        wikidata=True,
    ),
}


def listed(path: Path, form: ListFormat, refuse: Refuse) -> Iterator[Listed]:
    """Yield everybody on a list with all names; lines of one id that stand together are taken together.

    A line that cannot be read is refused and left out. Raises InputError when the file cannot be read.
    """
    for _, lines in groupby(_lines(path, form, refuse), key=lambda each: each.number):
        first, *more = lines
        names = (name for each in (first, *more) for name in each.names)
        yield first._replace(names=tuple(dict.fromkeys(filter(None, map(clean, names)))))


def _lines(path: Path, form: ListFormat, refuse: Refuse) -> Iterator[Listed]:
    for number, raw in numbered_lines(path):
        if len(raw) > _LONGEST_BYTES:
            refuse(number, f"{len(raw)} bytes are no line of names. Look at the file's line ends")
            continue
        try:
            line = raw.decode("utf-8").rstrip("\r\n")
            found = form.parse(number, line.split("\t"))
        except UnicodeDecodeError:
            refuse(number, "not UTF-8. Save the file as UTF-8")
        except ValueError as problem:
            refuse(number, str(problem))
        else:
            if found:
                yield found


def id_of(each: Listed, type_: str, form: ListFormat) -> str:
    """Return the id that somebody on a list gets: the same at every import."""
    return form.id.format(kind=KIND_OF_TYPE.get(type_, "org"), number=each.number)
