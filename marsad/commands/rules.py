"""`marsad rules test`: which rules fire on a text, and what keeps the others from it? `report` is in rules_report."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from marsad.commands import rules_report
from marsad.commands.given_text import Given, given, page, text_of
from marsad.commands.terminal import isolated
from marsad.config.load import load
from marsad.config.models import Config, Rule
from marsad.config.plain import did_you_mean
from marsad.errors import UsageError
from marsad.records import Article, Clause, Hit, Mention
from processors.document import Document
from processors.matching.ruleset import CompiledRule
from processors.pipeline import compile_watch, read
from processors.rules import NotCounted, Verdict, match

_LOST = 6  # hits that did not count, shown of one rule


def run(options: argparse.Namespace) -> int:
    """Carry out one action."""
    return rules_report.run(options) if options.act == "report" else _test(options)


def _test(options: argparse.Namespace) -> int:
    """Print the verdict of each rule; exit status 0 when one fires, 1 when none does."""
    config = load(options.config).config
    chosen = _chosen(config, options.rule)
    article = _article(options, config)
    watch = compile_watch(config.model_copy(update={"rules": chosen}))
    document = read(article, watch)
    verdicts = [(rule, match(rule, document)) for rule in watch.rules.rules]
    if options.json:
        for rule, verdict in verdicts:
            print(json.dumps(_as_json(rule, verdict), ensure_ascii=False))
    else:
        for rule, verdict in sorted(verdicts, key=lambda each: not each[1].fired):
            lines = _story(rule, verdict, document, whole=bool(options.rule))
            print("\n".join(map(isolated, lines)), end="\n\n")
    fired = sum(verdict.fired for _, verdict in verdicts)
    if not options.json:
        print(f"{fired} of {len(verdicts)} rules fire")
    return 0 if fired else 1


def _chosen(config: Config, id_: str | None) -> tuple[Rule, ...]:
    """Return the rules to try; one that is named is tried though it is switched off."""
    if id_ is None:
        return config.rules
    found = tuple(rule.model_copy(update={"enabled": True}) for rule in config.rules if rule.id == id_)
    if not found:
        raise UsageError(f"--rule {id_}: no such rule. {did_you_mean(id_, [rule.id for rule in config.rules])}")
    return found


def _article(options: argparse.Namespace, config: Config) -> Article:
    sources = [each for each in (options.text, options.file, options.url) if each is not None]
    if len(sources) > 1:
        raise UsageError("give one of TEXT, --file and --url")
    if not sources and options.title is None:
        raise UsageError("there is nothing to test. Give TEXT, --file FILE, --url URL or --title TITLE")
    found = _given(options, config)
    title, now = options.title or found.title, datetime.now(UTC)
    return Article(
        id="test", revision="test", url=found.url, title=title, text=found.text, seen=now, published=found.published
    )


def _given(options: argparse.Namespace, config: Config) -> Given:
    if options.file is not None:
        return Given(text_of(options.file))
    if options.url is not None:
        return page(options.url, config.settings.ingest, options.allow_private)
    return given(options.text or "", config.settings.ingest, options.allow_private)


def _as_json(rule: CompiledRule, verdict: Verdict) -> dict[str, Any]:
    said: dict[str, Any] = msgspec.to_builtins(verdict)
    whole = {"rule": verdict.rule, "name": rule.rule.name, "severity": rule.rule.severity, "fired": verdict.fired}
    return whole | {"clauses": said.get("clauses", []), "not_counted": said.get("not_counted", [])}


def _story(rule: CompiledRule, verdict: Verdict, document: Document, *, whole: bool) -> Iterator[str]:
    """Yield the verdict in lines; of a rule that does not fire only what keeps it from it, unless `whole`."""
    outcome = f"fires ({rule.rule.severity})" if verdict.fired else "does not fire"
    yield f"{verdict.rule}: {outcome} · {rule.rule.name}"
    shown = [clause for clause in verdict.clauses if whole or verdict.fired or not clause.ok]
    for clause in shown:
        yield from _clause_lines(clause, document)
        if not clause.ok:
            yield from _lost_lines([each for each in verdict.not_counted if each.clause == clause.clause], document)
    outside = [each for each in verdict.not_counted if each.why == "outside the window"]
    yield from _lost_lines(outside, document)


def _clause_lines(clause: Clause, document: Document) -> Iterator[str]:
    why = clause.why or ("" if clause.by else "nothing of it is said")
    yield f"  {'✓' if clause.ok else '✗'} {clause.clause}" + (f": {why}" if why else "")
    for found in clause.by:
        yield f"      {_place(found, document)}: {_what(found)}"


def _lost_lines(lost: list[NotCounted], document: Document) -> Iterator[str]:
    for each in lost[:_LOST]:
        why = each.why
        if each.cue:
            why = f"{why.partition(' («')[0]} because of «{each.cue}» at {each.cue_start}"
        yield f"      {document.zone_at(each.field, each.start)} at {each.start}: «{each.form}» does not count: {why}"
    if len(lost) > _LOST:
        yield f"      and {len(lost) - _LOST} more"


def _place(found: Hit | Mention, document: Document) -> str:
    return f"{document.zone(found)} at {found.start}"


def _what(found: Hit | Mention) -> str:
    if isinstance(found, Mention):
        return f"«{found.surface}» is {found.actor} ({found.role}, {found.type})"
    cue = f" because of «{found.cue}» at {found.cue_start}" if found.cue else ""
    return f"«{found.form}» says «{found.keyword}» ({found.level}), {found.status}{cue}"
