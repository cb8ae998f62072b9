"""Does this feed call its items by other names at each reading? A session in each link, a guid made anew each time.

Then all of them are new for ever, and each reading would fetch and publish all of them again. Names of one reading are
judged by `ingest.entries`; here two readings are compared: mostly the same titles, and not one name that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from msgspec.structs import replace

from ingest.entries import Reading
from marsad.ports import Entry, FeedState

WORDS = "its items had new links or guids at each reading and are told apart by title and day; ask the outlet for lasting ones"
_TITLES_MIN = 2  # a bar of one item may say «عاجل» of every event
_TIMES = 2  # a site that moves renames its items once
_MARK_BYTES = 4  # of a title


def after_reading(state: FeedState, reading: Reading, *, known: int) -> tuple[FeedState, frozenset[bytes]]:
    """Return the state, and the marks of titles whose items were in the last reading under other names.

    `known`: how many of them are known by name. After the second time the policy is "title", for good.
    """
    ours, theirs = frozenset(map(_mark, reading.entries)), _unpacked(state.titles)
    both = ours & theirs
    again = len(both) >= _TITLES_MIN and 2 * len(both) > max(len(ours), len(theirs)) and not known
    times = state.renamed + again
    if known and not is_settled(state):
        times = 0
    later = replace(state, titles=b"".join(sorted(ours)), renamed=times)
    if not again:
        return later, frozenset()
    return (replace(later, id_policy="title") if is_settled(later) else later), both


def told_before(entries: Sequence[Entry], marks: frozenset[bytes]) -> list[Entry]:
    """Return the entries whose titles have one of the `marks`."""
    return [entry for entry in entries if _mark(entry) in marks]


def is_settled(state: FeedState) -> bool:
    """Say whether the feed's items are told apart by title because their names changed at each reading."""
    return state.renamed >= _TIMES


def _mark(entry: Entry) -> bytes:
    return blake2b(entry.title.encode(), digest_size=_MARK_BYTES).digest()


def _unpacked(marks: bytes) -> frozenset[bytes]:
    return frozenset(marks[at : at + _MARK_BYTES] for at in range(0, len(marks), _MARK_BYTES))
