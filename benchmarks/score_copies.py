"""Are copies found, and series left alone? Scores deciding on a stream whose relations are known.

    python benchmarks/score_copies.py CORPUS.jsonl[.xz] [--seed 7] [--roots 1000] [--days 12] [--skip-days 0] [--shuffle-h 6] [--limit N]

An article with an earlier one of its family in the stream must be linked to one of the family, any other to none. A
toll is hidden when a raised figure is called a copy. With --shuffle-h the stream is decided once more, its order of
arrival shuffled by up to so many hours: pairs of articles that share a family, or a story, before and after.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from judged import Counts, analysed, decided, share
from made_copies import START, roots_of, stream

from marsad.demo.corpus import Piece, read_corpus
from marsad.records import Analysis, Decision

HIDES = ("copy", "contained")


def families(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the first text of each article's chain of copies, by article."""
    first: dict[str, str] = {}
    for each in decisions:
        first[each.article] = first.get(each.of, each.of) if each.of else each.article
    return first


def pairs_of(groups: dict[str, str]) -> set[tuple[str, str]]:
    """Return the pairs of articles that are in one group."""
    members: dict[str, list[str]] = {}
    for article, group in groups.items():
        members.setdefault(group, []).append(article)
    return {(a, b) for held in members.values() for a in held for b in held if a < b}


def agreement(one: dict[str, str], other: dict[str, str]) -> Counts:
    """Return how far two groupings of the same articles agree, pair by pair."""
    first, second = pairs_of(one), pairs_of(other)
    return Counts(len(first & second), len(second - first), len(first - second))


def shuffled(analyses: Sequence[Analysis], hours: float, seed: int) -> list[Analysis]:
    """Return the analyses as they come when each is up to `hours` late; event times stay."""
    chance = random.Random(seed)
    return sorted(analyses, key=lambda each: each.at + timedelta(hours=hours * chance.random()))


class Tally:
    """What was right and wrong, and where."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = self.hidden = 0
        self.found: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.linked: Counter[str] = Counter()
        self.silenced: Counter[str] = Counter()

    def take(self, piece: Piece, decision: Decision, theirs: Piece | None, relative: bool) -> None:
        """Count one decision; `theirs` is the piece it names, `relative` whether there was one to name."""
        right = theirs is not None and theirs.story == piece.story
        self.right += right
        self.wrong += theirs is not None and not right
        self.missed += relative and not right
        self.kinds[piece.section] += relative or piece.section.startswith("series")
        self.found[piece.section] += relative and right
        if piece.section.startswith("series"):
            self.linked[piece.section] += theirs is not None
            self.silenced[piece.section] += decision.verdict in HIDES
        if piece.section == "toll" and right and theirs and theirs.section != "toll":
            self.hidden += decision.verdict in HIDES

    def show(self) -> None:
        """Print the scores."""
        print(Counts(self.right, self.wrong, self.missed))
        for kind, count in sorted(self.kinds.items()):
            if kind.startswith("series") and count:
                print(
                    f"  {kind:18} linked {share(self.linked[kind], count):.3f} hidden {share(self.silenced[kind], count):.3f}"
                )
            elif count:
                print(f"  {kind:18} recall {share(self.found[kind], count):.3f}  ({count})")
        issues = sum(count for kind, count in self.kinds.items() if kind.startswith("series"))
        linked, silenced = self.linked.total(), self.silenced.total()
        print(
            f"  series in all      linked {share(linked, issues):.3f} hidden {share(silenced, issues):.3f}  ({issues})"
        )
        print(f"  changed tolls hidden {self.hidden} of {self.found['toll']}")


def tally(pieces: dict[str, Piece], decisions: Sequence[Decision], skip_days: float) -> Tally:
    """Return the scores of the decisions after the first `skip_days`."""
    begins, seen, counted = START + timedelta(days=skip_days), set[str](), Tally()
    by_article = {each.article: pieces[each.url] for each in decisions}
    for each in decisions:
        piece = pieces[each.url]
        if each.at >= begins:
            counted.take(piece, each, by_article.get(each.of or ""), piece.story in seen)
        seen.add(piece.story)
    return counted


def main() -> None:
    """Print the scores of the stream, in order and out of order."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--roots", type=int, default=1000)
    options.add_argument("--days", type=float, default=12)
    options.add_argument("--skip-days", type=float, nargs="+", default=[0, 6])
    options.add_argument("--shuffle-h", type=float, default=6)
    options.add_argument("--limit", type=int, help="articles of the corpus that are read")
    chosen = options.parse_args()
    pool = roots_of(list(read_corpus(chosen.corpus, chosen.limit)))
    pieces = stream(pool, chosen.seed, chosen.roots, days=chosen.days)
    analyses = analysed(pieces)
    decisions = decided(analyses)
    for days in chosen.skip_days:
        print(f"\nafter {days:g} days, of {len(pieces)} articles:", end=" ")
        tally({piece.url: piece for piece in pieces}, decisions, days).show()
    late = decided(shuffled(analyses, chosen.shuffle_h, chosen.seed))
    print(f"\nthe same, up to {chosen.shuffle_h:g} h late, against in order:")
    print("  families", agreement(families(decisions), families(late)))
    print("  stories ", agreement({d.article: d.story for d in decisions}, {d.article: d.story for d in late}))


if __name__ == "__main__":
    main()
