"""Which of an alert's clocks may be believed, and how long did people wait?"""

from __future__ import annotations

from datetime import datetime, timedelta

from marsad.records import Alert

_GIVEN = frozenset(("feed", "page-meta", "given"))
_NEWS_AGE = timedelta(hours=24)  # an older date is of the archive, not of a wait


def published(alert: Alert) -> datetime | None:
    """Return the publisher's date when there is one to believe: given with a zone, and not after we saw it."""
    if alert.published is None or alert.date_source not in _GIVEN or alert.published > alert.seen:
        return None
    return alert.published


def detect_latency_s(alert: Alert, delivered: datetime) -> float:
    """Return the seconds from our seeing the article to its delivery."""
    return max(0.0, (delivered - alert.seen).total_seconds())


def alert_latency_s(alert: Alert, delivered: datetime) -> float | None:
    """Return the seconds from publication to delivery, None when the date is not believed."""
    moment = published(alert)
    if moment is None or alert.seen - moment > _NEWS_AGE:
        return None
    return max(0.0, (delivered - moment).total_seconds())
