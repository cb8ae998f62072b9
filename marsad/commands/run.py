"""`marsad run`: watch the feeds of a configuration."""

from __future__ import annotations

import argparse
import asyncio
import os

from marsad.config.load import load
from marsad.runtime.embedded import Embedded


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; SIGHUP takes the configuration anew."""

    async def work() -> None:
        await Embedded(lambda: load(options.config), directory=options.config, environ=os.environ).run()

    asyncio.run(work())
    return 0
