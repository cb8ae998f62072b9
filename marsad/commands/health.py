"""`marsad health`: is the marsad of this machine alive? Made for the health checks of containers."""

from __future__ import annotations

import argparse
import http.client
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

from marsad.config.models import AdminSettings
from marsad.config.sources import SETTINGS

PATIENCE_S = 2.0


def run(options: argparse.Namespace) -> int:
    """Print what /-/healthy answers; exit status 1 when it says no, or says nothing within two seconds."""
    port = admin_port(options.config) if options.port is None else options.port
    well, said = asked(f"http://127.0.0.1:{port}/-/healthy")
    print(said, file=sys.stdout if well else sys.stderr)
    return 0 if well else 1


def admin_port(directory: Path) -> int:
    """Return the port in marsad.toml, or the default when none can be read there.

    The rest of the configuration is not looked at: a mistake in it does not stop a running marsad.
    """
    try:
        port = tomllib.loads((directory / SETTINGS).read_text(encoding="utf-8"))["admin"]["port"]
    except (OSError, ValueError, KeyError, TypeError):
        port = None
    return port if isinstance(port, int) else AdminSettings().port


def asked(url: str) -> tuple[bool, str]:
    """Return whether `url` answered 200, and its words or why there are none."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy's loopback is another machine's
    try:
        with direct.open(url, timeout=PATIENCE_S) as answer:
            return True, answer.read().decode("utf-8", "replace").strip()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return False, refusal.read().decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as problem:
        why = getattr(problem, "reason", problem)
        return False, f"{url} does not answer ({why}). Is marsad running, and is this its admin.port?"
