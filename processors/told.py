"""How many mentions of an article does its analysis tell?

Rules ask all of them; what goes on from there needs who is named, and where first. Without a bound one name that is
repeated through 200,000 letters makes an analysis of megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from marsad.records import Mention

MOST = 1000


def told(mentions: Sequence[Mention], most: int = MOST) -> tuple[Mention, ...]:
    """Return at most `most` of `mentions` in their order: the first of each actor, then whichever come first."""
    if len(mentions) <= most:
        return tuple(mentions)
    seen: set[tuple[str, str]] = set()
    first: list[int] = []
    again: list[int] = []
    for at, each in enumerate(mentions):
        known = (each.actor, each.role) in seen
        (again if known else first).append(at)
        seen.add((each.actor, each.role))
    kept = [*first[:most], *islice(again, max(0, most - len(first)))]
    return tuple(mentions[at] for at in sorted(kept))
