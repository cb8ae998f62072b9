"""Are two similar articles one text, one event, or neither? Scores deciding against pairs that were read.

    python benchmarks/score_pairs.py CORPUS.jsonl[.xz] [CORPUS ...] [--labels NAME ...] [--history-days 10]

Each corpus is decided from its first article on. A pair is called a copy when both are in one family of copies, or one
holds the other's text beside another (`holds` of its decision), and one story when both are in one story. The second row
of scores leaves out pairs without the days of history. Labels hold ids: copy (one text, edited or cut), story (one event,
texts of their own), other (alike, and news of its own).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from judged import Counts, decided, read
from labelled import label_rows
from score_copies import families

LABELS = Path(__file__).parent / "labels"
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
SHIPPED = ("pairs_dev.tsv", "pairs_dev2.tsv", "pairs_held.tsv", "pairs_held2.tsv")


class Pair(NamedTuple):
    """Two articles and what their reader said: copy, story or other."""

    one: str
    other: str
    label: str


def labels(path: Path) -> list[Pair]:
    """Return the pairs of `path`."""
    return [Pair(row["one"], row["other"], row["label"]) for row in label_rows(path)]


def counted(
    pairs: Iterable[Pair], groups: Mapping[str, str], meant: tuple[str, ...], holds: Mapping[str, Sequence[str]] = _NONE
) -> Counts:
    """Return how often pairs with a label in `meant`, and only they, are in one group, or one `holds` the other's."""

    def related(one: str, other: str) -> bool:
        return groups[one] in {groups[other], *(groups[each] for each in holds.get(other, ()))}

    told = [(related(pair.one, pair.other) or related(pair.other, pair.one), pair.label in meant) for pair in pairs]
    return Counts(told.count((True, True)), told.count((True, False)), told.count((False, True)))


def main() -> None:
    """Print the scores of every file of labels."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, nargs="+")
    options.add_argument("--labels", nargs="+", default=SHIPPED, metavar="NAME", help="files beside this one")
    options.add_argument("--history-days", type=float, default=10)
    chosen = options.parse_args()
    copies: dict[str, str] = {}
    stories: dict[str, str] = {}
    holds: dict[str, Sequence[str]] = {}
    old: set[str] = set()
    for path in chosen.corpus:
        decisions = decided(read([path]))
        begins: datetime = decisions[0].at + timedelta(days=chosen.history_days)
        copies |= families(decisions)
        holds |= {each.article: [inside.article for inside in each.holds] for each in decisions}
        stories |= {each.article: each.story for each in decisions}
        old |= {each.article for each in decisions if each.at >= begins}
    for name in chosen.labels:
        pairs = [pair for pair in labels(LABELS / name) if pair.one in copies and pair.other in copies]
        late = [pair for pair in pairs if pair.one in old and pair.other in old]
        print(f"\n== {name}: {len(pairs)} pairs")
        print("  copies           ", counted(pairs, copies, ("copy",), holds))
        print("  with history     ", counted(late, copies, ("copy",), holds))
        print("  stories          ", counted(pairs, stories, ("copy", "story")))


if __name__ == "__main__":
    main()
