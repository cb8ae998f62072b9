"""Which articles join a story by little likeness, and are they of its event? Joins that were read, decided anew.

    python benchmarks/score_joins.py CORPUS.jsonl[.xz] [CORPUS ...] [--labels joins_dev.tsv joins_places_dev.tsv]

A label is an article, the member of a story that it was nearest to, and whether it tells of that one's event (`right`).
Printed is the share of the right and of the wrong ones that are in one story with that member now, by whether both are
of one publisher: of the right as many as possible, of the wrong as few. joins_places_dev.tsv has articles that only their
places kept out, joins_small_dev.tsv those that joined or did not as words weighed in a window of few articles,
joins_desk_dev.tsv those whose nearest member is of their own publisher.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from judged import decided, read, share
from labelled import label_rows

LABELS = Path(__file__).parent / "labels"


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
    options.add_argument("--labels", nargs="+", default=["joins_dev.tsv", "joins_places_dev.tsv"])
    chosen = options.parse_args()
    everything = {name: labels(LABELS / name) for name in chosen.labels}
    for path in chosen.corpus:
        analyses = read([path])
        publisher = {each.article: each.publisher for each in analyses}
        stories = {each.article: each.story for each in decided(analyses)}
        for name, read_of in everything.items():
            print(f"{path.name}, {name}: in one story")
            tell([each for each in read_of if each.article in stories and each.nearest in stories], publisher, stories)


def tell(joins: list[Join], publisher: dict[str, str], stories: dict[str, str]) -> None:
    """Print the shares of all `joins` and of those without doubt, also by whether both articles are of one publisher."""
    for name, some in (("all", joins), ("without doubt", [each for each in joins if not each.doubt])):
        same = [publisher[each.article] == publisher[each.nearest] for each in some]
        show(name, some, stories)
        show(f"{name}, other desks", [each for each, one in zip(some, same, strict=True) if not one], stories)
        show(f"{name}, one desk", [each for each, one in zip(some, same, strict=True) if one], stories)


if __name__ == "__main__":
    main()
