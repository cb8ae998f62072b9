"""`marsad health`: is the marsad of this machine alive? Made for the health checks of containers."""

from __future__ import annotations

import argparse
import sys
import tomllib
from http import HTTPStatus
from pathlib import Path

from marsad.commands.machines import ask
from marsad.config.models import AdminSettings
from marsad.config.sources import SETTINGS
from marsad.config.values import origin

PATIENCE_S = 2.0


def run(options: argparse.Namespace) -> int:
    """Print what /-/healthy answers; exit status 1 when it says no, or says nothing within two seconds."""
    admin = admin_of(options.config)
    well, said = asked(f"{origin(admin.host, admin.port if options.port is None else options.port)}/-/healthy")
    print(said, file=sys.stdout if well else sys.stderr)
    return 0 if well else 1


def admin_of(directory: Path) -> AdminSettings:
    """Return host and port of marsad.toml, or the defaults when they cannot be read there.

    The rest of the configuration is not looked at: a mistake in it does not stop a running marsad.
    """
    try:
        table = tomllib.loads((directory / SETTINGS).read_text(encoding="utf-8"))["admin"].items()
        return AdminSettings.model_validate({key: value for key, value in table if key in AdminSettings.model_fields})
    except (OSError, ValueError, KeyError, AttributeError):
        return AdminSettings()


def asked(url: str) -> tuple[bool, str]:
    """Return whether `url` answered 200, and its words or why there are none."""
    try:
        status, said = ask(url, patience_s=PATIENCE_S)
    except OSError as problem:
        why = getattr(problem, "reason", problem)
        return False, f"{url} does not answer ({why}). Is marsad running, and is this its admin.port?"
    return status == HTTPStatus.OK, said
