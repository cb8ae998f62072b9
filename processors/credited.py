"""Whom and which places do title and lead name, but for who tells, and from where?

«دبي، الإمارات العربية المتحدة (CNN) -- »: where a desk sits says nothing of where the news is, and the same line heads
all that it writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marsad.records import Analysis, Mention

_MEDIA = "media"
_GAP = 4  # characters between the names of such a line: «، », « (», « - »


def named(analysis: Analysis) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of (actors, places) of title and lead, each once and sorted."""
    title = [mention for mention in analysis.mentions if mention.field == "title"]
    lead = [mention for mention in analysis.mentions if mention.field != "title" and mention.start < analysis.lead_end]
    lead.sort(key=lambda mention: mention.start)
    told = [*title, *lead[_credits(lead) :]]
    return _ids(told, "actor"), _ids(told, "place")


def _credits(lead: Sequence[Mention]) -> int:
    """Return how many names head the text one right behind the other, an agency or a paper among them."""
    end = count = 0
    for mention in lead:
        if mention.start - end > _GAP:
            break
        end, count = max(end, mention.end), count + 1
    return count if any(mention.type == _MEDIA for mention in lead[:count]) else 0


def _ids(mentions: Iterable[Mention], role: str) -> tuple[str, ...]:
    return tuple(sorted({mention.actor for mention in mentions if mention.role == role}))
