"""axe-core, the checker of accessibility: fetched once from npm into the cache of this user; never part of marsad."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

from tests.servers.wanted import need

VERSION = "4.14.1"
_FETCH_S = 120


def axe_source() -> str:
    """Return the script; the test is skipped where npm is not there, or fails with CI=true."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "marsad"
    script = cache / f"axe-core-{VERSION}.min.js"
    if not script.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = [need("npm"), "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", cache]
        subprocess.run(command, check=True, timeout=_FETCH_S, capture_output=True)
        archive = cache / f"axe-core-{VERSION}.tgz"
        with tarfile.open(archive) as packed:
            member = packed.extractfile("package/axe.min.js")
            assert member
            script.write_bytes(member.read())
        archive.unlink()
    return script.read_text("utf-8")
