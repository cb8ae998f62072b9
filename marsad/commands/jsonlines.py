"""JSON Lines in, JSON Lines out: what `marsad analyse` and `marsad backtest` share."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

from marsad.backtest import Fault
from marsad.commands.progress import progress
from marsad.config.load import load
from marsad.errors import InputError
from marsad.pool import AnalysePool

Refuse = Callable[[Fault], None]


class Refused:
    """Names each refused line on stderr, and remembers that there were some."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, fault: Fault) -> None:
        """Name one."""
        self._count += 1
        print(f"marsad: {fault.problem}", file=sys.stderr)

    def end(self) -> None:
        """Raise InputError when lines were refused."""
        if self._count:
            lines = "1 line was" if self._count == 1 else f"{self._count} lines were"
            raise InputError(f"{lines} refused, each named above; the rest was done")


def answer(
    options: argparse.Namespace,
    lines: Callable[[AnalysePool, Refuse], AsyncIterator[dict[str, Any]]],
    *,
    with_hits: bool = False,
) -> int:
    """Print what `lines` yields for stdin; refused lines are named on stderr and end in InputError.

    `with_hits`: analyses hold every hit of a keyword.
    """
    config = load(options.config).config
    refused = Refused()

    async def work() -> None:
        pool = AnalysePool(config, options.workers, with_hits=with_hits)
        try:
            with progress("articles") as step:
                async for line in lines(pool, refused):
                    step()
                    print(json.dumps(line, ensure_ascii=False))
        finally:
            pool.close()

    asyncio.run(work())
    refused.end()
    return 0
