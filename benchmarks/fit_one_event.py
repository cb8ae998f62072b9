"""Which signs show that an article tells of the event of a story, and how much does each? Points, fitted to what was read.

    python benchmarks/fit_one_event.py CORPUS.jsonl[.xz] [CORPUS ...] > processors/lexicon/one_event.toml

Read were articles and the member of a story each is like (labels/joins_*_dev.tsv), and stories with what resembles them
(labels/stories_dev*.tsv; those that are held out are not looked at). The signs of each are those at the moment the article is
decided: in the whole corpus, and in four days of it that begin with nothing, from each second day on. A pair counts once in
all, however many of these it is in. Fitted are steps of each sign, at eight quantiles of it, by logistic regression with a
penalty (L2). Printed on the standard error: how well five models tell pairs that they were not fitted to.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from judged import read
from score_joins import LABELS
from score_joins import labels as joins
from score_stories import labels as pools
from score_stories import windows

from marsad.records import Analysis
from marsad.stores.memory import PlainMemory
from processors.decide import judge
from processors.window.index import Index
from processors.window.one_event import LIKELY, Signs

JOINS, POOLS = "joins_*_dev.tsv joins_dev.tsv", "stories_dev*.tsv"
BINS, PENALTY, FOLDS = 8, 3.0, 5
Numbers = npt.NDArray[np.float64]


class Told(NamedTuple):
    """An article, another, and whether a reader took both for one event."""

    article: str
    other: str
    right: bool


class Seen(NamedTuple):
    """What was read, with the signs of the article and the other one's story when the article was decided."""

    told: Told
    signs: Signs


def read_of(directory: Path) -> list[Told]:
    """Return what was read of pairs of articles; of a pool every member with all others, and they with it."""
    told = [
        Told(each.article, each.nearest, each.right)
        for pattern in JOINS.split()
        for path in sorted(directory.glob(pattern))
        for each in joins(path)
    ]
    for path in sorted(directory.glob(POOLS)):
        for pool in pools(path).values():
            others = sorted(pool, key=lambda article: not pool[article])  # members first
            told += [
                Told(article, other, pool[article] and pool[other])
                for article in pool
                for other in others
                if article != other and (pool[article] or pool[other])
            ]
    return told


def seen(analyses: Iterable[Analysis], told: Mapping[str, Sequence[Told]]) -> Iterator[Seen]:
    """Decide `analyses` in their order, and yield the signs of what was read of each that is no text told before.

    Of several that are in one story by then the first counts.
    """
    index, memory, stories = Index(), PlainMemory(), dict[str, str]()
    for each in analyses:
        footprint, decision = judge(each, index, memory)
        if decision.verdict == "new":
            by_story = dict[str, Told]()
            for pair in told.get(each.article, ()):
                if pair.other in stories:
                    by_story.setdefault(index.current(stories[pair.other]), pair)
            for story, pair in by_story.items():
                if signs := index.signs(footprint, story):
                    yield Seen(pair, signs)
        decision = memory.keep(footprint, decision)
        index.add(footprint, decision)
        stories[each.article] = decision.story


def bounds(values: Numbers) -> Numbers:
    """Return where steps of a sign begin."""
    found: Numbers = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]))
    later: Numbers = found[found > values.min()]
    return later


def stepped(signs: Numbers, steps: Sequence[Numbers]) -> Numbers:
    """Return one column for each step of each sign, 1 where it is reached, and one of 1 before them."""
    columns = [signs[:, [n]] >= each for n, each in enumerate(steps)]
    return np.hstack([np.ones((len(signs), 1)), *columns])


def fitted(columns: Numbers, right: Numbers, counts: Numbers) -> Numbers:
    """Return the weights of the `columns` in log odds, by Newton's method; the first is not penalised."""
    penalty = np.full(columns.shape[1], PENALTY)
    penalty[0] = 0.0
    weights = np.zeros(columns.shape[1])
    for _ in range(25):
        likely = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (counts * (right - likely)) - penalty * weights
        curve = (columns.T * (counts * likely * (1 - likely))) @ columns + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def area(likely: Numbers, right: Numbers) -> float:
    """Return the chance that a pair of one event is likelier than one of two (area under the ROC curve)."""
    ranks = likely.argsort().argsort() + 1.0
    of_one = right.sum()
    return float((ranks[right == 1].sum() - of_one * (of_one + 1) / 2) / (of_one * (len(right) - of_one)))


