"""Turn a reference to a secret into the secret; its value appears in no message."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from marsad.config.models import Secret, Settings
from marsad.config.sources import Source
from marsad.config.tables import Located
from marsad.errors import ConfigError


class Reference(NamedTuple):
    """A secret that the configuration refers to: `user` is what needs it, "channel", "console" or "cluster"."""

    user: str
    secret: Secret
    place: str  # file:line
    name: str  # "channel 'newsroom' secret"


def references(tables: Iterable[Located], settings: Settings, source: Source) -> Iterator[Reference]:
    """Yield what the enabled channels refer to, and the settings; `source` is marsad.toml."""
    for table in tables:
        if table.name == "channel" and table.model.enabled:
            for key, value in table.model:
                if isinstance(value, Secret):
                    place = f"{table.source.label}:{table.source.line((*table.header, key))}"
                    yield Reference("channel", value, place, f"channel '{table.id}' {key}")
    for section, key in (("console", "password"), ("cluster", "redis_password")):
        if secret := getattr(getattr(settings, section), key):
            yield Reference(section, secret, f"{source.label}:{source.line((section, key))}", f"{section}.{key}")


def missing(found: Iterable[Reference], environ: Mapping[str, str], base: Path) -> list[str]:
    """Return why secrets cannot be had, with file and line, one line each; see `reveal`."""
    problems = []
    for reference in found:
        try:
            reveal(reference.secret, environ, base, of=f"{reference.place}: {reference.name}")
        except ConfigError as problem:
            problems += problem.problems
    return problems


def reveal(secret: Secret, environ: Mapping[str, str], base: Path, *, of: str = "secret") -> str:
    """Return what `secret` refers to; a relative file starts at `base`, the configuration directory.

    `of` names the key in messages, such as "channel 'newsroom' secret". Raises ConfigError when the variable or file
    is missing or empty, and when everybody on the machine may read the file.
    """
    if secret.env is not None:
        value = environ.get(secret.env, "")
        if not value:
            raise ConfigError([f"{of}: environment variable {secret.env} is not set. Set it before the start"])
        return value
    return _from_file(base / (secret.file or ""), of)


def _from_file(path: Path, of: str) -> str:
    try:
        if path.stat().st_mode & stat.S_IROTH:
            raise ConfigError([f"{of}: everybody may read {path}. Run: chmod 600 {path}"])
        value = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        way_out = "Create it or correct the path" if isinstance(problem, FileNotFoundError) else "Check its permissions"
        raise ConfigError([f"{of}: cannot read {path}: {problem.strerror}. {way_out}"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{of}: {path} is not UTF-8 text. Save the secret as text"]) from None
    if not value:
        raise ConfigError([f"{of}: {path} is empty. Write the secret into it"])
    return value
