"""Where do several roles on one machine keep their files? Beside the configured one, each under its own name."""

from __future__ import annotations

import glob
from pathlib import Path

from marsad.errors import StoreAbsent


def beside(path: str, role: str) -> Path:
    """Return the file of `role`: "var/marsad.db" gives var/marsad-ingest.db."""
    configured = Path(path)
    return configured.with_name(f"{configured.stem}-{role}{configured.suffix}")


def of_shard(path: str, number: int, parts: int) -> Path:
    """Return the file of the ingest process `number` (from 0) of `parts`."""
    return beside(path, "ingest" if parts == 1 else f"ingest-{number}-of-{parts}")


def of_shards(path: str) -> list[Path]:
    """Return the files there are of ingest processes that divide the feeds between them, now or in former times."""
    configured = Path(path)
    stem, suffix = glob.escape(configured.stem), glob.escape(configured.suffix)
    return sorted(configured.parent.glob(f"{stem}-ingest-[0-9]*-of-*[0-9]{suffix}"))


def existing(path: Path) -> Path:
    """Return `path`. Raises StoreAbsent when nothing is there."""
    if not _is_there(path):
        raise StoreAbsent(f"{path}: no such store. Start `marsad run` first, or name another one.")
    return path


def at_hand(path: str, role: str) -> Path:
    """Return the configured file, or that of `role` where a cluster runs on this machine and the former is not there."""
    configured = Path(path)
    return beside(path, role) if not _is_there(configured) and _is_there(beside(path, role)) else configured


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:  # in a folder that may not be looked into: who opens it is told so
        return True
