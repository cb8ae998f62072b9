"""A language is decided as if one process had read its log once, whatever Kafka repeats or skips and Redis forgets."""

import asyncio
import logging
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.errors import Away
from marsad.records import Fingerprint, encode
from marsad.runtime.decider import Poison
from marsad.runtime.known import Known
from marsad.stores.redis import Stale
from marsad.stores.rows import Row
from tests.analysed import analyses
from tests.cluster.deciding import Front, Log, bytes_of, contents, deciding, plainly, shipped
from tests.contract.stores import decision, footprint, minute
from tests.processors_news import BLAST, RATES, analysis, minutes
from tests.servers.proxy import Proxy

FEW = 30
MANY = len(shipped())


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


# ------------------------------------------------------------------------------------------- as if read once


async def test_decisions_are_those_of_plain_deciding(server):
    """To the byte and in order; a memory that never was is no rebuild."""
    log = Log(shipped())
    async with deciding(server, log) as one:
        assert plainly(shipped()) == bytes_of(await one.settle(range(MANY)))
        assert ([], 0) == (log.holes, one.metric("memory_rebuilds_total"))
        assert MANY == one.metric("memory_rows", language="ar")
        assert 0 < one.metric("decider_epoch", language="ar")
        assert 0 == one.metric("redeliveries_total", stage="decide")
        assert 0 < one.decider.stories < MANY


@pytest.mark.parametrize("process", ["same", "new"])
async def test_what_is_delivered_again_gets_its_decision_again(server, process):
    """Any end of the log, by whoever owns it: the same bytes, and nothing is decided anew."""
    log, expected = Log(shipped()[:FEW]), plainly(shipped()[:FEW])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(FEW))
        again = one if process == "same" else other
        await again.decider.own()
        before = contents(server)
        for start in (0, FEW // 2, FEW - 1):
            assert expected[start:] == bytes_of(await again.settle(range(start, FEW)))
        assert before == contents(server)
        assert FEW + FEW - FEW // 2 + 1 == again.metric("redeliveries_total", stage="decide")


@pytest.mark.parametrize("hours", [0, 30], ids=["same hour", "a day later"])
@pytest.mark.parametrize("process", ["same", "new"])
async def test_a_second_record_of_a_revision_says_nothing(server, hours, process):
    """However much later it was seen; the first goes on to be answered, also when both come again."""
    repeated = msgspec.structs.replace(analyses()[3], seen=analyses()[3].seen + timedelta(hours=hours))
    log = Log([*shipped()[:10], encode(repeated), shipped()[10]])
    expected = plainly(shipped()[:11])
    async with deciding(server, log) as one, deciding(server, log) as other:
        assert expected[:10] == bytes_of(await one.settle(range(11)))
        again = one if process == "same" else other
        assert expected[10:] == bytes_of(await again.settle([11]))
        assert expected == bytes_of(await again.settle(range(12)))


# ------------------------------------------------------------------------------------------- holes


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 60))


@settings(max_examples=8)
@given(st.lists(st.booleans(), min_size=FEW, max_size=FEW))
def test_what_kafka_skips_is_read_again_in_order(redis_server, comes):
    """Any records may be missing: the others bring them."""
    redis_server.flush()

    async def play():
        log = Log(shipped()[:FEW])
        async with deciding(redis_server, log) as one:
            offsets = [offset for offset in range(FEW) if comes[offset]]
            said = bytes_of(await one.settle(offsets))
            assert plainly(shipped()[: max(offsets, default=-1) + 1]) == said
            skipped = max(offsets, default=-1) + 1 - len(offsets)
            assert skipped == one.metric("log_gaps_total", topic="analyses")

    run(play())


@settings(max_examples=8)
@given(st.lists(st.integers(0, FEW - 1), min_size=1, max_size=8))
def test_records_in_any_order_are_decided_in_theirs(redis_server, offsets):
    """A rebalance brings old ones again and new ones too early."""
    redis_server.flush()

    async def play():
        log = Log(shipped()[:FEW])
        expected = plainly(shipped()[:FEW])
        async with deciding(redis_server, log) as one:
            for offset in offsets:
                said = bytes_of(await one.settle([offset]))
                assert expected[offset] == said[-1]
            first = list(dict.fromkeys(bytes_of(log.said)))
            assert expected[: max(offsets) + 1] == first

    run(play())


