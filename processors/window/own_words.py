"""Which words are a story's own: its articles say them, and hardly any other article of these days does?

Desks that tell one event in other words share few words, but the name of the ship or of the accused stands in all of
them and nowhere else. A few such words show more than many that everybody says. Who is rare, a window tells only once
it holds articles enough, of a day at least: in the first hours every word is somebody's own.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np

from processors.window.members import Story
from processors.window.owners import Owners
from processors.window.shared_words import POSTINGS, STEP_BITS, runs

# Two stories are one event that have so many own words in common.
IN_COMMON = 5

_NUMBER_BITS = 32  # of a story
_NUMBER = (1 << _NUMBER_BITS) - 1

KNOWN, KNOWN_S = 200, 24 * 3600  # articles and time that a window holds before it knows who is rare


def in_common(rows: Iterable[tuple[array[int], bool]], ours: Story, owners: Owners) -> tuple[Story, int] | None:
    """Return the story that has most own words in common with `ours` and one more article, and how many, or None.

    `rows`: the postings of each word, and whether that article says it. Half of a row are members of both stories, and
    half of the members of each say the word; full rows tell of neither. Fewer than IN_COMMON such words are none.
    """
    members = len(ours.members)
    asked = [(row, len(row), said) for row, said in rows if len(row) < POSTINGS and 2 * (len(row) + said) > members]
    if len(asked) < IN_COMMON:
        return None
    packed, lengths, also = zip(*asked, strict=True)
    saying = np.array(lengths)
    ends = saying.cumsum()
    positions = np.frombuffer(b"".join(packed), dtype=np.int64) >> STEP_BITS
    stories = owners.numbers(positions)
    own = np.add.reduceat(stories == ours.number, ends - saying, dtype=np.int64) + also
    telling = (2 * own > members) & (saying + also > own)  # half of the story says it, and another does
    if np.count_nonzero(telling) < IN_COMMON:  # so are most: what follows takes long
        return None
    least = (saying + also + 1) // 2 - own  # members that another story has in a row
    least[2 * own <= members] = len(positions) + 1
    told = np.arange(len(saying)).repeat(saying) << _NUMBER_BITS | stories  # rows, and in a row the stories
    told.sort()
    bounds = runs(told)
    times, told = bounds[1:] - bounds[:-1], told.take(bounds[:-1])
    enough = (times >= least.take(told >> _NUMBER_BITS)).nonzero()[0]
    if len(enough) < IN_COMMON:
        return None
    numbers, times = told[enough] & _NUMBER, times[enough]
    shared = [
        number for number, words in Counter(numbers.tolist()).items() if words >= IN_COMMON and number != ours.number
    ]
    found = []
    for number in shared:
        theirs = owners[int(positions[stories.tolist().index(number)])]
        found.append((theirs, int(np.count_nonzero(2 * times[numbers == number] >= len(theirs.members)))))
    best = min(found, key=lambda item: (-item[1], item[0].name), default=None)
    return best if best and best[1] >= IN_COMMON else None
