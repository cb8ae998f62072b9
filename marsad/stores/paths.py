"""Where do several roles on one machine keep their files? Beside the configured one, each under its own name."""

from __future__ import annotations

from pathlib import Path


def beside(path: str, role: str) -> Path:
    """Return the file of `role`: "var/marsad.db" gives var/marsad-ingest.db."""
    configured = Path(path)
    return configured.with_name(f"{configured.stem}-{role}{configured.suffix}")


def at_hand(path: str, role: str) -> Path:
    """Return the configured file, or that of `role` where a cluster runs on this machine and the former is not there."""
    configured = Path(path)
    return beside(path, role) if not configured.exists() and beside(path, role).exists() else configured
