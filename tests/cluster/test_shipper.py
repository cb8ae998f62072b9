"""Everything ingest keeps on disk gets to Kafka, whatever happens to either."""

import gc
import os
import random
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from marsad.config.models import ClusterSettings
from marsad.errors import Away
from marsad.metrics import Metrics
from marsad.ports import FeedState
from marsad.records import Article, DeadLetter, decode, encode
from marsad.runtime import kafka
from marsad.stores.database import Database
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.log import SqliteLog
from tests.cluster.shipping import (
    append,
    arrived,
    article,
    cluster,
    ids,
    in_order,
    last,
    now,
    position,
    shipped,
    shipping,
)
from tests.servers.kafka import fresh_prefix
from tests.servers.process import Process, free_port, until

pytestmark = pytest.mark.kafka
KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "8"))


@pytest.fixture
def store(tmp_path):
    with closing(Database(tmp_path / "marsad.db")) as database:
        yield database


@pytest.fixture
def settings(kafka_broker):
    return cluster(kafka_broker.address, fresh_prefix())


def buried(database) -> list[DeadLetter]:
    rows = database.submit(lambda db: db.execute("select value from dead_letter order by n").fetchall()).result(10)
    return [decode(value, DeadLetter) for (value,) in rows]


def waits_since(metrics: Metrics) -> float | None:
    """What MarsadStageRetrying goes by."""
    return metrics.registry.get_sample_value("marsad_agent_retrying_since_timestamp_seconds", {"stage": "ship"})


def test_all_rows_arrive_once_and_in_order(store, settings, kafka_broker):
    """The article id is the key, the bytes are those of the log, each partition has the order of the log."""
    articles = [article(n) for n in range(2_000)]
    append(store, *articles[:1_500])
    metrics = Metrics("test", "cluster")
    with shipping(store, settings, metrics) as shipper:
        append(store, *articles[1_500:])
        shipper.wake()
        assert shipped(store)
        assert until(lambda: shipper.spool_bytes == 0, timeout_s=5)
        assert "" == shipper.problem
    records = arrived(kafka_broker.address, settings)

    assert {each.id: encode(each) for each in articles} == {record.key.decode(): record.value for record in records}
    assert 2_000 == len(records)
    assert in_order(records)
    assert 0 == metrics.registry.get_sample_value("marsad_shipper_in_flight")
    assert 0 == metrics.registry.get_sample_value("marsad_spool_bytes")


def test_a_new_row_is_there_at_once(store, settings, kafka_broker):
    """A wake ships the row without a wait for the next look."""
    with shipping(store, settings) as shipper:
        append(store, article(1))
        assert shipped(store)
        append(store, article(2))
        shipper.wake()
        assert shipped(store, timeout_s=0.8)


def test_a_stop_sends_what_is_in_flight(store, settings, kafka_broker):
    """After stop the position stands at what Kafka has: nothing goes twice at the next start."""
    append(store, *[article(n, text_bytes=4_000) for n in range(6_000)])
    stops = 0
    while (before := position(store)) < last(store):
        with shipping(store, settings):
            until(lambda: position(store) > before, timeout_s=10)
        stops += 1
    assert stops > 1
    records = arrived(kafka_broker.address, settings)

    assert [f"a{n:06}" for n in range(6_000)] == sorted(ids(records))


def test_a_killed_broker_loses_nothing(store, own_broker):
    """Kill -9 of the broker amid the stream: the rows wait on disk, the shipper says so, then all arrive in order."""
    settings, metrics = cluster(own_broker.address, fresh_prefix()), Metrics("test", "cluster")
    with shipping(store, settings, metrics) as shipper:
        assert 0 == waits_since(metrics)
        append(store, *[article(n, text_bytes=4_000) for n in range(500)])
        assert until(lambda: position(store) > 0, timeout_s=20)
        own_broker.kill()
        append(store, *[article(n, text_bytes=4_000) for n in range(500, 1_500)])
        assert until(lambda: "Kafka away since" in shipper.problem, timeout_s=20)
        assert position(store) < last(store)
        assert 0 < waits_since(metrics) <= time.time()
        own_broker.start()
        assert shipped(store, timeout_s=60)
        assert until(lambda: not shipper.problem, timeout_s=5)
        assert 0 == waits_since(metrics)
    records = arrived(own_broker.address, settings)

    assert {f"a{n:06}" for n in range(1_500)} == set(ids(records))
    assert in_order(records)


def test_a_shipper_may_be_there_before_kafka(store, own_broker):
    """It waits for the first broker for ever, says how many records wait, and stops within seconds when told to."""
    settings = cluster(own_broker.address, fresh_prefix())
    own_broker.stop()
    append(store, article(1), article(2))
    with shipping(store, settings) as shipper:
        assert until(lambda: shipper.problem, timeout_s=20)
        assert "2 records wait" in shipper.problem
    assert 0 == position(store)
    with shipping(store, settings) as shipper:
        assert until(lambda: shipper.problem, timeout_s=20)
        own_broker.start()
        assert shipped(store, timeout_s=30)

    assert ["a000001", "a000002"] == sorted(ids(arrived(own_broker.address, settings)))


@pytest.mark.fault
def test_a_killed_shipper_loses_nothing(tmp_path, settings, kafka_broker):
    """Kill -9 at random moments: the position is never ahead of what Kafka has, in the end every article is there."""
    seed = int(os.environ.get("MARSAD_TEST_SEED", random.randrange(10**6)))
    print(f"seed {seed}: repeat with MARSAD_TEST_SEED={seed}")
    rng = random.Random(seed)
    store, total = tmp_path / "marsad.db", 1_500 * KILLS
    with closing(Database(store)) as database:
        append(database, *[article(n, text_bytes=7_000) for n in range(total)])
    for _ in range(KILLS):
        run_and_kill(store, settings, life_s := rng.uniform(0.1, 1.0))
        with closing(sqlite3.connect(store)) as db:
            behind = [key for (key,) in db.execute(BEHIND)]
        print(f"killed after {life_s:.2f} s with {len(behind)} of {total} behind the position")
        assert set() == set(behind) - set(ids(arrived(kafka_broker.address, settings))), "ahead of what is acknowledged"
    with closing(Database(store)) as database, shipping(database, settings):
        assert shipped(database, timeout_s=60)

    assert {f"a{n:06}" for n in range(total)} == set(ids(arrived(kafka_broker.address, settings)))


BEHIND = "select substr(key, 1, 7) from log where offset <= coalesce((select offset from position where consumer = 'ship'), 0)"


def run_and_kill(store, settings: ClusterSettings, life_s: float) -> None:
    process = Process(store.with_name("ship.log"))
    before = process.last_lines(1_000).count("started")
    process.run(
        [sys.executable, "-m", "tests.cluster.shipping", str(store), settings.brokers[0], settings.prefix],
        ready=lambda: process.last_lines(1_000).count("started") > before,
        timeout_s=30,
    )
    until(lambda: False, timeout_s=life_s)
    process.kill()


def test_a_record_too_large_becomes_a_dead_letter(store, settings, kafka_broker):
    """Its bytes and the reason lie in the store and in the topic of dead letters; the rest goes on."""
    large = article(1, text_bytes=2_100_000)
    append(store, article(0), large, article(2))
    metrics = Metrics("test", "cluster")
    with shipping(store, settings, metrics):
        assert shipped(store)
        letters = buried(store)
        assert until(lambda: arrived(kafka_broker.address, settings, "dead-letters"), timeout_s=10)
    (record,) = arrived(kafka_broker.address, settings, "dead-letters")

    assert ["a000000", "a000002"] == sorted(ids(arrived(kafka_broker.address, settings)))
    assert [("ship", "articles/2", encode(large))] == [(each.stage, each.place, each.value) for each in letters]
    assert (b"articles/2", encode(large)) == (record.key, record.value)
    assert {"stage", "place", "error", "at", "bytes"} == dict(record.headers).keys()
    assert b"2100" == dict(record.headers)["bytes"][:4]
    assert 1 == metrics.registry.get_sample_value("marsad_dead_letters_total", {"stage": "ship"})


def test_only_the_record_that_brokers_refuse_is_buried(store, settings, kafka_broker):
    """One refusal ends the producer and fails all that is in flight; those behind it are sound and arrive."""
    with closing(kafka.admin(settings)) as admin:
        kafka.configure(admin, settings.prefix + "articles", {"max.message.bytes": "50000"})
    rng = random.Random(7)
    incompressible = "".join(chr(rng.randrange(0x620, 0x64B)) for _ in range(200_000))
    refused = Article(
        id="refused", revision="r", url="https://a.example/x", title="هجوم", seen=now(), text=incompressible
    )
    append(store, *[article(n) for n in range(60)], refused, *[article(n) for n in range(60, 120)])
    with shipping(store, settings):
        assert shipped(store)

    assert [encode(refused)] == [letter.value for letter in buried(store)]
    assert {f"a{n:06}" for n in range(120)} == set(ids(arrived(kafka_broker.address, settings)))


