"""One day of news, played once on a system: starting and settling a cluster takes seconds, asking it takes none.

morning    one outlet has the attack; harvest, a poisoned record among neighbours, Persian, Urdu, a storm
--         a rule on storms is added
noon       other outlets copy the attack and the Persian piece; the attack is delivered again; another storm
--         the dead letters are put back in line, and everything is restarted with that under way
evening    a changed toll, one more copy, and the attack is delivered a third time
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from marsad.ports import Case, StoryView
from marsad.records import Alert, Article, DeadLetter, Decision, decode, encode
from tests.scenarios import news
from tests.scenarios.system import System

MORNING = (
    news.ATTACK, news.HARVEST, news.BEFORE_POISON, news.POISON, news.AFTER_POISON, news.PERSIAN, news.URDU,
    news.STORM_BEFORE,
)  # fmt: skip
NOON = (*news.ATTACK_COPIES, encode(news.ATTACK), news.PERSIAN_COPY, news.STORM_AFTER)
EVENING = (news.ATTACK_TOLL, news.ATTACK_LATE, encode(news.ATTACK))


@dataclass
class Day:
    """What came of it."""

    decisions: list[Decision] = field(default_factory=list)
    analyses: list[list[bytes]] = field(default_factory=list)
    deciders: list[set[str]] = field(default_factory=list)
    messages: dict[str, dict] = field(default_factory=dict)  # key -> body, as the webhook has them
    posts: dict[str, int] = field(default_factory=dict)  # key -> how often it was sent
    wall: list[Case] = field(default_factory=list)
    letters: list[list[DeadLetter]] = field(default_factory=list)  # before they were put back, and after
    retried: int = 0
    view: StoryView | None = None  # of the attack
    complaints: list[str] = field(default_factory=list)
    took_s: dict[str, float] = field(default_factory=dict)

    def of(self, *articles: Article) -> list[Decision]:
        """The decisions about these revisions, in the order they are asked for."""
        found = {(each.article, each.revision): each for each in self.decisions}
        return [found[each.id, each.revision] for each in articles]

    def alerts(self, *articles: Article) -> list[Alert]:
        """What was said on these revisions."""
        return [alert for decision in self.of(*articles) for alert in decision.alerts]


async def play(system: System) -> Day:
    """Play the day, and return what came of it; the system stays as it is in the evening."""
    day, watch = Day(), _Watch()
    await system.publish(*MORNING)
    await system.settle()
    watch.note(day, "morning")
    await system.configure("storm", **news.STORM_RULE)
    watch.note(day, "configure")
    day.letters.append(await _letters(system))
    day.retried = await system.retry()
    await system.publish(*NOON)
    await system.restart()
    watch.note(day, "restart")
    await system.publish(*EVENING)
    await system.settle()
    watch.note(day, "evening")
    await _ask(system, day)
    print(system.name, {act: round(seconds, 1) for act, seconds in day.took_s.items()})
    return day


async def _ask(system: System, day: Day) -> None:
    day.decisions, day.analyses = await system.decisions(), await system.analyses()
    day.messages, day.posts = dict(system.sink.messages), dict(system.sink.posts)
    day.letters.append(await _letters(system))
    day.complaints, day.deciders = system.complaints(), system.deciders
    day.wall, day.view = await asyncio.gather(system.desk.wall(), system.desk.story(day.of(news.ATTACK)[0].story))


async def _letters(system: System) -> list[DeadLetter]:
    return [letter for _, letter in await system.desk.dead_letters()]


def alerts_of(view: StoryView) -> list[Alert]:
    """What was said of a story, in order."""
    return [decode(value, Alert) for value in view.alerts]


class _Watch:
    def __init__(self) -> None:
        self._since = time.monotonic()

    def note(self, day: Day, act: str) -> None:
        now = time.monotonic()
        day.took_s[act], self._since = now - self._since, now
