"""`marsad check`: is a configuration sound?"""

from __future__ import annotations

import argparse
import json
import sys

from marsad.config.load import load
from marsad.errors import ConfigError


def run(options: argparse.Namespace) -> int:
    """Print every problem and warning; exit status 2 when there is a problem."""
    problems: list[str] = []
    warnings: tuple[str, ...] = ()
    said = ""
    try:
        loaded = load(options.dir)
    except ConfigError as problem:
        problems = problem.problems
    else:
        warnings, config = loaded.warnings, loaded.config
        said = (
            f"{options.dir}: sound: {len(config.feeds)} feeds, {len(config.keywords)} keywords,"
            f" {len(config.actors)} actors, {len(config.rules)} rules, {len(config.channels)} channels"
        )
    if options.json:
        print(json.dumps({"ok": not problems, "problems": problems, "warnings": list(warnings)}, ensure_ascii=False))
        return 2 if problems else 0
    for line in problems:
        print(line, file=sys.stderr)
    for line in warnings:
        print(f"warning: {line}", file=sys.stderr)
    if not problems:
        print(said)
    return 2 if problems else 0
