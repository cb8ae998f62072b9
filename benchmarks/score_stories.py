"""Are the articles of an event one story, and no others with them? B-cubed scores against stories that were read.

    python benchmarks/score_stories.py CORPUS.jsonl[.xz] [CORPUS ...] [--labels NAME ...]

Each corpus is decided from its first article on. Labels hold ids: a pool is a story with what resembles it most, and in
it `member` is 1 for the articles of the event. Precision of a member: the share of members among the articles of the
pool that are in its story. Recall: the share of the members that are.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean

from judged import decided, read, share
from labelled import label_rows

LABELS = Path(__file__).parent / "labels"
SHIPPED = (
    "stories_dev.tsv",
    "stories_held.tsv",
    "stories_dev2.tsv",
    "stories_held2.tsv",
    "stories_dev3.tsv",
    "stories_held3.tsv",
)
Pool = dict[str, bool]  # member of the event, by article


def labels(path: Path, *, doubtful: bool = True) -> dict[str, Pool]:
    """Return the pools of `path` by name, without the `doubtful` articles if not wanted."""
    pools: dict[str, Pool] = {}
    for row in label_rows(path):
        if doubtful or row.get("doubt") != "1":
            pools.setdefault(row["pool"], {})[row["article"]] = row["member"] == "1"
    return pools


def decided_ones(pools: Mapping[str, Pool], stories: Mapping[str, str]) -> dict[str, Pool]:
    """Return the pools with those of their articles that were decided."""
    return {
        name: {article: member for article, member in pool.items() if article in stories}
        for name, pool in pools.items()
    }


def cubed(pool: Pool, stories: dict[str, str]) -> list[tuple[float, float]]:
    """Return (precision, recall) of each member."""
    members = [article for article, member in pool.items() if member]
    scores = []
    for article in members:
        together = [each for each in pool if stories[each] == stories[article]]
        right = sum(pool[each] for each in together)
        scores.append((share(right, len(together)), share(right, len(members))))
    return scores


def show(name: str, scores: list[tuple[float, float]]) -> None:
    """Print the mean of `scores`, and F1 of the means."""
    if scores:
        precision, recall = (fmean(each) for each in zip(*scores, strict=True))
        f1 = share(2 * precision * recall, precision + recall)
        print(f"  {name:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({len(scores)} articles)")


def main() -> None:
    """Print the scores of every file of labels, and of each of its pools."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, nargs="+")
    options.add_argument("--labels", nargs="+", default=SHIPPED, metavar="NAME", help="files beside this one")
    options.add_argument("--pools", action="store_true", help="print each pool too")
    chosen = options.parse_args()
    stories: dict[str, str] = {}
    for path in chosen.corpus:
        stories |= {each.article: each.story for each in decided(read([path]))}
    for name in chosen.labels:
        pools, certain = (decided_ones(labels(LABELS / name, doubtful=each), stories) for each in (True, False))
        print(f"\n== {name}: {len(pools)} stories")
        show("all", [score for pool in pools.values() for score in cubed(pool, stories)])
        if certain != pools:
            show("without doubt", [score for pool in certain.values() for score in cubed(pool, stories)])
        for pool, held in pools.items() if chosen.pools else ():
            show(pool, cubed(held, stories))


if __name__ == "__main__":
    main()
