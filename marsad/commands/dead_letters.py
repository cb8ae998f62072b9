"""`marsad dead-letters`: what no stage or channel would take."""

from __future__ import annotations

import argparse
import asyncio
import json
import urllib.request
from pathlib import Path
from typing import Any

from marsad.config.load import load
from marsad.errors import StoreBusy, StoreError
from marsad.ports import Delivery
from marsad.stores.database import Database, Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.ledger import SqliteLedger, delivery_of
from marsad.stores.log import SqliteLog
from marsad.stores.paths import at_hand


def run(options: argparse.Namespace) -> int:
    """List or retry; exit status 1 from `list` when there is anything."""
    settings = load(options.config).config.settings
    store = options.store or at_hand(settings.store.path, "desk")
    if options.act == "retry":
        revived = _retry(store, f"http://{settings.admin.host}:{settings.admin.port}")
        print(json.dumps({"revived": revived}) if options.json else f"{revived} put back in line")
        return 0
    rows = asyncio.run(_list(store))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if options.json else "  ".join(str(value) for value in row.values()))
    return 1 if rows else 0


async def _list(store: Path) -> list[dict[str, Any]]:
    reader = Reader(store)
    letters = await SqliteDesk(reader).dead_letters(10_000)

    def dead(db: Any) -> list[Delivery]:
        return list(delivery_of(db, "d.state = 'dead' order by d.n", ()))

    deliveries = await reader.read(dead)
    return [
        {"kind": letter.stage, "place": letter.place, "at": letter.at.isoformat(), "error": letter.error}
        for _, letter in letters
    ] + [
        {"kind": "delivery", "place": f"{row.channel}/{row.alert}", "at": row.created.isoformat(), "error": row.error}
        for row in deliveries
    ]


def _retry(store: Path, admin: str) -> int:
    """Put all back: in the file when nobody holds it, else by asking its holder."""
    try:
        database = Database(store)
    except StoreBusy as busy:
        request = urllib.request.Request(f"{admin}/-/dead-letters/retry", method="POST")  # noqa: S310 - our own loopback
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return int(json.load(answer)["revived"])
        except OSError as problem:
            raise StoreError(f"{busy} Its admin port {admin} does not answer either: {problem}") from problem
    try:
        letters = database.submit(lambda db: SqliteLog(db).revive()).result()
        return letters + asyncio.run(SqliteLedger(database).revive())
    finally:
        database.close()
