"""What does finding copies and stories cost as the window grows, and what do others find at which cost?

    python benchmarks/bench_stories.py [CORPUS.jsonl[.xz]] [--articles 100000 1000000] [--window 100000] [--roots 400]

Without a corpus the shipped articles are repeated, every fourth word changed in each round. Articles beyond those read
are replicas that keep a quarter of their prints. Such a print stands in as many articles as there are rounds, and from
24 rounds on in as many as are kept of one print: then an index of any size is asked for the most that it ever gives.

rensa and datasketch are no part of marsad: the row of one that is not there says what to install. Times are processor
time of this process; rows of one run stand on one machine and load, so their ratios hold.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import fmean, median, quantiles

import msgspec
from bench_memory import BASE, START, remembered, resident_bytes, rows
from bench_pipeline import ROOT, article, repeated
from judged import Counts, analysed, decided
from made_copies import roots_of, stream
from near_rivals import RIVALS, Prints, Rival

from marsad.bulk import collect_seldom, lasting
from marsad.config.load import load
from marsad.demo.corpus import Piece, read_corpus
from marsad.records import Analysis
from marsad.stores.database import Database
from marsad.stores.memory import PlainMemory, SqliteMemory
from processors.decide import decide, judge
from processors.pipeline import analyse, compile_watch
from processors.window.copies import CONTAINED, Copies
from processors.window.index import WINDOW, Index

ASKED = 2000  # articles that are looked up, or decided
ADDED = 20_000  # of them are added one by one
IN_TURN = 100
PARTED = 500  # of them are asked question by question
ROUNDS = 7
DAYS = 7


def replicas(base: Sequence[Prints], count: int) -> Iterator[Prints]:
    """Yield `count` articles: those of the corpus, then the same with a quarter of the prints kept."""
    chance = random.Random(1)
    for n in range(count):
        turn, which = divmod(n, len(base))
        mark = chance.getrandbits(32)
        yield (
            base[which]
            if not turn
            else tuple(sorted({p if i % 4 == 0 else p ^ mark for i, p in enumerate(base[which])}))
        )


def per_item_us(work: Callable[[], object], items: int) -> float:
    """Return microseconds of processor time for each of `items` that `work` goes through."""
    began = time.process_time()
    work()
    return 1e6 * (time.process_time() - began) / items


# ------------------------------------------------------------------------------------------------------ copies alone


def growth(base: Sequence[Prints], counts: Sequence[int]) -> None:
    """Print what the index of copies costs at each of `counts`: all are asked in turn, so the ratio holds."""
    print(f"\n== index of copies, {fmean(map(len, base)):.1f} prints an article")
    indexes = {count: grown(base, count) for count in counts}
    times: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(ROUNDS):
        asked_us = dict.fromkeys(counts, 0.0)
        for first in range(0, ASKED, IN_TURN):  # in turn, so that what else runs here slows all alike
            some = base[first : first + IN_TURN]
            for count, index in indexes.items():
                asked_us[count] += per_item_us(lambda index=index, some=some: [index.candidates(p) for p in some], 1)
        for count, each in asked_us.items():
            times[count].append(each / min(ASKED, len(base)))
    for count, each in times.items():
        ratios = [one / other for one, other in zip(each, times[counts[0]], strict=True)]
        print(
            f"{count:>9} articles: look-up {median(each):6.1f} us, best {min(each):.1f};"
            f" {median(ratios):.2f} x that at {counts[0]} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def grown(base: Sequence[Prints], count: int) -> Copies:
    """Return an index of `count` articles: as after a restart, but for the last, which come one by one."""
    articles = replicas(base, count)
    before, index = resident_bytes(), Copies()
    with lasting():
        index.load(0, list(islice(articles, count - ADDED)))
    added = add_us(index, count - ADDED, list(articles))
    held = (resident_bytes() - before) / count
    print(
        f"{count:>9} articles: add {added:6.1f} us, {index.array_bytes / count:.0f} bytes an article in the array, {held:.0f} in all"
    )
    return index


def add_us(index: Copies, first: int, articles: Sequence[Prints]) -> float:
    """Let the articles be found, the first of them at `first`; return microseconds for each."""

    def work() -> None:
        for n, prints in enumerate(articles):
            index.add(first + n, prints)

    return per_item_us(work, len(articles))


# ------------------------------------------------------------------------------------------------------ whole window


def restart(base: Sequence[Analysis], count: int, folder: Path) -> Index:
    """Print how long a store with `count` articles in the window takes until deciding can begin; return the index."""
    database = Database(folder / "marsad.db")
    with closing(database):
        database.submit(
            lambda db: [
                SqliteMemory(db).keep(row.footprint, row.decision) for row in rows(remembered(list(base)), count)
            ]
        ).result()
    kept_bytes = sum(each.stat().st_size for each in folder.glob("marsad.db*"))
    before, index = resident_bytes(), Index()
    began, ran = time.perf_counter(), time.process_time()
    with closing(Database(folder / "marsad.db")) as database:

        def take(db: object) -> None:
            memory = SqliteMemory(db)  # type: ignore[arg-type]
            newest = memory.newest()
            assert newest
            with lasting():
                index.load(memory.window(newest - WINDOW))

        database.submit(take).result()
        ready_s, ran_s = time.perf_counter() - began, time.process_time() - ran
    print(f"\n== a window of {count} articles in {index.stories} stories")
    print(f"  restart: ready after {ready_s:.1f} s, {ran_s:.1f} of them of processor time")
    print(
        f"  {(resident_bytes() - before) / count:.0f} bytes an article in memory, {kept_bytes / count:.0f} in the file"
    )
    return index


def deciding(fresh: Sequence[Analysis], index: Index, name: str) -> None:
    """Print what deciding one article after the other costs with what `index` holds.

    Cycles are looked for as seldom as in the processes that decide.
    """
    collect_seldom()
    memory, times = PlainMemory(), []
    at = max(START + timedelta(days=DAYS), index.latest or START)
    for analysis in fresh:
        now = msgspec.structs.replace(analysis, at=at, seen=at)
        began = time.process_time()
        decide(now, index, memory)
        times.append(1e3 * (time.process_time() - began))
    cuts = quantiles(times, n=100)
    print(
        f"  decide, {name}: mean {fmean(times):.2f} ms, median {median(times):.2f},"
        f" 95 of 100 below {cuts[94]:.2f}, 99 below {cuts[98]:.2f}"
    )
    by_part(fresh[:PARTED], index)


def by_part(fresh: Sequence[Analysis], index: Index) -> None:
    """Print what each question costs that deciding asks of what `index` holds; nothing is changed."""
    memory = PlainMemory()
    judged = [judge(analysis, index, memory) for analysis in fresh]
    questions: dict[str, Callable[[], object]] = {
        "footprint": lambda: [index.footprint(analysis) for analysis in fresh],
        "copies": lambda: [index.relative(footprint) for footprint, _ in judged],
        "story": lambda: [index.story(footprint) for footprint, _ in judged],
        "second story": lambda: [index.union(footprint, decision.story) for footprint, decision in judged],
        "all": lambda: [judge(analysis, index, memory) for analysis in fresh],
    }
    costs = [f"{name} {per_item_us(ask, len(fresh)):.0f} us" for name, ask in questions.items()]
    print(f"    judging, when all is at hand: {', '.join(costs)}")


# ------------------------------------------------------------------------------------------------------------ others


def beside_others(pieces: Sequence[Piece], roots: int) -> None:
    """Print what each finds in one stream whose relations are known, and what it takes beyond the prints."""
    made = stream(roots_of(pieces), roots=roots)
    family_of = {piece.url: piece.story for piece in made}
    analyses = analysed(made)
    families = [family_of[each.url] for each in analyses]
    prints = [each.fingerprint.prints for each in analyses]
    print(f"\n== {len(made)} made articles: edited copies of {roots} roots, and series that say news in old words")
    show("ours, decided", lambda: by_deciding(analyses), families)
    show("ours, look-up alone", lambda: by_containment(prints), families)
    for rival in RIVALS:
        try:
            finder = rival()
        except ImportError:
            print(f"  {rival.name:20} is not there: pip install {rival.package}, in an environment of its own")
            continue
        show(rival.name, lambda finder=finder: by_rival(finder, prints), families)


def by_deciding(analyses: Sequence[Analysis]) -> list[list[int]]:
    """Return for each article the position of the one it is called related to, if any; stories are found besides."""
    position = {each.article: n for n, each in enumerate(analyses)}
    return [[position[each.of]] if each.of else [] for each in decided(analyses)]


def by_containment(prints: Sequence[Prints]) -> list[list[int]]:
    """Return for each article the earlier ones that have half of the shorter text's prints, or hold half of its own."""
    index, found = Copies(), []
    for n, each in enumerate(prints):
        own = set(each)
        near = [(other, len(own.intersection(prints[other]))) for other in index.candidates(each)]
        found.append([other for other, shared in near if shared >= CONTAINED * min(len(own), len(prints[other]))])
        index.add(n, each)
    return found


