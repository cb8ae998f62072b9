"""The whole way, from real feeds over the real ingest, with every role killed on it."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from marsad.demo.clock import Clock
from marsad.demo.corpus import shipped_corpus
from marsad.demo.feeds_config import feed_tables
from marsad.demo.newsroom import Newsroom
from marsad.demo.outlets import shipped_outlets
from marsad.demo.programme import start_of
from marsad.identity import article_id
from tests.chaos.rig import Cluster, asked
from tests.runtime.setting import toml
from tests.servers.kafka import KafkaBroker
from tests.servers.redis import RedisServer

pytestmark = [pytest.mark.kafka, pytest.mark.fault]

NEWS_S = 15  # the newsroom publishes everything in so long
KILL_EVERY_S = 2.5
END_S = 120
ROLES = ("ingest", "analyse", "decide", "desk")


async def test_a_newsroom_whose_every_reader_is_killed(
    tmp_path: Path, broker: KafkaBroker, redis: RedisServer, rng: random.Random
) -> None:
    """Every page that was public is decided once and its alerts arrive once."""
    pieces = shipped_corpus()
    clock = Clock.starting_now(start_of(pieces), 10_800 / NEWS_S)
    async with Newsroom(pieces, shipped_outlets(), clock, window_s=NEWS_S + END_S) as room:
        cluster = await asyncio.to_thread(News, tmp_path, broker, redis)
        try:
            tables = "\n".join(toml("feed", row) for row in feed_tables(room))
            (cluster.directory / "feeds.d" / "test.toml").write_text(tables)
            _hasten(cluster.directory / "marsad.toml")
            await asyncio.to_thread(cluster.start, ROLES)
            for role in rng.sample(ROLES, len(ROLES)):
                await asyncio.to_thread(cluster.wait, rng.uniform(1.0, KILL_EVERY_S))
                cluster[role].kill()
                cluster[role].start()
            await asyncio.to_thread(cluster.read_up, room)
            await asyncio.to_thread(cluster.check)
        except BaseException:
            print(cluster.told())
            raise
        finally:
            await asyncio.to_thread(cluster.close)


class News(Cluster):
    """A cluster that reads feeds instead of being fed."""

    def revisions(self) -> list[str]:
        return [key for (key,) in self._ingest("select key from log where topic = 'articles'")]

    def read_up(self, room: Newsroom) -> None:
        """Wait until the newsroom has published everything and ingest has all of it."""

        def behind() -> str:
            if not room.ended:
                return "the newsroom publishes"
            pages = {revision.page for revision in room.programme.public(room.clock.now())}
            ids = {article_id(url=room.url(page), feed="", guid="", publisher="", title="", day="") for page in pages}
            missing = ids - {name.partition(":")[0] for name in self.revisions()}
            return f"{len(missing)} of {len(ids)} pages are not in the log of ingest" if missing else ""

        self._until(behind, END_S)

    def _ingest(self, query: str) -> list[tuple]:
        return asked(self.folder / "marsad-ingest.db", query)


def _hasten(settings: Path) -> None:
    settings.write_text(settings.read_text().replace("[ingest]\n", "[ingest]\nper_host_s = 0.0\n"))
