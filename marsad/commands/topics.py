"""`marsad topics`: make the topics of the cluster, or say how they differ."""

from __future__ import annotations

import argparse
import sys

from marsad.config.load import load
from marsad.runtime.topics import Plan, carry_out, compared


def run(options: argparse.Namespace) -> int:
    """Print the plan and carry it out, whole or not at all.

    Exit status: 0 nothing is left to do, 1 something is (`check`, `--dry-run`), 2 refused, or Kafka is away.
    """
    settings = load(options.config).config.settings.cluster
    applies = options.act == "apply"
    plan = compared(settings, replication=options.replication, force=applies and options.force)
    _print(plan)
    if plan.refusals:
        if applies:
            print("nothing was changed", file=sys.stderr)
        return 2
    if not plan.steps:
        print("the topics are as they should be")
        return 0
    if not applies or options.dry_run:
        return 1
    carry_out(settings, plan.steps)
    print("done")
    return 0


def _print(plan: Plan) -> None:
    for step in plan.steps:
        print(step)
    for refusal in plan.refusals:
        print(f"refused: {refusal}", file=sys.stderr)
