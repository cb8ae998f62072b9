"""What does a rule find? Its hits by day, its stories, some of them to read, and what a change of it adds and removes.

Counted the same for `marsad backtest --rule` and for the bench of the console.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from marsad.records import Alert, Analysis, Article, Decision, Match, Status

SAMPLES = 10


class Sample(NamedTuple):
    """An alert to read: `marks` are offsets into `sentence`."""

    rule: str
    article: str
    story: str
    day: str
    publisher: str
    title: str
    url: str
    status: Status
    sentence: str
    marks: tuple[tuple[int, int], ...]


class RuleReport:
    """What a rule would have done: articles that fire it by day and publisher, its stories, some of its alerts."""

    def __init__(self, rule: str) -> None:
        """Begin with nothing."""
        self.rule = rule
        self.days: Counter[str] = Counter()
        self.publishers: Counter[str] = Counter()
        self.stories: set[str] = set()
        self.status: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.quiet = 0
        self._samples: dict[str, Sample] = {}

    def take(self, analysis: Analysis, decision: Decision) -> None:
        """Count one article."""
        for match in analysis.matches:
            if match.rule == self.rule:
                self.count(match, analysis.at, analysis.publisher, decision.story)
        self.quiet += sum(each.rule == self.rule for each in decision.quiet)
        for alert in decision.alerts:
            if alert.rule == self.rule:
                self.reasons[alert.reason] += 1
                if alert.reason == "opened":
                    self.keep(alert.id, sample_of(alert))

    def count(self, match: Match, at: datetime, publisher: str, story: str) -> None:
        """Count an article of `story` that fires the rule."""
        self.days[at.date().isoformat()] += 1
        self.publishers[publisher or "unknown"] += 1
        self.stories.add(story)
        self.status[match.status] += 1

    def keep(self, id_: str, sample: Sample) -> None:
        """Draw among the samples; `id_` is the alert's, or what it would be."""
        # An id is a hash, so the lowest ones are drawn at random, and the same ones every time.
        self._samples[id_] = sample
        if len(self._samples) > SAMPLES:
            del self._samples[max(self._samples)]

    @property
    def samples(self) -> list[Sample]:
        """Alerts drawn from all that opened a case, by day."""
        return sorted(self._samples.values(), key=lambda sample: sample.day)


def sample_of(alert: Alert) -> Sample:
    """Return what a reader needs to judge an alert."""
    return Sample(
        alert.rule, alert.article, alert.story, alert.at.date().isoformat(), alert.publisher, alert.title, alert.url,
        alert.status, alert.sentence, alert.marks,
    )  # fmt: skip


def sample_of_match(article: Article, match: Match, story: str) -> Sample:
    """Return the same of an article that would have opened a case."""
    return Sample(
        match.rule, article.id, story, article.at.date().isoformat(), article.publisher, article.title, article.url,
        match.status, match.sentence, match.marks,
    )  # fmt: skip


class Change(NamedTuple):
    """What a change of the rules does to the alerts of one rule.

    `moved`: alerts of a story that both have, but on another article of it, as the new rules have them.
    """

    rule: str
    kept: int
    added: list[Sample]
    removed: list[Sample]
    moved: list[Sample]


Alerts = Mapping[tuple[str, str], Sample]  # by (rule, article)


def changes(new: Alerts, old: Alerts, rules: Sequence[str]) -> list[Change]:
    """Return what became of the alerts of each of `rules`, in their order."""
    told_new = {(sample.rule, sample.story) for sample in new.values()}
    told_old = {(sample.rule, sample.story) for sample in old.values()}
    found = []
    for rule in rules:
        only_new = [sample for key, sample in new.items() if key[0] == rule and key not in old]
        only_old = [sample for key, sample in old.items() if key[0] == rule and key not in new]
        found.append(
            Change(
                rule=rule,
                kept=sum(key[0] == rule and key in old for key in new),
                added=[each for each in only_new if (rule, each.story) not in told_old],
                removed=[each for each in only_old if (rule, each.story) not in told_new],
                moved=[each for each in only_new if (rule, each.story) in told_old],
            )
        )
    return found
