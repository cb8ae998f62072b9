"""What do people and programs read of an alert? `card` for people, `payload` for programs.

Both say the same; text that came in from outside is harmless in both, whatever stored it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from alerts.cards import Style, publishers, story_card
from alerts.clocks import published
from alerts.quoting import FSI, PDI, highlighted, isolate, quoted, window
from alerts.told import told
from alerts.writers import plain
from marsad.clean import clean, safe_link
from marsad.records import Alert, Deed, Side

__all__ = ["FSI", "PDI", "card", "highlighted", "isolate", "payload", "publishers", "quoted", "window"]

SENTENCE_CHARS = 1000  # in the payload; a page without full stops is one sentence


def payload(alert: Alert) -> dict[str, Any]:
    """Return the public form of an alert, as docs/webhook.md describes it; every key is always there."""
    sentence, marks = quoted(alert, SENTENCE_CHARS)
    dated = published(alert)
    return {
        "id": alert.id,
        "reason": alert.reason,
        "rule": {"id": alert.rule, "name": clean(alert.name)},
        "severity": alert.severity,
        "story": alert.story,
        "into": alert.into,
        "title": clean(alert.title),
        "url": safe_link(alert.url) or "",
        "publisher": clean(alert.publisher),
        "families": [clean(each) for each in alert.families],
        "sentence": sentence,
        "marks": [list(mark) for mark in marks],
        "status": alert.status,
        "actors": [clean(each) for each in alert.actors],
        "places": [clean(each) for each in alert.places],
        "within": [clean(each) for each in alert.within],
        "events": [_event(each) for each in alert.events],
        "at": alert.at.isoformat(),
        "published": dated.isoformat() if dated else None,
        "seen": alert.seen.isoformat(),
    }


def _event(deed: Deed) -> dict[str, Any]:
    source, target = (_side(each) for each in (deed.source, deed.target))
    place = clean(deed.place or "") or None
    sides = {"event": deed.event, "source": source, "target": target, "place": place}
    return sides | {"taken": deed.taken, "status": deed.status}


def _side(side: Side | None) -> dict[str, str] | None:
    return {"id": clean(side.id), "name": clean(side.name)} if side else None


def card(alert: Alert, *, label: Callable[[str], str], zone: tzinfo) -> str:
    """Return an alert as lines of plain text; `label` turns ids of actors, places and publishers into names.

    Every line starts with U+200F: a line that starts with a Latin name would run left to right otherwise. What came
    from outside stands between U+2068 and U+2069, so it cannot reorder its neighbours.
    """
    return plain(story_card(told([alert]), Style(label=label, zone=zone)))
