"""What Redis remembers for a language: every answer is that of a plain model, and what is refused writes nothing."""

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from marsad.stores.redis import HOURS, KEPT_S, Answer, RedisMemory, Stale, connect
from marsad.stores.rows import Row, field, ids_of, unpack
from tests.contract.stores import DAY, decision, footprint

PREFIX = "m."
HOUR = int(DAY.timestamp()) // 3600
ARTICLES = ("0123456789abcdef", "مقال", "f00dfeedf00dfeed")


def row(article, revision="r1", offset=0):
    """A row as it is read back: the decision lacks what its analysis says again."""
    return Row(offset, footprint(article, revision), replace(decision(article, revision), url=""))


def seen(hours):
    return DAY + timedelta(hours=hours, minutes=30)


@asynccontextmanager
async def memory_of(server, language="ar"):
    client = connect(server.url)
    try:
        yield RedisMemory(client, PREFIX, language)
    finally:
        await client.aclose()


def dump(client):
    """All that Redis holds."""
    keys = client.keys()
    with client.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.hgetall(key)
        return dict(zip(keys, pipe.execute(), strict=True))


@pytest.fixture
def server(redis_server):
    redis_server.flush()
    return redis_server


# ------------------------------------------------------------------------------------------- against a model


class Model:
    """What Redis should say. Rows by hour, article and revision: the hour is that of the record at hand."""

    def __init__(self):
        self.lose()

    def lose(self):
        self.epoch, self.next, self.newest, self.rows = None, None, 0, {}

    def own(self, epoch):
        assert epoch > (self.epoch or 0)
        self.epoch = epoch
        return self.next, self.newest

    def refused(self, epoch, offset):
        if self.epoch is None:
            return Answer("lost")
        if epoch != self.epoch:
            return Answer("stale")
        if self.next is None:
            return Answer("lost")
        return Answer("gap", expected=self.next) if offset > self.next else None

    def write(self, epoch, offset, row, hour):
        if refused := self.refused(epoch, offset):
            return refused
        place = (hour, row.footprint.article, row.footprint.revision)
        due, known = offset == self.next, self.rows.get(place)
        if due:
            self.next += 1
        if known:
            return Answer("old", known)
        if not due:
            return Answer("past")
        self.put(place, row)
        return Answer("new")

    def skip(self, epoch, offset):
        if refused := self.refused(epoch, offset):
            return refused
        if offset < self.next:
            return Answer("past")
        self.next += 1
        return Answer("new")

    def move(self, epoch, offset):
        if epoch != self.epoch:
            return Stale
        self.next = max(self.next if self.next is not None else -1, offset)
        return None

    def restore(self, epoch, rows):
        if rows and epoch != self.epoch:
            return Stale
        for row, hour in rows:
            self.put((hour, row.footprint.article, row.footprint.revision), row)
        return None

    def put(self, place, row):
        self.rows[place] = row
        self.newest = max(self.newest, place[0])


WHO = st.sampled_from([0, 0, 0, 1])
PLACES = st.tuples(st.sampled_from(ARTICLES), st.sampled_from(("r1", "r2")), st.sampled_from((-30, 0, 1, 40)))
BY = st.sampled_from([0, 0, 0, 0, -1, -2, 3])  # how far from the offset that is due
_WRITE = st.tuples(st.just("write"), WHO, BY, PLACES)
_OTHERS = [
    st.tuples(st.just("skip"), WHO, BY),
    st.tuples(st.just("own"), WHO),
    st.tuples(st.just("move"), WHO, BY),
    st.tuples(st.just("restore"), WHO, st.lists(PLACES, max_size=4, unique=True)),
    st.tuples(st.just("flush")),
]
STEPS = st.sampled_from([*[_WRITE] * 10, *_OTHERS]).flatmap(lambda step: step)
BEGIN = [("own", 0), ("move", 0, 0)]