def families(told: Iterable[Told]) -> dict[str, str]:
    """Return for each article one that stands for all it is read with, so that none is fitted and told at once."""
    above: dict[str, str] = {}

    def top(article: str) -> str:
        while (up := above.setdefault(article, article)) != article:
            article = up
        return article

    for each in told:
        above[top(each.article)] = top(each.other)
    return {article: top(article) for article in list(above)}


def tell_how_well(everything: Sequence[Seen], signs: Numbers, right: Numbers, counts: Numbers) -> None:
    """Print the area under the curve, and the loss, of pairs told by models that were fitted to others."""
    of = families(each.told for each in everything)
    folds = np.array([zlib.crc32(of[each.told.article].encode()) % FOLDS for each in everything])
    likely = np.zeros(len(right))
    for fold in range(FOLDS):
        others = folds != fold
        steps = [bounds(column) for column in signs[others].T]
        weights = fitted(stepped(signs[others], steps), right[others], counts[others])
        likely[~others] = 1 / (1 + np.exp(-stepped(signs[~others], steps) @ weights))
    loss = -np.average(np.log(np.where(right == 1, likely, 1 - likely)), weights=counts)
    taken = likely >= LIKELY
    print(
        f"{len(right)} of {counts.sum():.0f} pairs, {np.average(right, weights=counts):.2f} right: area {area(likely, right):.3f}"
        f" (likeness alone {area(signs[:, 0], right):.3f}), loss {loss:.3f}, joined {np.average(taken, weights=counts):.2f},"
        f" of these right {np.average(right[taken], weights=counts[taken]):.3f}",
        file=sys.stderr,
    )


def table(signs: Numbers, steps: Sequence[Numbers], weights: Numbers, counts: Numbers) -> Iterator[str]:
    """Yield the lines of the scorecard."""
    yield "# What each sign of one event says, in log odds: its points from so much of it on add to those of the steps before."
    yield "# `usual`: those of the mean pair. Our own work, fitted by benchmarks/fit_one_event.py; fit anew, do not edit."
    yield f"base = {weights[0]:.2f}"
    begin = 1
    for name, column, each in zip(Signs._fields, signs.T, steps, strict=True):
        points = weights[begin : begin + len(each)]
        begin += len(each)
        usual = np.average((column[:, None] >= each) @ points, weights=counts)
        yield f"\n[signs.{name}]"
        yield f"from = [{', '.join(f'{bound:.4g}' for bound in each)}]"
        yield f"points = [{', '.join(f'{point:.2f}' for point in points)}]"
        yield f"usual = {usual:.2f}"


def main() -> None:
    """Print the scorecard of all that was read, and how well it tells."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, nargs="+")
    chosen = options.parse_args()
    told = defaultdict(list)
    for each in read_of(LABELS):
        told[each.article].append(each)
    everything: list[Seen] = []
    for path in chosen.corpus:
        analyses = read([path])
        asked = {each.article for each in analyses if each.article in told}
        for days in (0, 4):
            for some in list(windows(analyses, days))[:: 2 if days else 1]:
                if sum(each.article in asked for each in some) > 1:
                    everything += seen(some, told)
    times = Counter(each.told for each in everything)
    counts = np.array([1 / times[each.told] for each in everything])
    signs = np.array([each.signs for each in everything], dtype=np.float64)
    right = np.array([each.told.right for each in everything], dtype=np.float64)
    tell_how_well(everything, signs, right, counts)
    steps = [bounds(column) for column in signs.T]
    print("\n".join(table(signs, steps, fitted(stepped(signs, steps), right, counts), counts)))


if __name__ == "__main__":
    main()
