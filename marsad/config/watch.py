"""Tell when an operator has changed a configuration directory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

from marsad.config.sources import KINDS, Directory, files

_SETTLE_MS = 400  # an editor's save is several events: write, rename, chmod
_LOOK_MS = 5000  # of a directory that is swapped above the files, or behind a link, no event may come


async def changes(directory: Path) -> AsyncIterator[None]:
    """Yield once for each burst of changes to what is read below `directory`, until the task is cancelled.

    Every burst is worth a reload; whether anything differs is known from the digest. What is exchanged as a whole,
    `directory` itself or what a link leads to, is told within seconds. The directory must exist.
    """
    before = _stamps(directory)
    async for burst in awatch(
        directory,
        watch_filter=_may_be_read,
        debounce=_SETTLE_MS,
        step=50,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
    ):
        found = _stamps(directory)
        if burst or found != before:
            yield
        before = found


def _may_be_read(_change: Change, path: str) -> bool:
    name = Path(path).name
    # of a directory that is renamed there is no event but its own
    return name in KINDS or (name.endswith(".toml") and not name.startswith("."))


def _stamps(directory: Path) -> dict[Path, tuple[int, ...]]:
    """Return what changes with each file that would be read."""
    return {path: _stamp(path) for _, path in files(directory, Directory())}


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        now = path.stat()
    except OSError:  # gone meanwhile, or not to be read: the reload says so
        return ()
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns
