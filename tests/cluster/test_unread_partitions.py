"""A worker that Kafka gave no partition, where nobody else has them: who asks hears of it, and it does not last."""

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

import aiohttp
import pytest
from prometheus_client import generate_latest

from marsad.config.load import load
from marsad.config.models import ClusterSettings
from marsad.records import Article, encode
from marsad.runtime import cluster, kafka, topics
from marsad.runtime.analyse_part import AnalysePart
from marsad.runtime.lag import LagReader
from marsad.runtime.shell import Shell
from marsad.runtime.worker import Worker
from tests.scenarios.system import write_config
from tests.servers.kafka import fresh_prefix

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

SEEN = datetime(2026, 3, 20, 12, tzinfo=UTC)


class Blind(AnalysePart):
    """Analyses, and takes up its work while Kafka does not tell of `articles`: deleted here, slow to answer elsewhere."""

    settings: ClusterSettings

    async def prepare(self):
        await super().prepare()
        await asyncio.to_thread(self.forget)

    def forget(self):
        with contextlib.closing(kafka.admin(self.settings)) as admin:
            admin.delete_topics([f"{self.settings.prefix}articles"])


def remember(settings):
    """Make the topics that are missing."""
    topics.carry_out(settings, topics.compared(settings, replication=1).steps)


def publish(settings, count):
    """Put articles into the log."""
    producer = kafka.producer(settings)
    for n in range(count):
        article = Article(
            id=f"a{n}", revision="1", url=f"https://ufuq.example/{n}", publisher="ufuq", feed="ufuq", seen=SEEN,
            title="افتتاح جسر جديد على النهر", text="افتتحت البلدية جسرا جديدا على النهر.", language="ar",
        )  # fmt: skip
        kafka.send(producer, f"{settings.prefix}articles", key=article.id, value=encode(article))
    kafka.shut(producer, timeout_s=10)


@contextlib.asynccontextmanager
async def blind_worker(folder, broker, caplog):
    """A worker without partitions, and then the topic with ten articles in it."""
    caplog.set_level(logging.INFO, "marsad.runtime")
    settings = ClusterSettings(brokers=(broker.address,), prefix=fresh_prefix())
    await asyncio.to_thread(remember, settings)
    directory = write_config(folder, "http://127.0.0.1:9", {"brokers": [broker.address], "prefix": settings.prefix})
    shell = Shell(lambda: load(directory), directory=directory, runtime="cluster")
    part = Blind(shell)
    part.settings = settings
    worker = Worker(shell, part)
    run = asyncio.create_task(worker.run())
    try:
        await until(lambda: "analyse has partitions [] of articles" in caplog.text)
        await asyncio.to_thread(remember, settings)
        await asyncio.to_thread(publish, settings, 10)
        yield worker, settings
    finally:
        shell.stopping.set()
        await run


async def until(true, timeout_s=40):
    async with asyncio.timeout(timeout_s):
        while not true():  # noqa: ASYNC110 - it happens in a worker
            await asyncio.sleep(0.1)


async def ready(worker):
    """Return what /-/ready says."""
    address = f"http://127.0.0.1:{worker.shell.admin_port}/-/ready"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_worker_that_nobody_gave_a_partition_says_so(tmp_path, kafka_broker, caplog, monkeypatch):
    """It is not ready, and what waits is its lag."""
    monkeypatch.setattr(cluster, "TOPICS_S", 300.0)
    async with blind_worker(tmp_path, kafka_broker, caplog) as (worker, _):
        await until(lambda: "where 10 records wait" in worker.watchdog.unread)
        said = await ready(worker)
        metrics = generate_latest(worker.shell.metrics.registry).decode()

    assert 503 == said[0]
    assert "analyse has no partition of articles: no process has 12 of 12 partitions, where 10 records wait" in said[1]
    assert 'marsad_consumer_lag_messages{topic="articles"} 10.0' in metrics


async def test_a_topic_that_kafka_did_not_tell_of_is_read_within_seconds(tmp_path, kafka_broker, caplog):
    """It took five minutes: so long a client believes what it knows of topics."""
    async with blind_worker(tmp_path, kafka_broker, caplog) as (worker, settings):
        await until(lambda: worker.pulse.handled >= 10, timeout_s=25)
        async with asyncio.timeout(15):
            while (200, "ok\n") != await ready(worker):  # noqa: ASYNC110 - an answer of before is believed for 10 s
                await asyncio.sleep(0.5)
        reader = LagReader(settings, worker.application.group, "articles")
        lags = await asyncio.to_thread(reader.read)
        reader.close()

    assert (12, frozenset(), frozenset()) == (len(lags.topic), lags.own, lags.unread), "a standby learns who has them"
