# ruff: noqa: INP001 - a script, not a package
"""Write dashboards/marsad-overview.json: `python deploy/grafana/overview.py`. What is drawn, and with which queries?

Classic JSON of Grafana 11.6 (schema 41). Every process of a cluster exports every metric, those of other roles at 0: so
queries always aggregate. A number that cannot be told, such as a share of nothing, is left out and shown as a dash.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
TARGET = HERE / "dashboards" / "marsad-overview.json"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
WIDTH = 24
SEVERITIES = {"low": "blue", "medium": "yellow", "high": "orange", "critical": "red"}


class Panel(NamedTuple):
    """One panel: `queries` are (expression, legend); `steps` are thresholds (from, colour) of a stat."""

    title: str
    unit: str
    queries: tuple[tuple[str, str], ...]
    says: str
    kind: str = "timeseries"
    stacked: bool = False
    steps: tuple[tuple[float | None, str], ...] = ()
    width: int = 8
    height: int = 7


def stat(title: str, unit: str, query: str, says: str, *steps: tuple[float | None, str]) -> Panel:
    """Return a panel of one number as of now; `steps` are the thresholds of its colour."""
    return Panel(title, unit, ((query, ""),), says, "stat", steps=steps or ((None, "text"),), width=4, height=4)


def lines(title: str, unit: str, says: str, *queries: tuple[str, str]) -> Panel:
    """Return a panel of lines over time."""
    return Panel(title, unit, queries, says)


def stack(title: str, unit: str, says: str, *queries: tuple[str, str]) -> Panel:
    """Return a panel of areas over time that add up."""
    return Panel(title, unit, queries, says, stacked=True)


def per_minute(metric: str, by: str = "") -> str:
    """Return how often a counter counts in a minute, by labels."""
    return f"sum{f' by ({by})' if by else ''} (rate({metric}[$__rate_interval])) * 60"


def counted(metric: str, by: str = "") -> str:
    """Return how much a counter grew in one step of the graph, by labels."""
    return f"sum{f' by ({by})' if by else ''} (increase({metric}[$__rate_interval]))"


def quantile(share: float, metric: str, by: str = "") -> str:
    """Return a quantile of a histogram, by labels; nothing where nothing was observed (>= 0 drops what is no number)."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket[$__rate_interval]))) >= 0"


OVERVIEW = (
    stat("Feeds healthy", "percentunit",
         'sum(marsad_feeds{state="healthy"}) / (sum(marsad_feeds{state!="paused"}) > 0)',
         "Share of the feeds that are read and bring items at their usual pace.",
         (None, "red"), (0.7, "orange"), (0.9, "green")),
    stat("Since the last new item", "s", "time() - max(marsad_feed_last_item_timestamp_seconds > 0)",
         "Over all feeds, by our clock.", (None, "green"), (900, "orange"), (1800, "red")),
    stat("Detection latency, p95", "s",
         "histogram_quantile(0.95, sum by (le) (increase(marsad_detect_latency_seconds_bucket[$__range]))) >= 0",
         "From seen to the first delivery, over the whole time range: the part that is ours.",
         (None, "green"), (15, "orange"), (30, "red")),
    stat("Backlog", "short", "sum(max by (topic) (marsad_consumer_lag_messages))", "Records that wait for a stage.",
         (None, "green"), (300, "orange"), (3000, "red")),
    stat("Deliveries that succeed", "percentunit",
         'sum(increase(marsad_deliveries_total{outcome="ok"}[$__range]))'
         " / (sum(increase(marsad_deliveries_total[$__range])) > 0)",
         "Share of the attempts in the time range.", (None, "red"), (0.9, "orange"), (0.99, "green")),
    stat("Dead letters", "short", "sum(increase(marsad_dead_letters_total[$__range]))",
         "What no stage or channel would take, in the time range: marsad dead-letters list",
         (None, "green"), (1, "red")),
)  # fmt: skip

