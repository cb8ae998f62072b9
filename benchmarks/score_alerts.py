"""Does an operator hear of every event, and of each once? The shipped rules over a corpus, beside alerts that were read.

    python benchmarks/score_alerts.py CORPUS.jsonl[.xz]

The labels are of ant.jsonl.xz. again_dev.tsv has articles that fire a rule in a story that was told: of those that tell of
another event, or of a new turn, as many as possible should be alerted, of the same as few. repeats_dev.tsv has alerts that
open a case: of those that repeat an earlier one as few as possible should be left.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench_pipeline import ROOT, article
from labelled import label_rows

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Alert, Article
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.pipeline import analyse, compile_watch
from processors.window.index import Index

LABELS = Path(__file__).parent / "labels"
TOLD = ("opened", "again")  # what people are told aloud


def alerts(articles: Iterable[Article]) -> list[Alert]:
    """Return what the shipped rules say of `articles`, in their order, from an empty memory."""
    watch = compile_watch(load(ROOT / "config").config)
    index, memory = Index(), PlainMemory()
    return [alert for each in articles for alert in decide(analyse(each, watch), index, memory).alerts]


def show(name: str, told: set[tuple[str, str]]) -> None:
    """Print, by what a reader said of the articles of a file of labels, how many are told by their rule."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for row in label_rows(LABELS / name):
        counts[row["says"]].append((row["article"], row["rule"]) in told)
    print(f"  {name:18}", ", ".join(f"{says}: {sum(heard)} of {len(heard)}" for says, heard in sorted(counts.items())))


def main() -> None:
    """Print how many alerts there are, and the labels."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    pieces = read_corpus(options.parse_args().corpus)
    articles = {each.id: each for each in sorted(map(article, pieces), key=lambda each: each.at)}
    said = alerts(articles.values())
    print(f"{len(articles)} articles, {dict(Counter(each.reason for each in said))}")
    told = {(each.article, each.rule) for each in said if each.reason in TOLD}
    show("again_dev.tsv", told)
    show("repeats_dev.tsv", told)


if __name__ == "__main__":
    main()
