"""How often is a mention what a careful reader says? Scores gold mentions, and the labels beside this file.

    python benchmarks/score_actors.py gold GOLD.jsonl TEXT_DIR [--date DAY] [-v]
    python benchmarks/score_actors.py labels CORPUS.jsonl[.xz] [--also CORPUS.jsonl[.xz]] [--labels NAME ...] [-v]
    python benchmarks/score_actors.py words CORPUS.jsonl[.xz] [--labels NAME ...] [-v]
    python benchmarks/score_actors.py drawn CORPUS.jsonl[.xz] [--also CORPUS.jsonl[.xz]] [--labels NAME ...] [-v]

`gold`: a JSON object a mention (file, start, end, id, type, kind, actor) about texts in a folder. `labels`: whole articles
of a corpus that is not shipped, found by their ids; every mention of an actor in them is a row. `words`: single words that are
an actor or something else. `drawn`: mentions that drawn_mentions.py drew, by kind: P is how often what is said there now is right. A mention is right when it overlaps a labelled one of the same id; an unseen person (new:...)
is right on a labelled person that no entry names.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bench_pipeline import ROOT, article
from labelled import label_rows

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Mention
from processors.actors import ActorTagger

LABELS = Path(__file__).parent / "labels"
_DAY = datetime(2021, 8, 20, tzinfo=UTC)
_SETS = (
    "actors_dev.tsv",
    "actors_held.tsv",
    "actors_dev2.tsv",
    "actors_held2.tsv",
    "actors_held3.tsv",
    "actors_dev4.tsv",
    "actors_dev5.tsv",
    "actors_dev6.tsv",
    "actors_held6.tsv",
)
NAMED = {
    "labels": _SETS, "words": ("ambiguity_dev.tsv", "ambiguity_held.tsv"), "drawn": ("judged_mentions.tsv",),
}  # fmt: skip


class Label(NamedTuple):
    """A mention as a reader sees it; "-" for a word that is none."""

    field: str
    start: int
    end: int
    id: str
    kind: str


class Text(NamedTuple):
    """An article: its fields, its day, and what a reader marked."""

    name: str
    title: str
    text: str
    published: datetime | None
    labels: list[Label]


class Score:
    """Counts over articles; `tagger` decides which persons have an entry."""

    def __init__(self, tagger: ActorTagger, *, verbose: bool) -> None:
        self._tagger = tagger
        self._verbose = verbose
        self.given: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.wanted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.sets: Counter[str] = Counter()

    def add(self, text: Text, mentions: Iterable[Mention]) -> None:
        """Count one article."""
        given = [each for each in mentions if each.role == "actor"]
        for each in given:
            self.given[each.kind] += 1
            right = any(self._fits(each, label) for label in text.labels)
            self.right[each.kind] += right
            if not right:
                self._tell("wrong ", text, each.field, each.start, each.end, f"{each.actor} {each.kind}")
        for label in text.labels:
            self.wanted[label.kind] += 1
            found = any(self._fits(each, label) for each in given)
            self.found[label.kind] += found
            if not found:
                self._tell("missed", text, label.field, label.start, label.end, f"{label.id} {label.kind}")
        self._add_sets(text, given)

    def _add_sets(self, text: Text, given: list[Mention]) -> None:
        said = {next((label.id for label in text.labels if self._fits(each, label)), each.actor) for each in given}
        meant = {label.id for label in text.labels}
        self.sets.update(said=len(said), meant=len(meant), both=len(said & meant))

    def _fits(self, mention: Mention, label: Label) -> bool:
        if mention.field != label.field or mention.start >= label.end or label.start >= mention.end:
            return False
        unknown = label.id.startswith("per:") and not self._tagger.is_known(label.id)
        return mention.actor == label.id or (unknown and mention.actor.startswith("new:"))

    def _tell(self, what: str, text: Text, field: str, start: int, end: int, about: str) -> None:
        if self._verbose:
            whole = text.title if field == "title" else text.text
            around = whole[max(0, start - 30) : start] + "[" + whole[start:end] + "]" + whole[end : end + 30]
            print(f"  {what} {text.name[:8]} {about:42} {' '.join(around.split())}")

    def report(self, name: str) -> None:
        """Print precision and recall, for all and per kind."""
        precision = share(self.right.total(), self.given.total())
        recall = share(self.found.total(), self.wanted.total())
        sets = f"{share(self.sets['both'], self.sets['said'])} R {share(self.sets['both'], self.sets['meant'])}"
        print(f"\n{name}: mentions P {precision} R {recall} | sets P {sets}")
        for kind in sorted({*self.given, *self.wanted}):
            given = share(self.right[kind], self.given[kind])
            print(f"  {kind:12} P {given:22} R {share(self.found[kind], self.wanted[kind])}")


def share(part: int, whole: int) -> str:
    """Return `part` of `whole` as a percentage with its counts."""
    return f"{100 * part / whole:.1f} % ({part}/{whole})" if whole else "-"


def gold_texts(path: Path, folder: Path, day: datetime) -> Iterator[Text]:
    """Yield the texts of a gold file, with the mentions of actors in them."""
    rows: defaultdict[str, list[Label]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["actor"]:
            rows[row["file"]].append(Label("text", row["start"], row["end"], row["id"], row["kind"]))
    for name, labels in rows.items():
        yield Text(name, "", (folder / name).read_bytes().decode("utf-8"), day, labels)


def labelled_texts(path: Path, *corpora: Path) -> Iterator[Text]:
    """Yield the articles of `corpora` that a file of labels is about."""
    rows: defaultdict[str, list[Label]] = defaultdict(list)
    for row in label_rows(path):
        rows[row["article"]].append(
            Label(row["field"], int(row["start"]), int(row["end"]), row["id"], row.get("kind") or "word")
        )
    done = set()
    for each in map(article, chain.from_iterable(map(read_corpus, corpora))):
        if each.id in rows and each.id not in done:
            done.add(each.id)
            yield Text(each.id, each.title, each.body, each.published, rows[each.id])


def scored(tagger: ActorTagger, texts: Iterable[Text], name: str, *, verbose: bool) -> None:
    """Print the scores of `texts`."""
    score, count = Score(tagger, verbose=verbose), 0
    for count, text in enumerate(texts, 1):  # noqa: B007
        score.add(text, tagger.mentions(text.title, text.text, text.published))
    score.report(f"{name} ({count} articles)")


def words_scored(tagger: ActorTagger, rows: Iterable[tuple[str, Text]], *, verbose: bool) -> None:
    """Print precision and recall of each ambiguous word and of all."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, text in rows:
        label = text.labels[0]
        given = _said_at(tagger, text, label)
        wanted = label.id if label.id != "-" else ""
        counts[word].update(n=1, given=bool(given), wanted=bool(wanted), right=bool(wanted) and given == wanted)
        if verbose and given != wanted:
            around = text.text if label.field == "text" else text.title
            around = " ".join(around[max(0, label.start - 60) : label.end + 50].split())
            print(f"  {word}: {given or '-'} for {label.id}: {around}")
    for word, count in sorted(counts.items()):
        print(f"  {word:14} {_word_score(count)}")
    print(f"  all            {_word_score(sum(counts.values(), Counter()))}")


