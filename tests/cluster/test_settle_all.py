"""Records that wait are settled in one step, and all is as if each had been settled by itself."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from marsad.errors import Away
from marsad.records import encode
from marsad.stores.redis import KEPT_S, Stale
from tests.analysed import analyses
from tests.cluster.deciding import Front, Log, bytes_of, contents, deciding, plainly, shipped
from tests.servers.proxy import Proxy

FEW = 30


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 60))


def calls_of(server, command):
    with server.client() as client:
        found = client.info("commandstats").get(f"cmdstat_{command}")
        return found["calls"] if found else 0


async def test_records_that_wait_cost_one_trip(server):
    """The same decisions and the same rows as one by one."""
    log, alone = Log(shipped()[:FEW]), Log(shipped()[:FEW])
    async with deciding(server, alone) as one:
        said = await one.settle(range(FEW))
        kept = contents(server)
    server.flush()
    async with deciding(server, log) as one:
        await one.decider.own()
        before = calls_of(server, "evalsha")
        together = await one.settle_together(range(FEW), 10)
        assert bytes_of(said) == bytes_of(together) == plainly(shipped()[:FEW])
        assert 3 + 1 >= calls_of(server, "evalsha") - before, "and once more where the script was not known"
        assert FEW == one.metric("memory_rows", language="ar")

        def rows(found):
            return {key: value for key, value in found.items() if not key.endswith(b":at")}

        now = contents(server)
        assert rows(kept) == rows(now)
        (at,) = (value for key, value in now.items() if key.endswith(b":at"))
        assert (b"%d" % FEW, set(next(v for k, v in kept.items() if k.endswith(b":at")))) == (at[b"next"], set(at))


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from(["next", "poison", "again", "late"]), min_size=12, max_size=12),
    st.lists(st.booleans(), min_size=36, max_size=36),
    st.integers(2, 16),
)
def test_whatever_comes_it_is_settled_as_one_by_one(redis_server, kinds, comes, size):
    """Poison, a second record of a revision, records that Kafka skips, in any mixture and any number at a time."""
    values = list(shipped()[:24])
    for place, kind in enumerate(kinds):
        if kind == "poison":
            values.insert(2 * place + 1, b"{")
        elif kind == "again":
            values.insert(2 * place + 1, values[place])
        elif kind == "late":
            values.append(values[place])
    offsets = [offset for offset in range(len(values)) if comes[offset % len(comes)]]

    async def play(together):
        redis_server.flush()
        log = Log(values)
        async with deciding(redis_server, log) as one:
            said = await (one.settle_together(offsets, size) if together else one.settle(offsets))
            again = await (one.settle_together(offsets, size) if together else one.settle(offsets))
            return said, again, log.holes, one.metric("log_gaps_total", topic="analyses")

    assert run(play(together=False)) == run(play(together=True))


@pytest.mark.parametrize("hits", [0, 7, 20])
async def test_a_step_whose_answer_is_lost_is_made_once(server, hits):
    """Redis has all its rows, the decider did not hear of them: the same decisions, and those after them."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:
        async with deciding(Front(proxy), log) as one:
            await one.settle_together(range(hits), 4)
            proxy.cut(0)
            for _ in range(3):
                try:
                    await one.settle_together(range(hits, FEW), 8)
                    break
                except Away:
                    continue
            assert expected == bytes_of(log.said)
            assert FEW == one.metric("memory_rows", language="ar")


async def test_what_redis_did_not_take_is_decided_alike_when_it_is_back(server):
    """What was judged ahead stands as it was judged, with other company too."""
    log = Log(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:
        async with deciding(Front(proxy), log) as one:
            await one.settle_together(range(5), 5)
            proxy.refuse()
            for size in (8, 12):
                with pytest.raises(Away):
                    await one.settle_together(range(5, FEW), size)
            proxy.pass_on()
            await one.settle_together(range(5, FEW), 6)
            assert plainly(shipped()[:FEW]) == bytes_of(log.said)
            assert FEW == one.metric("memory_rows", language="ar")


async def test_a_redis_that_lost_all_is_rebuilt_before_the_step(server):
    """The rows judged ahead are judged again on what Kafka knows."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as one:
        await one.settle_together(range(12), 6)
        server.flush()
        await one.settle_together(range(12, FEW), 6)
        assert plainly(shipped()[:FEW]) == bytes_of(log.said)
        assert (1, FEW) == (one.metric("memory_rebuilds_total"), one.metric("memory_rows", language="ar"))


async def test_the_former_owner_writes_none_of_a_step(server):
    """All or none."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as former, deciding(server, log) as owner:
        await former.settle_together(range(10), 5)
        await owner.decider.own()
        before = contents(server)
        with pytest.raises(Stale, match="another process decides ar now"):
            await former.settle_together(range(10, 20), 10)
        assert before == contents(server)
        assert plainly(shipped()[:FEW])[10:] == bytes_of(await owner.settle_together(range(10, FEW), 10))


@pytest.mark.parametrize("size", [1, 2])
async def test_what_is_older_than_eight_days_is_forgotten_however_few_come_together(server, size):
    """A language with one article a day is remembered, and counted, as one with many at once."""
    first = analyses()[0].seen
    days = [first + timedelta(days=day) for day in range(FEW)]
    log = Log([encode(replace(each, at=at, seen=at)) for each, at in zip(analyses(), days, strict=False)])
    async with deciding(server, log) as one:
        await one.settle_together(range(6), size)
        assert 6 == one.metric("memory_rows", language="ar")
        await one.settle_together(range(6, FEW), size)
        assert KEPT_S // 86_400 + 1 == one.metric("memory_rows", language="ar")
