"""How often is the status of a hit what a careful reader says? Scores the labels beside this file.

    python benchmarks/score_status.py CORPUS.jsonl[.xz] [CORPUS ...] [--labels NAME ...]

Without --labels the development labels, status_dev.tsv, status_held.tsv (held back once, and spent since),
status_dev2.tsv and the like. status_test_second.tsv is a second reading of status_test.tsv. status_misses.tsv has 14,000
hits that were called asserted, read quickly for what is not: what is missed, but no accuracy. The corpora are not
shipped; their articles are found by the ids of the labels, and a file of labels says which corpora it is about. A draw is
near (a cue stands close by), random, or check (near, and not developed on; check_random: the same of random hits).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple, get_args

from bench_pipeline import ROOT, article
from labelled import label_rows

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Article, Status
from processors.pipeline import compile_watch

LABELS = Path(__file__).parent / "labels"
DEVELOPMENT = ("status_held.tsv", *sorted(path.name for path in LABELS.glob("status_dev*.tsv")))
STATUSES: tuple[str, ...] = get_args(Status)

Place = tuple[str, str, int, int, str]  # article, field, start, end, keyword


class Label(NamedTuple):
    """What the reader said of one hit; `draw` says how the hit was found."""

    place: Place
    status: str
    doubt: bool
    draw: str


def labels(path: Path) -> list[Label]:
    """Return the labels of `path`."""
    return [
        Label(
            (row["article"], row["field"], int(row["start"]), int(row["end"]), row["keyword"]),
            row["status"],
            row["doubt"] == "1",
            row["draw"],
        )
        for row in label_rows(path)
    ]


def said(articles: Iterable[Article]) -> dict[Place, str]:
    """Return the status marsad gives to every hit of `articles`."""
    keywords = compile_watch(load(ROOT / "config").config).keywords
    return {
        (each.id, hit.field, hit.start, hit.end, hit.keyword): hit.status
        for each in articles
        for hit in keywords.hits(each.title, each.body, each.at.date())
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


def scored(name: str, given: Mapping[Place, str]) -> None:
    """Print the scores of each draw of the labels `name`, of all, and of those without doubt."""
    read = labels(LABELS / name)
    print(f"\n== {name}: {len(read)} labels, {sum(label.place in given for label in read)} hits found again")
    for draw in sorted({label.draw for label in read}):
        report(draw, counted([label for label in read if label.draw == draw], given))
    report("all", counted(read, given))
    report("all, without doubt", counted([label for label in read if not label.doubt], given))


def main() -> None:
    """Print the scores of every file of labels that is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path, nargs="+")
    options.add_argument("--labels", nargs="+", default=DEVELOPMENT, metavar="NAME", help="files beside this one")
    chosen = options.parse_args()
    wanted = {label.place[0] for name in chosen.labels for label in labels(LABELS / name)}
    pieces = chain.from_iterable(map(read_corpus, chosen.corpus))
    # Some articles stand twice in a corpus, under two spellings of one url.
    articles = {each.id: each for each in map(article, pieces) if each.id in wanted}
    print(f"{len(articles)} of {len(wanted)} articles in the corpora")
    given = said(articles.values())
    for name in chosen.labels:
        scored(name, given)


if __name__ == "__main__":
    main()
