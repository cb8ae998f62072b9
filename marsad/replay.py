"""Does the log give the same decisions again? What was analysed goes through deciding once more, with a fresh memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from marsad.ports import LogRow
from marsad.records import Analysis, Decision, decode, encode
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import Index

Key = tuple[str, str]  # article, revision


class Replayed(NamedTuple):
    """One analysis of the log, decided again."""

    analysis: Analysis
    decision: Decision


class Difference(NamedTuple):
    """A decision that came out otherwise; `fields` names what differs, or is ("missing",) when none was made then."""

    decision: Decision
    then: Decision | None
    fields: tuple[str, ...]


def replayed(rows: Iterable[LogRow]) -> Iterator[Replayed]:
    """Yield each analysis with its decision, in the order of the log; what cannot be read became a dead letter then."""
    index, memory = Index(), PlainMemory()
    for row in rows:
        try:
            analysis = decode(row.value, Analysis)
        except msgspec.DecodeError:
            continue
        if memory.decision(analysis.article, analysis.revision):
            continue  # logged twice: the first stands
        decision = decide(analysis, index, memory)
        if since := index.since():
            memory.forget(since)
        yield Replayed(analysis, decision)


def difference(decision: Decision, then: Mapping[Key, Decision]) -> Difference | None:
    """Return how a decision differs from the one made then, None when every byte is the same."""
    recorded = then.get((decision.article, decision.revision))
    if recorded is None:
        return Difference(decision, None, ("missing",))
    if encode(recorded) == encode(decision):
        return None
    names = [name for name in Decision.__struct_fields__ if getattr(recorded, name) != getattr(decision, name)]
    return Difference(decision, recorded, tuple(names))
