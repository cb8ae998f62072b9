"""`marsad replay`: decide the log once more and say what comes out, or what comes out otherwise."""

from __future__ import annotations

import argparse
import asyncio
import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from marsad.backtest import decision_line
from marsad.commands.moments import since
from marsad.config.load import load
from marsad.config.models import Settings
from marsad.errors import StoreAbsent
from marsad.ports import LogRow, Topic
from marsad.records import Decision, decode
from marsad.replay import Difference, Key, difference, replayed
from marsad.stores.database import Reader
from marsad.stores.log import SqliteLog

_BATCH = 500


def run(options: argparse.Namespace) -> int:
    """Print decisions as JSON Lines, or with --compare the differences; exit status 1 when there are any."""
    start = since("--since", options.since, datetime.now(UTC))
    settings = load(options.config).config.settings
    logs, then = _from_kafka(settings) if options.kafka else _from_store(Path(options.store or settings.store.path))
    decided = differing = 0
    for rows in logs:
        for analysis, decision in replayed(rows):
            if analysis.seen < start:
                continue  # read all the same: the window must be what it was
            decided += 1
            if not options.compare:
                print(json.dumps(decision_line(decision), ensure_ascii=False))
            elif found := difference(decision, then):
                differing += 1
                print(json.dumps(_difference_line(found), ensure_ascii=False))
    if options.compare:
        print(f"{decided} decisions since {start.isoformat()}, {differing} differ", file=sys.stderr)
    return 1 if differing else 0


def _from_kafka(settings: Settings) -> tuple[Iterator[Iterator[LogRow]], Mapping[Key, Decision]]:
    """Return the analyses of each language, and all decisions that Kafka still holds."""
    from marsad.runtime.rebuild import decisions, read

    cluster = settings.cluster
    return (read(cluster, "analyses", place) for place in range(len(cluster.languages))), decisions(cluster)


def _from_store(path: Path) -> tuple[Iterator[Iterator[LogRow]], Mapping[Key, Decision]]:
    """Return the analyses of a store, and its decisions."""
    try:
        reader = Reader(path)
    except StoreAbsent as absent:
        raise StoreAbsent(f"{absent} The log of a cluster is read with --kafka.") from absent
    then: dict[Key, Decision] = {}
    for row in _rows(reader, "stories"):
        decision = decode(row.value, Decision)
        then.setdefault((decision.article, decision.revision), decision)
    return iter([_rows(reader, "analyses")]), then


def _rows(reader: Reader, topic: Topic) -> Iterator[LogRow]:
    after = 0
    while rows := asyncio.run(reader.read(partial(_batch, topic, after))):
        yield from rows
        after = rows[-1].offset


def _batch(topic: Topic, after: int, db: sqlite3.Connection) -> list[LogRow]:
    return SqliteLog(db).read(topic, after, _BATCH)


def _difference_line(found: Difference) -> dict[str, object]:
    return {
        "differs": list(found.fields),
        "now": decision_line(found.decision),
        "then": decision_line(found.then) if found.then else None,
    }
