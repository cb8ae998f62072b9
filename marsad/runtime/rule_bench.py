"""What would another rule find? Tried beside the running configuration: in a folder of its own and a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.console.tools import Backtested, RuleLine, Tried
from ingest.one_page import page_at
from marsad.config.load import Loaded, load
from marsad.config.models import Config, Rule
from marsad.errors import ConfigError, InputError
from marsad.identity import digest
from marsad.records import Article, Match
from marsad.rule_days import RuleReport, Sample, changes, sample_of, sample_of_match
from marsad.stores.database import Reader
from marsad.stores.past import Past, past, story_of
from processors.pipeline import Watch, compile_watch, read
from processors.rules import match, matches

ARTICLES_MAX = 5_000  # tried at once: some ten seconds of one core at the lowest priority
TRY_S = 120.0
_RULES, _TRIED = "rules.d", "tried.toml"


class ConfiguredBench:
    """alerts.console.tools.RuleBench over the running configuration and its store."""

    def __init__(
        self, loaded: Callable[[], Loaded], directory: Path, store: Path, allow_private: Sequence[str] = ()
    ) -> None:
        """`allow_private` names networks that pages may be fetched from besides public addresses."""
        self._loaded, self._directory, self._store, self._allowed = loaded, directory, store, allow_private

    def rules(self) -> Sequence[RuleLine]:
        """Return the rules of the running configuration, each as it is written."""
        loaded = self._loaded()
        return [
            RuleLine(rule.id, rule.name, rule.severity, rule.enabled, self._written(loaded, rule.id))
            for rule in loaded.config.rules
        ]

    async def page(self, url: str) -> tuple[str, str]:
        """Return title and text of the article at `url`, read as ingest reads it. Raises InputError when there is none.

        No address but a public or allowed one is dialled, whatever name or redirect leads to it.
        """
        found = await page_at(url, self._loaded().config.settings.ingest, self._allowed)
        return found.title, found.text

    async def on_text(self, rule: str, title: str, text: str) -> Tried:
        """Return what the rule makes of a text. Raises ConfigError or InputError for a rule that cannot be read."""
        return await asyncio.to_thread(self._on_text, rule, title, text)

    async def on_days(self, rule: str, days: int) -> Backtested:
        """Return what the rule would have found in the last `days`. Raises ConfigError or InputError likewise."""
        config = await asyncio.to_thread(self._config, rule)
        since = (datetime.now(UTC) - timedelta(days=days)).timestamp()
        pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), os.nice, (19,))
        try:
            async with asyncio.timeout(TRY_S):
                return await asyncio.wrap_future(pool.submit(backtest, config, self._store, since))
        except TimeoutError as problem:
            raise InputError(f"the rule took more than {TRY_S:.0f} s. Try fewer days.") from problem
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _on_text(self, rule: str, title: str, text: str) -> Tried:
        watch = compile_watch(self._config(rule))
        article = Article(id="tried", revision="tried", url="", title=title, text=text, seen=datetime.now(UTC))
        document = read(article, watch)
        verdict = match(watch.rules.rules[0], document)
        found = next(iter(matches(watch.rules, document)), None)
        sentence, marks = (found.sentence, found.marks) if found else ("", ())
        return Tried(verdict.fired, sentence, marks, verdict.clauses)

    def _config(self, text: str) -> Config:
        """Return the running configuration with the tried rule alone, checked like any other."""
        if "[[rule]]" not in text:
            text = f"[[rule]]\n{text}"
        with tempfile.TemporaryDirectory(prefix="marsad-try-") as folder:
            place = Path(folder)
            for each in self._directory.resolve().iterdir():
                if each.name != _RULES:
                    (place / each.name).symlink_to(each)
            (place / _RULES).mkdir()
            (place / _RULES / _TRIED).write_text(text, "utf-8")
            try:
                config = load(place).config
            except ConfigError as problem:
                # A folder that is gone again helps nobody; file and line do.
                raise ConfigError([each.replace(f"{place.name}/", "") for each in problem.problems]) from problem
        if len(config.rules) != 1:
            raise InputError(f"{len(config.rules)} rules were given. Give one [[rule]].")
        rule: Rule = config.rules[0].model_copy(update={"enabled": True})
        return config.model_copy(update={"rules": (rule,)})

    def _written(self, loaded: Loaded, rule: str) -> str:
        label, _, line = loaded.places.get(("rule", rule), "").rpartition(":")
        try:
            lines = (self._directory.resolve().parent / label).read_text("utf-8").splitlines() if label else []
        except OSError:  # changed under our feet: the page shows the others
            return ""
        return "\n".join(_table(lines, int(line))) if lines else ""


def backtest(config: Config, store: Path, since: float) -> Backtested:
    """Return what the only rule of `config` finds in the articles of `store` since then (unix seconds)."""
    watch, report = compile_watch(config), RuleReport(config.rules[0].id)
    reader = Reader(store)
    try:
        known, found, stories = asyncio.run(reader.read(lambda db: _found(db, watch, since)))
    finally:
        reader.close()
    tried: dict[str, Sample] = {}
    for article, hit in reversed(found):  # the oldest first: it is the one that would have opened the case
        story = stories[article.id]
        report.count(hit, article.at, article.publisher, story)
        if story not in tried:
            tried[story] = sample_of_match(article, hit, story)
            report.keep(digest(report.rule, story), tried[story])
    running: dict[str, Sample] = {}
    for alert in known.alerts:
        if alert.rule == report.rule:
            running.setdefault(alert.story, sample_of(alert))
    (change,) = changes(_by_article(tried), _by_article(running), [report.rule])
    return Backtested(len(known.articles), report, change, known.cut)


def _found(
    db: sqlite3.Connection, watch: Watch, since: float
) -> tuple[Past, list[tuple[Article, Match]], dict[str, str]]:
    """Return the past, its articles that fire the rule, and the stories of those."""
    known = past(db, since, ARTICLES_MAX)
    found = [
        (article, hit)
        for article in known.articles
        if (hit := next(iter(matches(watch.rules, read(article, watch))), None))
    ]
    return known, found, {article.id: story_of(db, article.id) for article, _ in found}


def _by_article(samples: dict[str, Sample]) -> dict[tuple[str, str], Sample]:
    return {(sample.rule, sample.article): sample for sample in samples.values()}


def _table(lines: list[str], line: int) -> Iterator[str]:
    """Yield the lines of the table whose header is line number `line`, without the comments of the next one."""
    body = [lines[line - 1]]
    for each in lines[line:]:
        if each.startswith("[["):
            break
        body.append(each)
    while len(body) > 1 and (not body[-1].strip() or body[-1].startswith("#")):
        body.pop()
    yield from body
