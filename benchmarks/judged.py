"""What do the scores of stories have in common? Articles of a corpus, analysed without rules and decided one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench_pipeline import ROOT, article
from msgspec.structs import replace

from marsad.config.load import load
from marsad.demo.corpus import Piece, read_corpus
from marsad.records import Analysis, Decision
from marsad.stores.memory import PlainMemory
from processors.actors import ActorTagger
from processors.decide import decide
from processors.document import Document
from processors.fingerprint import fingerprint
from processors.window.index import Index
from processors.window.merging import Aliases


class Counts(NamedTuple):
    """True and false positives, and what was missed."""

    right: int
    wrong: int
    missed: int

    def __str__(self) -> str:
        precision, recall = share(self.right, self.right + self.wrong), share(self.right, self.right + self.missed)
        f1 = share(2 * self.right, 2 * self.right + self.wrong + self.missed)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.right} right, {self.wrong} wrong, {self.missed} missed)"


def share(part: float, whole: float) -> float:
    """Return `part` of `whole`, 0 of nothing."""
    return part / whole if whole else 0.0


def analysed(pieces: Iterable[Piece]) -> list[Analysis]:
    """Return the analyses of `pieces` in order of publication, each article once, without rules."""
    tagger = ActorTagger([actor for actor in load(ROOT / "config").config.actors if actor.enabled])
    articles = {each.id: each for each in sorted(map(article, pieces), key=lambda each: each.at, reverse=True)}
    analyses = []
    for each in reversed(articles.values()):
        mentions, events = tagger.read(each.title, each.body, each.published)
        analyses.append(
            Analysis(
                article=each.id, revision=each.revision, url=each.url, title=each.title, at=each.at, seen=each.seen,
                published=each.published, publisher=each.publisher, family=each.publisher, mentions=mentions, events=events,
                fingerprint=fingerprint(each.title, each.body),
                lead_end=Document(each).layout("text").lead_end,
            )
        )  # fmt: skip
    return analyses


def read(paths: Sequence[Path]) -> list[Analysis]:
    """Return the analyses of the corpora at `paths`, each by itself in order of publication."""
    return [analysis for path in paths for analysis in analysed(read_corpus(path))]


def decided(analyses: Iterable[Analysis]) -> list[Decision]:
    """Return what is decided of `analyses` in their order, from an empty memory, each in the story it is in at the end."""
    index, memory, aliases = Index(), PlainMemory(), Aliases()
    decisions = [decide(each, index, memory) for each in analyses]
    for place, each in enumerate(decisions):
        for merge in each.merged:
            aliases.add(merge.story, each.story, place)
    return [replace(each, story=aliases.current(each.story)) for each in decisions]
