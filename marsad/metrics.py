"""Every metric marsad exports, declared once. Nothing else creates one.

Base units, `_total` on counters, timestamps instead of ages. Labels are ids of the configuration or fixed words, so
the number of series is known from the configuration. Children are created at start: a ratio with a missing counter
is no number.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable
from itertools import islice

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

END_TO_END_S = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
STAGE_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
NETWORK_S = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30)

POLL_OUTCOMES = ("ok", "not_modified", "error")
FETCH_KINDS = ("feed", "article")
FETCH_REASONS = ("timeout", "dns", "tls", "http_4xx", "http_5xx", "blocked", "too_large", "parse", "network")
FEED_STATES = ("healthy", "silent", "failing", "blocked", "degraded", "paused")
EXTRACTIONS = ("ok", "feed", "short", "empty", "unlike", "not_arabic", "error")
STAGES = ("extract", "ship", "analyse", "decide", "deliver", "desk")
VERDICTS = ("new", "copy", "contains", "contained", "update")
SEVERITIES = ("low", "medium", "high", "critical")
ALERT_REASONS = ("opened", "again", "updated", "spread", "escalated", "merged")
DELIVERIES = ("ok", "retried", "failed", "dead")
HOLDS = ("quiet", "digest", "group", "edit", "unanswered")  # a route, or the pause between edits: nobody is late
HELD = (*HOLDS, "rate", "retry")
SUPPRESSED = ("silenced", "acked", "snoozed", "false_alarm", "muted", "closed", "unrouted")
UNDATED = ("missing", "future", "ancient", "no_zone")
RULE_LABELS_MAX = 200


class Metrics:
    """All metrics over one registry; attributes are named as on /metrics, without the prefix."""

    def __init__(self, version: str, runtime: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = r = CollectorRegistry()
        self._feeds: set[str] = set()
        self._rules: set[str] = set()
        self._channels: set[str] = set()
        info = Gauge("marsad_build_info", "What is running.", ["version", "python", "runtime"], registry=r)
        info.labels(version, platform.python_version(), runtime).set(1)
        self._process(r)
        self._ingest(r)
        self._pipeline(r)
        self._desk(r)
        self._cluster(r)
        self._fixed_children()

    def _process(self, r: CollectorRegistry) -> None:
        self.config_last_reload_successful = Gauge(
            "marsad_config_last_reload_successful", "1 if the last reload was taken.", registry=r
        )
        self.config_last_reload_success_timestamp_seconds = Gauge(
            "marsad_config_last_reload_success_timestamp_seconds", "When a configuration was last taken.", registry=r
        )
        self.store_refusing_since_timestamp_seconds = Gauge(
            "marsad_store_refusing_since_timestamp_seconds",
            "Since when the file on disk takes nothing; 0 = it takes what is written.",
            registry=r,
        )
        self.console_clients = Gauge("marsad_console_clients", "Open live walls.", registry=r)

    def _ingest(self, r: CollectorRegistry) -> None:
        feed = ["feed"]
        self.feeds = Gauge("marsad_feeds", "Feeds by state.", ["state"], registry=r)
        self.feed_polls_total = Counter("marsad_feed_polls_total", "Polls by outcome.", ["feed", "outcome"], registry=r)
        self.feed_items_total = Counter("marsad_feed_items_total", "New items seen.", feed, registry=r)
        self.feed_last_success_timestamp_seconds = Gauge(
            "marsad_feed_last_success_timestamp_seconds", "Last good poll.", feed, registry=r
        )
        self.feed_last_item_timestamp_seconds = Gauge(
            "marsad_feed_last_item_timestamp_seconds", "When a new item was last seen, by our clock.", feed, registry=r
        )
        self.feed_extract_failures_total = Counter(
            "marsad_feed_extract_failures_total", "Pages that gave no usable text.", feed, registry=r
        )
        self.items_undated_total = Counter(
            "marsad_items_undated_total", "Items without a believed date.", ["reason"], registry=r
        )
        self.discovery_delay_seconds = Histogram(
            "marsad_discovery_delay_seconds", "Published to seen.", buckets=END_TO_END_S, registry=r
        )
        self.fetch_duration_seconds = Histogram(
            "marsad_fetch_duration_seconds", "One HTTP exchange.", ["kind"], buckets=NETWORK_S, registry=r
        )
        self.fetch_bytes_total = Counter(
            "marsad_fetch_bytes_total", "Bytes read after decompression.", ["kind"], registry=r
        )
        self.fetch_errors_total = Counter(
            "marsad_fetch_errors_total", "Exchanges that gave nothing.", ["kind", "reason"], registry=r
        )
        self.extractions_total = Counter("marsad_extractions_total", "Pages read, by outcome.", ["outcome"], registry=r)

    def _pipeline(self, r: CollectorRegistry) -> None:
        self.stage_duration_seconds = Histogram(
            "marsad_stage_duration_seconds", "Work on one item.", ["stage"], buckets=STAGE_S, registry=r
        )
        self.stage_last_processed_timestamp_seconds = Gauge(
            "marsad_stage_last_processed_timestamp_seconds",
            "When a stage last finished an item.",
            ["stage"],
            registry=r,
        )
        self.dead_letters_total = Counter(
            "marsad_dead_letters_total", "Records a stage could not take.", ["stage"], registry=r
        )
        self.consumer_lag_messages = Gauge(
            "marsad_consumer_lag_messages",
            "Records waiting behind the position, in all partitions.",
            ["topic"],
            registry=r,
        )
        self.consumer_last_commit_timestamp_seconds = Gauge(
            "marsad_consumer_last_commit_timestamp_seconds", "When a position last moved.", ["topic"], registry=r
        )
        self.verdicts_total = Counter("marsad_verdicts_total", "Decisions by verdict.", ["verdict"], registry=r)
        self.story_merges_total = Counter(
            "marsad_story_merges_total", "Stories that turned out to be another.", registry=r
        )
        self.stories_open = Gauge("marsad_stories_open", "Stories in the window.", registry=r)
        self.rule_matches_total = Counter(
            "marsad_rule_matches_total", "Articles a rule fired on.", ["rule"], registry=r
        )

    def _desk(self, r: CollectorRegistry) -> None:
        self.alerts_total = Counter("marsad_alerts_total", "Alerts decided.", ["severity", "reason"], registry=r)
        self.alert_latency_seconds = Histogram(
            "marsad_alert_latency_seconds",
            "Published to first delivery of the opening alert, for believed dates.",
            buckets=END_TO_END_S,
            registry=r,
        )
        self.detect_latency_seconds = Histogram(
            "marsad_detect_latency_seconds",
            "Seen to first delivery of the opening alert.",
            buckets=END_TO_END_S,
            registry=r,
        )
        self.deliveries_total = Counter(
            "marsad_deliveries_total", "Attempts by what came of them.", ["channel", "outcome"], registry=r
        )
        self.delivery_duration_seconds = Histogram(
            "marsad_delivery_duration_seconds", "One attempt.", ["channel"], buckets=NETWORK_S, registry=r
        )
        self.delivery_pending = Gauge("marsad_delivery_pending", "Rows waiting.", ["channel"], registry=r)
        self.delivery_held = Gauge(
            "marsad_delivery_held", "Of the rows waiting, those held back, by why.", ["channel", "reason"], registry=r
        )
        self.delivery_suppressed_total = Counter(
            "marsad_delivery_suppressed_total", "Rows nobody gets, by why.", ["channel", "reason"], registry=r
        )
        self.delivery_oldest_pending_seconds = Gauge(
            "marsad_delivery_oldest_pending_seconds",
            "Age of the oldest waiting row that no route and no pause between edits holds back.",
            ["channel"],
            registry=r,
        )
        self.delivery_maybe_duplicate_total = Counter(
            "marsad_delivery_maybe_duplicate_total", "Repeated after a stop in mid-send.", ["channel"], registry=r
        )

    def _cluster(self, r: CollectorRegistry) -> None:
        self.shipper_in_flight = Gauge(
            "marsad_shipper_in_flight", "Records sent to Kafka and not yet acknowledged.", registry=r
        )
        self.spool_bytes = Gauge("marsad_spool_bytes", "Bytes that wait on disk for Kafka.", registry=r)
        self.spool_max_bytes = Gauge("marsad_spool_max_bytes", "The most that may wait on disk.", registry=r)
        self.agent_retrying_since_timestamp_seconds = Gauge(
            "marsad_agent_retrying_since_timestamp_seconds",
            "Since when a stage waits for Kafka, Redis or its store; 0 = it does not.",
            ["stage"],
            registry=r,
        )
        self.redeliveries_total = Counter(
            "marsad_redeliveries_total", "Records a stage had settled before.", ["stage"], registry=r
        )
        self.log_gaps_total = Counter(
            "marsad_log_gaps_total",
            "Records that Kafka skipped: read again by analyse and decide, lost to the desk.",
            ["topic"],
            registry=r,
        )
        self.decider_epoch = Gauge(
            "marsad_decider_epoch", "Number of the ownership of a language; it grows with every take-over.",
            ["language"], registry=r,
        )  # fmt: skip
        self.memory_rows = Gauge("marsad_memory_rows", "Articles the decider remembers.", ["language"], registry=r)
        self.memory_rebuilds_total = Counter(
            "marsad_memory_rebuilds_total", "Memories rebuilt from Kafka after Redis had lost them.", registry=r
        )

    def _fixed_children(self) -> None:
        for state in FEED_STATES:
            self.feeds.labels(state)
        for reason in UNDATED:
            self.items_undated_total.labels(reason)
        for kind in FETCH_KINDS:
            self.fetch_duration_seconds.labels(kind)
            self.fetch_bytes_total.labels(kind)
            for reason in FETCH_REASONS:
                self.fetch_errors_total.labels(kind, reason)
        for outcome in EXTRACTIONS:
            self.extractions_total.labels(outcome)
        self._pipeline_children()

    def _pipeline_children(self) -> None:
        for stage in STAGES:
            self.stage_duration_seconds.labels(stage)
            self.stage_last_processed_timestamp_seconds.labels(stage)
            self.dead_letters_total.labels(stage)
            self.agent_retrying_since_timestamp_seconds.labels(stage)
            self.redeliveries_total.labels(stage)
        for topic in ("articles", "analyses", "stories", "alerts"):
            self.log_gaps_total.labels(topic)
            self.consumer_lag_messages.labels(topic)
            self.consumer_last_commit_timestamp_seconds.labels(topic)
        for verdict in VERDICTS:
            self.verdicts_total.labels(verdict)
        for severity in SEVERITIES:
            for reason in ALERT_REASONS:
                self.alerts_total.labels(severity, reason)

    def declare(self, *, feeds: Iterable[str], rules: Iterable[str], channels: Iterable[str]) -> None:
        """Create the children of the configuration and drop those of ids that left it."""
        self._declared_feeds(set(feeds))
        self._rules = set(islice(rules, RULE_LABELS_MAX))
        for rule in self._rules:
            self.rule_matches_total.labels(rule)
        self._declared_channels(set(channels))

    def _declared_channels(self, channels: set[str]) -> None:
        alone = (
            self.delivery_duration_seconds,
            self.delivery_pending,
            self.delivery_oldest_pending_seconds,
            self.delivery_maybe_duplicate_total,
        )
        labelled = (
            (self.deliveries_total, DELIVERIES),
            (self.delivery_held, HELD),
            (self.delivery_suppressed_total, SUPPRESSED),
        )
        for gone in self._channels - channels:
            for metric in alone:
                metric.remove(gone)
            for metric, words in labelled:
                for word in words:
                    metric.remove(gone, word)
        for channel in channels:
            for metric in alone:
                metric.labels(channel)
            for metric, words in labelled:
                for word in words:
                    metric.labels(channel, word)
        self._channels = channels

    def _declared_feeds(self, feeds: set[str]) -> None:
        by_feed = (
            self.feed_items_total,
            self.feed_last_success_timestamp_seconds,
            self.feed_last_item_timestamp_seconds,
            self.feed_extract_failures_total,
        )
        for gone in self._feeds - feeds:
            for metric in by_feed:
                metric.remove(gone)
            for outcome in POLL_OUTCOMES:
                self.feed_polls_total.remove(gone, outcome)
        for feed in feeds:
            for metric in by_feed:
                metric.labels(feed)
            for outcome in POLL_OUTCOMES:
                self.feed_polls_total.labels(feed, outcome)
        self._feeds = feeds

    def rule_label(self, rule: str) -> str:
        """Return the label for a rule id: itself, or "other" when it is not one of the declared."""
        return rule if rule in self._rules else "other"
