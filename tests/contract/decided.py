"""What deciding the shipped articles gives, one after the other."""

from __future__ import annotations

from functools import cache

from marsad.records import Decision, Footprint
from marsad.stores.memory import PlainMemory
from processors.decide import judge
from processors.window.index import Index
from tests.analysed import analyses


@cache
def decided() -> tuple[tuple[Footprint, Decision], ...]:
    """Return what is remembered and decided of each analysis of tests.analysed."""
    index, memory, rows = Index(), PlainMemory(), []
    for analysis in analyses():
        footprint, decision = judge(analysis, index, memory)
        memory.keep(footprint, decision)
        index.add(footprint, decision)
        rows.append((footprint, decision))
    return tuple(rows)
