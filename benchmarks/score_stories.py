"""Are the articles of an event one story, and no others with them? B-cubed scores against stories that were read.

    python benchmarks/score_stories.py CORPUS.jsonl[.xz] [CORPUS ...] [--labels NAME ...] [--days 4]

Each corpus is decided from its first article on; with --days so many days of it, from nothing, and again from each later
day on, which scores the pools that lie in these days: what somebody sees who begins. Labels hold ids: a pool is a story
with what resembles it most, and in it `member` is 1 for the articles of the event. Precision of a member: the share of
members among the articles of the pool that are in its story. Recall: the share of the members that are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import fmean

from judged import decided, read, share
from labelled import label_rows

from marsad.records import Analysis

LABELS = Path(__file__).parent / "labels"
SHIPPED = (
    "stories_dev.tsv",
    "stories_held.tsv",
    "stories_dev2.tsv",
    "stories_held2.tsv",
    "stories_dev3.tsv",
    "stories_held3.tsv",
    "stories_dev4.tsv",
    "stories_held4.tsv",
    "stories_held5.tsv",
)
Pool = dict[str, bool]  # member of the event, by article


def labels(path: Path, *, doubtful: bool = True) -> dict[str, Pool]:
    """Return the pools of `path` by name, without the `doubtful` articles if not wanted."""
    pools: dict[str, Pool] = {}
    for row in label_rows(path):
        if doubtful or row.get("doubt") != "1":
            pools.setdefault(row["pool"], {})[row["article"]] = row["member"] == "1"
    return pools


def windows(analyses: Sequence[Analysis], days: int) -> Iterator[list[Analysis]]:
    """Yield the articles of so many days, from the first of each day on; all of them if `days` is 0."""
    if not days:
        yield list(analyses)
        return
    begins = {each.at.date(): place for place, each in reversed(list(enumerate(analyses)))}
    for place in sorted(begins.values()):
        end = analyses[place].at + timedelta(days=days)
        yield [each for each in analyses[place:] if each.at < end]


def cubed(pool: Pool, stories: dict[str, str]) -> list[tuple[float, float]]:
    """Return (precision, recall) of each member."""
    members = [article for article, member in pool.items() if member]
    scores = []
    for article in members:
        together = [each for each in pool if stories[each] == stories[article]]
        right = sum(pool[each] for each in together)
        scores.append((share(right, len(together)), share(right, len(members))))
    return scores


def scored(
    pools: Mapping[str, Pool], runs: Sequence[dict[str, str]], whole: Mapping[str, Pool]
) -> dict[str, list[tuple[float, float]]]:
    """Return the scores of each pool in all `runs` that decided an article of it, and all of the pool of its name in `whole`."""
    scores: dict[str, list[tuple[float, float]]] = {}
    for name, pool in pools.items():
        for stories in runs:
            held = {article: member for article, member in pool.items() if article in stories}
            if held and stories.keys() >= whole.get(name, {}).keys():
                scores.setdefault(name, []).extend(cubed(held, stories))
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
    options.add_argument("--days", type=int, default=0, help="days that are decided, from nothing")
    chosen = options.parse_args()
    runs = [
        {each.article: each.story for each in decided(some)}
        for path in chosen.corpus
        for some in windows(read([path]), chosen.days)
    ]
    for name in chosen.labels:
        everything, certain = (labels(LABELS / name, doubtful=each) for each in (True, False))
        whole = everything if chosen.days else {}
        scores, sure = scored(everything, runs, whole), scored(certain, runs, whole)
        print(f"\n== {name}: {len(scores)} stories")
        show("all", [score for own in scores.values() for score in own])
        if sure != scores:
            show("without doubt", [score for own in sure.values() for score in own])
        for pool, own in scores.items() if chosen.pools else ():
            show(pool, own)


if __name__ == "__main__":
    main()