FLOW = (
    lines("New items per minute", "short", "The gap between the lines is what joining copies spared the operators.",
          (per_minute("marsad_feed_items_total"), "items"),
          (per_minute('marsad_verdicts_total{verdict="new"}'), "stories")),
    stack("Alerts per minute by severity", "short", "Cases opened; updates of open cases are not counted here.",
          (per_minute('marsad_alerts_total{reason="opened"}', "severity"), "{{severity}}")),
    lines("Latency", "s", "Detection is ours; the rest is waiting for the next poll and the publisher's own delay.",
          (quantile(0.5, "marsad_detect_latency_seconds"), "detection p50"),
          (quantile(0.95, "marsad_detect_latency_seconds"), "detection p95"),
          (quantile(0.95, "marsad_alert_latency_seconds"), "published to delivered p95"),
          (quantile(0.95, "marsad_discovery_delay_seconds"), "published to seen p95")),
    stack("Verdicts per minute", "short", "How articles relate to earlier ones; merged: stories that turned out to be another.",
          (per_minute("marsad_verdicts_total", "verdict"), "{{verdict}}"),
          (per_minute("marsad_story_merges_total"), "merged")),
    lines("Backlog by topic", "short", "Records behind the position of their reader.",
          ("max by (topic) (marsad_consumer_lag_messages)", "{{topic}}")),
    stack("Deliveries per minute", "short", "Attempts by channel and what came of them.",
          (per_minute("marsad_deliveries_total", "channel, outcome"), "{{channel}} {{outcome}}")),
)  # fmt: skip

FEEDS = (
    stack("Feeds by state", "short", "Blocked: refused by the site. Degraded: read, but not well. Silent: no items.",
          ("sum by (state) (marsad_feeds)", "{{state}}")),
    stack("Polls per minute", "short", "not_modified is cheap for both sides.",
          (per_minute("marsad_feed_polls_total", "outcome"), "{{outcome}}")),
    stack("Fetch errors per minute", "short", "Exchanges that gave nothing.",
          (per_minute("marsad_fetch_errors_total", "kind, reason"), "{{kind}} {{reason}}")),
    lines("Fetch time, p95", "s", "One HTTP exchange, retries not added.",
          (quantile(0.95, "marsad_fetch_duration_seconds", "kind"), "{{kind}}")),
    lines("Bytes read", "Bps", "After decompression.",
          ("sum by (kind) (rate(marsad_fetch_bytes_total[$__rate_interval]))", "{{kind}}")),
    stack("Pages by outcome, per minute", "short", "What extraction made of them.",
          (per_minute("marsad_extractions_total", "outcome"), "{{outcome}}")),
    lines("Feeds with unusable pages", "short", "Pages without usable text, the ten feeds that have most.",
          (f"topk(10, {counted('marsad_feed_extract_failures_total', 'feed')})", "{{feed}}")),
    lines("Longest without a good poll", "s", "The ten feeds that were read longest ago.",
          ("topk(10, time() - max by (feed) (marsad_feed_last_success_timestamp_seconds > 0))", "{{feed}}")),
    stack("Items without a believed date, per minute", "short", "They count as new when first seen.",
          (per_minute("marsad_items_undated_total", "reason"), "{{reason}}")),
)  # fmt: skip

