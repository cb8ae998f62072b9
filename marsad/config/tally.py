"""How much does a configuration hold, and how much of it came or went?"""

from __future__ import annotations

from marsad.config.models import Config

_NAMED = {"feeds": "id", "keywords": "key", "actors": "id", "rules": "id", "channels": "id"}


def tally(config: Config, before: Config | None = None) -> str:
    """Return the counts of `config`: "31 feeds, 233 keywords ...", with what came and went since `before`: "(+1 -2)"."""
    return ", ".join(_counted(kind, _names(config, kind), _names(before or config, kind)) for kind in _NAMED)


def _names(config: Config, kind: str) -> set[str]:
    return {getattr(table, _NAMED[kind]) for table in getattr(config, kind)}


def _counted(kind: str, names: set[str], before: set[str]) -> str:
    changes = [f"+{len(names - before)}"] * bool(names - before) + [f"-{len(before - names)}"] * bool(before - names)
    return f"{len(names)} {kind}" + (f" ({' '.join(changes)})" if changes else "")
