"""How is a mistake in a table told to an operator? Validation errors in, plain words out."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from marsad.config.positions import Path
from marsad.config.values import ACTOR_ID, CHAT, COUNTRY, ENTRY, MAIL, PREFIX, SEVERITY_BOUND, WIKIDATA

_EXPECTED = {  # pydantic's error type -> what should stand there
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": 'a list such as ["…"]',
    "dict_type": "a table such as {{ … }}",
    "model_type": "a table such as {{ … }}",
    "model_attributes_type": "a table such as {{ … }}",
    "date_type": "a date such as 2024-01-31, without quotes",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than": "a number below {lt:g}",
    "less_than_equal": "a number of at most {le:g}",
    "too_short": "a list with at least {min_length} entry",
    "literal_error": "{expected}",
    "union_tag_invalid": "{expected_tags}",
}
_PATTERNS = {
    ACTOR_ID: "a kind, a colon and a name, such as grp:taliban",
    COUNTRY: "a two-letter country code in capitals, such as SY",
    WIKIDATA: "a Wikidata item, such as Q42418",
    ENTRY: "a module and a factory in it, such as my_models.ner:load",
    PREFIX: "small letters, digits, dots and hyphens, such as marsad.",
    CHAT: "the @name of a public channel",
    MAIL: "an address such as desk@newsroom.example",
    SEVERITY_BOUND: 'a bound such as ">=high"',
}
_SHOWN = 40


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the way out of a misspelt name: the nearest one, else all of them."""
    names = sorted(set(known))
    near = difflib.get_close_matches(word, names, 1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(names)}" if names else "None is configured"


def mistakes(kind: Any, value: Any, problem: ValidationError) -> list[tuple[Path, str]]:
    """Return (path inside `value`, words) for each mistake, in order; `value` was validated as a `kind`."""
    grouped: dict[Path, list[ErrorDetails]] = {}
    found = []
    for error in problem.errors(include_url=False):
        path = _path(value, error)
        if error["type"] in ("missing", "union_tag_not_found"):
            found.append((path, _missing(error)))
        else:
            grouped.setdefault(path, []).append(error)
    # The branches of a union each complain; the one that got deepest is what the operator meant.
    shallow = {path[:length] for path in grouped for length in range(len(path))}
    deepest = {path: errors for path, errors in grouped.items() if path not in shallow}
    return found + [(path, _words(errors, path, kind, value)) for path, errors in deepest.items()]


def at(value: Any, path: Path) -> Any:
    """Return what stands at `path`, None where nothing does."""
    for step in path:
        inside = isinstance(value, dict) and step in value
        inside = inside or (isinstance(value, tuple) and isinstance(step, int) and step < len(value))
        if not inside:
            return None
        value = value[step]
    return value


def _path(value: Any, error: ErrorDetails) -> Path:
    # pydantic's place also names union branches, which are not in the file
    path: Path = ()
    for step in error["loc"]:
        if at(value, (*path, step)) is not None:
            path = (*path, step)
    return (*path, "type") if error["type"] == "union_tag_invalid" else path


def _words(errors: list[ErrorDetails], path: Path, kind: Any, value: Any) -> str:
    error, found = errors[0], at(value, path)
    if error["type"] == "extra_forbidden":
        if len(path) > 1 and path[-1] in _keys(_model_at(kind, value, ())):
            return f"'{path[-1]}' is a key of the table around it. Move it above the first of its [[sub-tables]]"
        names = _keys(_model_at(kind, value, path[:-1]))
        return f"unknown key '{path[-1]}'. {did_you_mean(str(path[-1]), names)}"
    if error["type"] == "value_error":
        return _capital_way_out(str(error["ctx"]["error"]))
    expected = " or ".join(dict.fromkeys(_expected(each) for each in errors))
    return f"expected {expected}, found {_shown(found)}. {_way_out(error, found)}".rstrip(". ")


def _missing(error: ErrorDetails) -> str:
    key = error["loc"][-1] if error["type"] == "missing" else error["ctx"]["discriminator"].strip("'")
    return f"'{key}' is missing. Add {key} = …"


def _capital_way_out(message: str) -> str:
    problem, mark, way_out = message.partition("; ")
    return f"{problem}. {way_out[:1].upper()}{way_out[1:]}" if mark else message


def _expected(error: ErrorDetails) -> str:
    if error["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(error["ctx"]["pattern"], f"text like {error['ctx']['pattern']}")
    template = _EXPECTED.get(error["type"])
    return template.format(**error.get("ctx", {})) if template else error["msg"]


def _way_out(error: ErrorDetails, found: Any) -> str:
    known = error.get("ctx", {}).get("expected") or error.get("ctx", {}).get("expected_tags")
    if not known or not isinstance(found, str):
        return ""
    near = difflib.get_close_matches(found, str(known).replace(" or ", ", ").replace("'", "").split(", "), 1)
    return f"Did you mean '{near[0]}'?" if near else ""


def _shown(value: Any) -> str:
    match value:
        case bool():
            shown = "true" if value else "false"
        case int() | float():
            shown = f"the number {value}" if abs(value) < 1e18 else "a huge number"  # noqa: PLR2004
        case str():
            shown = f"the text '{value}'" if len(value) <= _SHOWN else f"the text '{value[:_SHOWN]}…'"
        case tuple():
            shown = "a list" if value else "an empty list"
        case dict():
            shown = "a table"
        case _:
            shown = "a date or time"
    return shown


def _model_at(kind: Any, value: Any, path: Path) -> Any:
    """Return the model that reads the table at `path` of `value`, following the annotations from `kind`."""
    kind = _choose(kind, value)
    for depth, step in enumerate(path):
        if isinstance(step, str) and isinstance(kind, type) and issubclass(kind, BaseModel):
            field = next((f for name, f in kind.model_fields.items() if step in (name, f.alias)), None)
            kind = field.annotation if field else None
        else:
            kind = next((arg for arg in reversed(get_args(kind)) if arg is not Ellipsis), None)
        kind = _choose(kind, at(value, path[: depth + 1]))
    return kind


def _choose(kind: Any, value: Any) -> Any:
    """Return the member of a union that `value` is meant for: its `type`, else its shape."""
    if get_origin(kind) is Annotated:
        return _choose(get_args(kind)[0], value)
    if get_origin(kind) not in (Union, types.UnionType):
        return kind
    members = [_choose(member, value) for member in get_args(kind)]
    shape = type(value)
    return next((member for member in members if _tagged(member, value) or get_origin(member) is shape), members[0])


def _tagged(member: Any, value: Any) -> bool:
    field = member.model_fields.get("type") if hasattr(member, "model_fields") else None
    return field is not None and isinstance(value, dict) and value.get("type") in get_args(field.annotation)


def _keys(kind: Any) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]
