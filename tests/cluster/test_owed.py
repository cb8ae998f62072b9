"""What Kafka will not bring again is remembered until it is sent: a kill in between costs nothing."""

import pytest

from marsad.runtime.decider import Rebuilt
from tests.analysed import analyses
from tests.cluster.deciding import Log, bytes_of, deciding, plainly, shipped

FEW = 12


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


async def test_a_kill_before_a_hole_is_sent_says_it_again(server):
    """Redis has moved over the hole and Kafka only brings the record behind it: the next owner says all of it."""
    log = Log(shipped()[:FEW])
    expected = plainly(shipped()[:FEW])
    async with deciding(server, log) as killed:
        await killed.settle(range(5))
        assert expected[5:9] == bytes_of(await killed.settle([8]))
    async with deciding(server, log) as following:
        assert expected[5:9] == bytes_of(await following.settle([8]))
        assert expected[9:] == bytes_of(await following.settle(range(9, FEW)))


async def test_what_was_sent_is_not_said_again(server):
    """Once the brokers have it, a redelivery of the last record brings that record's decision alone."""
    log = Log(shipped()[:FEW])
    expected = plainly(shipped()[:FEW])
    async with deciding(server, log) as one:
        await one.settle(range(5))
        await one.settle([8])
        await one.decider.sent(8)
    async with deciding(server, log) as other:
        assert expected[8:9] == bytes_of(await other.settle([8]))


async def test_another_record_that_is_sent_pays_nothing(server):
    """Records before the hole may be acknowledged while it is still under way."""
    log = Log(shipped()[:FEW])
    expected = plainly(shipped()[:FEW])
    async with deciding(server, log) as killed:
        await killed.settle(range(5))
        await killed.settle([8])
        await killed.decider.sent(4)
    async with deciding(server, log) as following:
        assert expected[5:9] == bytes_of(await following.settle([8]))


async def test_an_open_record_in_the_middle_is_decided_after_a_loss_and_only_that(server):
    """It was decided and not sent when Redis was lost; those behind it are known from Kafka and not said again."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as before:
        said = await before.settle(range(8))
    lost = said[3]
    rebuilt = await log.rebuild()
    server.flush()

    async def rebuild():
        return Rebuilt([pair for pair in rebuilt.rows if pair[0].offset != 3], 8, (3,))

    log.rebuild = rebuild
    async with deciding(server, log) as after:
        again = await after.settle([8])

    assert [(lost.article, lost.revision), (analyses()[8].article, analyses()[8].revision)] == [
        (each.article, each.revision) for each in again
    ]
