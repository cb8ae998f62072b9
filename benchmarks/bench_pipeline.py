"""What does an article cost? Analyse alone, decide alone, and the whole way to the ledger with every commit on disk.

    python benchmarks/bench_pipeline.py [CORPUS.jsonl[.xz]] [--limit N]

Without a corpus the shipped demo articles are repeated, every fourth word changed in each round. All rows come
from one run, so their ratios hold on a noisy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from marsad.config.load import load
from marsad.demo.corpus import Piece, read_corpus, shipped_corpus
from marsad.identity import article_id, revision_of
from marsad.metrics import Metrics
from marsad.pool import AnalysePool
from marsad.records import Article, encode
from marsad.runtime.pump import Pump
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.pipeline import analyse, compile_watch
from processors.window.index import Index

ROOT = Path(__file__).parents[1]


def repeated(limit: int) -> Iterator[Piece]:
    """The shipped articles, round after round an hour later, every fourth word of a round its own: other news."""
    shipped = shipped_corpus()
    for n in range(limit):
        turn, piece = divmod(n, len(shipped))
        mark = "".join("ابتثجحخدذر"[int(digit)] for digit in str(turn))
        words = shipped[piece].text.split(" ")
        words[::4] = [f"{word}{mark}" for word in words[::4]]
        yield msgspec.structs.replace(
            shipped[piece],
            url=f"{shipped[piece].url}/{turn}",
            text=" ".join(words),
            published=shipped[piece].published + timedelta(hours=turn),
        )


def article(piece: Piece) -> Article:
    """The article a poll would have made."""
    at = piece.published or datetime(2026, 1, 1, tzinfo=UTC)
    id_ = article_id(url=piece.url, feed="", guid="", publisher=piece.publisher or "", title=piece.title, day="")
    return Article(
        id=id_, revision=revision_of(piece.title, piece.text), url=piece.url, title=piece.title, text=piece.text,
        seen=at, published=at, publisher=piece.publisher or "", feed=piece.feed or "",
    )  # fmt: skip


async def pumped(articles: list[Article], folder: Path) -> tuple[float, int]:
    """Seconds and alerts of the whole way: log, worker processes, decisions, ledger, synchronous = FULL."""
    config = load(ROOT / "config").config
    database = Database(folder / "bench.db")
    pool = AnalysePool(config)
    await pool.analyse([encode(articles[0])] * pool.workers)  # start the workers
    for start in range(0, len(articles), 500):
        part = articles[start : start + 500]

        def fill(db, part=part):  # noqa: ANN001, ANN202
            log = SqliteLog(db)
            for each in part:
                log.append("articles", f"{each.id}:{each.revision}", encode(each), at=each.at)

        await database.write(fill)
    pump = Pump(
        database,
        pool,
        lambda _: ["hook"],
        Metrics("bench", "bench"),
        now=lambda: datetime.now(UTC),
        changed=lambda: None,
    )
    began = time.perf_counter()
    await pump.drain()
    seconds = time.perf_counter() - began
    alerts = await database.read(lambda db: db.execute("select count(*) from alert").fetchone()[0])
    pool.close()
    database.close()
    return seconds, alerts


def main() -> None:
    """Print articles per second and milliseconds an article for each row."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=3000)
    chosen = options.parse_args()
    pieces = read_corpus(chosen.corpus, chosen.limit) if chosen.corpus else repeated(chosen.limit)
    articles = sorted(map(article, pieces), key=lambda each: each.at)
    watch = compile_watch(load(ROOT / "config").config)
    rows: list[tuple[str, float]] = []

    began = time.perf_counter()
    analyses = [analyse(each, watch) for each in articles]
    rows.append(("analyse, one process", time.perf_counter() - began))

    index, memory = Index(), PlainMemory()
    began = time.perf_counter()
    for each in analyses:
        decide(each, index, memory)
    rows.append(("decide, one process", time.perf_counter() - began))

    with tempfile.TemporaryDirectory() as folder:
        seconds, alerts = asyncio.run(pumped(articles, Path(folder)))
    rows.append(("analyse + decide + commit, all cores", seconds))

    print(f"{len(articles)} articles, {alerts} alerts")
    for name, seconds in rows:
        print(f"{name:40} {len(articles) / seconds:8.0f} articles/s {1000 * seconds / len(articles):8.2f} ms")


if __name__ == "__main__":
    main()
