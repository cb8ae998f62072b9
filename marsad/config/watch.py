"""Tell when an operator has changed a configuration directory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

_SETTLE_MS = 400  # an editor's save is several events: write, rename, chmod


async def changes(directory: Path) -> AsyncIterator[None]:
    """Yield once for each burst of changes to TOML files below `directory`, until the task is cancelled.

    Every burst is worth a reload; whether anything differs is known from the digest. The directory must exist.
    """
    async for _ in awatch(directory, watch_filter=_is_toml, debounce=_SETTLE_MS, step=50):
        yield


def _is_toml(_change: Change, path: str) -> bool:
    name = Path(path).name
    return name.endswith(".toml") and not name.startswith(".")
