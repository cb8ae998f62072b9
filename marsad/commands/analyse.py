"""`marsad analyse`: hits and mentions of articles, in input order."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from typing import Any

from marsad.backtest import Fault, analysed, analysis_line, read_lines
from marsad.commands.jsonlines import Refuse, answer
from marsad.pool import AnalysePool
from marsad.records import Analysis, decode


def run(options: argparse.Namespace) -> int:
    """Read articles from stdin, print one analysis a line."""
    return answer(options, _lines, with_hits=True)


async def _lines(pool: AnalysePool, refuse: Refuse) -> AsyncIterator[dict[str, Any]]:
    async for read, result in analysed(read_lines(sys.stdin.buffer, refuse), pool):
        if result.value:
            yield analysis_line(read.article, decode(result.value, Analysis))
        else:
            refuse(Fault(read.number, f"line {read.number}: {result.error}"))
