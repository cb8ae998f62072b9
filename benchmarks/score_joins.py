"""Which articles join a story by little likeness, and are they of its event? Joins that were read, decided anew.

    python benchmarks/score_joins.py CORPUS.jsonl[.xz] [CORPUS ...]

A label is an article, the member of a story that it was nearest to, and whether it tells of that one's event (`right`).
Printed is the share of the right and of the wrong ones that are in one story with that member now, by whether both are
of one publisher: of the right as many as possible, of the wrong as few.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from judged import decided, read, share
from labelled import label_rows

LABELS = Path(__file__).parent / "labels" / "joins_dev.tsv"


class Join(NamedTuple):
    """An article that joined a story, the member nearest to it, and what a reader said of them."""

    article: str
    nearest: str
    right: bool
    doubt: bool


def labels(path: Path) -> list[Join]:
    """Return the labels of `path`."""
    return [Join(row["article"], row["nearest"], row["right"] == "1", row["doubt"] == "1") for row in label_rows(path)]


def show(name: str, joins: Iterable[Join], stories: dict[str, str]) -> None:
    """Print how many of the right and of the wrong ones are together."""
    told = []
    for right in (True, False):
        together = [stories[each.article] == stories[each.nearest] for each in joins if each.right == right]
        told.append(
            f"{share(sum(together), len(together)):.3f} of {len(together):3} {'right' if right else 'wrong'} ones"
        )
    print(f"  {name:24} {', '.join(told)}")


def main() -> None:
    """Print the shares of both corpora, with and without doubtful labels."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, nargs="+")
    chosen = options.parse_args()
    everything = labels(LABELS)
    for path in chosen.corpus:
        analyses = read([path])
        publisher = {each.article: each.publisher for each in analyses}
        stories = {each.article: each.story for each in decided(analyses)}
        joins = [each for each in everything if each.article in stories and each.nearest in stories]
        print(f"{path.name}: in one story")
        for name, some in (("all", joins), ("without doubt", [each for each in joins if not each.doubt])):
            same = [publisher[each.article] == publisher[each.nearest] for each in some]
            show(name, some, stories)
            show(f"{name}, other desks", [each for each, one in zip(some, same, strict=True) if not one], stories)
            show(f"{name}, one desk", [each for each, one in zip(some, same, strict=True) if one], stories)


if __name__ == "__main__":
    main()
