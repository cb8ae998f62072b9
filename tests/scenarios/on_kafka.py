"""The cluster runtime as a scenario sees it: shipper here, every other role a process of its own, one broker, one Redis."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from marsad.config.models import ClusterSettings
from marsad.errors import Away
from marsad.metrics import Metrics
from marsad.records import Article, Decision, decode
from marsad.runtime import desk_records, kafka, topics
from marsad.runtime.lag import LagReader
from marsad.runtime.shell import now
from marsad.runtime.shipper import Shipper
from marsad.stores.database import Database, Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.positions import positions
from tests.cluster.shipping import append, last, position
from tests.runtime.setting import Sink
from tests.scenarios.roles import Role
from tests.scenarios.system import SETTLE_S, ask, once_each, taken, until, write_config, write_rule
from tests.servers.kafka import fresh_prefix, read_all
from tests.servers.mock import API_VERSION

_OPEN = "select count(*) from delivery where state in ('pending', 'sending')"
GROUPED = ("analyse", "decide")  # roles that are members of a consumer group
_TOPICS = ("articles", "analyses", "stories", "alerts", "dead-letters", "deliveries", "feeds")


class ClusterSystem:
    """tests.scenarios.system.System on Kafka and Redis, under a prefix of its own."""

    def __init__(self, folder: Path, address: str, redis: str, *, mock: bool = False) -> None:
        self.name = "mock" if mock else "kafka"
        self._folder, self._address, self._mock = folder, address, mock
        version = ".".join(map(str, API_VERSION)) if mock else ""
        self.settings = ClusterSettings(brokers=(address,), prefix=fresh_prefix(), redis=redis, api_version=version)
        self._table = {"brokers": [address], "prefix": self.settings.prefix, "redis": redis, "api_version": version}
        self.sink = Sink()
        self.deciders = [{language} for language in self.settings.languages]
        self.roles: list[Role] = []

    @property
    def desk(self) -> SqliteDesk:
        return SqliteDesk(self._reader)

    # ------------------------------------------------------------------------------------------ start and stop

    async def start(self, *, analyse: int = 1, decide: int = 1) -> None:
        self._directory = write_config(self._folder, await self.sink.open(), self._table)
        await asyncio.to_thread(self._make_topics)
        self._partitions = await asyncio.to_thread(self._places)
        self._producer = await asyncio.to_thread(kafka.producer, self.settings)
        self._database = Database(self._folder / "marsad-ingest.db")
        for name in ("desk", *["decide"] * decide, *["analyse"] * analyse):
            self.add(name)
        await self._begin(self.roles)
        self._reader = Reader(self._folder / "marsad-desk.db")
        self._behind = _Behind(self.settings, self._partitions, self._database, self._reader)

    def add(self, name: str) -> Role:
        """One more process of a role, not yet started."""
        role = Role(name, self._directory, self._folder, len(self.roles))
        self.roles.append(role)
        return role

    def _make_topics(self) -> None:
        if not self._mock:
            topics.carry_out(self.settings, topics.compared(self.settings, replication=1).steps)

    def _places(self) -> dict[str, frozenset[int]]:
        """Topic -> its partitions; to ask is what makes a topic of the mock."""
        producer = kafka.producer(self.settings)
        found = {name: frozenset(producer.partitions_for(self.settings.prefix + name)) for name in _TOPICS}
        kafka.shut(producer, timeout_s=0)
        return found

    async def _begin(self, roles: Iterable[Role]) -> None:
        self._shipper = Shipper(self._database, self.settings, Metrics("test", "cluster"), now=now)
        self._shipper.start()
        await _each(role.start for role in roles)

    async def _end(self, roles: Iterable[Role]) -> None:
        await _each([self._shipper.stop, *(role.stop for role in roles)])

    async def restart(self) -> None:
        """On the mock the two stages stay: a group that was left waits there for a whole session before it works."""
        roles = [role for role in self.roles if not (self._mock and role.name in GROUPED)]
        await self._end(roles)
        await self._begin(roles)

    async def stop(self) -> None:
        try:
            await self._end(self.roles)
        finally:
            await _each(role.kill for role in self.roles)
            self._behind.close()
            kafka.shut(self._producer, timeout_s=0)
            self._reader.close()
            self._database.close()
            await self.sink.close()

    # ------------------------------------------------------------------------------------------ in and out

    async def publish(self, *what: Article | bytes) -> None:
        articles = [each for each in what if isinstance(each, Article)]
        raw = [each for each in what if isinstance(each, bytes)]
        await asyncio.to_thread(append, self._database, *articles)
        self._shipper.wake()
        await asyncio.to_thread(self._send, raw)

    def _send(self, values: Iterable[bytes]) -> None:
        name = self.settings.prefix + "articles"
        for sent in [kafka.send(self._producer, name, key="raw", value=value) for value in values]:
            sent.wait(30)
            assert sent.problem is None, sent.problem

    async def settle(self, timeout_s: float = SETTLE_S) -> None:
        async def behind() -> str:
            gone = [role for role in self.roles if role.process and not role.running]
            assert not gone, f"{gone[0].name} has ended:\n{gone[0].log[-3000:]}"
            try:
                return await self._behind.say()
            except Away as problem:  # a broker that has just been started finds its coordinator later
                return str(problem)

        await until(behind, timeout_s)

    async def analyses(self) -> list[list[bytes]]:
        records = await self.read("analyses")
        return [[each.value for each in records if each.partition == n] for n in sorted(self._partitions["analyses"])]

    async def decisions(self) -> list[Decision]:
        said = once_each([decode(each.value, Decision) for each in await self.read("stories")])
        order = [_revision(value) for log in await self.analyses() for value in log]
        return [said[key] for key in dict.fromkeys(order) if key in said]

    async def read(self, topic: str) -> list[Any]:
        """All records of a topic."""
        options = {"api_version": API_VERSION} if self._mock else {}
        return await asyncio.to_thread(partial(read_all, self._address, self.settings.prefix + topic, **options))

    # ------------------------------------------------------------------------------------------ operators

    async def configure(self, rule: str, **fields: object) -> None:
        write_rule(self._directory, rule, fields)
        await taken([role.admin for role in self.roles], rule)

    async def retry(self) -> int:
        (desk,) = [role for role in self.roles if role.name == "desk"]
        return json.loads(await ask(f"{desk.admin}/-/dead-letters/retry", "POST"))["revived"]

    def complaints(self) -> list[str]:
        return [line for role in self.roles for line in role.complaints()]


class _Behind:
    """What has not arrived yet, from the log of ingest to the webhook; looked at in the order of the way."""

    def __init__(self, settings: ClusterSettings, places: dict[str, frozenset[int]], ingest: Database, desk: Reader):
        self._ingest, self._desk = ingest, desk
        self._stages = [self._reader(settings, places, stage, topic) for stage, topic in _STAGES]
        self._desk_topics = {topic: self._reader(settings, places, "nobody", topic) for topic in desk_records.TOPICS}

    def _reader(self, settings, places, stage: str, topic: str) -> LagReader:
        reader = LagReader(settings, f"{settings.prefix}{stage}", topic)
        reader.partitions = places[topic]
        return reader

    async def say(self) -> str:
        """Return what waits first, "" when nothing does."""
        if await asyncio.to_thread(lambda: position(self._ingest) < last(self._ingest)):
            return "articles wait for the shipper"
        for (stage, _), reader in zip(_STAGES, self._stages, strict=True):
            lags = await asyncio.to_thread(reader.read)
            if waiting := lags.waiting(lags.topic):
                return f"{waiting} records wait for {stage}"
        there = await self._desk.read(lambda db: positions(db, desk_records.CONSUMER))
        for topic, reader in self._desk_topics.items():
            lags = await asyncio.to_thread(reader.read)
            if waiting := sum(lag.end - there.get(f"{topic}/{n}", 0) for n, lag in lags.topic.items()):
                return f"{waiting} records of {topic} wait for the desk"
        (deliveries,) = await self._desk.read(lambda db: db.execute(_OPEN).fetchone())
        return f"{deliveries} deliveries wait" if deliveries else ""

    def close(self) -> None:
        for reader in (*self._stages, *self._desk_topics.values()):
            reader.close()


_STAGES = (("analyse", "articles"), ("decide", "analyses"))


def _revision(value: bytes) -> tuple[str, str]:
    found = json.loads(value)
    return found["article"], found["revision"]


async def _each(works: Iterable[Any]) -> None:
    """Do blocking things side by side; all are done before the first that failed is raised."""
    done = await asyncio.gather(*(asyncio.to_thread(work) for work in works), return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException):
            raise each