async def test_what_the_log_no_longer_holds_is_passed_counted_and_told(server, caplog):
    """Retention was faster: the rest is decided as if it had never been."""
    log = Log(shipped()[:FEW])
    lost = {4, 8, 9, 10}
    for offset in lost:
        del log.values[offset]
    with caplog.at_level(logging.WARNING, "marsad.decider"):
        async with deciding(server, log) as one:
            said = bytes_of(await one.settle([0, 1, 12, 13]))
            assert plainly(shipped()[n] for n in range(14) if n not in lost) == said
            assert 10 == one.metric("log_gaps_total", topic="analyses")
    (record,) = caplog.records
    assert logging.ERROR == record.levelno
    expected = "gap in analyses of ar: offsets 2 to 11 were skipped; 6 are read again, 4 the log no longer holds"
    assert expected == record.getMessage()


async def test_an_outage_in_the_middle_of_a_hole_loses_none_of_it(server):
    """What was decided before Redis went away is said when it is back."""
    log = Log(shipped()[:FEW])
    with Proxy(f"127.0.0.1:{server.port}") as proxy:

        class Interrupted(list):
            def __iter__(self):
                for n, row in enumerate(super().__iter__()):
                    if n == 4:
                        proxy.refuse()
                    yield row

        async def read_hole(first, last):
            rows = await Log.read_hole(log, first, last)
            return Interrupted(rows) if len(log.holes) == 1 else rows

        log.read_hole = read_hole
        async with deciding(Front(proxy), log) as one:
            await one.settle([0])
            with pytest.raises(Away):
                await one.settle([10])
            proxy.pass_on()
            assert plainly(shipped()[:11])[1:] == bytes_of(await one.settle([10]))


# ------------------------------------------------------------------------------------------- poison


def changed(**fields):
    """An analysis with something in it that no analysis has."""
    return encode(msgspec.structs.replace(analyses()[0], article="a" * 16, **fields))


def words(count, weight=1.0):
    return Fingerprint(terms=tuple((f"كلمة{n}", weight) for n in range(count)))


POISONS = {
    "no json": lambda: b"{",
    "another record": lambda: b'{"article": 5}',
    "nothing": lambda: b"",
    "time without zone": lambda: changed(at=analyses()[0].at.replace(tzinfo=None)),
    "deciding breaks on its weights": lambda: changed(fingerprint=words(3, weight=-1.0)),
    "more words than a row holds": lambda: changed(fingerprint=words(300)),
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
async def test_poison_is_reported_and_the_language_goes_on(server, poison):
    """Where it comes, and when it comes again."""
    value = poison()
    log = Log([*shipped()[:5], value, *shipped()[5:10]])
    async with deciding(server, log) as one:
        said = await one.settle(range(11))
        assert plainly(shipped()[:10]) == bytes_of(said)
        (found,) = [each for each in said if isinstance(each, Poison)]
        assert (said[5], 5, value) == (found, found.offset, found.value)
        assert found.error
        assert [found] == await one.settle([5])
        assert [] == log.holes


async def test_poison_that_comes_again_to_another_process_is_reported_again(server):
    """The first may have been killed before it was heard."""
    log = Log([*shipped()[:5], b"{", *shipped()[5:10]])
    async with deciding(server, log) as one, deciding(server, log) as other:
        said = await one.settle(range(7))
        assert said[5:] == await other.settle([5, 6])


async def test_poison_in_a_hole_is_reported_in_its_place(server):
    """As if Kafka had brought it."""
    log = Log([*shipped()[:5], b"{", *shipped()[5:10]])
    async with deciding(server, log) as one:
        said = await one.settle([0, 8])
        assert 5 == said[5].offset
        assert plainly(shipped()[:8]) == bytes_of(said)


async def test_poison_behind_a_hole_waits_for_the_hole(server):
    """Order is order."""
    log = Log([*shipped()[:5], b"{"])
    async with deciding(server, log) as one:
        said = await one.settle([5])
        assert plainly(shipped()[:5]) == bytes_of(said[:5])
        assert [5] == [each.offset for each in said[5:]]


# ------------------------------------------------------------------------------------------- owners


@settings(max_examples=4)
@given(st.sets(st.integers(1, MANY - 1), max_size=2), st.integers(0, 4))
def test_a_restart_anywhere_changes_nothing(redis_server, cuts, back):
    """A new process goes on where Redis says, and answers what comes again."""
    redis_server.flush()

    async def play():
        log, expected, said = Log(shipped()), plainly(shipped()), []
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), MANY], strict=True):
            async with deciding(redis_server, log) as one:
                again = max(0, start - back)
                said += bytes_of(await one.settle(range(again, end)))[start - again :]
        assert expected == said
        assert (1, []) == (log.rebuilds, log.holes)

    run(play())


