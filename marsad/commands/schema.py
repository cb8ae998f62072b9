"""`marsad schema`: for editors that complete and check TOML."""

from __future__ import annotations

import argparse
import json

from marsad.config.schema import schema


def run(_: argparse.Namespace) -> int:
    """Print the JSON Schema of every kind of file."""
    print(json.dumps(schema(), ensure_ascii=False, indent=2))
    return 0
