"""How long until a wall over many alerts is painted, and until a search over many articles is answered?

    python benchmarks/bench_console.py [CORPUS.jsonl[.xz]] [--alerts 100000] [--articles 100000] [--searches 100]
        [--store FILE] [--chromium PROGRAM] [--browsers 50] [--seconds 20]

Alerts and articles are those of the corpus, again and again under other ids. Searches are words of its headlines, each
met for the first time, alone and in pairs. First paint is what Chromium itself says (first-contentful-paint). Open walls
are streams held by a process of its own while alerts are written, ten a second; what they cost is the processor time of
the console with them less the same without, over the time that went by. With --store a store is filled once and kept.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from aiohttp import ClientSession, ClientTimeout, TCPConnector, web
from bench_pipeline import article, repeated
from playwright.async_api import BrowserContext, ViewportSize, async_playwright

from alerts.console.app import build
from alerts.console.tools import Tools
from marsad.config.models import ConsoleSettings, Keyword
from marsad.demo.corpus import read_corpus
from marsad.identity import digest
from marsad.metrics import Metrics
from marsad.records import Alert, Article, Decision
from marsad.runtime.bell import Bell
from marsad.stores.database import Database
from marsad.stores.desk import SqliteDesk, record
from marsad.stores.handling import SqliteHandling
from marsad.stores.history import SqliteHistory, add_article
from marsad.text import sentences, tokens
from processors.morphology import expand
from tests.console.browsing import ARGS

START = datetime(2026, 1, 1, tzinfo=UTC)
STEP = 2_000  # rows a transaction
RULES = (("attack", "هجوم مسلح", "high"), ("fire", "حريق", "medium"), ("takeover", "سيطرة", "critical"))
SHORTEST = 4  # letters of a word that is searched
PAINTS, PAGES = 7, 40
SCREEN: ViewportSize = {"width": 1400, "height": 900}
RATE = 10  # alerts a second while walls are open
REPEATED = 2_000  # without a corpus: the shipped articles, other words in every round


def alert_of(base: Article, n: int) -> Decision:
    """The n-th decision: an article that opens a story and a case."""
    rule, name, severity = RULES[n % len(RULES)]
    story, at = digest("bench", str(n)), START + timedelta(seconds=20 * n)
    (start, end), *_ = sentences(base.text) or [(0, 0)]
    alert = Alert(
        id=digest(rule, story), reason="opened", level="0", rule=rule, name=name, severity=severity, story=story,  # type: ignore[arg-type]
        article=story, url=base.url, title=base.title, at=at, seen=at, publisher=base.publisher or "outlet",
        start=start, sentence=base.text[start:end][:400], families=(base.publisher or "outlet",), actors=("state:SY",),
    )  # fmt: skip
    return Decision(
        article=story, revision="r", url=base.url, verdict="new", story=story, at=at, seen=at, title=base.title,
        publisher=alert.publisher, family=alert.publisher, families=alert.families, alerts=(alert,),
    )  # fmt: skip


async def fill(store: Database, count: int, write: Callable[[sqlite3.Connection, int], object], what: str) -> None:
    """Write `count` rows and print the rate."""
    began = time.perf_counter()

    for first in range(0, count, STEP):
        numbers = range(first, min(count, first + STEP))
        await store.write(lambda db, numbers=numbers: [write(db, n) for n in numbers])
    seconds = time.perf_counter() - began
    print(f"{what}: {count:,} written, {1e3 * seconds / max(1, count):.2f} ms each")


def queries(base: Sequence[Article], count: int) -> list[str]:
    """Words of headlines, each once, every third time two together."""
    words = {
        t.folded: each.title[t.start : t.end]
        for each in base
        for t in tokens(each.title)
        if t.end - t.start >= SHORTEST
    }
    drawn = random.Random(2).sample(sorted(words.values()), min(len(words), 2 * count))
    pairs = iter(drawn)
    return [f"{next(pairs)} {next(pairs)}" if n % 3 == 0 else next(pairs) for n in range(min(count, len(drawn) // 2))]


def told(what: str, seconds: Sequence[float]) -> None:
    """Print median and 95th percentile."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(
        f"{what}: median {1e3 * statistics.median(ordered):.0f} ms, p95 {1e3 * p95:.0f} ms, most {1e3 * ordered[-1]:.0f} ms"
    )


async def timed_pages(url: str) -> None:
    """Fetch the wall again and again."""
    async with ClientSession() as session:
        for path in ("/", "/?severity=high", "/?state=open"):
            seconds, taken = [], []
            for _ in range(PAGES):
                began, worked = time.perf_counter(), time.process_time()
                async with session.get(url + path) as answer:
                    await answer.read()
                seconds.append(time.perf_counter() - began)
                taken.append(time.process_time() - worked)
            told(f"wall {path} over HTTP", seconds)
            told(f"wall {path}, processor time", taken)