def by_rival(finder: Rival, prints: Sequence[Prints]) -> list[list[int]]:
    """Return for each article the earlier ones that `finder` takes for one text."""
    found = []
    for each in prints:
        sketch = finder.sketch(each)
        found.append(list(finder.ask(sketch)))
        finder.add(sketch)
    return found


def show(name: str, find: Callable[[], list[list[int]]], families: Sequence[str]) -> None:
    """Print how often an article with an earlier one of its family is linked to one, and any other is not."""
    began = time.process_time()
    found = find()
    cost = 1e6 * (time.process_time() - began) / len(families)
    seen: set[str] = set()
    right = wrong = missed = 0
    for family, positions in zip(families, found, strict=True):
        linked = family in {families[position] for position in positions}
        right += linked
        wrong += bool(positions) and not linked
        missed += family in seen and not linked
        seen.add(family)
    print(f"  {name:20} {cost:7.0f} us  {Counts(right, wrong, missed)}")


def main() -> None:
    """Print all of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=BASE + ASKED, help="articles that are read")
    options.add_argument("--articles", type=int, nargs="+", default=[100_000, 1_000_000], help="sizes of the index")
    options.add_argument("--window", type=int, default=100_000, help="articles of the whole window")
    options.add_argument("--roots", type=int, default=400, help="texts that the made stream has copies of")
    chosen = options.parse_args()
    pieces = list(read_corpus(chosen.corpus, chosen.limit) if chosen.corpus else repeated(chosen.limit))
    watch = compile_watch(load(ROOT / "config").config)
    analyses = [analyse(article(piece), watch) for piece in pieces]
    growth([each.fingerprint.prints for each in analyses], sorted(chosen.articles))
    with tempfile.TemporaryDirectory() as folder:
        index = restart(analyses[:BASE], chosen.window, Path(folder))
    deciding(analyses[BASE:], Index(), "with nothing before")
    deciding(analyses[BASE:], index, f"with {chosen.window} articles before")
    beside_others(pieces, chosen.roots)


if __name__ == "__main__":
    main()
