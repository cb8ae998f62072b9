"""What a decision says of itself on /metrics."""

from msgspec.structs import replace

from marsad.metrics import Metrics
from marsad.records import Merge
from marsad.runtime.telling import tell
from tests.contract.decided import decided


def test_a_decision_counts_its_verdict_its_merges_and_its_alerts():
    """Once each, whatever runtime decided."""
    metrics = Metrics("0.1", "embedded")
    decision = next(each for _, each in decided() if each.alerts)
    tell(replace(decision, merged=(Merge(story="a", why="same place"), Merge(story="b", why="same place"))), metrics)
    first = decision.alerts[0]
    counted = {
        "marsad_verdicts_total": {"verdict": decision.verdict},
        "marsad_story_merges_total": {},
        "marsad_alerts_total": {"severity": first.severity, "reason": first.reason},
    }

    assert [
        1.0,
        2.0,
        float(sum((each.severity, each.reason) == (first.severity, first.reason) for each in decision.alerts)),
    ] == [metrics.registry.get_sample_value(name, labels) for name, labels in counted.items()]