class Play:
    """The same steps for Redis and for the model; two owners, each with the epoch it was given last."""

    def __init__(self, client, memory):
        self.client, self.memory, self.model = client, memory, Model()
        self.epochs = [1, 1]  # of an owner that Redis has forgotten
        self.highest = 0

    def due(self, by):
        return max(0, (self.model.next or 0) + by)

    async def own(self, who):
        found = await self.memory.own()
        assert self.highest < found.epoch, "an epoch is higher than all before it, also those that Redis has forgotten"
        self.epochs[who] = self.highest = found.epoch
        assert self.model.own(found.epoch) == (found.next, found.newest)

    async def write(self, who, by, place):
        article, revision, hours = place
        offset = self.due(by)
        made = row(article, revision, offset)
        await self.answered(
            self.model.write(self.epochs[who], offset, made, HOUR + hours),
            lambda: self.memory.write(self.epochs[who], offset, made, seen(hours)),
        )

    async def skip(self, who, by):
        offset = self.due(by)
        await self.answered(
            self.model.skip(self.epochs[who], offset), lambda: self.memory.skip(self.epochs[who], offset)
        )

    async def answered(self, expected, step):
        before = dump(self.client)
        assert expected == await step()
        if expected.kind in ("gap", "stale", "lost", "past"):
            assert before == dump(self.client), "a refused step writes nothing"

    async def move(self, who, by):
        offset = self.due(by)
        await self.raised(self.model.move(self.epochs[who], offset), lambda: self.memory.move(self.epochs[who], offset))

    async def restore(self, who, places):
        rows = [(row(article, revision), hours) for article, revision, hours in places]
        await self.raised(
            self.model.restore(self.epochs[who], [(each, HOUR + hours) for each, hours in rows]),
            lambda: self.memory.restore(self.epochs[who], [(each, seen(hours)) for each, hours in rows]),
        )

    async def raised(self, expected, step):
        if expected is None:
            await step()
            return
        before = dump(self.client)
        with pytest.raises(expected):
            await step()
        assert before == dump(self.client)

    async def agree(self):
        """Compare all that is kept."""
        found = {}
        for key, names in dump(self.client).items():
            for name, value in names.items():
                if b":rows:" in key:
                    found[int(key.split(b":")[2]), *ids_of(name)] = unpack(name, value)
        assert self.model.rows == found

    async def flush(self):
        self.client.flushall()
        self.model.lose()


@settings(max_examples=60)
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_every_answer_is_that_of_the_model(redis_server, steps):
    """Two owners take turns, offsets come early, late and twice, revisions again in the same hour and another."""

    async def play():
        async with memory_of(redis_server) as memory:
            with redis_server.client() as client:
                client.flushall()
                play = Play(client, memory)
                for name, *details in [*BEGIN, *steps, ("agree",)]:
                    await getattr(play, name)(*details)

    asyncio.run(play())


# ------------------------------------------------------------------------------------------- who owns


async def test_an_owner_from_before_a_loss_stays_refused(server):
    """However quickly another takes over an empty Redis: also within one second."""
    async with memory_of(server) as memory:
        epochs = []
        for _ in range(30):
            epochs.append((await memory.own()).epoch)
            server.flush()
        assert sorted(set(epochs)) == epochs
        await memory.own()
        assert "stale" == (await memory.write(epochs[-1], 0, row("a"), DAY)).kind


async def test_while_another_rebuilds_the_former_owner_is_stale(server):
    """To hear `lost` it would take over again, and the rebuild would be for nothing."""
    async with memory_of(server) as memory:
        former = (await memory.own()).epoch
        new = await memory.own()
        assert new.next is None
        assert "stale" == (await memory.write(former, 0, row("a"), DAY)).kind
        assert "lost" == (await memory.write(new.epoch, 0, row("a"), DAY)).kind


# ------------------------------------------------------------------------------------------- many at once


async def test_many_rows_are_written_as_one_by_one(server):
    """Rows of two hours and several buckets; the newest hour is that of the newest row, wherever it stands."""
    rows = [(row(f"{n:x}" * 16, offset=n), seen(n % 2)) for n in (5, 6, 7, 8)]
    async with memory_of(server) as memory:
        epoch = (await memory.own()).epoch
        await memory.move(epoch, 5)
        assert await memory.write_all(epoch, 5, [memory.prepared(*each) for each in rows])
        found = await memory.own()
        assert (9, HOUR + 1) == (found.next, found.newest)
        assert [each for each, _ in rows] == sorted([row async for row, _ in memory.load(found.newest)])
    with server.client() as client:
        lasting = [client.ttl(key) for key in client.keys() if b":rows:" in key]  # noqa: SIM118 - no dict
    assert len(rows) == len(lasting)
    assert all(KEPT_S - 60 <= left_s <= KEPT_S for left_s in lasting)


