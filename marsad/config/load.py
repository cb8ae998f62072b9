"""Read a configuration directory once: a frozen Config, or every mistake in it with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from marsad.config.checks import errors, warnings
from marsad.config.models import Actor, Channel, Config, Feed, Keyword, Route, Rule, Settings
from marsad.config.plain import did_you_mean, mistakes
from marsad.config.positions import Path
from marsad.config.secrets import Reference, references
from marsad.config.setting_checks import settings_errors
from marsad.config.sources import KINDS, SETTINGS, Note, Source, note, read_directory
from marsad.config.tables import Located, Places
from marsad.errors import ConfigError

_TYPES: dict[str, Any] = {
    "feed": Feed, "keyword": Keyword, "actor": Actor, "rule": Rule, "channel": Channel, "route": Route,
}  # fmt: skip
_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in _TYPES.items()}


@dataclass(frozen=True)
class Loaded:
    """A configuration that holds: `warnings` are printable, `digest` changes with any byte of any file.

    `places` gives file and line by (kind of table, id or key): ("keyword", "هجوم"), and by section and key of marsad.toml.
    `secrets` are those that are referred to; whether they can be had is not asked.
    """

    config: Config
    warnings: tuple[str, ...]
    digest: str
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    secrets: tuple[Reference, ...] = ()


def load(directory: FilePath) -> Loaded:
    """Return the configuration in `directory`; raises ConfigError with every problem of every file."""
    return load_located(directory)[0]


def load_located(directory: FilePath) -> tuple[Loaded, list[Located]]:
    """Return the configuration, and its tables with file and line of each key. Raises ConfigError likewise."""
    found = read_directory(directory)
    problems = found.problems
    settings, settings_source = Settings(), Source(SETTINGS, SETTINGS)
    tables: list[Located] = []
    for source in found.sources:
        if source.kind == SETTINGS:
            settings, settings_source = _settings(source, problems), source
        else:
            tables += _tables(source, problems)
    problems += errors(tables)
    problems += settings_errors(settings, settings_source)
    if problems:
        order = {label: index for index, label in enumerate(found.labels)}
        problems.sort(key=lambda each: (order.get(each.label, -1), each.line))
        raise ConfigError([str(each) for each in problems])
    config = Config(settings=settings, **{f"{name}s": _models(tables, name) for name in _TYPES})
    notes = [*found.warnings, *warnings(tables, settings, settings_source)]
    secrets = tuple(references(tables, settings, settings_source))
    return Loaded(config, tuple(map(str, notes)), found.digest, Places(tables, settings_source), secrets), tables


def freeze(value: Any) -> Any:
    """Return `value` with every list as a tuple: strict models take no other sequence."""
    if isinstance(value, list):
        return tuple(freeze(each) for each in value)
    if isinstance(value, dict):
        return {key: freeze(each) for key, each in value.items()}
    return value


def _models(tables: list[Located], name: str) -> tuple[Any, ...]:
    return tuple(table.model for table in tables if table.name == name)


def _settings(source: Source, problems: list[Note]) -> Settings:
    value = freeze(source.data)
    try:
        return Settings.model_validate(value)
    except ValidationError as problem:
        for path, words in mistakes(Settings, value, problem):
            problems.append(note(source, source.line(path), f"{'.'.join(map(str, path))}: {words}"))
        return Settings()


def _tables(source: Source, problems: list[Note]) -> list[Located]:
    tables = []
    for name, listed in source.data.items():
        if name not in KINDS[source.kind]:
            problems.append(note(source, source.line((name,)), f"{name}: {_unknown(name, source.kind)}"))
        elif not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            problems.append(note(source, source.line((name,)), f"{name}: not a list of tables. Write [[{name}]]"))
        else:
            tables += [_table(source, (name, index), freeze(raw), problems) for index, raw in enumerate(listed)]
    return tables


def _unknown(name: str, kind: str) -> str:
    home = next((directory for directory, names in KINDS.items() if name in names), None)
    if home:
        return f"[[{name}]] does not belong in {kind}. Move it to {home}"
    return f"unknown key '{name}'. {did_you_mean(name, KINDS[kind])}"


def _table(source: Source, at: Path, raw: dict[str, Any], problems: list[Note]) -> Located:
    name = str(at[0])
    table = Located(source, at, name, raw, None)
    try:
        return Located(source, at, name, raw, _ADAPTERS[name].validate_python(raw))
    except ValidationError as problem:
        problems += [table.note(path, words) for path, words in mistakes(_TYPES[name], raw, problem)]
        return table
