"""`python -m tests.chaos.role NAME CONFIG SESSION_S`: a role as `marsad run --role` starts it, in more of a hurry.

A killed member of a consumer group keeps its partitions until its session ends, and a feed is asked once a minute: a
test of many kills cannot wait for either.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

from marsad.config.load import load
from marsad.runtime.ingest_role import Ingest
from marsad.runtime.worker import analyse_worker, decide_worker

PACE = 1 / 200


async def serve(name: str, directory: Path, session_s: float) -> None:
    """Run the role until told to stop."""

    def read_config():
        return load(directory)

    if name == "ingest":
        worker = Ingest(read_config, directory=directory, admin_port=0, pace=PACE)
    elif name == "analyse":
        worker = analyse_worker(read_config, directory, session_s=session_s, admin_port=0)
    else:
        worker = await decide_worker(read_config, directory, os.environ, session_s=session_s, admin_port=0)
    await worker.run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
