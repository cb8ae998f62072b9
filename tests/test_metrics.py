"""/metrics has every series from the start, and only those of the running configuration."""

from prometheus_client import generate_latest

from marsad.metrics import RULE_LABELS_MAX, Metrics


def exported(metrics: Metrics) -> str:
    return generate_latest(metrics.registry).decode()


def test_every_series_is_there_before_anything_happened():
    """A ratio over a counter that does not exist yet is no number."""
    metrics = Metrics("0.1", "embedded")
    metrics.declare(feeds=["bbc"], rules=["attack"], channels=["hook"])
    said = exported(metrics)

    for series in (
        'marsad_feed_polls_total{feed="bbc",outcome="not_modified"} 0.0',
        'marsad_rule_matches_total{rule="attack"} 0.0',
        'marsad_deliveries_total{channel="hook",outcome="dead"} 0.0',
        'marsad_verdicts_total{verdict="contained"} 0.0',
        'marsad_alerts_total{reason="spread",severity="critical"} 0.0',
    ):
        assert series in said
    assert "_created" not in said


def test_a_feed_that_left_the_configuration_leaves_the_metrics():
    """Else its silence would alarm for ever."""
    metrics = Metrics("0.1", "embedded")
    metrics.declare(feeds=["bbc", "old"], rules=[], channels=[])
    metrics.declare(feeds=["bbc"], rules=[], channels=[])

    assert 'feed="bbc"' in exported(metrics)
    assert 'feed="old"' not in exported(metrics)


def test_rules_beyond_the_bound_share_one_label():
    """Two hundred rules have a series each; the number of series is known from the configuration."""
    metrics = Metrics("0.1", "embedded")
    assert "other" == metrics.rule_label("attack")
    metrics.declare(feeds=[], rules=[f"r{n}" for n in range(RULE_LABELS_MAX + 1)], channels=[])

    assert ("r0", "other") == (metrics.rule_label("r0"), metrics.rule_label(f"r{RULE_LABELS_MAX}"))


def test_a_thousand_feeds_stay_within_their_budget():
    """Seven series a feed: what Prometheus has to hold is bounded."""
    metrics = Metrics("0.1", "embedded")
    metrics.declare(feeds=[f"f{n}" for n in range(1000)], rules=[], channels=[])

    assert 8_100 >= sum(not line.startswith("#") for line in exported(metrics).splitlines())


def test_no_label_takes_its_values_from_articles():
    """An id of the news is not known from the configuration: `new:` persons alone would be thousands of series a day."""
    metrics = Metrics("0.1", "embedded")
    metrics.declare(feeds=["bbc"], rules=["attack"], channels=["hook"])
    labels = {label for metric in metrics.registry.collect() for sample in metric.samples for label in sample.labels}
    assert {"feed", "rule", "channel"} <= labels
    assert set() == labels & {"actor", "place", "story", "article", "publisher", "url"}
