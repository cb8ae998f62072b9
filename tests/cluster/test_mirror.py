"""What was sent stays sent: the ledger is copied to Kafka, and a desk without its disk takes it back."""

import asyncio
import contextlib
import shutil
import time

import pytest

from marsad.metrics import Metrics
from marsad.ports import Delivery
from marsad.records import decode
from marsad.runtime.mirror import Mirror
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from marsad.stores.ledger import SqliteLedger
from tests.cluster.desk_rig import Desk, Others, alert, became, cluster, decision, now, stories
from tests.servers.kafka import read_all
from tests.servers.process import free_port

SENT = "select count(*) from delivery where state in ('delivered', 'dead')"


@contextlib.asynccontextmanager
async def mirrored(desk: Desk, settings):
    """The desk's mirror at work; what is settled by the end has been sent."""
    mirror = Mirror(desk.database, settings, desk.metrics)
    mirror.start()
    try:
        yield mirror
    finally:
        assert await asyncio.to_thread(mirror.stop, 20), "the mirror did not stop"


def waits_since(metrics: Metrics) -> float | None:
    """What MarsadStageRetrying goes by."""
    return metrics.registry.get_sample_value("marsad_agent_retrying_since_timestamp_seconds", {"stage": "mirror"})


async def deliver(desk: Desk, channel: str, *, count: int, dead: bool = False) -> int:
    """Settle up to `count` rows as the deliverer does; return how many left the house."""
    ledger, sent = SqliteLedger(desk.database), 0
    while sent < count and (due := await ledger.due(channel, now(), count - sent)):
        for row in due:
            held = await ledger.sending(row)
            await (
                ledger.dead(held, "410 gone", now()) if dead else ledger.delivered(held, now(), f"remote-{row.alert}")
            )
            sent += 1
    return sent


def copies(settings) -> list[Delivery]:
    """What the topic holds, in the order of each partition."""
    return [decode(record.value, Delivery) for record in read_all(settings.brokers[0], f"{settings.prefix}deliveries")]


