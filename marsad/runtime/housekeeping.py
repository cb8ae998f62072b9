"""Keep a store bounded while marsad runs. What ingest remembers of feeds is the poller's to prune."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from marsad.errors import StoreError
from marsad.runtime.shell import Shell, now
from marsad.stores.database import Database
from marsad.stores.retention import Expired, expire
from marsad.stores.spool import prune_shipped

_log = logging.getLogger("marsad.runtime")

_EVERY_S = 600.0


async def housekeeping(database: Database, shell: Shell) -> None:
    """Drop what is older than the configuration keeps, every ten minutes, until cancelled."""
    while True:
        await asyncio.sleep(_EVERY_S)
        keep = timedelta(days=shell.config.settings.store.keep_days)
        try:
            while (done := await _expired(database, keep)).rows:
                _tell(done, keep)
            while await database.write(lambda db: prune_shipped(db, now=now())):
                pass
        except StoreError as problem:
            _log.error("housekeeping: %s", problem)


async def _expired(database: Database, keep: timedelta) -> Expired:
    return await database.write(lambda db: expire(db, now=now(), keep=keep))


def _tell(done: Expired, keep: timedelta) -> None:
    for channel, count in done.given_up.items():
        _log.warning(
            "channel '%s': %d alerts waited for %d days, twice store.keep_days, and were dropped with their stories."
            " Mend the channel, or take it out of the routes",
            channel, count, 2 * keep.days,
        )  # fmt: skip
