"""A store is written by one process. Who writes for a command: the command itself, or the marsad that holds the file?"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from marsad.commands.machines import ask
from marsad.config.models import AdminSettings
from marsad.config.values import origin
from marsad.errors import StoreBusy, StoreError, UsageError
from marsad.stores.database import Database
from marsad.stores.paths import existing

PATIENCE_S = 10.0


def write(
    store: Path, admin: AdminSettings, here: Callable[[Database], Any], path: str, body: Mapping[str, Any] | None = None
) -> Any:
    """Return what `here` does in the file; while it is held, what its holder answers to POST `path` with `body`.

    Raises UsageError with the holder's words when it refuses, StoreError when it does not answer, and StoreAbsent
    rather than make a file: nothing could be in it.
    """
    try:
        database = Database(existing(store))
    except StoreBusy as busy:
        return _asked(origin(admin.host, admin.port), path, body or {}, busy)
    try:
        return here(database)
    finally:
        database.close()


def _asked(holder: str, path: str, body: Mapping[str, Any], busy: StoreBusy) -> Any:
    request = urllib.request.Request(  # noqa: S310 - our own loopback
        holder + path,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    try:
        status, said = ask(request, patience_s=PATIENCE_S)
        if status == HTTPStatus.OK:
            return json.loads(said)
    except TimeoutError as late:  # it was reached: a connection that cannot be made is a URLError
        raise StoreError(
            f"{holder}{path}: the marsad that holds the store was asked and has not answered within {PATIENCE_S:.0f} s. It"
            " may still be at work on it: leave it running, and see with `list` what became of it before you ask again."
        ) from late
    except (OSError, ValueError) as problem:
        raise StoreError(f"{busy} Its admin port {holder} does not answer either: {problem}") from problem
    raise UsageError(said or f"{holder}{path} answers {status} without a word.")
