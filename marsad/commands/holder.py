"""A store is written by one process. Who writes for a command: the command itself, or the marsad that holds the file?"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from marsad.config.models import AdminSettings
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
        return _asked(f"http://{admin.host}:{admin.port}", path, body or {}, busy)
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
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy's loopback is another machine's
    try:
        with direct.open(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            said = refusal.read().decode("utf-8", "replace").strip()
        raise UsageError(said or f"{holder}{path}: {refusal.code} {refusal.reason}") from refusal
    except (OSError, ValueError) as problem:
        raise StoreError(f"{busy} Its admin port {holder} does not answer either: {problem}") from problem