STAGES = (
    lines("Items per second by stage", "short", "Throughput.",
          ("sum by (stage) (rate(marsad_stage_duration_seconds_count[$__rate_interval]))", "{{stage}}")),
    lines("Work on one item, p95", "s", "By stage.",
          (quantile(0.95, "marsad_stage_duration_seconds", "stage"), "{{stage}}")),
    stack("Busy cores by stage", "short", "1 is one core in full use.",
          ("sum by (stage) (rate(marsad_stage_duration_seconds_sum[$__rate_interval]))", "{{stage}}")),
    lines("Since a stage last finished an item", "s", "A stage that stands while others move is stuck.",
          ("time() - max by (stage) (marsad_stage_last_processed_timestamp_seconds > 0)", "{{stage}}")),
    lines("Since a position last moved", "s", "Standing still matters only while records wait.",
          ("time() - max by (topic) (marsad_consumer_last_commit_timestamp_seconds > 0)", "{{topic}}")),
    lines("Dead letters by stage", "short", "marsad dead-letters list tells the reasons.",
          (counted("marsad_dead_letters_total", "stage"), "{{stage}}")),
    lines("Articles that matched, per minute", "short", "The ten busiest rules.",
          (f"topk(10, {per_minute('marsad_rule_matches_total', 'rule')})", "{{rule}}")),
    lines("Stories in the window", "short", "What new articles are compared with.",
          ("max(marsad_stories_open)", "stories")),
    stack("Alerts per minute by reason", "short", "One case: opened once, then again, updated, spread, escalated.",
          (per_minute("marsad_alerts_total", "reason"), "{{reason}}")),
)  # fmt: skip

DESK = (
    lines("Waiting deliveries", "short", "Rows of the ledger that are not delivered yet.",
          ("sum by (channel) (marsad_delivery_pending)", "{{channel}}")),
    stack("Held back", "short", "Of those: by quiet hours, digests and the like, for want of room, or after a failure.",
          ("sum by (channel, reason) (marsad_delivery_held)", "{{channel}} {{reason}}")),
    stack("Sent to nobody", "short", "By a silence, or because somebody had decided on the case.",
          (counted("marsad_delivery_suppressed_total", "channel, reason"), "{{channel}} {{reason}}")),
    lines("Oldest waiting delivery", "s", "0 when none waits that should have gone.",
          ("max by (channel) (marsad_delivery_oldest_pending_seconds)", "{{channel}}")),
    lines("One attempt, p95", "s", "How long the channel takes to answer.",
          (quantile(0.95, "marsad_delivery_duration_seconds", "channel"), "{{channel}}")),
    lines("Perhaps delivered twice", "short", "Sent again after a stop in mid-send, with the same key.",
          (counted("marsad_delivery_maybe_duplicate_total", "channel"), "{{channel}}")),
    lines("Open live walls", "short", "Browsers that look at the console.",
          ("sum(marsad_console_clients)", "walls")),
    lines("Processes", "short", "Scraped and answering, by role, version and Python.",
          ("count by (job, version, python, runtime) (marsad_build_info)", "{{job}} {{version}} {{runtime}}")),
    stat("Configuration taken", "bool_yes_no", "min(marsad_config_last_reload_successful)",
         "No: the last edit was refused and the one before it is running.", (None, "red"), (1, "green")),
    stat("Age of the configuration", "s", "time() - min(marsad_config_last_reload_success_timestamp_seconds > 0)",
         "Since the process that took it longest ago."),
)  # fmt: skip

RETRYING = (
    "max by (stage) ((time() - marsad_agent_retrying_since_timestamp_seconds)"
    " * (marsad_agent_retrying_since_timestamp_seconds > bool 0))"
)
CLUSTER = (
    lines("On the way to Kafka", "short", "Records sent and not yet acknowledged.",
          ("sum(marsad_shipper_in_flight)", "records")),
    lines("Spool", "bytes", "What waits on disk for Kafka; at cluster.spool polling stops.",
          ("sum(marsad_spool_bytes)", "bytes")),
    lines("Waiting for Kafka or Redis", "s", "For how long a stage has been retrying; 0 when it is not.",
          (RETRYING, "{{stage}}")),
    lines("Take-overs in ten minutes", "short", "How often a decider changed hands.",
          ("changes(marsad:decider_epoch:max_10m[10m]) or on () vector(0)", "{{language}}")),
    lines("Articles the decider remembers", "short", "By language; 0 on one machine, where stories count instead.",
          ("max by (language) (marsad_memory_rows) or on () vector(0)", "{{language}}")),
    lines("Memory rebuilt", "short", "Redis had lost it, and Kafka gave it back.",
          (counted("marsad_memory_rebuilds_total"), "rebuilds")),
    lines("Skipped records read again", "short", "Kafka gave offsets with a hole. Any is worth a look.",
          (counted("marsad_log_gaps_total", "topic"), "{{topic}}")),
    lines("Redeliveries", "short", "Records a stage had settled before: usual after a restart or a rebalance.",
          (counted("marsad_redeliveries_total", "stage"), "{{stage}}")),
)  # fmt: skip

