"""Whatever Redis forgets, or does not answer, a language goes on being decided as if nothing had happened."""

import pytest

from marsad.errors import Away
from tests.cluster.deciding import Front, Log, bytes_of, contents, deciding, plainly, shipped
from tests.servers.proxy import Proxy

FEW = 30


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


def dump(server):
    """All that Redis holds, to be put back."""
    with server.client() as client:
        return {key: client.dump(key) for key in client.keys()}  # noqa: SIM118 - no dict


def put_back(server, dumped):
    server.flush()
    with server.client() as client:
        for key, value in dumped.items():
            client.restore(key, 0, value)


@pytest.mark.parametrize("process", ["same", "new"])
@pytest.mark.parametrize("cut", [1, 20])
async def test_a_redis_that_lost_all_is_rebuilt_first(server, process, cut):
    """From what Kafka has; the rest is decided as without the loss."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(cut))
        server.flush()
        again = one if process == "same" else other
        await again.settle(range(cut, FEW))
        assert plainly(shipped()[:FEW]) == bytes_of(log.said)
        assert (2, [], 1) == (log.rebuilds, log.holes, again.metric("memory_rebuilds_total"))
        rows = contents(server)
        server.flush()
        log.said.clear()
        await again.settle(range(FEW))
        assert rows.keys() == contents(server).keys(), "the rows that were put back lie where they lay"


async def test_a_decision_that_was_not_sent_is_made_again_after_a_loss(server):
    """Redis knew of it and Kafka does not."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(10))
        del log.said[7:]
        server.flush()
        assert expected[7:11] == bytes_of(await other.settle([10]))
        assert [(7, 10)] == log.holes


@pytest.mark.parametrize("process", ["same", "new"])
async def test_a_redis_that_lost_its_last_second_decides_it_again_alike(server, process):
    """The position went back with the rows: what was between is read again and said again, with the same ids."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(15))
        dumped = dump(server)
        await one.settle(range(15, 20))
        lost = contents(server)
        put_back(server, dumped)
        again = one if process == "same" else other
        assert expected[15:21] == bytes_of(await again.settle([20]))
        assert expected[21:] == bytes_of(await again.settle(range(21, FEW)))
        assert ([(15, 20)], 1) == (log.holes, log.rebuilds)
        kept = {key: rows for key, rows in lost.items() if b":rows:" in key}
        now = contents(server)
        assert all(rows.items() <= now[key].items() for key, rows in kept.items())


@pytest.mark.parametrize("hits", [1, 7, 20])
async def test_a_write_whose_answer_is_lost_decides_once(server, hits):
    """Redis has it, the decider did not hear of it: the same decision, and those after it."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:
        async with deciding(Front(proxy), log) as one:
            said = await one.settle(range(hits))
            proxy.cut(0)
            for _ in range(3):
                try:
                    said += await one.settle([hits])
                    break
                except Away:
                    continue
            said += await one.settle(range(hits + 1, FEW))
            assert expected == bytes_of(said)
            assert FEW == one.metric("memory_rows", language="ar")


async def test_the_next_record_after_a_lost_answer_knows_what_was_written(server):
    """It may come first, while the one that was not answered waits for its next try."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:
        async with deciding(Front(proxy), log) as one:
            await one.settle(range(7))
            proxy.cut(0)
            with pytest.raises(Away):
                await one.settle([7])
            assert expected[7:9] == bytes_of(await one.settle([8]))
            assert expected[7:8] == bytes_of(await one.settle([7]))
            assert expected[9:] == bytes_of(await one.settle(range(9, FEW)))


async def test_a_record_that_was_passed_unseen_is_told(server, caplog):
    """The topic was made anew and Redis knows positions of the old one: silence would hide it."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as one:
        await one.settle(range(5))
        log.values[2] = shipped()[20]
        assert [] == await one.settle([2])
        assert "offset 2 was passed and nothing is remembered of it" in caplog.text


async def test_a_redis_that_is_away_is_told_each_time(server):
    """Nothing is decided without it; what comes after is as ever."""
    log = Log(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:
        async with deciding(Front(proxy), log) as one:
            proxy.refuse()
            for _ in range(2):
                with pytest.raises(Away):
                    await one.settle([0])
            proxy.pass_on()
            await one.settle(range(5))
            proxy.refuse()
            with pytest.raises(Away):
                await one.settle([5])
            proxy.pass_on()
            await one.settle(range(5, FEW))
            assert plainly(shipped()[:FEW]) == bytes_of(log.said)


async def test_a_memory_that_cannot_be_read_is_read_from_kafka(server, caplog):
    """A row is damaged, or of tomorrow's layout: that must not stop the language."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(10))
        with server.client() as client:
            key = next(key for key in client.keys() if b":rows:" in key)  # noqa: SIM118 - no dict
            name = client.hkeys(key)[0]
            client.hset(key, name, b"\x09" + client.hget(key, name)[1:])
        await other.settle(range(10, FEW))
        assert plainly(shipped()[:FEW]) == bytes_of(log.said)
        assert 2 == log.rebuilds
        assert "memory of ar cannot be read" in caplog.text
