"""What a decision says of itself, on /metrics and in the log: the same whichever runtime drives the stages."""

from __future__ import annotations

import logging

from marsad.metrics import Metrics
from marsad.records import Decision

_log = logging.getLogger("marsad.runtime")


def tell(decision: Decision, metrics: Metrics) -> None:
    """Count the verdict, the merges and the alerts of a decision, and log each alert."""
    metrics.verdicts_total.labels(decision.verdict).inc()
    metrics.story_merges_total.inc(len(decision.merged))
    for alert in decision.alerts:
        metrics.alerts_total.labels(alert.severity, alert.reason).inc()
        _log.info(
            "alert reason=%s rule=%s severity=%s story=%s id=%s",
            alert.reason, alert.rule, alert.severity, alert.story, alert.id,
        )  # fmt: skip
