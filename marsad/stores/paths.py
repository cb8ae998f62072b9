"""Where do several roles on one machine keep their files? Beside the configured one, each under its own name."""

from __future__ import annotations

import contextlib
import glob
from pathlib import Path

from marsad.errors import StoreAbsent, StoreError


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
    with contextlib.suppress(PermissionError):  # in a folder that may not be looked into: who opens it is told so
        if not path.exists():
            raise StoreAbsent(f"{path}: no such store. Start `marsad run` first, or name another one.")
    return path


def at_hand(path: str, role: str) -> Path:
    """Return the configured file, or that of `role` where a cluster runs on this machine.

    Raises StoreError where both are: no file says which of the two is in use, and what is written into the other holds nothing.
    """
    configured, own = Path(path), beside(path, role)
    if not _seen(own):
        return configured
    if _seen(configured):
        raise StoreError(
            f"{configured} and {own}: the first is of one machine, the second of a cluster, and both are there. Move away"
            " the one that is no longer in use (docs/deploy.md), or name with --store the one that is."
        )
    return own


def unmixed(path: str, own: Path) -> Path:
    """Return `own`, the file of a role. Raises StoreError when it is yet to be made beside a file of one machine.

    The role would know nothing of what was told from there, and tell it again.
    """
    if _seen(Path(path)) and not _seen(own):
        raise StoreError(
            f"{path}: kept by one machine; {own} would begin empty beside it, and tell again what is known there. Take"
            ' it along or move it away (docs/deploy.md, "From one machine to a cluster").'
        )
    return own


def _seen(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:  # nobody knows; who opens the file is told why
        return False
