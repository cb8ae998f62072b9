"""How often is the status of a hit what a careful reader says? Scores the labels beside this file.

    python benchmarks/score_status.py CORPUS.jsonl[.xz] [--held]

Without --held the development labels. The held ones say what a change is worth: look at their numbers, not their errors.
The corpus is not shipped; its articles are found by the ids of the labels.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from bench_pipeline import ROOT, article

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Article, Status
from processors.pipeline import compile_watch

LABELS = Path(__file__).parent / "labels"
STATUSES: tuple[str, ...] = get_args(Status)

Place = tuple[str, str, int, int, str]  # article, field, start, end, keyword


class Label(NamedTuple):
    """What the reader said of one hit; `draw` is near (a cue stands close by) or random."""

    place: Place
    status: str
    doubt: bool
    draw: str


def labels(path: Path) -> list[Label]:
    """Return the labels of `path`: tab-separated, one comment line, then the names of the columns."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        Label(
            (row["article"], row["field"], int(row["start"]), int(row["end"]), row["keyword"]),
            row["status"],
            row["doubt"] == "1",
            row["draw"],
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def said(articles: Iterable[Article]) -> dict[Place, str]:
    """Return the status marsad gives to every hit of `articles`."""
    keywords = compile_watch(load(ROOT / "config").config).keywords
    return {
        (each.id, hit.field, hit.start, hit.end, hit.keyword): hit.status
        for each in articles
        for hit in keywords.hits(each.title, each.body, each.at.year)
    }


def share(part: int, whole: int) -> str:
    """Return `part` of `whole` as a percentage with its counts."""
    return f"{100 * part / whole:5.1f} % ({part}/{whole})" if whole else "   -"


def report(name: str, pairs: Counter[tuple[str, str]]) -> None:
    """Print the scores of `pairs`: how often each (label, status given) was met."""
    total = pairs.total()
    plain = sum(pairs["asserted", given] for given in STATUSES)
    false = plain - pairs["asserted", "asserted"]
    caught = sum(count for pair, count in pairs.items() if "asserted" not in pair)
    print(f"\n{name}: {total} hits")
    print(f"  accuracy                  {share(sum(pairs[s, s] for s in STATUSES), total)}")
    print(f"  false alarms of asserted  {share(false, plain)}")
    print(f"  recall of not asserted    {share(caught, total - plain)}")
    print(
        f"  {'label | given':14}" + "".join(f"{status[:9]:>10}" for status in STATUSES) + "  precision          recall"
    )
    for status in STATUSES:
        right = pairs[status, status]
        given = sum(pairs[label, status] for label in STATUSES)
        meant = sum(pairs[status, other] for other in STATUSES)
        counts = "".join(f"{pairs[status, other] or '.':>10}" for other in STATUSES)
        print(f"  {status:14}{counts}  {share(right, given):18} {share(right, meant)}")


def counted(read: Sequence[Label], given: Mapping[Place, str]) -> Counter[tuple[str, str]]:
    """Return how often each (label, status given) is met among the hits that are found."""
    return Counter((label.status, given[label.place]) for label in read if label.place in given)


def main() -> None:
    """Print the scores of each draw, of both, and of the labels without doubt."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--held", action="store_true", help="score the held labels")
    chosen = options.parse_args()
    read = labels(LABELS / ("status_held.tsv" if chosen.held else "status_dev.tsv"))
    wanted = {label.place[0] for label in read}
    # Some articles stand twice in the corpus, under two spellings of one url.
    articles = {each.id: each for each in map(article, read_corpus(chosen.corpus)) if each.id in wanted}
    given = said(articles.values())
    found = sum(label.place in given for label in read)
    print(f"{len(read)} labels, {len(articles)} of {len(wanted)} articles in the corpus, {found} hits found again")
    for draw in ("near", "random"):
        report(draw, counted([label for label in read if label.draw == draw], given))
    report("both", counted(read, given))
    report("both, without doubt", counted([label for label in read if not label.doubt], given))


if __name__ == "__main__":
    main()
