"""`marsad demo`: the main job on a newsroom of this machine."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from marsad.commands.progress import progress
from marsad.config.load import Loaded, freeze, load
from marsad.config.models import Feed, Settings, TailChannel
from marsad.demo.clock import Clock
from marsad.demo.corpus import Piece, read_corpus, shipped_corpus
from marsad.demo.feeds_config import feed_tables
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import outlets_for, shipped_outlets
from marsad.demo.programme import start_of
from marsad.errors import UsageError
from marsad.runtime.embedded import Embedded

NOTICE = "بيانات تجريبية: وسائل الإعلام والأخبار مختلقة"
NOTICE_CORPUS = "إعادة بث من ملف"
PACE = 1 / 60  # the newsroom is ours: seconds between polls where others get minutes
PATIENCE = 100.0  # its pages do come: no summary ahead of them when a corpus is poured out at once
LAST_PORT = 65534  # for the console: machines get the next one
SETTLED_S = 3.0  # so long nothing may move before all is taken as done


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop, or with --until-done until everything published is processed."""
    if options.port is not None and options.port > LAST_PORT:
        raise UsageError(
            f"--port {options.port}: no port is left for machines, which get the next one. Choose one up to {LAST_PORT}."
        )
    pieces = list(read_corpus(options.corpus, options.limit)) if options.corpus else shipped_corpus()[: options.limit]
    if not pieces:
        raise UsageError("the corpus holds no article; nothing can be published")
    speed = options.speed or 60.0
    with _store(options.store) as store:
        return asyncio.run(_demo(options, pieces, speed, store))


async def _demo(options: argparse.Namespace, pieces: list[Piece], speed: float, store: Path) -> int:
    outlets = outlets_for(pieces) if options.corpus else shipped_outlets()
    clock = Clock.starting_now(start_of(pieces), speed)
    async with Newsroom(pieces, outlets, clock) as newsroom:
        print(f"newsroom {newsroom.origin}: {newsroom.total} articles, {newsroom.remaining_s:.0f} s", file=sys.stderr)

        def read_config() -> Loaded:
            return _at_newsroom(load(options.config), newsroom, store, options.port)

        app = Embedded(
            read_config,
            directory=options.config,
            environ=os.environ,
            notice=NOTICE_CORPUS if options.corpus else NOTICE,
            pace=PACE,
            patience=PATIENCE,
        )
        watcher = asyncio.create_task(_until_done(app, newsroom)) if options.until_done else None
        await app.run()
        if watcher is None:
            return 0
        watcher.cancel()
        totals = watcher.result() if watcher.done() and not watcher.cancelled() else None
        if totals is None:
            return 1
        print(json.dumps(totals) if options.json else _said(totals))
        return 0 if totals["published"] == totals["processed"] else 1


def _at_newsroom(loaded: Loaded, newsroom: Newsroom, store: Path, port: int | None) -> Loaded:
    """Return the configuration with the newsroom's feeds, and a file beside the store as the only channel.

    Invented news must never reach the channels of the real newsroom.
    """
    config = loaded.config
    tables = [Feed.model_validate(freeze(table)) for table in feed_tables(newsroom)]
    plain = config.settings.model_dump()
    plain["store"]["path"] = str(store)
    plain["ingest"].update(per_host_s=0.0)
    if port is not None:
        plain["console"]["port"] = port
        plain["admin"]["port"] = port and port + 1
    settings = Settings.model_validate(freeze(plain))
    channel = TailChannel(id="demo", type="tail", path=str(store.with_name("alerts.jsonl")))
    ours = {"settings": settings, "feeds": tuple(tables), "channels": (channel,), "routes": ()}
    return replace(loaded, config=config.model_copy(update=ours))


async def _until_done(app: Embedded, newsroom: Newsroom) -> dict[str, int]:
    """Return the totals once everything public is decided and nothing moves any more, then stop the service."""
    with progress("articles", newsroom.total) as step:
        shown = 0
        still = 0.0
        before: dict[str, int] = {}
        while True:
            await asyncio.sleep(0.5)
            counts = await app.counts()
            for _ in range(counts["processed"] - shown):
                step()
            shown = counts["processed"]
            still = still + 0.5 if counts == before else 0.0
            before = counts
            waiting = counts["entries_pending"] + counts["articles_waiting"] + counts["deliveries_pending"]
            if newsroom.ended and still >= SETTLED_S and (not waiting or still >= 10 * SETTLED_S):
                break
    app.stopping.set()
    pages = {revision.page for revision in newsroom.programme.public(newsroom.clock.now())}
    return {"published": len(pages), **counts}


def _said(totals: dict[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in totals.items())


@contextlib.contextmanager
def _store(path: Path | None) -> Iterator[Path]:
    if path is not None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="marsad-demo-") as folder:
        yield Path(folder) / "marsad.db"