async def test_the_former_owner_is_refused_and_writes_nothing(server):
    """It may have slept through a rebalance; redeliveries are refused too: what it knows is old."""
    log = Log(shipped()[:FEW])
    async with deciding(server, log) as former, deciding(server, log) as owner:
        await former.settle(range(10))
        await owner.settle(range(10, 12))
        before = contents(server)
        for offset in (10, 12, 20, 3):
            with pytest.raises(Stale, match="another process decides ar now"):
                await former.settle([offset])
        log.values[12] = b"{"
        with pytest.raises(Stale):
            await former.settle([12])
        assert before == contents(server)
        log.values[12] = shipped()[12]
        assert plainly(shipped()[:FEW])[12:] == bytes_of(await owner.settle(range(12, FEW)))


@pytest.mark.parametrize("meanwhile", [0, 5])
async def test_a_partition_that_comes_back_is_decided_on(server, meanwhile):
    """With what this process knew, if nobody decided meanwhile, else with what Redis knows."""
    log, said = Log(shipped()[:FEW]), []
    async with deciding(server, log) as one, deciding(server, log) as other:
        said += await one.settle(range(10))
        one.decider.disown()
        said += await other.settle(range(10, 10 + meanwhile))
        said += await one.settle(range(10 + meanwhile, FEW))
        assert plainly(shipped()[:FEW]) == bytes_of(said)
        assert 1 == log.rebuilds


@pytest.mark.parametrize("process", ["same", "new"])
async def test_a_page_dated_long_ago_stays_in_its_story_when_it_changes(server, process):
    """What is remembered goes by when it was seen, in memory as in Redis: the next version opens no story of its own."""
    seen = minutes(0) + timedelta(days=50)
    first, joined = (
        msgspec.structs.replace(each, seen=seen)
        for each in (
            analysis("https://a.example/1", BLAST, rules=("bombing",)),
            analysis("https://b.example/1", BLAST, at=minutes(30), publisher="alufuq", rules=("bombing",)),
        )
    )
    today = analysis("https://c.example/1", RATES, at=seen)
    again = msgspec.structs.replace(joined, revision="r2", seen=seen + timedelta(hours=3))
    log = Log([encode(each) for each in (first, joined, today, again)])
    async with deciding(server, log) as one, deciding(server, log) as other:
        await one.settle(range(3))
        (last,) = await (one if process == "same" else other).settle([3])

    assert ("update", first.article) == (last.verdict, last.story)


# ------------------------------------------------------------------------------------------- what is known


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(("r1", "r2")), st.integers(0, 9), st.integers(0, 5)),
        max_size=12,
    ),
    st.integers(0, 10),
)
def test_known_rows_agree_with_a_list(adds, since):
    """The last revision of an article, the order of keeping, and what is forgotten from the front."""
    known, model, seen = Known(), {}, {}
    for offset, (article, revision, at, late) in enumerate(adds):
        made = Row(offset, footprint(article, revision, minute(at)), decision(article, revision, at=minute(at)))
        if known.row(article, revision) is None:
            known.add(made, minute(at + late))
            model[article, revision], seen[article, revision] = made, minute(at + late)
        assert model[article, revision] == known.row(article, revision)
        assert model[article, revision].decision == known.keep(made.footprint, made.decision)
        last = [row.decision for (name, _), row in model.items() if name == article][-1]
        assert last == known.latest(article)
    rows = list(model.values())
    place = next((n for n, row in enumerate(rows) if row.footprint.at >= minute(since)), len(rows))
    assert [row[1:] for row in rows[place:]] == list(known.window(minute(since)))
    place = next((n for n, key in enumerate(model) if seen[key] >= minute(since)), len(rows))
    assert (place, len(rows) - place) == (known.forget(minute(since)), len(known))
    for row in rows[:place]:
        assert known.decision(row.footprint.article, row.footprint.revision) is None
    kept = {row.footprint.article for row in rows[place:]}
    assert kept == {name for name in "abc" if known.latest(name)}
