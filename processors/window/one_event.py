"""How likely does an article tell of the event of a story? By signs, each worth points: an additive scorecard.

No sign is a condition by itself: words that few say speak for one event, the same desk against it, and another place
against it but not as much as a rare name for it. Points are log odds, fitted by logistic regression on steps of each
sign (Hastie & Tibshirani, Generalized Additive Models, 1990) to pairs that were read (benchmarks/fit_one_event.py); they
stand in processors/lexicon/one_event.toml.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple

from processors.names.wordlists import load_lexicon

LIKELY = 0.5  # from here on an article joins
LEAST = 0.12  # likeness below which no other sign is asked
# With less likeness the signs must say more, of another desk's report of the same hours: of 65 alerts that repeated one
# (benchmarks/labels/repeats_dev.tsv) seven more are joined so, of 635 pairs that are two events none.
LITTLE, LIKELIER = 0.17, 0.6
APART, OF_ONE_KIND = 1, 2


class Signs(NamedTuple):
    """What speaks for and against one event, of an article, a story, and its member nearest to the article."""

    likeness: float  # half the cosine with the story, half that with the member, decayed
    rare: float  # what words weigh together that both say and that few articles of the week have among their heaviest
    opening: float  # how alike title and lead are of both, word by word in whatever form: a cosine
    places: float  # of those that title and lead of either name, the share that both name
    actors: float  # the same of actors
    elsewhere: (
        float  # APART, or OF_ONE_KIND for two states and two cities of one state: both name places, and none the same
    )
    own_desk: float  # 1 where the member is of the article's own publisher family
    age: float  # hours since the story began
    crowd: float  # articles of the window: of many more are alike by chance

    def likelihood(self) -> float:
        """Return how likely it is one event, by the shipped scorecard."""
        return scorecard().likelihood(self)

    def reasons(self) -> str:
        """Return what speaks for one event, in words."""
        return scorecard().reasons(self)


NOTHING = "none of them says much"
TELLING = 0.25  # points more than usual that make a sign worth telling
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "likeness": "its words are alike",
        "rare": "both say words that few others say",
        "opening": "title and lead are alike",
        "places": "both name the same places",
        "actors": "both name the same actors",
        "own_desk": "another publisher tells it",
        "age": "the story is young",
    }
)


class _Steps(NamedTuple):
    bounds: Sequence[float]
    points: Sequence[float]  # one more than bounds
    usual: float  # points of the mean pair that was read


class Scorecard(NamedTuple):
    """Points for the base and for every sign, by steps of its value."""

    base: float
    steps: Mapping[str, _Steps]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Scorecard:
        """Return the scorecard that a lexicon holds: `from` are the bounds, `points` what each adds to those before."""
        steps = {
            name: _Steps(tuple(sign["from"]), (0.0, *accumulate(sign["points"])), sign["usual"])
            for name, sign in table["signs"].items()
        }
        return cls(table["base"], MappingProxyType(steps))

    def reasons(self, signs: Signs) -> str:
        """Return the signs that speak for one event more than usual, in words, those that do most first."""
        more = {
            name: _at(self.steps[name], value) - self.steps[name].usual
            for name, value in zip(Signs._fields, signs, strict=True)
            if name in TOLD
        }
        telling = sorted([name for name in more if more[name] >= TELLING], key=lambda name: -more[name])
        return ", ".join(map(TOLD.__getitem__, telling)) or NOTHING

    def likelihood(self, signs: Signs) -> float:
        """Return how likely it is one event, from 0 to 1."""
        steps = self.steps
        odds = self.base + sum([_at(steps[name], value) for name, value in zip(Signs._fields, signs, strict=True)])
        return 1 / (1 + math.exp(-odds))


def _at(steps: _Steps, value: float) -> float:
    return steps.points[bisect_right(steps.bounds, value)]


@cache
def scorecard() -> Scorecard:
    """Return the shipped scorecard."""
    return Scorecard.of(load_lexicon("one_event"))