@pytest.mark.kafka
async def test_a_desk_that_lost_its_disk_sends_nothing_again(tmp_path, kafka_broker):
    """What was delivered or dead comes back as it was; what was still pending goes out, and only that."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.decide(*stories(30))
    async with Desk(tmp_path / "first.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()
        assert (90, 60) == (await deliver(desk, "hook", count=90), await deliver(desk, "log", count=60, dead=True))
        settled = await desk.ask(
            "select alert, channel, state, remote_id, error from delivery where done > 0 order by 1, 2"
        )
    async with Desk(tmp_path / "second.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()

        query = "select alert, channel, state, remote_id, error from delivery where done > 0 order by 1, 2"
        assert settled == await desk.ask(query)
        assert (0, 30) == (await deliver(desk, "hook", count=999), await deliver(desk, "log", count=999))
        assert 0 == await desk.value("select count(*) from restored")
    assert 180 == len({(row.alert, row.channel) for row in copies(mine)})
    assert 180 == len(copies(mine)), "what came back is not mirrored again"


@pytest.mark.kafka
async def test_a_backup_of_yesterday_sends_nothing_of_today_again(tmp_path, kafka_broker):
    """The ledger is not empty, but behind: what was settled since is taken over from the mirror."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.decide(*stories(4, articles=1))
        async with Desk(tmp_path / "now.db", mine) as desk:
            await desk.caught_up()
        shutil.copy(tmp_path / "now.db", tmp_path / "backup.db")
        others.decide(*[decision(f"s{n}", 1) for n in range(4)])
    async with Desk(tmp_path / "now.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()
        assert 8 == await deliver(desk, "hook", count=99)
    async with Desk(tmp_path / "backup.db", mine) as desk:
        await desk.caught_up()

        assert 8 == await desk.value(SENT)
        assert (0, 8) == (await deliver(desk, "hook", count=99), await deliver(desk, "log", count=99))


@pytest.mark.kafka
async def test_what_is_settled_is_in_kafka_within_about_a_second(tmp_path, kafka_broker):
    """A deliverer's row, then its copy without the text of the alert; a restart of the desk does not copy it again."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.decide(decision("s", 0))
    async with Desk(tmp_path / "marsad.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()
        await deliver(desk, "hook", count=1)
        begun = now()
        await desk.until(1, "select count(*) from delivery where mirrored = 1", 10)
        took_s = (now() - begun).total_seconds()
    async with Desk(tmp_path / "marsad.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()
        await deliver(desk, "log", count=1)
    rows = copies(mine)

    assert took_s < 3
    assert {("s-0", "hook", "delivered", "remote-s-0", b""), ("s-0", "log", "delivered", "remote-s-0", b"")} == {
        (row.alert, row.channel, row.state, row.remote_id, row.value) for row in rows
    }
    assert 2 == len(rows)


@pytest.mark.kafka
async def test_a_dead_delivery_put_back_in_line_is_mirrored_anew(tmp_path, kafka_broker):
    """The operator mends the channel: the copy says dead, then delivered; a restart between does not bury it again."""
    mine, path = cluster(kafka_broker.address), tmp_path / "marsad.db"
    with Others(mine) as others:
        others.decide(decision("s", 0))
    async with Desk(path, mine, channels=("hook",)) as desk, mirrored(desk, mine):
        await desk.caught_up()
        await deliver(desk, "hook", count=1, dead=True)
        await desk.until(1, "select count(*) from delivery where mirrored = 1", 10)
        assert 1 == await SqliteLedger(desk.database).revive()
    async with Desk(path, mine, channels=("hook",)) as desk, mirrored(desk, mine):
        await desk.caught_up()
        assert 1 == await deliver(desk, "hook", count=9)

    assert ["dead", "delivered"] == [row.state for row in copies(mine)]


@pytest.mark.kafka
async def test_a_copy_that_cannot_be_read_does_not_keep_the_desk_from_starting(tmp_path, kafka_broker):
    """One bad record of the mirror costs at most one repetition."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.put("deliveries", "s-0:hook", b"{")
        others.put("deliveries", "s-0:log", None)
        others.decide(decision("s", 0))
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()

        assert 2 == await desk.value("select count(*) from delivery where state = 'pending'")


async def test_a_mirror_without_kafka_says_so_and_stops(tmp_path):
    """Nothing is settled: nothing is wrong. Something is: one line tells why it is not mirrored."""
    mine = cluster(f"127.0.0.1:{free_port()}", topics=False)
    database = Database(tmp_path / "marsad.db")
    metrics = Metrics("0", "cluster")
    mirror = Mirror(database, mine, metrics)
    mirror.start()
    try:
        assert not await became(lambda: mirror.problem, 1)
        assert 0 == waits_since(metrics)
        await database.write(lambda db: record_alert(db, alert("s", 0), ["hook"], now()))
        await database.write(lambda db: db.execute("update delivery set state = 'delivered', done = 1"))
        assert await became(lambda: mirror.problem)
        assert 1 == len(mirror.problem.splitlines())
        assert 0 < waits_since(metrics) <= time.time()
    finally:
        assert await asyncio.to_thread(mirror.stop, 20)
        database.close()


@pytest.mark.kafka
@pytest.mark.slow
async def test_an_outage_of_kafka_leaves_no_hole_in_the_mirror(tmp_path, own_broker):
    """Deliveries go on while Kafka is gone; their copies follow when it is back."""
    mine = cluster(own_broker.address)
    with Others(mine) as others:
        others.decide(*stories(20))
    async with Desk(tmp_path / "marsad.db", mine) as desk, mirrored(desk, mine):
        await desk.caught_up()
        for each in range(3):
            await asyncio.to_thread(own_broker.kill)
            assert 20 == await deliver(desk, "hook", count=20), each
            await asyncio.to_thread(own_broker.start)
        await desk.until(60, "select count(*) from delivery where mirrored = 1", 90)
        assert await became(lambda: 0 == waits_since(desk.metrics))

    assert 60 == len({(row.alert, row.channel) for row in await asyncio.to_thread(copies, mine)})
