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


@pytest.mark.parametrize(
    ("sent", "first"),
    [
        pytest.param(None, 5, id="killed before anything is sent"),
        pytest.param(4, 5, id="a record before the hole is sent"),
        pytest.param(8, 8, id="all of it is sent"),
    ],
)
async def test_what_kafka_will_not_bring_again_is_said_until_it_is_sent(server, sent, first):
    """Redis has moved over the hole and Kafka only brings the record behind it: the next owner says what is owed."""
    log = Log(shipped()[:FEW])
    expected = plainly(shipped()[:FEW])
    async with deciding(server, log) as killed:
        await killed.settle(range(5))
        assert expected[5:9] == bytes_of(await killed.settle([8]))
        if sent is not None:
            await killed.decider.sent(sent)
    async with deciding(server, log) as following:
        assert expected[first:9] == bytes_of(await following.settle([8]))
        assert expected[9:] == bytes_of(await following.settle(range(9, FEW)))


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
