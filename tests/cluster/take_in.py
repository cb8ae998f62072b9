"""`python -m tests.cluster.take_in STORE BROKER PREFIX`: the intake of a desk in a process of its own, to be killed.

It waits for a line first: to import everything takes longer than to start, and may be done while the one before it runs.
"""

import asyncio
import sys
from pathlib import Path

from marsad.config.models import ClusterSettings
from tests.cluster.desk_rig import Desk


async def take_in(store: Path, broker: str, prefix: str) -> None:
    async with Desk(store, ClusterSettings(brokers=(broker,), prefix=prefix)):
        print("started", flush=True)
        await asyncio.sleep(120)


if __name__ == "__main__":
    if sys.stdin.readline():  # else who would have said it is gone
        asyncio.run(take_in(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
