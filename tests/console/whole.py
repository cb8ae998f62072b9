"""The console with every tool over a real store: what a running marsad shows, without what fills it."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from alerts.console.app import build
from alerts.console.session import Access
from alerts.console.tools import ChannelLine, Tools
from marsad.config.load import load
from marsad.config.models import ConsoleSettings, Keyword
from marsad.metrics import Metrics
from marsad.records import Alert, Article, Decision, Quiet, encode
from marsad.runtime.bell import Bell
from marsad.runtime.rule_bench import ConfiguredBench
from marsad.stores.channels import SqliteChannels
from marsad.stores.database import Database
from marsad.stores.desk import SqliteDesk, record
from marsad.stores.handling import SqliteHandling
from marsad.stores.history import SqliteHistory, add_quiet
from marsad.stores.ledger import SqliteLedger
from marsad.stores.log import SqliteLog
from processors.actors import ActorTagger
from processors.called import Called
from processors.morphology import expand
from tests import shipped
from tests.console import newsroom
from tests.console.standing import Standing

OPEN = Access()
RULE = """[[rule]]
id = "takeover-city"
name = "سيطرة على مدينة"
severity = "critical"
all = [{ any = ["سيطرة"] }]
"""


class Whole:
    """One console over one store; `url` stays the same over restarts."""

    def __init__(self, folder: Path, access: Access) -> None:
        (folder / "config" / "rules.d").mkdir(parents=True)
        (folder / "config" / "rules.d" / "a.toml").write_text(RULE, "utf-8")
        self.store, self.bell, self.access = Database(folder / "marsad.db"), Bell(), access
        self.handling, self.history = SqliteHandling(self.store), SqliteHistory(self.store, _forms)
        loaded = load(folder / "config")
        self._bench = ConfiguredBench(lambda: loaded, folder / "config", self.store.path, ("127.0.0.0/8",))
        self.tested: list[str] = []
        self.refusal = ""
        self._standing = Standing()

    @property
    def url(self) -> str:
        """Return where it answers."""
        return self._standing.url

    async def put(self, alert: Alert, channels: tuple[str, ...] = (), **other: Any) -> None:
        """Write the alert with its story, as deciding does, and ring."""
        decision = Decision(
            article=alert.article, revision=f"{alert.id}", url=alert.url, verdict="new", story=alert.story, at=alert.at,
            seen=alert.seen, title=alert.title, publisher=alert.publisher, family=alert.publisher, families=alert.families,
            alerts=(alert,), **other,
        )  # fmt: skip
        await self.store.write(lambda db: record(db, decision, {alert.id: channels}, alert.at))
        self.bell.ring()

    async def read(self, article: Article) -> None:
        """Put an article into the log and the index."""
        await self.store.write(lambda db: SqliteLog(db).append("articles", article.id, encode(article), at=article.at))
        await self.history.catch_up()

    async def hush(self, alert: Alert, why: str) -> None:
        """Keep a hit that opened no case."""
        decision = Decision(
            article=alert.article, revision="r", url=alert.url, verdict="new", story=alert.story, at=alert.at,
            seen=alert.seen, title=alert.title, publisher=alert.publisher, quiet=(Quiet(rule=alert.rule, why=why),),
        )  # fmt: skip
        await self.store.write(lambda db: add_quiet(db, decision))

    async def start(self) -> None:
        """Start."""
        app = build(
            SqliteDesk(self.store),
            changed=self.bell.wait,
            label=newsroom.label,
            metrics=Metrics("0", "test"),
            settings=ConsoleSettings(zone="Asia/Riyadh"),
            now=lambda: newsroom.NOW,
            tools=Tools(
                handling=self.handling, history=self.history, rules=self._bench, channels=SqliteChannels(self.store),
                outbox=SqliteLedger(self.store), actors=lambda: {"grp:taliban"}, called=_ids,
                listed=lambda: [ChannelLine("hook", "webhook", enabled=True), ChannelLine("old", "tail", enabled=False)],
                send_test=self._send_test, access=self.access,
            ),
        )  # fmt: skip
        await self._standing.open(app)

    async def stop(self) -> None:
        """Stop; the store stays open."""
        await self._standing.close()

    async def _send_test(self, channel: str) -> str:
        self.tested.append(channel)
        return self.refusal


@asynccontextmanager
async def whole_console(access: Access = OPEN) -> AsyncIterator[Whole]:
    """Run a console with a short day of news."""
    with tempfile.TemporaryDirectory() as folder:
        running = Whole(Path(folder), access)
        await running.put(newsroom.talks())
        await running.put(newsroom.attack(), ("hook",))
        await running.put(newsroom.takeover())
        await running.start()
        yield running
        await running.stop()
        running.store.close()


class Operator:
    """A browser without a face that fills in forms."""

    def __init__(self, session: ClientSession, console: Whole) -> None:
        self._session, self._console = session, console

    async def get(self, path: str, **headers: str) -> tuple[int, str, Any]:
        """Return status, text and headers; redirects are not followed."""
        async with self._session.get(self._console.url + path, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers

    async def token(self, path: str = "/") -> str:
        """Return the token of the forms on a page."""
        _, page, _ = await self.get(path)
        return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]

    async def post(self, path: str, *, page: str = "/", headers: dict[str, str] | None = None, **fields: str) -> Any:
        """Send a form of `page`; return status, text and headers."""
        given = {"csrf": await self.token(page), **fields}
        async with self._session.post(
            self._console.url + path, data=given, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text(), answer.headers


@cache
def _called() -> Called:
    actors = shipped.config().actors
    return Called(actors, ActorTagger(actors))


def _ids(name: str) -> tuple[str, ...]:
    return _called().ids(name)


def _forms(word: str) -> frozenset[str]:
    return expand(Keyword(key=word)).event
