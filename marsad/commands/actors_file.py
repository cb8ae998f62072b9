"""Actors into a file of actors.d, in one step: what the whole configuration then refuses is not left there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from marsad.config.load import load
from marsad.config.plain import did_you_mean
from marsad.config.values import ActorType
from marsad.errors import ConfigError, InputError, UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.toml")


def place_for(config: Path, name: str) -> Path:
    """Return the path of file `name` of actors.d. Raises UsageError for a name that would not be read there."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"--file {name}: no name of a file in {config.name}/actors.d. Write one such as own.toml")
    return config / "actors.d" / name


def known_type(name: str) -> str:
    """Return the type of actor `name`. Raises UsageError when there is none of the kind."""
    types = get_args(ActorType)
    if name not in types:
        raise UsageError(f"--type {name}: no type of actor. {did_you_mean(name, types)}")
    return name


def append(path: Path, table: str) -> None:
    """Add a table to the end of a file, which is made if need be. Raises ConfigError when it makes nothing sound."""
    before = path.read_bytes() if path.exists() else b""
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    _put(path, [before + gap + table.encode()])
    _checked(path, before)


def write_new(path: Path, pieces: Iterable[str]) -> None:
    """Write a file that is not there yet, piece by piece. Raises ConfigError when it makes nothing sound."""
    _put(path, (piece.encode() for piece in pieces))
    _checked(path, b"")


def _put(path: Path, pieces: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name}.part")  # a name with a dot is not read
    try:
        path.parent.mkdir(exist_ok=True)
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}. Name a file that can be written.") from problem
    finally:
        part.unlink(missing_ok=True)


def _checked(path: Path, before: bytes) -> None:
    """Read the configuration with the new file; put back what was there when it is refused."""
    try:
        load(path.parent.parent)
    except ConfigError:
        if before:
            _put(path, [before])
        else:
            path.unlink()
        raise
