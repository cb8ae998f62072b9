"""What do the metrics learn of deliveries? The only place of the desk that touches them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from alerts.backoff import Step
from alerts.clocks import alert_latency_s, detect_latency_s
from alerts.recent import Recent
from marsad.metrics import HOLDS, Metrics
from marsad.outbox import Queued
from marsad.ports import Delivery
from marsad.records import Alert

_REMEMBERED = 10_000


class Tally:
    """Counts deliveries on `metrics`."""

    def __init__(self, metrics: Metrics, channels: Iterable[str]) -> None:
        self._metrics = metrics
        self._channels = tuple(channels)
        self._cases = Recent(_REMEMBERED)
        self._repeats = Recent(_REMEMBERED)

    def repeated(self, row: Delivery) -> None:
        """Count a row sent again though the channel may have it already, once per row."""
        if self._repeats.add(f"{row.alert} {row.channel}"):
            self._metrics.delivery_maybe_duplicate_total.labels(row.channel).inc()

    def attempted(self, channel: str, seconds: float) -> None:
        """Record how long one call took, whatever came of it."""
        self._metrics.delivery_duration_seconds.labels(channel).observe(seconds)
        self._metrics.stage_duration_seconds.labels("deliver").observe(seconds)

    def failed(self, channel: str, step: Step) -> None:
        """Count an attempt that did not end in a delivery."""
        self._metrics.deliveries_total.labels(channel, step.outcome).inc()
        if step.outcome == "dead":
            self._metrics.dead_letters_total.labels("deliver").inc()

    def delivered(self, channel: str, alert: Alert, now: datetime) -> None:
        """Count a delivery; the first of the alert that opened a case tells how long people waited."""
        self._metrics.deliveries_total.labels(channel, "ok").inc()
        self._metrics.stage_last_processed_timestamp_seconds.labels("deliver").set(now.timestamp())
        if alert.reason != "opened" or not self._cases.add(alert.id):
            return
        self._metrics.detect_latency_seconds.observe(detect_latency_s(alert, now))
        since_published = alert_latency_s(alert, now)
        if since_published is not None:
            self._metrics.alert_latency_seconds.observe(since_published)

    def suppressed(self, channel: str, reason: str, rows: int) -> None:
        """Count rows that nobody gets, by why."""
        self._metrics.delivery_suppressed_total.labels(channel, reason).inc(rows)

    def crowded(self, channel: str, rows: int) -> None:
        """Tell how many rows wait because the service takes no more calls now."""
        self._metrics.delivery_held.labels(channel, "rate").set(rows)

    def queue(self, queued: Iterable[Queued], now: datetime) -> None:
        """Set the gauges of open rows. What a route or a pause between edits holds back is not late."""
        found = list(queued)
        for channel in self._channels:
            mine = [each for each in found if each.channel == channel]
            held = {each.reason: each.rows for each in mine}
            for reason in (*HOLDS, "retry"):
                self._metrics.delivery_held.labels(channel, reason).set(held.get(reason, 0))
            self._metrics.delivery_pending.labels(channel).set(sum(held.values()))
            oldest = min((each.oldest for each in mine if each.reason not in HOLDS), default=now)
            self._metrics.delivery_oldest_pending_seconds.labels(channel).set(max(0.0, (now - oldest).total_seconds()))
