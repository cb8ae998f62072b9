"""`marsad backtest`: decisions over a corpus, JSON Lines in and out, in the order of publication."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from marsad.backtest import Fault, decision_line, refused, replay
from marsad.commands.progress import progress
from marsad.config.load import load
from marsad.pool import AnalysePool


def run(options: argparse.Namespace) -> int:
    """Read articles from stdin; refused lines are named on stderr and end in exit status 1."""
    config = load(options.config).config
    faults: list[Fault] = []

    def refuse(fault: Fault) -> None:
        print(f"marsad: {fault.problem}", file=sys.stderr)
        faults.append(fault)

    async def work() -> None:
        pool = AnalysePool(config, options.workers)
        try:
            with progress("articles") as step:
                async for _, decision in replay(sys.stdin.buffer, pool, refuse):
                    step()
                    print(json.dumps(decision_line(decision), ensure_ascii=False))
        finally:
            pool.close()

    asyncio.run(work())
    if problem := refused(faults):
        raise problem
    return 0
