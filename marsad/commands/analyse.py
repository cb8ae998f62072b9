"""`marsad analyse`: hits and mentions of articles, JSON Lines in and out, in input order."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from marsad.backtest import Fault, analysed, analysis_line, read_lines, refused
from marsad.commands.progress import progress
from marsad.config.load import load
from marsad.pool import AnalysePool
from marsad.records import Analysis, decode


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
                async for read, result in analysed(read_lines(sys.stdin.buffer, refuse), pool):
                    step()
                    if not result.value:
                        refuse(Fault(read.number, f"line {read.number}: {result.error}"))
                        continue
                    line = analysis_line(read.article, decode(result.value, Analysis))
                    print(json.dumps(line, ensure_ascii=False))
        finally:
            pool.close()

    asyncio.run(work())
    if problem := refused(faults):
        raise problem
    return 0
