"""From which score on does an article join a story by its words?

Another desk tells an event in words of its own, so little likeness shows it. A desk seldom tells one event twice in other
words: what is like its own last text is mostly the next of a series, and of the words that few say mostly its phrases. A
large story is often a topic, and grows by what is like any of it.

Read were 792 articles that join with a low score (benchmarks/labels/joins_dev.tsv): of those from another desk 69 in 100
were of the story's event, of those from the same desk 45. Of 77 from another desk that score 0.34 or more and that only other
places kept out (joins_places_dev.tsv; two states and two cities of one state not counted) 67 were, of 18 that only the
figures of titles did 14.
"""

from __future__ import annotations

from typing import NamedTuple

from processors.window.held import Told

THRESHOLD = 0.20
SAME_FAMILY = 0.28  # where the member nearest to the article is of its own publisher family
SURE = 0.26  # of a large story, and of each of two stories that an article shows to be one
RETOLD = 0.34  # two desks that tell so much alike tell of one event, though they choose other places or figures for the title
SAME_HOURS_S = 12 * 3600
MANY = 8  # members of a story that is not yet large


class Nearness(NamedTuple):
    """The score of an article with the story it is nearest to, and the one `wanted` to join that by likeness."""

    score: float
    wanted: float


def wanted(members: int, *, same_family: bool) -> float:
    """Return the score that an article needs to join a story of so many `members` by likeness."""
    least = SAME_FAMILY if same_family else THRESHOLD
    return max(least, SURE) if members > MANY else least


def is_same(family: str, other: str) -> bool:
    """Say whether two articles are of one publisher family; nobody knows where one has none."""
    return bool(family) and family == other


def of_same_hours(one: Told, other: Told) -> bool:
    """Say whether two desks wrote within half a day."""
    return is_other(one.family, other.family) and abs((one.at - other.at).total_seconds()) <= SAME_HOURS_S


def is_other(family: str, other: str) -> bool:
    """Say whether two articles are of two publisher families, both known."""
    return bool(family and other) and family != other
