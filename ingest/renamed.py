"""Does this feed call its items by other names at each reading? A session in each link, a guid made anew each time.

Then all of them are new for ever, and each reading would fetch and publish all of them again. Names of one reading are
judged by `ingest.entries`; here two readings are compared: the same titles, and not one name that is known.
"""

from __future__ import annotations

from msgspec.structs import replace

from ingest.entries import Reading
from marsad.identity import digest
from marsad.ports import FeedState

WORDS = "its items had new links or guids at each reading and are told apart by title and day; ask the outlet for lasting ones"
_TITLES_MIN = 2  # a bar of one item may say «عاجل» of every event
_TIMES = 2  # a site that moves renames its items once


def after_reading(state: FeedState, reading: Reading, *, known: int) -> tuple[FeedState, bool]:
    """Return the state, and whether the items are those of the last reading under other names.

    `known`: how many of them are known by name. After the second time the policy is "title", for good.
    """
    titles = {entry.title for entry in reading.entries}
    mark = digest("titles", *sorted(titles)) if len(titles) >= _TITLES_MIN else ""
    again = bool(mark) and mark == state.titles and not known
    times = state.renamed + again
    if known and not is_settled(state):
        times = 0
    later = replace(state, titles=mark, renamed=times)
    return (replace(later, id_policy="title") if again and is_settled(later) else later), again


def is_settled(state: FeedState) -> bool:
    """Say whether the feed's items are told apart by title because their names changed at each reading."""
    return state.renamed >= _TIMES
