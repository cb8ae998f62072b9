"""How alike are two runs? Byte for byte when the log is the same, story by story when only the articles are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

import msgspec

from benchmarks.bench_pipeline import article
from marsad.demo.corpus import Piece, read_corpus, shipped_corpus
from marsad.records import Analysis, Article, Decision, decode, encode
from marsad.stores.database import Database
from marsad.stores.memory import SqliteMemory
from processors.decide import decide
from processors.pipeline import analyse
from processors.window.index import Index
from tests.scenarios.system import System
from tests.shipped import watch

COMMON = 6  # stories
Spans = dict[str, list[tuple[int, int]]]
Told = frozenset[tuple[str, frozenset[str]]]


def replayed(logs: Sequence[Sequence[bytes]], folder: Path) -> list[bytes]:
    """Return what the embedded memory decides of `analyses`, in their order, each partition from nothing; once each."""
    decisions: list[bytes] = []
    for number, values in enumerate(logs):
        database, index = Database(folder / f"replay-{number}.db"), Index()

        def work(db, values=values, index=index) -> list[bytes]:
            memory = SqliteMemory(db)
            return [encode(decide(decode(value, Analysis), index, memory)) for value in values]

        decisions += database.submit(work).result(300)
        database.close()
    return list(dict.fromkeys(decisions))


def told(decisions: Iterable[Decision]) -> Told:
    """Return what was alerted, without ids: each rule with the articles of its story."""
    decisions = list(decisions)
    stories: dict[str, set[str]] = {}
    for each in decisions:
        stories.setdefault(each.story, set()).add(each.article)
    return frozenset((alert.rule, frozenset(stories[each.story])) for each in decisions for alert in each.alerts)


def cases(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Return the cases that were opened: rule and story."""
    return {(alert.rule, alert.story) for each in decisions for alert in each.alerts if alert.reason == "opened"}


def difference(one: Told, other: Told) -> float:
    """Return the share of what was told by either that was not told by both."""
    return len(one ^ other) / len(one | other)


@cache
def acts(corpus: str) -> tuple[list[Article], list[Article]]:
    """Return the openers and all others, each in order of publication.

    `corpus`: shipped, or generated: MARSAD_TEST_PARITY articles (1,000 by default), of the file MARSAD_TEST_CORPUS if it is given.
    """
    pieces = sorted(_pieces(corpus), key=lambda piece: piece.published)
    openers = [article(piece) for piece in pieces if piece.kind == "original"]
    return openers, [article(piece) for piece in pieces if piece.kind != "original"]


def _pieces(corpus: str) -> list[Piece]:
    if corpus == "shipped":
        return shipped_corpus()
    limit, path = int(os.environ.get("MARSAD_TEST_PARITY", "1000")), os.environ.get("MARSAD_TEST_CORPUS")
    return list(read_corpus(Path(path), limit) if path else other_news(limit))


def other_news(limit: int) -> Iterator[Piece]:
    """The shipped corpus, turn after turn 37 minutes later, with words of its own in every turn but those that make rules fire.

    Turns are other stories, as news is; with a part of the words left as they were, all turns would join into a few huge
    stories. So it is with the names: ten attacks of one group in one province within six hours are no ten stories. What
    COMMON stories say, an agency's name for one, is said in every turn: else two stories of a turn would share rare words.
    """
    shipped = shipped_corpus()
    tellers: dict[str, set[str]] = {}
    for piece in shipped:
        for word in re.findall(r"\w+", f"{piece.title} {piece.text}"):
            tellers.setdefault(word, set()).add(piece.story)
    common = {word for word, stories in tellers.items() if len(stories) >= COMMON}
    kept: list[Spans] = []
    for piece in shipped:
        kept.append({"title": [], "text": []})
        for match in analyse(article(piece), watch()).matches:
            for each in (found for clause in match.clauses for found in clause.by):
                kept[-1][each.field].append((each.start, each.end))
    for n in range(limit):
        turn, place = divmod(n, len(shipped))
        piece, mark = shipped[place], "".join("ابتثجحخدذر"[int(digit)] for digit in f"{turn:03}")
        yield msgspec.structs.replace(
            piece, url=f"{piece.url}/{turn}", title=_marked(piece.title, kept[place]["title"], common, mark),
            text=_marked(piece.text, kept[place]["text"], common, mark), published=piece.published + timedelta(minutes=37 * turn),
        )  # fmt: skip


def _marked(text: str, kept: Sequence[tuple[int, int]], common: set[str], mark: str) -> str:
    """Return `text` with `mark` behind each word that is neither `common` nor in one of the spans `kept`."""

    def word(found: re.Match[str]) -> str:
        same = found[0] in common or any(found.start() < end and start < found.end() for start, end in kept)
        return found[0] if same else found[0] + mark

    return re.sub(r"\w+", word, text)


async def run(system: System, *parts: Sequence[Article], timeout_s: float = 300) -> list[Decision]:
    """Publish part after part, each when the one before is settled; return the decisions."""
    for part in parts:
        await system.publish(*part)
        await system.settle(timeout_s)
    return await system.decisions()
