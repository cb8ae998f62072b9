"""`marsad dead-letters`: what no stage or channel would take."""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

from marsad.commands.holder import write
from marsad.config.load import load
from marsad.stores.database import Database, Reader
from marsad.stores.ledger import SqliteLedger, delivery_of
from marsad.stores.letters import newest_first
from marsad.stores.log import SqliteLog
from marsad.stores.paths import at_hand


def run(options: argparse.Namespace) -> int:
    """List or retry; exit status 1 from `list` when there is anything."""
    settings = load(options.config).config.settings
    store = options.store or at_hand(settings.store.path, "desk")
    if options.act == "retry":
        done = write(store, settings.admin, _put_back, "/-/dead-letters/retry")
        print(json.dumps(done) if options.json else f"{done['revived']} put back in line")
        return 0
    rows = asyncio.run(_list(store))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if options.json else "  ".join(str(value) for value in row.values()))
    if not rows and not options.json:
        print("no dead letters")
    return 1 if rows else 0


async def _list(store: Path) -> list[dict[str, Any]]:
    reader = Reader(store)

    def letters(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return [
            {"kind": letter.stage, "place": letter.place, "at": letter.at.isoformat(), "error": letter.error}
            for letter in newest_first(db)
        ]

    def deliveries(db: sqlite3.Connection) -> list[dict[str, Any]]:
        return [
            {
                "kind": "delivery",
                "place": f"{row.channel}/{row.alert}",
                "at": row.created.isoformat(),
                "error": row.error,
            }
            for row in delivery_of(db, "d.state = 'dead' order by d.n", ())
        ]

    return [*await reader.read(letters), *await reader.read(deliveries)]


def _put_back(database: Database) -> dict[str, int]:
    letters = database.submit(lambda db: SqliteLog(db).revive()).result()
    return {"revived": letters + asyncio.run(SqliteLedger(database).revive())}
