"""Measure side by side: a machine's pace changes, so every round measures all, and ratios are taken within a round."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from marsad.bulk import collect_seldom

Work = Callable[[], float]  # runs once, returns its seconds


class Row(NamedTuple):
    """Seconds by round, and how many times the first row's they are: the median, the least and the most."""

    seconds: tuple[float, ...]
    ratio: float
    least: float
    most: float

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return statistics.median(self.seconds)


def processor_time(work: Callable[[], object]) -> Work:
    """Return a measurement of `work`: seconds of processor time of this process, free of what others take."""

    def once() -> float:
        gc.collect()
        began = time.process_time()
        work()
        return time.process_time() - began

    return once


def in_rounds(works: Mapping[str, Work], rounds: int, against: str) -> dict[str, Row]:
    """Measure each of `works` once a round, beginning with another each time; ratios are to `against`."""
    collect_seldom()
    gc.collect()
    gc.freeze()  # what was built stays, and need not be looked through: both as the workers do
    names = list(works)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        cut = turn % len(names)
        for name in names[cut:] + names[:cut]:
            seconds[name].append(works[name]())
    return {name: _row(seconds[name], seconds[against]) for name in names}


def _row(own: Sequence[float], other: Sequence[float]) -> Row:
    ratios = [a / b for a, b in zip(own, other, strict=True)]
    return Row(tuple(own), statistics.median(ratios), min(ratios), max(ratios))