async def timed_paints(url: str, chromium: str) -> None:
    """Open the wall, and for comparison the smallest page there is, in turn: first visits, and new tabs of one browser."""
    seconds: dict[tuple[str, str], list[float]] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGS)
        visited = await browser.new_context(viewport=SCREEN)
        await painted(visited, f"{url}/")
        for path in ["/", "/login"] * PAINTS:
            empty = await browser.new_context(viewport=SCREEN)
            seconds.setdefault((path, "first visit"), []).append(await painted(empty, url + path))
            await empty.close()
            seconds.setdefault((path, "new tab"), []).append(await painted(visited, url + path))
        await browser.close()
    for (path, how), paints in sorted(seconds.items()):
        told(f"first paint of {path}, {how}", paints)


async def painted(context: BrowserContext, url: str) -> float:
    """Open a tab and return when it first showed something, in seconds from its start."""
    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_timeout(500)
    paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    await page.close()
    return float(paint) / 1e3


async def hold(url: str, count: int) -> None:
    """Hold `count` streams open and read them, in a process of its own, until it is ended; prints a line once all are open."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=None))
        )
        streams = [await stack.enter_async_context(session.get(f"{url}/events")) for _ in range(count)]
        print("open", flush=True)
        await asyncio.gather(*(stream.read() for stream in streams))


async def cost_of(write: Callable[[], Awaitable[None]], seconds: float) -> float:
    """Write ten alerts a second for so long; return the share of a core this process took."""
    began, worked = time.perf_counter(), time.process_time()
    for n in range(int(RATE * seconds)):
        await asyncio.sleep(max(0.0, began + n / RATE - time.perf_counter()))
        await write()
    return (time.process_time() - worked) / (time.perf_counter() - began)


async def timed_walls(url: str, write: Callable[[], Awaitable[None]], options: argparse.Namespace) -> None:
    """Say what open walls cost while alerts come in, without any, with one, and with all."""
    alone = await cost_of(write, options.seconds)
    print(f"writing alone, {RATE} alerts/s: {100 * alone:.1f} % of a core")
    for count in (1, options.browsers):
        walls = await asyncio.create_subprocess_exec(
            sys.executable, __file__, "--hold", url, "--browsers", str(count), stdout=asyncio.subprocess.PIPE
        )
        assert walls.stdout
        await walls.stdout.readline()  # they are all open
        share = await cost_of(write, options.seconds)
        print(f"{count} open walls: {100 * (share - alone):.1f} % of a core more")
        walls.terminate()
        await walls.wait()


async def main() -> None:
    """Fill a store, serve it, measure."""
    options = _options()
    if options.hold:
        await hold(options.hold, options.browsers)
        return
    base = [article(piece) for piece in (read_corpus(options.corpus) if options.corpus else repeated(REPEATED))]
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "marsad.db"
        filled = path.exists()
        store, bell = Database(path), Bell()
        if not filled:
            await fill(
                store, options.alerts, lambda db, n: record(db, alert_of(base[n % len(base)], n), {}, START), "alerts"
            )
            await fill(
                store, options.articles, lambda db, n: add_article(db, _renamed(base[n % len(base)], n)), "articles"
            )
        history = SqliteHistory(store, lambda word: expand(Keyword(key=word)).event)
        app = build(
            SqliteDesk(store), changed=bell.wait, label=str, metrics=Metrics("0", "bench"), settings=ConsoleSettings(),
            now=lambda: START + timedelta(seconds=20 * options.alerts),
            tools=Tools(handling=SqliteHandling(store), history=history),
        )  # fmt: skip
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await timed_pages(url)
        if options.chromium:
            await timed_paints(url, options.chromium)
        await timed_searches(history, queries(base, options.searches))
        numbers = itertools.count(await SqliteDesk(store).last_change())

        async def write() -> None:
            n = next(numbers)
            await store.write(lambda db: record(db, alert_of(base[n % len(base)], n), {}, START))
            bell.ring()

        await timed_walls(url, write, options)
        await runner.cleanup()
        store.close()


async def timed_searches(history: SqliteHistory, asked: Sequence[str]) -> None:
    """Search for each, and say how many found something."""
    seconds, taken, found = [], [], 0
    for query in asked:
        began, worked = time.perf_counter(), time.process_time()
        found += bool((await history.search(query))[0])
        seconds.append(time.perf_counter() - began)
        taken.append(time.process_time() - worked)
    told(f"search ({found} of {len(asked)} found something)", seconds)
    told("search, processor time", taken)


def _renamed(base: Article, n: int) -> Article:
    return msgspec.structs.replace(base, id=digest("bench", str(n)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--alerts", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--store", type=Path, help="a store to fill, or one that was filled before")
    parser.add_argument("--browsers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long alerts come in for each number of walls")
    parser.add_argument("--hold", default="", help=argparse.SUPPRESS)
    parser.add_argument("--chromium", default="", help="where Chromium is; without it no paint is measured")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
