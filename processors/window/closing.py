"""Which stories have gone quiet? Told by the articles that come, never by a clock: a replay closes the same ones."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from itertools import islice

QUIET = timedelta(hours=48)
AT_ONCE = 64  # that one article may close; the next closes the others


class Living:
    """The stories that are open, the one that has been quiet for longest first.

    Time is that of the newest article when a member came: it never goes back, so the order is that of arrival.
    """

    def __init__(self) -> None:
        # Not a dict: that walks over all that have left it before it comes to its first item.
        self._heard: OrderedDict[str, datetime] = OrderedDict()

    def __contains__(self, story: str) -> bool:
        return story in self._heard

    def hear(self, story: str, latest: datetime) -> None:
        """Take a member in, when `latest` was the newest event time: a closed story is open again."""
        self._heard.pop(story, None)
        self._heard[story] = latest

    def end(self, story: str) -> None:
        """Count the story as open no more."""
        self._heard.pop(story, None)

    def quiet(self, now: datetime, but: str) -> tuple[str, ...]:
        """Return the stories without a member for two days at `now`, all but `but`, at most as many as are closed at once."""
        found, since = [], now - QUIET
        for story, heard in islice(self._heard.items(), AT_ONCE):
            if heard > since:
                break
            if story != but:
                found.append(story)
        return tuple(found)
