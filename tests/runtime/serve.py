"""marsad as `marsad run` starts it, but asking its feeds as often as a demo does.

`python -m tests.runtime.serve CONFIG` runs one. With `--each-line` it starts one for each line of its input, tells its pid,
and tells its exit status when it has ended: they are forks of this process, which has imported everything.
"""

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


def serve_each_line(directory: Path) -> None:
    for _ in sys.stdin:
        if not (pid := os.fork()):
            os.setsid()
            asyncio.run(serve(directory))
            return
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if "--each-line" in sys.argv:
        serve_each_line(Path(sys.argv[1]))
    else:
        asyncio.run(serve(Path(sys.argv[1])))