ROWS = {
    "Is it alive, is it fast, are people told?": OVERVIEW,
    "Flow": FLOW,
    "Feeds": FEEDS,
    "Stages": STAGES,
    "Desk and configuration": DESK,
    "Cluster": CLUSTER,
}


def board() -> dict[str, Any]:
    """Return the board as Grafana reads it."""
    return {
        "uid": "marsad-overview",
        "title": "marsad: overview",
        "tags": ["marsad"],
        "schemaVersion": 41,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {
            "list": [{"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus"}]
        },
        "panels": _placed(),
    }


def _placed() -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = []
    y = 0
    for title, row in ROWS.items():
        panels.append({"type": "row", "title": title, "collapsed": False, "panels": [], **_place(0, y, WIDTH, 1)})
        y += 1
        x = tallest = 0
        for panel in row:
            if x + panel.width > WIDTH:
                x, y, tallest = 0, y + tallest, 0
            panels.append(_drawn(panel) | _place(x, y, panel.width, panel.height))
            x, tallest = x + panel.width, max(tallest, panel.height)
        y += tallest
    return [{"id": number, **panel} for number, panel in enumerate(panels, 1)]


def _place(x: int, y: int, w: int, h: int) -> dict[str, Any]:
    return {"gridPos": {"x": x, "y": y, "w": w, "h": h}}


def _drawn(panel: Panel) -> dict[str, Any]:
    now = panel.kind == "stat"
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "targets": [_target(n, query, legend, now=now) for n, (query, legend) in enumerate(panel.queries)],
        "fieldConfig": {
            "defaults": _stat_field(panel) if now else _line_field(panel),
            "overrides": [_painted(*pair) for pair in SEVERITIES.items() if panel.queries[0][1] == "{{severity}}"],
        },
        "options": _STAT_OPTIONS if now else _LINE_OPTIONS,
    }


def _target(number: int, query: str, legend: str, *, now: bool) -> dict[str, Any]:
    return {
        "refId": chr(ord("A") + number),
        "expr": query,
        "legendFormat": legend,
        "instant": now,
        "range": not now,
    }


def _stat_field(panel: Panel) -> dict[str, Any]:
    steps = [{"value": value, "color": colour} for value, colour in panel.steps]
    thresholds = {"mode": "absolute", "steps": steps}
    return {"unit": panel.unit, "noValue": "–", "color": {"mode": "thresholds"}, "thresholds": thresholds}


def _line_field(panel: Panel) -> dict[str, Any]:
    custom = {
        "drawStyle": "line",
        "lineWidth": 1,
        "fillOpacity": 40 if panel.stacked else 5,
        "showPoints": "never",
        "stacking": {"mode": "normal" if panel.stacked else "none", "group": "A"},
    }
    return {"unit": panel.unit, "noValue": "–", "min": 0, "color": {"mode": "palette-classic"}, "custom": custom}


def _painted(name: str, colour: str) -> dict[str, Any]:
    paint = {"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}
    return {"matcher": {"id": "byName", "options": name}, "properties": [paint]}


_STAT_OPTIONS = {
    "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    "colorMode": "value",
    "graphMode": "none",
    "justifyMode": "auto",
    "orientation": "auto",
    "textMode": "value",
}
_LINE_OPTIONS = {
    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
    "tooltip": {"mode": "multi", "sort": "desc"},
}


def rendered() -> str:
    """Return the text of the file."""
    return json.dumps(board(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(rendered(), encoding="utf-8")
