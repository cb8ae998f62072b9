"""`python -m tests.runtime.serve CONFIG`: marsad as `marsad run` starts it, but asking its feeds as often as a demo does."""

import asyncio
import logging
import os
import sys
from pathlib import Path

from marsad.config.load import load
from marsad.runtime.embedded import Embedded


async def serve(directory: Path) -> None:
    app = Embedded(lambda: load(directory), directory=directory, environ=os.environ, pace=1 / 200)
    await app.run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(serve(Path(sys.argv[1])))
