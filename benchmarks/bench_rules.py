"""What do standing rules cost, from the text to the rules that fire, beside Lucene Monitor?

    python benchmarks/bench_rules.py [CORPUS.jsonl[.xz]] [--limit 3000] [--rules 1000 10000] [--rounds 5]

The same rules (see made_rules.py) for both: AND of OR-groups, NOT, phrases, proximity, words of the headline,
publishers. marsad finds keywords and actors in the text and matches the rules, in one process; what else analysing
does (fingerprints) is left out. Lucene's standing-query engine gets the same words through its ArabicAnalyzer, an
actor as a phrase of each of its names, and matches documents one by one in one thread of a warm virtual machine, with
both of its presearchers. marsad also says the status of every word and why a rule fired; Lucene only that it did.

Times are processor time of either process, garbage collection included; every round measures all in turn, the order
changing, and a ratio is that of one round: median (least to most).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench_pipeline import ROOT, article
from lucene_side import PRESEARCHERS, Lucene, NoLucene, classpath
from made_rules import as_queries, as_rules, as_toml, made_rules
from rounds import Work, in_rounds, processor_time

from marsad.config.load import load
from marsad.config.models import Config
from marsad.demo.corpus import read_corpus, shipped_corpus
from marsad.records import Article, Hit, Mention
from processors.document import Document
from processors.pipeline import Watch, compile_watch
from processors.rules import Verdict, match, matches

_WARM_S = 8.0  # until the virtual machine has compiled what is hot
_WANTED = 2.0


def main() -> None:
    """Print a table for each number of rules."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", nargs="?", type=Path)
    options.add_argument("--limit", type=int, default=3000)
    options.add_argument("--rules", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--load", type=Path, help=argparse.SUPPRESS)  # in a process of its own, for its memory
    chosen = options.parse_args()
    if chosen.load:
        print(*loading(chosen.load))
        return
    pieces = read_corpus(chosen.corpus, chosen.limit) if chosen.corpus else shipped_corpus()
    articles = [article(piece) for piece in pieces]
    print(
        f"{len(articles)} articles, {sum(len(each.body) for each in articles) / len(articles):.0f} letters on average"
    )
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = classpath(Path(folder) / "build")
        except NoLucene as missing:
            print(f"without Lucene: {missing}")
            path = ""
        for count in chosen.rules:
            print(f"\n{count} rules")
            table(count, articles, chosen.rounds, path, Path(folder))


def table(count: int, articles: Sequence[Article], rounds: int, path: str, folder: Path) -> None:
    """Print loading, documents per second and hits of both."""
    config = load(ROOT / "config").config
    tables = made_rules(count, config, sorted({each.publisher for each in articles if each.publisher}))
    print_loading(tables, folder / f"config-{count}")
    watch = compile_watch(config.model_copy(update={"rules": as_rules(tables)}))
    own = fired(watch, articles)  # words of the day are known from here on
    works: dict[str, Work] = {"marsad": processor_time(partial(fired, watch, articles))}
    if not path:
        print_rows(works, {"marsad": len(own)}, len(articles), rounds)
        return
    documents = ({"publisher": each.publisher, "title": each.title, "text": each.body} for each in articles)
    with Lucene(path, as_queries(tables, config.actors), documents, folder) as lucene:
        for name, said in lucene.loaded.items():
            print(f"  Lucene, {name}: loaded in {said['seconds']:.1f} s, {said['megabytes']:.0f} MB of heap")
        theirs = lucene.fired("single", folder / "fired.txt")
        for name in PRESEARCHERS:
            warm(lucene, name)
            works[f"Lucene, {name}"] = partial(processor, lucene, name)
        hits = {"marsad": len(own)} | {f"Lucene, {name}": int(lucene.run(name)["fired"]) for name in PRESEARCHERS}
        print_rows(works, hits, len(articles), rounds)
    print_difference(own, theirs, watch, articles)


def fired(watch: Watch, articles: Sequence[Article]) -> set[tuple[int, str]]:
    """Return (number of the article, rule) of all that fires."""
    return {(number, rule) for number, each in enumerate(articles) for rule in fired_by(watch, each)}


def fired_by(watch: Watch, article_: Article) -> list[str]:
    """Return the rules that fire on one article, from its text."""
    return [each.rule for each in matches(watch.rules, read(watch, article_))]


def read(watch: Watch, each: Article) -> Document:
    """Return an article with its keywords and actors."""
    found = watch.keywords.search(each.title, each.body, each.at.date())
    return Document(each, found, watch.actors.mentions(each.title, each.body, each.published))


def processor(lucene: Lucene, presearcher: str) -> float:
    """Return the seconds of processor time that Lucene takes for all documents."""
    return lucene.run(presearcher)["cpu"]


def warm(lucene: Lucene, presearcher: str) -> None:
    """Match until nothing is compiled any more."""
    began = time.monotonic()
    while time.monotonic() - began < _WARM_S:
        lucene.run(presearcher)


def print_rows(works: dict[str, Work], hits: dict[str, int], articles: int, rounds: int) -> None:
    """Print documents per second of each, and how many times marsad's time it takes."""
    print(f"  {'':24} {'fired':>8} {'documents/s':>12}   times marsad's time (wanted of 10000 rules: {_WANTED})")
    for name, row in in_rounds(works, rounds, "marsad").items():
        ratio = f"{row.ratio:5.2f} ({row.least:.2f} to {row.most:.2f})"
        print(f"    {name:22} {hits[name]:8} {articles / row.median:12.0f}   {ratio}", flush=True)


# -------------------------------------------------------------------------------------------------------- loading


def print_loading(tables: Sequence[dict[str, Any]], folder: Path) -> None:
    """Print what a fresh process needs for a directory with these rules: read, checked, linted, compiled."""
    (folder / "rules.d").mkdir(parents=True)
    for part in ("keywords.d", "actors.d"):
        (folder / part).symlink_to(ROOT / "config" / part)
    (folder / "marsad.toml").write_text("")
    (folder / "rules.d" / "made.toml").write_text("\n".join(as_toml(tables)), encoding="utf-8")
    said = subprocess.run([sys.executable, __file__, "--load", folder], check=True, stdout=subprocess.PIPE, text=True)
    read, compiled, most = map(float, said.stdout.split())
    print(f"  marsad: read and checked in {read:.1f} s, compiled in {compiled:.1f} s, {most:.0f} MB in all")


def loading(folder: Path) -> tuple[float, float, float]:
    """Return the seconds of reading and of compiling a configuration, and the megabytes at most."""
    began = time.perf_counter()
    config: Config = load(folder).config
    read = time.perf_counter()
    compile_watch(config)
    compiled = time.perf_counter()
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return read - began, compiled - read, int(peak.split()[1]) / 1024


# -------------------------------------------------------------------------------------------- what only one side fires


def print_difference(
    own: set[tuple[int, str]], theirs: set[tuple[int, str]], watch: Watch, articles: Sequence[Article]
) -> None:
    """Print how many firings are shared, and what those of one side alone rest on."""
    print(f"  both fire {len(own & theirs)}, only marsad {len(own - theirs)}, only Lucene {len(theirs - own)}")
    rules = {rule.rule.id: rule for rule in watch.rules.rules}
    documents = {number: read(watch, articles[number]) for number in {number for number, _ in own ^ theirs}}
    verdicts = {(number, rule): match(rules[rule], documents[number]) for number, rule in own ^ theirs}
    for title, pairs, reason in (("marsad", own - theirs, rests_on), ("Lucene", theirs - own, missing)):
        counted = Counter(reason(verdicts[pair]) for pair in pairs)
        print(f"  only {title}: " + ", ".join(f"{why} {count}" for why, count in counted.most_common()))


def rests_on(verdict: Verdict) -> str:
    """Return what marsad found that a stemmer is least likely to: a verb, or an actor not called by its name."""
    found = [each for clause in verdict.clauses if clause.clause.startswith("all") for each in clause.by[:1]]
    if any(isinstance(each, Hit) and each.level == "event" for each in found):
        return "verbs of the keyword"
    if any(isinstance(each, Mention) and each.kind != "name" for each in found):
        return "actors called otherwise"
    return "names with parent or clitic" if any(isinstance(each, Mention) for each in found) else "forms of the noun"


def missing(verdict: Verdict) -> str:
    """Return which kind of clause kept marsad from firing."""
    failing = next(clause for clause in verdict.clauses if not clause.ok)
    kind = failing.clause.partition("[")[0]
    if kind == "all":
        return "no keyword there, by marsad's forms" if "«" in failing.why else "no actor there, by marsad's reading"
    return {"near": "near, but not in one sentence", "none": "a form that the rule refuses"}.get(kind, kind)


if __name__ == "__main__":
    main()
