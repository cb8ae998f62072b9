"""`marsad backtest`: decisions over a corpus, in the order of publication."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from typing import Any

from marsad.backtest import decision_line, replay
from marsad.commands.jsonlines import Refuse, answer
from marsad.pool import AnalysePool


def run(options: argparse.Namespace) -> int:
    """Read articles from stdin, print one decision a line."""
    return answer(options, _lines)


async def _lines(pool: AnalysePool, refuse: Refuse) -> AsyncIterator[dict[str, Any]]:
    async for _, decision in replay(sys.stdin.buffer, pool, refuse):
        yield decision_line(decision)
