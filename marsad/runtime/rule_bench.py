"""What would another rule find? Tried beside the running configuration: in a folder of its own and a process of its own."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.console.tools import Backtested, RuleLine, Sample, Tried
from marsad.config.load import Loaded, load
from marsad.config.models import Config, Rule
from marsad.errors import ConfigError, InputError
from marsad.records import Alert, Article, Match, decode
from processors.pipeline import Watch, compile_watch, read
from processors.rules import match, matches

ARTICLES_MAX = 5_000  # tried at once: some ten seconds of one core at the lowest priority
SAMPLES = 10
TRY_S = 120.0
_RULES, _TRIED = "rules.d", "tried.toml"
_RECENT = "select value from log where topic = 'articles' and at >= ? order by offset desc limit ?"
_TOLD = "select value from alert where at >= ? and at <= ? order by n"


class ConfiguredBench:
    """alerts.console.tools.RuleBench over the running configuration and its store."""

    def __init__(self, loaded: Callable[[], Loaded], directory: Path, store: Path) -> None:
        self._loaded, self._directory, self._store = loaded, directory, store

    def rules(self) -> Sequence[RuleLine]:
        """Return the rules of the running configuration, each as it is written."""
        loaded = self._loaded()
        return [
            RuleLine(rule.id, rule.name, rule.severity, rule.enabled, self._written(loaded, rule.id))
            for rule in loaded.config.rules
        ]

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
        document, _ = read(article, watch)
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
    watch, rule = compile_watch(config), config.rules[0].id
    with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)) as db:
        values = [value for (value,) in db.execute(_RECENT, (since, ARTICLES_MAX + 1))]
        articles = [decode(value, Article) for value in values[:ARTICLES_MAX]]
        found = [(article, hit) for article in articles if (hit := _match(article, watch))]
        stories = {article.id: _story(db, article.id) for article, _ in found}
        moments = [article.at.timestamp() for article in articles] or [since]
        span = (min(moments), max(moments))
        told = [alert for (value,) in db.execute(_TOLD, span) if (alert := decode(value, Alert)).rule == rule]
    samples = {stories[article.id]: _sample(stories[article.id], article, hit) for article, hit in reversed(found)}
    running = {alert.story: _told(alert) for alert in told}
    return Backtested(
        articles=len(articles),
        days=tuple(sorted(Counter(article.at.date().isoformat() for article, _ in found).items())),
        stories=len(samples),
        samples=tuple(samples.values())[:SAMPLES],
        added=tuple(each for story, each in samples.items() if story not in running)[:SAMPLES],
        missing=tuple(each for story, each in running.items() if story not in samples)[:SAMPLES],
        cut=len(values) > ARTICLES_MAX,
    )


def _match(article: Article, watch: Watch) -> Match | None:
    return next(iter(matches(watch.rules, read(article, watch)[0])), None)


def _story(db: sqlite3.Connection, article: str) -> str:
    row = db.execute("select story from source where article = ? limit 1", (article,)).fetchone()
    return str(row[0]) if row else article


def _sample(story: str, article: Article, found: Match) -> Sample:
    return Sample(story, article.title, found.sentence, found.marks, article.at.date().isoformat())


def _told(alert: Alert) -> Sample:
    return Sample(alert.story, alert.title, alert.sentence, alert.marks, alert.at.date().isoformat())


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
