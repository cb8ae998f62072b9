"""`marsad backtest`: decisions over a corpus, in the order of publication; of single rules, what they would have done."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from alerts.render import highlighted, isolate
from marsad.backtest import decision_line, replay
from marsad.clean import clean
from marsad.commands.jsonlines import Refuse, Refused, answer
from marsad.commands.progress import progress
from marsad.commands.terminal import isolated
from marsad.config.load import load
from marsad.config.models import Config, Rule
from marsad.config.plain import did_you_mean
from marsad.errors import UsageError
from marsad.pool import AnalysePool
from marsad.rule_days import Change, RuleReport, Sample, changes, sample_of

_PUBLISHERS = 8
_BAR = 40
_READ = 25  # alerts that a change adds or removes, shown to people; JSON has all


def run(options: argparse.Namespace) -> int:
    """Read articles from stdin; print one decision a line, or a report on rules."""
    if options.against:
        return _compare(options)
    if options.rule:
        return _report(options)
    return answer(options, _lines)


async def _lines(pool: AnalysePool, refuse: Refuse) -> AsyncIterator[dict[str, Any]]:
    async for _, decision in replay(sys.stdin.buffer, pool, refuse):
        yield decision_line(decision)


# ------------------------------------------------------------------------------------------------------- one or more rules


def _report(options: argparse.Namespace) -> int:
    config = _only(load(options.config).config, options.rule)
    reports = {rule.id: RuleReport(rule.id) for rule in config.rules}
    refused = Refused()

    async def work() -> None:
        pool = AnalysePool(config, options.workers)
        try:
            with progress("articles") as step:
                async for analysis, decision in replay(sys.stdin.buffer, pool, refused):
                    step()
                    for report in reports.values():
                        report.take(analysis, decision)
        finally:
            pool.close()

    asyncio.run(work())
    for rule in config.rules:
        report = reports[rule.id]
        if options.json:
            print(json.dumps(_report_json(rule, report), ensure_ascii=False))
        else:
            print("\n".join(map(isolated, _report_lines(rule, report))), end="\n\n")
    refused.end()
    return 0


def _only(config: Config, ids: Sequence[str]) -> Config:
    """Return `config` with these rules alone; one that is named is run though it is switched off."""
    known = {rule.id: rule for rule in config.rules}
    for id_ in ids:
        if id_ not in known:
            raise UsageError(f"--rule {id_}: no such rule. {did_you_mean(id_, known)}")
    chosen = tuple(known[id_].model_copy(update={"enabled": True}) for id_ in dict.fromkeys(ids))
    return config.model_copy(update={"rules": chosen})


def _report_json(rule: Rule, report: RuleReport) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "name": rule.name,
        "articles": report.days.total(),
        "stories": len(report.stories),
        "alerts": dict(report.reasons),
        "cooled_down": report.quiet,
        "status": dict(report.status.most_common()),
        "days": dict(sorted(report.days.items())),
        "publishers": dict(report.publishers.most_common()),
        "samples": [_sample_json(sample) for sample in report.samples],
    }


def _sample_json(sample: Sample) -> dict[str, Any]:
    return sample._asdict() | {"marks": [list(mark) for mark in sample.marks]}


def _report_lines(rule: Rule, report: RuleReport) -> Iterator[str]:
    alerts = ", ".join(f"{n} {reason}" for reason, n in report.reasons.most_common()) or "none"
    yield f"{rule.id} · {rule.name}"
    yield f"  articles that fire it: {report.days.total()}, stories: {len(report.stories)}, alerts: {alerts}"
    if report.quiet:
        yield f"  cooldown held back {report.quiet} times"
    if not report.days:
        return
    yield "  status: " + ", ".join(f"{status} {n}" for status, n in report.status.most_common())
    yield "  publishers: " + ", ".join(f"{name} {n}" for name, n in report.publishers.most_common(_PUBLISHERS))
    yield "  articles a day"
    most = max(report.days.values())
    for day, n in sorted(report.days.items()):
        yield f"    {day} {n:>5} {'▇' * max(1, round(n / most * _BAR))}"
    yield f"  {len(report.samples)} of its alerts, drawn at random"
    for sample in report.samples:
        yield from _sample_lines(sample)


def _sample_lines(sample: Sample) -> Iterator[str]:
    yield f"    {sample.day} {sample.publisher} {sample.status} {sample.url}"
    yield f"      {isolate(clean(sample.title))}"
    sentence = clean(sample.sentence, max(1, len(sample.sentence)))
    yield f"      {isolate(highlighted(sentence, sample.marks if sentence == sample.sentence else ()))}"


# ---------------------------------------------------------------------------------------------------- two configurations


def _compare(options: argparse.Namespace) -> int:
    new, old = load(options.config).config, load(options.against).config
    ids = list(dict.fromkeys(rule.id for config in (new, old) for rule in config.rules if rule.enabled))
    for id_ in options.rule or ():
        if id_ not in ids:
            raise UsageError(f"--rule {id_}: neither configuration has it. {did_you_mean(id_, ids)}")
    with tempfile.TemporaryFile() as articles:
        for chunk in iter(lambda: sys.stdin.buffer.read(1 << 20), b""):
            articles.write(chunk)
        refused = Refused()
        ours = _alerts(new, articles, options.workers, refused)
        theirs = _alerts(old, articles, options.workers, lambda _: None)  # told of already
    found = changes(ours, theirs, options.rule or ids)
    for change in found:
        if options.json:
            print(json.dumps(_change_json(change), ensure_ascii=False))
        else:
            print("\n".join(map(isolated, _change_lines(change, options.against))), end="\n\n")
    refused.end()
    return 0


def _alerts(config: Config, articles: IO[bytes], workers: int, refuse: Refuse) -> dict[tuple[str, str], Sample]:
    """Return the alerts of `config` by (rule, article)."""
    articles.seek(0)
    found: dict[tuple[str, str], Sample] = {}

    async def work() -> None:
        pool = AnalysePool(config, workers)
        try:
            with progress("articles") as step:
                async for _, decision in replay(articles, pool, refuse):
                    step()
                    for alert in decision.alerts:
                        found.setdefault((alert.rule, decision.article), sample_of(alert))
        finally:
            pool.close()

    asyncio.run(work())
    return found


def _change_json(change: Change) -> dict[str, Any]:
    lists = {"added": change.added, "removed": change.removed, "moved": change.moved}
    return {"rule": change.rule, "kept": change.kept} | {
        name: [_sample_json(sample) for sample in samples] for name, samples in lists.items()
    }


def _change_lines(change: Change, old: Path) -> Iterator[str]:
    counts = f"+{len(change.added)} -{len(change.removed)}, {len(change.moved)} moved to another article of their story"
    yield f"{change.rule}: {counts}, {change.kept} as in {old}"
    for sign, samples in (("+", change.added), ("-", change.removed)):
        for sample in samples[:_READ]:
            day, *rest = _sample_lines(sample)
            yield f"  {sign} {day.strip()}"
            yield from rest
        if len(samples) > _READ:
            yield f"  {sign} and {len(samples) - _READ} more; --json prints all"
