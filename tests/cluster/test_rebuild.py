"""What Redis lost stands in Kafka: the rows, to the byte, and where deciding goes on."""

import asyncio
import contextlib

import kafka
import pytest
from msgspec.structs import replace

from marsad.errors import Away
from marsad.records import encode
from marsad.runtime.rebuild import read, rebuilt
from marsad.stores.rows import Row, pack
from tests.analysed import analyses
from tests.cluster.deciding import Deciding, Log, bytes_of, deciding, plainly, shipped
from tests.cluster.desk_rig import Others, cluster
from tests.contract.decided import decided
from tests.servers.process import free_port

pytestmark = pytest.mark.kafka

DECISIONS = [decision for _, decision in decided()]
ALL = len(DECISIONS)


def put_analyses(others, values, partition=0):
    for value in values:
        others.put("analyses", "", value, partition)
    others.flush()


@pytest.fixture
def mine(kafka_broker):
    return cluster(kafka_broker.address)


def expected_rows(count=ALL):
    return [pack(Row(n, footprint, decision)) for n, (footprint, decision) in enumerate(decided()[:count])]


def delete_before(settings, topic, partition, offset):
    """Let retention take the records before an offset."""
    part = kafka.TopicPartition(settings.prefix + topic, partition)
    with contextlib.closing(kafka.KafkaAdminClient(bootstrap_servers=list(settings.brokers))) as admin:
        admin.delete_records({part: offset})


# ------------------------------------------------------------------------------------------- rows


def test_rows_come_back_as_they_were(mine):
    """Footprints and verdicts to the byte, each with the time its article was seen; other languages stay out."""
    with Others(mine) as others:
        put_analyses(others, shipped())
        put_analyses(others, shipped()[:7], partition=1)
        others.decide(*DECISIONS)
    found = rebuilt(mine, 0)
    assert expected_rows() == [pack(row) for row, _ in found.rows]
    assert [each.seen for each in analyses()] == [seen for _, seen in found.rows]
    assert (ALL, 7) == (found.next, rebuilt(mine, 1).next)


def test_empty_topics_give_an_empty_memory(mine):
    """The first start there ever was."""
    assert ([], 0, []) == rebuilt(mine, 0)


def test_what_was_not_said_is_decided_again(mine):
    """What `stories` tells nothing of is open; deciding goes on behind the last that it tells of."""
    with Others(mine) as others:
        put_analyses(others, shipped())
        others.decide(*DECISIONS[:50], *DECISIONS[53:60])
    found = rebuilt(mine, 0)
    assert ([50, 51, 52], 60) == (found.open, found.next)
    assert [*range(50), *range(53, 60)] == [row.offset for row, _ in found.rows]
    assert expected_rows(50) == [pack(row) for row, _ in found.rows[:50]]


def test_records_that_are_nothing_are_passed(mine):
    """Bad bytes became dead letters when they were to be decided; stories and tombstones are no decisions."""
    with Others(mine) as others:
        put_analyses(others, [*shipped()[:5], b"{", b"", *shipped()[5:]])
        others.put("stories", "a:x:y", b"{")
        others.put("stories", f"s:{DECISIONS[0].story}", b'{"story": 1}')
        others.put("stories", "a:x:z", None)
        others.decide(*DECISIONS)
    found = rebuilt(mine, 0)
    assert [*range(5), *range(7, ALL + 2)] == [row.offset for row, _ in found.rows]
    assert ALL + 2 == found.next


def test_the_first_of_two_records_stands(mine):
    """In both topics."""
    other = replace(DECISIONS[0], why="decided later")
    with Others(mine) as others:
        put_analyses(others, [*shipped()[:5], shipped()[0], *shipped()[5:10], shipped()[7]])
        others.put("stories", "", encode(DECISIONS[0]))
        others.decide(*DECISIONS[:10], other)
    found = rebuilt(mine, 0)
    assert ([0, 1, 2, 3, 4, 6, 7, 8, 9, 10], 12) == ([row.offset for row, _ in found.rows], found.next)
    assert DECISIONS[:10] == [row.decision for row, _ in found.rows]


