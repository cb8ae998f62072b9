"""What do the actors of an article get wrong? Mentions of a corpus, drawn at random by kind, for a person to read and judge.

    python benchmarks/drawn_mentions.py CORPUS.jsonl[.xz] [--articles 900] [--each 200] [--seed 82]

At most two mentions of an article and kind are drawn, of actors only. What was judged so stands in
labels/judged_mentions.tsv; `score_actors.py drawn` holds the mentions to it.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bench_pipeline import ROOT, article

from marsad.config.load import load
from marsad.demo.corpus import read_corpus
from marsad.records import Article, Mention
from processors.actors import ActorTagger

SEED = 82
_OF_ONE = 2  # mentions of one kind in one article
_BEFORE, _BEHIND = 110, 60  # characters shown around a mention


def drawn(tagger: ActorTagger, articles: Iterable[Article], seed: int) -> dict[str, list[tuple[Article, Mention]]]:
    """Return mentions of actors by kind, in an order that chance decides."""
    chance = random.Random(seed)
    found: defaultdict[str, list[tuple[Article, Mention]]] = defaultdict(list)
    for each in articles:
        by_kind: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in tagger.mentions(each.title, each.body, each.published):
            if mention.role == "actor":
                by_kind[mention.kind].append(mention)
        for kind, mentions in by_kind.items():
            found[kind] += [(each, mention) for mention in chance.sample(mentions, min(_OF_ONE, len(mentions)))]
    for mentions in found.values():
        chance.shuffle(mentions)
    return found


def shown(one: Article, mention: Mention) -> str:
    """Return a row of labels, with who is said, and the words around in one line."""
    text = one.title if mention.field == "title" else one.body
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    around = f"{before}[{mention.surface}]{text[mention.end : mention.end + _BEHIND]}"
    row = (one.id, mention.field, mention.start, mention.end, mention.kind, mention.actor)
    return "\t".join(map(str, row)) + f"\t{one.at:%Y-%m} {one.title[:70]} | {' '.join(around.split())}"


def main() -> None:
    """Print what was drawn."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--articles", type=int, default=900)
    options.add_argument("--each", type=int, default=200)
    options.add_argument("--seed", type=int, default=SEED)
    chosen = options.parse_args()
    pieces = list(read_corpus(chosen.corpus))
    sample = random.Random(chosen.seed).sample(pieces, min(chosen.articles, len(pieces)))
    tagger = ActorTagger(load(ROOT / "config").config.actors)
    for mentions in drawn(tagger, map(article, sample), chosen.seed).values():
        for one, mention in mentions[: chosen.each]:
            print(shown(one, mention))


if __name__ == "__main__":
    main()
