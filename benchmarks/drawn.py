"""What does deciding get wrong? Stories and related texts of a corpus, drawn at random, for a person to read and judge.

    python benchmarks/drawn.py CORPUS.jsonl[.xz] [--stories 50] [--texts 100] [--words 40] [--seed 20261126]

A story is drawn among those of two articles or more, a related text among all that are called copy, contains, contained
or update of another article. What was judged so stands in labels/judged_*.tsv; `score_stories.py --labels
judged_stories.tsv` and `score_pairs.py --labels judged_pairs.tsv` hold deciding to it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from bench_pipeline import article
from judged import analysed, decided

from marsad.demo.corpus import read_corpus
from marsad.records import Article, Decision

SEED = 20261126


def stories_of(decisions: Sequence[Decision]) -> dict[str, dict[str, Decision]]:
    """Return the first decision about each article, by story."""
    found: dict[str, dict[str, Decision]] = {}
    for each in decisions:
        found.setdefault(each.story, {}).setdefault(each.article, each)
    return found


def drawn(decisions: Sequence[Decision], stories: int, texts: int, seed: int) -> tuple[list[str], list[str]]:
    """Return (stories, articles that are related to another), drawn without order of arrival playing a part."""
    chance = random.Random(seed)
    large = sorted(story for story, held in stories_of(decisions).items() if len(held) > 1)
    related = sorted(each.article for each in decisions if each.of not in (None, each.article))
    return chance.sample(large, min(stories, len(large))), chance.sample(related, min(texts, len(related)))


def shown(one: Article, words: int) -> str:
    """Return who wrote what when, and how it begins."""
    said = one.body.split()
    return f"{one.publisher} {one.at:%m-%d %H:%M}, {len(said)} words: {one.title} | {' '.join(said[:words])}"


def main() -> None:
    """Print what was drawn."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--stories", type=int, default=50)
    options.add_argument("--texts", type=int, default=100)
    options.add_argument("--words", type=int, default=40)
    options.add_argument("--seed", type=int, default=SEED)
    chosen = options.parse_args()
    pieces = list(read_corpus(chosen.corpus))
    decisions = decided(analysed(pieces))
    articles = {each.id: each for each in map(article, pieces)}
    members, by_article = stories_of(decisions), {each.article: each for each in decisions}
    stories, texts = drawn(decisions, chosen.stories, chosen.texts, chosen.seed)
    for story in stories:
        print(f"\n== story {story}: {len(members[story])} articles")
        for each in members[story].values():
            print(f"  {each.article} {each.verdict} {each.similarity} {each.why}")
            print(f"    {shown(articles[each.article], chosen.words)}")
    for name in texts:
        each = by_article[name]
        print(f"\n== text {each.article}: {each.verdict} of {each.of}, {each.similarity} {each.why}")
        for text in (name, each.of or ""):
            print(f"    {shown(articles[text], chosen.words)}")


if __name__ == "__main__":
    main()
