"""A dead letter gets its second chance: its bytes go back to where they came from, and it leaves the desk."""

import pytest

from marsad.errors import Away
from marsad.records import DeadLetter, encode
from marsad.runtime.revive import revive
from marsad.stores.desk import SqliteDesk
from marsad.stores.letters import bury_once
from tests.cluster.desk_rig import CHANNELS, DAY, Desk, Others, cluster, decision, now
from tests.contract.stores import database
from tests.servers.kafka import read_all
from tests.servers.process import free_port


def letter(place: str, value: bytes = b"{}", stage: str = "analyse") -> DeadLetter:
    return DeadLetter(stage=stage, place=place, error="x", at=DAY, value=value)


async def again(desk: Desk, settings) -> int:
    return await revive(desk.database, settings, lambda _: CHANNELS, now=now)


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


async def test_a_record_the_desk_had_refused_is_taken_once_it_can_be_read(tmp_path):
    """After an upgrade: no Kafka is needed for what the desk holds itself; what is still bad stays."""
    with database(tmp_path) as db:
        good, bad = encode(decision("s", 0)), b"{"
        for n, value in enumerate((good, bad)):
            kept = letter(f"stories/1/{n}", value, "desk")
            await db.write(lambda c, kept=kept: bury_once(c, kept, len(kept.value)))
        mine = cluster(f"127.0.0.1:{free_port()}", topics=False)

        assert 1 == await revive(db, mine, lambda _: CHANNELS, now=now)
        assert ["s"] == [case.story for case in await SqliteDesk(db).wall()]
        assert [bad] == [each.value for _, each in await SqliteDesk(db).dead_letters()]


async def test_without_kafka_every_letter_stays(tmp_path):
    """The operator is told, and tries again later."""
    with database(tmp_path) as db:
        await db.write(lambda c: bury_once(c, letter("articles/0/1"), 2))
        with pytest.raises(Away):
            await revive(db, cluster(f"127.0.0.1:{free_port()}", topics=False), lambda _: (), now=now)

        assert 1 == len(await SqliteDesk(db).dead_letters())