def test_where_the_log_no_longer_reaches_verdicts_still_stand(mine):
    """Weights of words count from what is left."""
    with Others(mine) as others:
        put_analyses(others, shipped())
        others.decide(*DECISIONS)
    delete_before(mine, "analyses", 0, 40)
    found = rebuilt(mine, 0)
    assert DECISIONS[40:] == [row.decision for row, _ in found.rows]
    assert [*range(40, ALL)] == [row.offset for row, _ in found.rows]
    assert ALL == found.next


def test_a_log_that_retention_emptied_is_gone_on_with_at_its_end(mine):
    """What nobody can decide any more is no gap."""
    with Others(mine) as others:
        put_analyses(others, shipped()[:9])
    delete_before(mine, "analyses", 0, 9)
    assert ([], 9, []) == rebuilt(mine, 0)


async def test_deciding_goes_on_as_without_the_loss(mine, redis_server):
    """Redis is flushed in the middle: the real topics give the memory back."""
    redis_server.flush()
    log, cut = Log(shipped()), 50
    async with deciding(redis_server, log) as one, deciding(redis_server, log) as other:
        said = await one.settle(range(cut))
        with Others(mine) as others:
            put_analyses(others, shipped())
            others.decide(*said, topics=("stories",))

        async def rebuild():
            log.rebuilds += 1
            return await asyncio.to_thread(rebuilt, mine, 0)

        redis_server.flush()
        log.rebuild = rebuild
        again = Deciding(log, other.decider._memory)
        said += await again.settle(range(cut, ALL))
        assert plainly(shipped()) == bytes_of(said)
        assert (2, []) == (log.rebuilds, log.holes)


# ------------------------------------------------------------------------------------------- holes


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (3, 6, [3, 4, 5]),
        (0, 1, [0]),
        (5, 5, []),
        (18, 25, [18, 19]),
        (20, 25, []),
        (30, 35, []),
        (None, None, [*range(20)]),
        (None, 2, [0, 1]),
        (17, None, [17, 18, 19]),
    ],
)
def test_a_part_of_a_partition_is_read(analysed, first, last, expected):
    """From the first to before the last, as far as the log holds it."""
    found = list(read(analysed, "analyses", 0, first, last))
    assert expected == [row.offset for row in found]
    assert [shipped()[n] for n in expected] == [row.value for row in found]


@pytest.fixture(scope="module")
def analysed(kafka_broker):
    """A cluster with twenty analyses."""
    settings = cluster(kafka_broker.address)
    with Others(settings) as others:
        put_analyses(others, shipped()[:20])
    return settings


def test_what_retention_took_from_a_hole_is_not_there(mine):
    """The rest is."""
    with Others(mine) as others:
        put_analyses(others, shipped()[:10])
    delete_before(mine, "analyses", 0, 6)
    assert [6, 7] == [row.offset for row in read(mine, "analyses", 0, 3, 8)]
    assert [] == list(read(mine, "analyses", 0, 2, 5))


# ------------------------------------------------------------------------------------------- trouble


@pytest.mark.slow
def test_no_broker_is_away():
    """Whoever asks tries again."""
    nobody = cluster(f"127.0.0.1:{free_port()}", topics=False)
    with pytest.raises(Away):
        rebuilt(nobody, 0)


@pytest.mark.slow
def test_a_broker_that_goes_away_in_the_middle_is_away(own_broker):
    """Not an endless wait for the next record."""
    mine = cluster(own_broker.address)
    with Others(mine) as others:
        put_analyses(others, shipped() * 60)
    rows = read(mine, "analyses", 0)
    next(rows)
    own_broker.kill()
    with pytest.raises(Away):
        list(rows)
