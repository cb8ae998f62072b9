"""`marsad version`."""

from __future__ import annotations

import argparse
from importlib.metadata import version


def run(_: argparse.Namespace) -> int:
    """Print the version."""
    print(version("marsad"))
    return 0
