"""JSON Schema of the configuration files, so that editors complete and check while the operator writes."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from marsad.config.models import Actor, Channel, Feed, Keyword, Route, Rule, Settings
from marsad.config.values import Table

_FILES: dict[str, dict[str, Any]] = {
    "feeds.d": {"feed": Feed},
    "keywords.d": {"keyword": Keyword},
    "actors.d": {"actor": Actor},
    "rules.d": {"rule": Rule},
    "channels.d": {"channel": Channel, "route": Route},
}


def schema() -> dict[str, Any]:
    """Return a JSON Schema (2020-12) for marsad.toml and for the files of each directory, by that name."""
    schemas = {"marsad.toml": Settings.model_json_schema(by_alias=True)}
    for directory, tables in _FILES.items():
        fields: dict[str, Any] = {
            name: (tuple[kind, ...], ())  # type: ignore[valid-type]
            for name, kind in tables.items()
        }
        file = create_model(directory.removesuffix(".d").capitalize(), __base__=Table, **fields)
        schemas[directory] = file.model_json_schema(by_alias=True)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {name: {"$schema": dialect, **each} for name, each in schemas.items()}
