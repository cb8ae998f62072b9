"""JSON Lines in, JSON Lines out: what `marsad analyse` and `marsad backtest` share."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from marsad.backtest import Fault, refused
from marsad.commands.progress import progress
from marsad.config.load import load
from marsad.pool import AnalysePool

Refuse = Callable[[Fault], None]


def answer(options: argparse.Namespace, lines: Callable[[AnalysePool, Refuse], AsyncIterator[dict[str, Any]]]) -> int:
    """Print what `lines` yields for stdin; refused lines are named on stderr and end in InputError."""
    config = load(options.config).config
    faults: list[Fault] = []

    def refuse(fault: Fault) -> None:
        print(f"marsad: {fault.problem}", file=sys.stderr)
        faults.append(fault)

    async def work() -> None:
        pool = AnalysePool(config, options.workers)
        try:
            with progress("articles") as step:
                async for line in lines(pool, refuse):
                    step()
                    print(json.dumps(line, ensure_ascii=False))
        finally:
            pool.close()

    asyncio.run(work())
    if problem := refused(faults):
        raise problem
    return 0