@pytest.mark.parametrize("why", ["old epoch", "passed", "ahead", "known", "empty"])
async def test_of_many_rows_all_are_written_or_none(server, why):
    """An owner from before, an offset that is not the next, an article that Redis knows, a Redis that knows nothing."""
    async with memory_of(server) as memory:
        epoch = (await memory.own()).epoch
        if why != "empty":
            await memory.move(epoch, 5)
        if why == "known":
            await memory.write(epoch, 5, row("00"), DAY)
        first = {"passed": 4, "ahead": 6, "known": 6}.get(why, 5)
        with server.client() as client:
            before = dump(client)
            rows = [memory.prepared(row(article, offset=first + n), DAY) for n, article in enumerate(("ff", "00"))]
            assert not await memory.write_all(epoch - (why == "old epoch"), first, rows)
            assert before == dump(client)


# ------------------------------------------------------------------------------------------- where things lie


async def test_keys_of_a_language_share_a_slot_and_rows_expire(server):
    """The hash tag is the language; a bucket lives eight days from its first row on, the position for ever."""
    async with memory_of(server, "ar") as ar, memory_of(server, "fa") as fa:
        for memory in (ar, fa):
            epoch = (await memory.own()).epoch
            await memory.move(epoch, 0)
            await memory.write(epoch, 0, row(ARTICLES[0]), DAY)
            await memory.restore(epoch, [(row(ARTICLES[1]), DAY), (row(ARTICLES[2]), DAY)])
    with server.client() as client:
        keys = sorted(client.keys())
        for language in ("ar", "fa"):
            mine = [key for key in keys if b"{" + language.encode() + b"}" in key]
            assert 3 == len(mine), "the position and two buckets"
            assert {language.encode()} == {re.search(rb"\{(.*?)\}", key)[1] for key in mine}
            for key in mine:
                left_s = client.ttl(key)
                assert -1 == left_s if key.endswith(b":at") else KEPT_S - 60 <= left_s <= KEPT_S
        client.expire(keys[1], 100)
    async with memory_of(server, "ar") as memory:
        epoch = (await memory.own()).epoch
        await memory.write(epoch, 1, row("00"), DAY)
    with server.client() as client:
        assert 100 >= client.ttl(keys[1]), "a row that comes later prolongs no bucket"


async def test_the_bucket_comes_from_the_time_of_the_record(server):
    """Not from the clock: a redelivery after midnight finds its row. Every bucket is one that is read at a start."""
    placed = {
        ("0123456789abcdef", DAY): f"{HOUR}:0",
        ("f00dfeedf00dfeed", DAY + timedelta(minutes=59, seconds=59)): f"{HOUR}:f",
        ("f00dfeedf00dfeed", DAY + timedelta(hours=1)): f"{HOUR + 1}:f",
        ("مقال", DAY - timedelta(hours=1)): f"{HOUR - 1}:0",
        ("", DAY + timedelta(hours=2)): f"{HOUR + 2}:0",
        ("e", DAY - timedelta(hours=HOURS - 2)): f"{HOUR - HOURS + 2}:e",
    }
    too_old = DAY - timedelta(hours=HOURS - 1)
    async with memory_of(server) as memory:
        epoch = (await memory.own()).epoch
        await memory.move(epoch, 0)
        for offset, (article, moment) in enumerate([*placed, ("d", too_old)]):
            await memory.write(epoch, offset, row(article, offset=offset), moment)
        with server.client() as client:
            held = dump(client)
        for (article, _), bucket in placed.items():
            assert [field(article, "r1")] == list(held[f"{PREFIX}{{ar}}:rows:{bucket}".encode()])
        loaded = [row.offset async for row, _ in memory.load((await memory.own()).newest)]
        assert [*range(len(placed))] == sorted(loaded)


async def test_many_rows_are_put_back(server):
    """More than one script takes, in many buckets."""
    rows = [(row(f"{n * 7919 % 65536:04x}{'0' * 12}", offset=n), seen(n % 3)) for n in range(3000)]
    async with memory_of(server) as memory:
        epoch = (await memory.own()).epoch
        await memory.restore(epoch, rows)
        assert HOUR + 2 == (await memory.own()).newest
        assert sorted(n for n in range(3000)) == sorted([row.offset async for row, _ in memory.load(HOUR + 2)])


async def test_a_damaged_row_is_told(server):
    """With its article, when it is read."""
    async with memory_of(server) as memory:
        epoch = (await memory.own()).epoch
        await memory.move(epoch, 0)
        await memory.write(epoch, 0, row(ARTICLES[0]), DAY)
        with server.client() as client:
            client.hset(f"{PREFIX}{{ar}}:rows:{HOUR}:0", field(ARTICLES[0], "r1"), b"\1torn")
        with pytest.raises(ValueError, match=f"row of article {ARTICLES[0]}"):
            [each async for each in memory.load(HOUR)]
