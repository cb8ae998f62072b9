"""What does it cost to find keywords, beside pyahocorasick, ahocorasick-rs and Python's re?

    python benchmarks/bench_keywords.py [CORPUS.jsonl[.xz]] [--limit 3000] [--keys 10 100 1000 10000] [--rounds 5]

Keywords are bare words, those shipped first (see made_keys.py). marsad knows them by their stems; the rivals know no
Arabic and get every printed form, so that they find the same: the hits of all stand in the table. Rivals search
folded text, so folding is part of their price: by replacing whatever is no letter, the fastest way there is; one row
says what it takes to split off words instead, as prototypes do. `folded before` is the bare search. marsad reads the
text as it is. Its rows are KeywordMatcher.keys, what a filter needs, and KeywordMatcher.hits, what the pipeline calls.

All texts have been searched once before: memories are warm. Times are processor time; every round measures all in
turn, and a ratio is that of one round to marsad's row of the same kind: median (least to most). More than 1 = slower.
A rival that holds no more than the forms which the texts contain is marked *: all would take too long or gigabytes.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench_pipeline import ROOT
from made_keys import keywords
from rivals import RIVALS, Forms, Regex, Rival, spaced, split_off, with_offsets
from rounds import Row, in_rounds, processor_time

from marsad.config.load import load
from marsad.config.models import Keyword
from marsad.demo.corpus import read_corpus, shipped_corpus
from processors.keywords import KeywordMatcher, words_of
from processors.pipeline import compile_watch

Text = tuple[str, str]  # title, body

_ALL_FORMS = {"re": 10}  # of more keys it holds only the forms of the texts
_ALL_FORMS_ELSE = 1000
_MOST_RE = 1000
_LEAST_S = 0.3  # a measurement of less is repeated: the demo corpus is small
_WANTED = {"build_s": 15, "build_mb": 600, "silent_ms": 0.15}


class Built(NamedTuple):
    """A rival with its forms."""

    rival: Rival
    mark: str
    forms: int
    seconds: float


def main() -> None:
    """Print one table for each number of keywords, then building, then an article without hits."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=3000)
    options.add_argument("--keys", type=int, nargs="+", default=[10, 100, 1000, 10_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--build", type=int, help=argparse.SUPPRESS)  # in a process of its own, for its memory
    chosen = options.parse_args()
    if chosen.build:
        print(*build(chosen.build))
        return
    pieces = read_corpus(chosen.corpus, chosen.limit) if chosen.corpus else shipped_corpus()
    texts = [(piece.title, piece.text) for piece in pieces]
    size = sum(len(text.encode()) for pair in texts for text in pair)
    print(f"{len(texts)} articles, {size / 1e6:.1f} MB")
    print_build(max(chosen.keys))  # first: a child's peak is no less than its parent's size when it forks
    for count in chosen.keys:
        table(count, texts, chosen.rounds)
    print_silent(texts, chosen.rounds)


# ------------------------------------------------------------------------------------------------------ searching


def table(count: int, texts: Sequence[Text], rounds: int) -> None:
    """Print what searching for `count` keywords costs everybody."""
    keys = keywords(count)
    rivals, total = built(keys, texts)
    print(f"\n{len(keys)} keywords, {total} printed forms")
    for each in rivals:
        print(f"  {each.rival.name + each.mark}: {each.forms} forms, built in {each.seconds:.1f} s")
    print(f"  {'':42} {'hits':>8} {'ms/article':>10}   times marsad")
    matcher = KeywordMatcher(keys)
    folded = [spaced(f"{title}\n{text}") for title, text in texts]
    joined = [f"{title}\n{text}" for title, text in texts]
    own = {"marsad": partial(marsad_keys, matcher, joined)}
    split = {
        f"{_name(each)}, words split off": partial(rival_keys, each.rival, lambda: map(split_off, joined))
        for each in rivals[:1]
    }
    group(
        "which keywords are said, from the text",
        own | {_name(each): partial(rival_keys, each.rival, lambda: map(spaced, joined)) for each in rivals} | split,
        len(texts),
        rounds,
    )
    group(
        "which keywords are said, rivals' text folded before",
        own | {_name(each): partial(rival_keys, each.rival, lambda: folded) for each in rivals},
        len(texts),
        rounds,
    )
    group(
        "every hit with its offsets, from the text",
        {"marsad": partial(marsad_hits, matcher, texts), "marsad, with status": partial(marsad_status, matcher, texts)}
        | {_name(each): partial(rival_hits, each.rival, joined) for each in rivals},
        len(texts),
        rounds,
    )


def _name(built: Built) -> str:
    return built.rival.name + built.mark


def marsad_keys(matcher: KeywordMatcher, texts: Sequence[str]) -> int:
    """Count the keywords of each article."""
    return sum(len(matcher.keys(text)) for text in texts)


def marsad_hits(matcher: KeywordMatcher, texts: Sequence[Text]) -> int:
    """Count the hits."""
    return sum(len(matcher.search(*text).hits) for text in texts)


def marsad_status(matcher: KeywordMatcher, texts: Sequence[Text]) -> int:
    """Count the hits, the status of each worked out."""
    return sum(len(matcher.hits(*text)) for text in texts)


def rival_keys(rival: Rival, folded: Callable[[], Iterable[str]]) -> int:
    """Count the keywords of each article."""
    return sum(len(rival.keys(text)) for text in folded())


def rival_hits(rival: Rival, texts: Sequence[str]) -> int:
    """Count the hits."""
    return sum(len(with_offsets(rival, text)) for text in texts)


def group(title: str, works: dict[str, Callable[[], int]], articles: int, rounds: int) -> None:
    """Print one row for each of `works`; the first is what the others are compared with."""
    found = {name: work() for name, work in works.items()}
    times = 1 + int(_LEAST_S / max(1e-4, min(processor_time(work)() for work in works.values())))
    measured = {name: processor_time(partial(repeat, work, times)) for name, work in works.items()}
    print(f"  {title}")
    for name, row in in_rounds(measured, rounds, next(iter(works))).items():
        print_row(name, found[name], row, articles * times)


def repeat(work: Callable[[], int], times: int) -> None:
    """Do `work` so often."""
    for _ in range(times):
        work()


def print_row(name: str, hits: int, row: Row, articles: int) -> None:
    """Print one row."""
    print(
        f"    {name:40} {hits:8} {1000 * row.median / articles:10.3f}   "
        f"{row.ratio:5.2f} ({row.least:.2f} to {row.most:.2f})",
        flush=True,
    )


# ------------------------------------------------------------------------------------------------------- building


def built(keys: Sequence[Keyword], texts: Sequence[Text]) -> tuple[list[Built], int]:
    """Return the rivals, each with the forms it can bear, and the number of all forms."""
    said = {word for text in texts for word in spaced("\n".join(text)).split()}
    whole = len(keys) <= _ALL_FORMS_ELSE
    every, total = printed(keys, None if whole else said)
    some = {form: keywords for form, keywords in every.items() if form in said}
    rivals = []
    for kind in RIVALS:
        if kind is Regex and len(keys) > _MOST_RE:
            print(f"\n  {kind.name}: not asked for {len(keys)} keywords; it is the slowest at {_MOST_RE}")
            continue
        full = len(keys) <= _ALL_FORMS.get(kind.name, _ALL_FORMS_ELSE)
        forms = every if full else some
        began = time.perf_counter()
        try:
            rival = kind(forms)
        except ImportError:
            print(f"\n  {kind.name}: not installed: pip install {kind.package}")
            continue
        rivals.append(Built(rival, "" if full else "*", len(forms), time.perf_counter() - began))
    return rivals, total


def printed(keys: Sequence[Keyword], only: set[str] | None) -> tuple[Forms, int]:
    """Return the printed forms of `keys`, those in `only` if given, and how many there are of each key in sum."""
    forms: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
    total = 0
    for number, keyword in enumerate(keys):
        own = words_of(keyword)[0].words(keyword.level)
        total += len(own)
        for form in own if only is None else own & only:
            forms[form] += (number,)
    return forms, total


def build(count: int) -> tuple[float, float]:
    """Return the seconds and the megabytes at most of building a matcher in this process."""
    keys = keywords(count)
    began = time.process_time()
    KeywordMatcher(keys)
    seconds = time.process_time() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_build(count: int) -> None:
    """Print what a fresh process needs to build a matcher."""
    command = [sys.executable, __file__, "--build", str(count)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)]
    seconds = statistics.median(float(run[0]) for run in runs)
    most = max(float(run[1]) for run in runs)
    print(
        f"building for {count} keywords in a fresh process: {seconds:.2f} s, {most:.0f} MB in all "
        f"(wanted: {_WANTED['build_s']} s, {_WANTED['build_mb']} MB)"
    )


# -------------------------------------------------------------------------------------------- articles without hits


def print_silent(texts: Sequence[Text], rounds: int) -> None:
    """Print what an article without hits costs under the shipped configuration, phrases and rules included."""
    matcher = compile_watch(load(ROOT / "config").config).keywords
    silent = [text for text in texts if not matcher.hits(*text)]
    if not silent:
        print("no article without hits")
        return
    times = 1 + int(20_000 / len(silent))
    measured = processor_time(partial(repeat, partial(marsad_hits, matcher, silent), times))
    letters = statistics.mean(len(title) + len(text) for title, text in silent)
    row = in_rounds({"marsad": measured}, rounds, "marsad")["marsad"]
    print(
        f"\n{len(silent)} articles without hits under the shipped configuration, {letters:.0f} letters on average: "
        f"{1000 * row.median / len(silent) / times:.3f} ms each (wanted: {_WANTED['silent_ms']} ms)"
    )


if __name__ == "__main__":
    main()