def _said_at(tagger: ActorTagger, text: Text, label: Label) -> str:
    mentions = tagger.mentions(text.title, text.text, text.published)
    here = [
        each
        for each in mentions
        if each.role == "actor" and each.field == label.field and each.start < label.end and label.start < each.end
    ]
    if label.id.startswith("per:") and not tagger.is_known(label.id):
        return next((label.id for each in here if each.actor.startswith("new:")), here[0].actor if here else "")
    return next((each.actor for each in here if each.actor == label.id), here[0].actor if here else "")


def _word_score(count: Mapping[str, int]) -> str:
    return f"n {count['n']:4} P {share(count['right'], count['given']):18} R {share(count['right'], count['wanted'])}"


def ambiguous_words(path: Path, *corpora: Path) -> Iterator[tuple[str, Text]]:
    """Yield each labelled word, or the kind of a drawn mention, with its article and its one label."""
    rows: defaultdict[str, list[tuple[str, Label]]] = defaultdict(list)
    for row in label_rows(path):
        label = Label(row["field"], int(row["start"]), int(row["end"]), row["id"], "word")
        rows[row["article"]].append((row.get("word") or row["kind"], label))
    done = set()
    for each in map(article, chain.from_iterable(map(read_corpus, corpora))):
        if each.id in rows and each.id not in done:
            done.add(each.id)
            for word, label in rows[each.id]:
                yield word, Text(each.id, each.title, each.body, each.published, [label])


def main() -> None:
    """Print the scores that are asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("gold", *NAMED))
    options.add_argument("source", type=Path, help="the gold file, or the corpus")
    options.add_argument("folder", type=Path, nargs="?", help="with gold: where its texts lie")
    options.add_argument("--date", type=datetime.fromisoformat, default=_DAY, help="of the texts of the gold")
    options.add_argument(
        "--also", type=Path, nargs="+", default=(), help="corpora that hold the other labelled articles"
    )
    options.add_argument("--labels", nargs="+", metavar="NAME", help="files beside this one")
    options.add_argument("-v", "--verbose", action="store_true", help="print what is wrong and what is missed")
    chosen = options.parse_args()
    tagger = ActorTagger(load(ROOT / "config").config.actors)
    if chosen.what == "gold":
        texts = gold_texts(chosen.source, chosen.folder, chosen.date.replace(tzinfo=UTC))
        scored(tagger, texts, chosen.source.name, verbose=chosen.verbose)
        return
    for name in chosen.labels or NAMED[chosen.what]:
        path = LABELS / name
        if chosen.what == "labels":
            scored(tagger, labelled_texts(path, chosen.source, *chosen.also), name, verbose=chosen.verbose)
        else:
            print(f"\n{name}")
            words_scored(tagger, ambiguous_words(path, chosen.source, *chosen.also), verbose=chosen.verbose)


if __name__ == "__main__":
    main()