def test_a_full_spool_is_reported(store):
    """With Kafka away the bytes on disk are counted as they come, and `full` says when polling must pause."""
    settings = ClusterSettings(brokers=(f"127.0.0.1:{free_port()}",), prefix=fresh_prefix(), spool="400KiB")
    append(store, *[article(n, text_bytes=4_000) for n in range(50)])
    with shipping(store, settings) as shipper:
        assert until(lambda: shipper.spool_bytes > 200_000, timeout_s=10)
        assert not shipper.full
        append(store, *[article(n, text_bytes=4_000) for n in range(50, 120)])
        assert until(lambda: shipper.full, timeout_s=40)


def test_clients_that_cannot_start_leave_nothing_behind():
    """No thread, no handle: an outage may last for days."""
    settings = ClusterSettings(brokers=(f"127.0.0.1:{free_port()}",))

    def used():
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    def fail(start):
        with pytest.raises(Away):
            start(settings)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: None, range(3)))
        before = used()
        for _ in pool.map(fail, (kafka.producer, kafka.consumer, kafka.admin)):
            pass
        gc.collect()
        after = used()

    assert after <= before


def test_connections_cut_amid_answers_lose_nothing(store, own_broker):
    """The request arrived and its answer did not: what is sent again is no loss and, from one producer, no repetition."""
    direct, proxy = cluster(own_broker.address, fresh_prefix()), own_broker.proxy
    behind_proxy = ClusterSettings(brokers=(proxy.address,), prefix=direct.prefix)
    with shipping(store, behind_proxy) as shipper:
        for n in range(20):
            append(store, *[article(n * 100 + each) for each in range(100)])
            proxy.cut(n % 3 * 10)
            shipper.wake()
            until(lambda: position(store) == last(store), timeout_s=1.0)
        proxy.pass_on()
        assert shipped(store, timeout_s=60)
    records = arrived(own_broker.address, direct)

    assert {f"a{n:06}" for n in range(2_000)} == set(ids(records))
    assert in_order(records)


def test_dead_letters_of_ingest_are_forwarded(store, settings, kafka_broker):
    """Bytes as they are, the rest in headers; of too many bytes the beginning, with the true size."""
    small = DeadLetter(
        stage="extract", place="feeds/jazeera", error="ParseError: no feed", at=now(), value=b"\xff<html>"
    )
    large = DeadLetter(stage="extract", place="feeds/huge", error="too large", at=now(), value=b"x" * 4_000_000)
    store.submit(lambda db: [SqliteLog(db).bury(letter) for letter in (small, large)]).result(10)
    for _ in range(2):  # the second start finds nothing to do
        with shipping(store, settings):
            assert until(lambda: len(arrived(kafka_broker.address, settings, "dead-letters")) == 2, timeout_s=10)
            until(lambda: False, timeout_s=0.5)
    first, second = arrived(kafka_broker.address, settings, "dead-letters")

    assert (b"feeds/jazeera", b"\xff<html>") == (first.key, first.value)
    assert [
        ("stage", b"extract"),
        ("place", b"feeds/jazeera"),
        ("error", b"ParseError: no feed"),
        ("at", small.at.isoformat().encode()),
        ("bytes", b"7"),
    ] == list(first.headers)
    assert (64 * 1024, b"4000000") == (len(second.value), dict(second.headers)["bytes"])


async def test_feed_states_follow_their_changes(store, settings, kafka_broker):
    """Each state goes once, and again when it changes."""
    feeds = SqliteFeedStore(store)
    old, new = (FeedState(feed="jazeera", state=state, polls=n) for n, state in ((1, "healthy"), (2, "failing")))
    other = FeedState(feed="wafa", polls=1)
    for state in (old, other):
        await feeds.save_poll(state, [])
    with shipping(store, settings):
        assert until(lambda: len(arrived(kafka_broker.address, settings, "feeds")) == 2, timeout_s=20)
        await feeds.save_poll(new, [])
        assert until(lambda: len(arrived(kafka_broker.address, settings, "feeds")) == 3, timeout_s=20)
    values = [decode(record.value, FeedState) for record in arrived(kafka_broker.address, settings, "feeds")]

    assert [old, new] == [value for value in values if value.feed == "jazeera"]
    assert [other] == [value for value in values if value.feed == "wafa"]


def test_a_revived_dead_letter_keeps_the_key_of_its_article(store, settings, kafka_broker):
    """Its row has a key of its own; the record has the article's id."""
    letter = DeadLetter(stage="analyse", place="articles/1", error="x", at=now(), value=encode(article(5)))
    store.submit(lambda db: [SqliteLog(db).bury(letter), SqliteLog(db).revive()]).result(10)
    with shipping(store, settings):
        assert shipped(store)

    assert ["a000005"] == ids(arrived(kafka_broker.address, settings))
