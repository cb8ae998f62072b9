"""What do the actors of an article cost? CPU of the whole stage, of its parts, and of a hundred thousand aliases.

    python benchmarks/bench_actors.py CORPUS.jsonl[.xz] [--limit N] [--aliases N] [--rounds N]

The stage: mentions and events of title and text, with the shipped configuration. The aliases: two-word names of made-up
persons, looked up beside the shipped phrases; seconds to load, memory, and words a second, of finding the mentions
and of finding the events too.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench_pipeline import ROOT, article

from marsad.config.load import load
from marsad.config.models import Actor
from marsad.demo.corpus import read_corpus
from marsad.records import Article
from marsad.text import words
from processors.actors import ActorTagger
from processors.keywords import KeywordMatcher
from processors.names.name_words import WORDS
from processors.names.persons import given_names

_LETTERS = "ابتجحدرزسشصطعغفقكلمنوي"


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the least CPU seconds `work` takes in so many rounds."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least


def made_actors(count: int) -> Iterator[Actor]:
    """Yield so many persons: a shipped given name, and a family name of six made-up letters; seeded."""
    given = sorted(name for name, table in given_names().items() if table != WORDS)
    rng = random.Random(6)
    for number in range(count):
        family = "".join(rng.choices(_LETTERS, k=6))
        yield Actor(id=f"per:made-{number}", type="person", names={"ar": f"{rng.choice(given)} {family}"})


def stage(articles: Sequence[Article], rounds: int) -> None:
    """Print the cost of the stage with the shipped configuration."""
    config = load(ROOT / "config").config
    tagger = ActorTagger(config.actors)
    matcher = KeywordMatcher(config.keywords)
    total = sum(len(words(each.title)) + len(words(each.body)) for each in articles)
    share = total / len(articles)

    def split() -> None:
        for each in articles:
            words(each.title), words(each.body)

    def read() -> None:
        for each in articles:
            tagger.read(each.title, each.body, each.published)

    def hits() -> None:
        for each in articles:
            matcher.hits(each.title, each.body, each.at.date())

    read()
    cost, of_words, of_hits = best(read, rounds), best(split, rounds), best(hits, rounds)
    each_ms = 1000 * cost / len(articles)
    print(f"{len(articles)} articles of {share:.0f} words")
    print(
        f"  stage     {each_ms:.2f} ms an article, {each_ms * 250 / share:.2f} ms for 250 words, {total / cost:,.0f} words/s"
    )
    print(f"  of which  {1000 * of_words / len(articles):.2f} ms to split into words, which the keywords share")
    print(f"  keywords  {1000 * of_hits / len(articles):.2f} ms an article")


def aliases(articles: Sequence[Article], count: int, rounds: int) -> None:
    """Print load, memory and speed with so many aliases more."""
    made = list(made_actors(count))
    start = time.process_time()
    tagger = ActorTagger(made)
    loaded = time.process_time() - start
    del tagger
    tracemalloc.start()
    tagger = ActorTagger(made)
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    total = sum(len(words(each.title)) + len(words(each.body)) for each in articles)

    def find() -> None:
        for each in articles:
            tagger.mentions(each.title, each.body, each.published)

    def read() -> None:
        for each in articles:
            tagger.read(each.title, each.body, each.published)

    read()
    found, whole = total / best(find, rounds), total / best(read, rounds)
    print(
        f"{count:,} aliases: loaded in {loaded:.2f} s, {memory / 1e6:.0f} MB, {found:,.0f} words/s, {whole:,.0f} with events"
    )


def main() -> None:
    """Print all rows from one run."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--limit", type=int, default=1000)
    options.add_argument("--aliases", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    articles = [article(piece) for piece in read_corpus(chosen.corpus, chosen.limit)]
    stage(articles, chosen.rounds)
    aliases(articles, chosen.aliases, chosen.rounds)


if __name__ == "__main__":
    main()
