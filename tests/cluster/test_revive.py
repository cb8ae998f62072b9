"""A dead letter gets its second chance: its bytes go back to where they came from, and it leaves the desk."""

import asyncio
import threading

import pytest
from kafka import TopicPartition

from marsad.config.models import ClusterSettings
from marsad.errors import Away
from marsad.records import DeadLetter, encode
from marsad.runtime.kafka import consumer
from marsad.runtime.revive import BATCH, revive
from marsad.stores.desk import SqliteDesk
from marsad.stores.letters import bury_once
from tests.cluster.desk_rig import CHANNELS, DAY, Desk, Others, cluster, decision, now
from tests.contract.stores import database
from tests.servers.kafka import read_all
from tests.servers.process import free_port


def letter(place: str, value: bytes = b"{}", stage: str = "analyse") -> DeadLetter:
    return DeadLetter(stage=stage, place=place, error="x", at=DAY, value=value)


def going_on() -> bool:
    return False


async def again(desk: Desk, settings) -> int:
    return await revive(desk.database, settings, lambda _: CHANNELS, now=now, stopping=going_on)


async def numbers(desk: Desk) -> list[int]:
    return [number for number, _ in await SqliteDesk(desk.database).dead_letters(10_000)]


@pytest.mark.kafka
async def test_letters_go_back_to_their_topics(tmp_path, kafka_broker):
    """Articles to any partition, analyses to the one of their language; byte for byte, once, and all of many."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        for n in range(50):
            others.bury(f"articles/0/{n}", f"article {n}".encode())
        others.bury("analyses/2/7", "تحليل".encode(), stage="decide")
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()

        assert [51, 0] == [await again(desk, mine) for _ in range(2)]
        assert [] == await SqliteDesk(desk.database).dead_letters()
    articles = read_all(kafka_broker.address, f"{mine.prefix}articles")
    analyses = read_all(kafka_broker.address, f"{mine.prefix}analyses")
    assert sorted(f"article {n}".encode() for n in range(50)) == sorted(record.value for record in articles)
    assert [(2, "تحليل".encode())] == [(record.partition, record.value) for record in analyses]


@pytest.mark.kafka
async def test_what_cannot_go_back_stays(tmp_path, kafka_broker):
    """Half of a record, a page of a feed, a row of ingest's own log: sending those would do harm or nothing."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.bury("articles/0/1", b"the beginning", size=5_000_000)
        others.bury("bbc", b"<rss", stage="extract")
        others.bury("articles/17", b"{}", stage="ship")
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()

        assert 0 == await again(desk, mine)
        assert 3 == len(await SqliteDesk(desk.database).dead_letters())


@pytest.mark.kafka
async def test_letters_that_fail_again_are_sent_back_once(tmp_path, kafka_broker):
    """A stage buries each anew within milliseconds, while the others are still on their way: they wait for the next retry."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        for n in range(100):
            others.put("dead-letters", f"articles/0/{n}", b"{", headers=refused(f"articles/0/{n}"))
        others.flush()
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            await desk.caught_up()
            before = await numbers(desk)
            stage = asyncio.create_task(asyncio.to_thread(bury_again, mine, others, 100))
            count = await asyncio.wait_for(again(desk, mine), 30)
            await stage
            await desk.until(100, "select count(*) from dead_letter")
            after = await numbers(desk)

    assert (100, 100) == (count, len(before))
    assert max(before) < min(after)
    assert 100 == len(read_all(kafka_broker.address, f"{mine.prefix}articles"))


def refused(place: str) -> dict[str, str]:
    return {"stage": "analyse", "place": place, "error": "ValidationError: x", "at": DAY.isoformat(), "bytes": "1"}


def bury_again(settings, others: Others, count: int) -> None:
    """Be the stage: refuse what comes back, as soon as it comes."""
    reader = consumer(settings)
    topic = f"{settings.prefix}articles"
    places = [TopicPartition(topic, n) for n in reader.partitions_for_topic(topic)]
    reader.assign(places)
    reader.seek_to_beginning(*places)
    while count:
        for each in (record for batch in reader.poll(100).values() for record in batch):
            place = f"articles/{each.partition}/{each.offset + 1000}"
            others.put("dead-letters", place, each.value, headers=refused(place))
            count -= 1
    reader.close()
    others.flush()


@pytest.mark.kafka
async def test_a_stop_ends_it_and_leaves_the_rest(tmp_path, own_broker):
    """Also while an answer of Kafka is waited for: what is not known to be there stays, and is sent again next time."""
    made = cluster(own_broker.address)
    settings = ClusterSettings(brokers=(own_broker.proxy.address,), prefix=made.prefix)
    told = threading.Event()

    def stopping() -> bool:  # asked for the first time when letters are on their way
        own_broker.proxy.blackhole()
        return told.is_set()

    with database(tmp_path) as db:
        for n in range(2 * BATCH):
            await db.write(lambda c, n=n: bury_once(c, letter(f"articles/0/{n}"), 2))
        under_way = asyncio.create_task(revive(db, settings, lambda _: CHANNELS, now=now, stopping=stopping))
        await asyncio.sleep(2)
        waits = not under_way.done()
        told.set()
        count = await asyncio.wait_for(under_way, 10)
        left = len(await SqliteDesk(db).dead_letters())

    assert waits
    assert left >= BATCH
    assert 2 * BATCH == count + left


async def test_a_record_the_desk_had_refused_is_taken_once_it_can_be_read(tmp_path):
    """After an upgrade: no Kafka is needed for what the desk holds itself; what is still bad stays."""
    with database(tmp_path) as db:
        good, bad = encode(decision("s", 0)), b"{"
        for n, value in enumerate((good, bad)):
            kept = letter(f"stories/1/{n}", value, "desk")
            await db.write(lambda c, kept=kept: bury_once(c, kept, len(kept.value)))
        mine = cluster(f"127.0.0.1:{free_port()}", topics=False)

        assert 1 == await revive(db, mine, lambda _: CHANNELS, now=now, stopping=going_on)
        assert ["s"] == [case.story for case in await SqliteDesk(db).wall()]
        assert [bad] == [each.value for _, each in await SqliteDesk(db).dead_letters()]


async def test_without_kafka_every_letter_stays(tmp_path):
    """The operator is told, and tries again later."""
    with database(tmp_path) as db:
        await db.write(lambda c: bury_once(c, letter("articles/0/1"), 2))
        away = cluster(f"127.0.0.1:{free_port()}", topics=False)
        with pytest.raises(Away):
            await revive(db, away, lambda _: (), now=now, stopping=going_on)

        assert 1 == len(await SqliteDesk(db).dead_letters())
