"""How often are source and target of an event what a careful reader says, and how often are they swapped?

    python benchmarks/score_roles.py gold GOLD.tsv TEXT_DIR [--date DAY] [-v]
    python benchmarks/score_roles.py labels CORPUS.jsonl[.xz] [CORPUS ...] [--labels NAME ...] [-v]

`gold`: rows of file suffix, line, trigger, source, target about texts in a folder, "-" for nobody. `labels`: the files
beside this one, whose articles are in the corpora given; there a side may be one of several (|), and x says that the
word is no such event. A source counts as wrong when another is right, when there is none, and when the word is no event.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bench_pipeline import ROOT, article
from labelled import label_rows
from score_actors import LABELS, share

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Event
from processors.actors import ActorTagger

_DAY = datetime(2021, 8, 20, tzinfo=UTC)
DEVELOPMENT = (
    *(f"roles_{half}{n}.tsv" for n in ("", 2, 3, 4, 5) for half in ("dev", "held")),
    *(f"roles_dev{n}.tsv" for n in range(6, 11)),
)


class Row(NamedTuple):
    """What a reader says of one event word, and what marsad says; `where` shows it."""

    source: str
    target: str
    said: Event | None
    where: str


def gold_rows(tagger: ActorTagger, path: Path, folder: Path, day: datetime) -> Iterator[Row]:
    """Yield the rows of a gold file with what marsad says at their words, and the events it says elsewhere."""
    rows: defaultdict[str, list[list[str]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            suffix, *rest = line.split("\t")
            rows[suffix].append(rest)
    for suffix, wanted in rows.items():
        text = next(folder.glob(f"*{suffix}.txt")).read_bytes().decode("utf-8")
        left = list(tagger.read("", text, day)[1])
        for number, word, source, target in wanted:
            said = next((each for each in left if _stands_at(text, each, int(number), word)), None)
            if said:
                left.remove(said)
            yield Row(source, target, said, f"{suffix}:{number} {word}")
        for each in left:
            if each.source:
                number = text.count("\n", 0, each.start) + 1
                yield Row("x", "x", each, f"{suffix}:{number} {text[each.start : each.end]} (no row)")


def _stands_at(text: str, event: Event, number: int, word: str) -> bool:
    return text.count("\n", 0, event.start) + 1 == number and text[event.start : event.end] == word


def labelled_rows(tagger: ActorTagger, path: Path, corpora: Iterable[Path]) -> Iterator[Row]:
    """Yield the rows of a file of labels with what marsad says at their words; what no corpus has is left out."""
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in label_rows(path):
        rows[row["article"]].append(row)
    done = set()
    for each in map(article, chain.from_iterable(map(read_corpus, corpora))):
        if each.id in rows and each.id not in done:
            done.add(each.id)
            events = tagger.read(each.title, each.body, each.published)[1]
            for row in rows[each.id]:
                field, start, end = row["field"], int(row["start"]), int(row["end"])
                text = each.title if field == "title" else each.body
                said = next((event for event in events if (event.field, event.start) == (field, start)), None)
                around = text[max(0, start - 70) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 70]
                yield Row(row["source"], row["target"], said, " ".join(around.split()))


def fits(said: str | None, label: str) -> bool:
    """Tell whether an id, or None, is one of the sides a label allows."""
    return any(fnmatchcase(said or "-", one) for one in label.split("|"))


def _is_swapped(said: str | None, label: str, other: str) -> bool:
    """Tell whether a side that is said is the other one's."""
    return said is not None and other != "-" and fits(said, other) and not fits(said, label)


def report(name: str, rows: Iterable[Row], *, verbose: bool) -> None:
    """Print precision and recall of sources and targets, and the swaps."""
    counts: Counter[str] = Counter()
    for row in rows:
        source, target = (row.said.source, row.said.target) if row.said else (None, None)
        counts["rows"] += 1
        for side, said, label in (("source", source, row.source), ("target", target, row.target)):
            must = not fits(None, label) and label != "x"
            counts[f"{side} wanted"] += must
            counts[f"{side} given"] += said is not None
            counts[f"{side} right"] += said is not None and fits(said, label)
            counts[f"{side} found"] += must and said is not None and fits(said, label)
        swapped = _is_swapped(source, row.source, row.target) or _is_swapped(target, row.target, row.source)
        counts["swapped"] += swapped
        wrong = (source and not fits(source, row.source)) or (target and not fits(target, row.target))
        missed = not source and not fits(None, row.source) and row.source != "x"
        if verbose and (wrong or missed):
            print(
                f"  {'SWAP ' if swapped else 'wrong' if wrong else 'miss '} {row.source} > {row.target} given {source} > {target}: {row.where}"
            )
    print(f"{name}: {counts['rows']} words, swapped {counts['swapped']}")
    for side in ("source", "target"):
        precision = share(counts[f"{side} right"], counts[f"{side} given"])
        print(f"  {side}  P {precision:20} R {share(counts[f'{side} found'], counts[f'{side} wanted'])}")


def main() -> None:
    """Print the scores that are asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("gold", "labels"))
    options.add_argument("source", type=Path, help="the gold file, or the corpus")
    options.add_argument("more", type=Path, nargs="*", help="with gold: where its texts lie; else further corpora")
    options.add_argument("--date", type=datetime.fromisoformat, default=_DAY, help="of the texts of the gold")
    options.add_argument("--labels", nargs="+", metavar="NAME", default=DEVELOPMENT, help="files beside this one")
    options.add_argument(
        "-v", "--verbose", action="store_true", help="print what is wrong and which sources are missed"
    )
    chosen = options.parse_args()
    tagger = ActorTagger(load(ROOT / "config").config.actors)
    if chosen.what == "gold":
        rows = gold_rows(tagger, chosen.source, chosen.more[0], chosen.date.replace(tzinfo=UTC))
        report(chosen.source.name, rows, verbose=chosen.verbose)
        return
    for name in chosen.labels:
        report(name, labelled_rows(tagger, LABELS / name, (chosen.source, *chosen.more)), verbose=chosen.verbose)


if __name__ == "__main__":
    main()
