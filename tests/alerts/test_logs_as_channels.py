"""What stands in a Redis stream and in a Kafka topic."""

import json

import pytest

from alerts.render import payload
from marsad.errors import Broken, ChannelError
from tests.alerts.harnesses import KafkaHarness, RedisHarness
from tests.alerts.samples import alert
from tests.servers.kafka import read_all

pytestmark = pytest.mark.channel


@pytest.fixture
async def redis(tmp_path):
    """A Redis of its own."""
    made = RedisHarness(tmp_path)
    await made.start()
    yield made
    await made.stop()


async def test_an_entry_has_the_public_form_and_what_consumers_select_by(redis):
    channel = redis.channel()
    place = await channel.send(alert(), key="a1")
    await channel.close()

    with redis.server.client() as client:
        ((entry, fields),) = client.xrange("alerts")
    assert entry.decode() == place
    assert payload(alert()) == json.loads(fields.pop(b"alert"))
    assert {b"id": b"a1", b"story": b"s1", b"rule": b"takeover", b"severity": b"high", b"reason": b"opened"} == fields


async def test_a_repeat_returns_the_place_of_the_first(redis):
    channel = redis.channel()
    places = [await channel.send(alert(), key="a1") for _ in range(3)]
    await channel.close()

    assert 1 == len(set(places))
    assert 1 == len(await redis.read())


async def test_the_stream_stays_short(redis):
    """MAXLEN ~ drops whole nodes of a hundred entries."""
    channel = redis.channel(maxlen=100)
    for n in range(450):
        await channel.send(alert(f"a{n}"), key=f"a{n}")
    await channel.close()

    with redis.server.client() as client:
        assert 100 <= client.xlen("alerts") < 300
        assert 0 < client.ttl("{alerts}:seen:a1") <= 7 * 86_400


@pytest.mark.kafka
async def test_a_record_is_keyed_by_its_story_and_carries_its_id(kafka_broker):
    """One story stays in one partition, in order."""
    harness = KafkaHarness(kafka_broker)
    await harness.start()
    channel = harness.channel()
    for n in range(6):
        await channel.send(alert(f"a{n}", story=f"s{n % 2}"), key=f"a{n}")
    await channel.close()

    rows = read_all(kafka_broker.address, harness.topic)
    assert payload(alert("a0", story="s0")) == next(
        json.loads(row.value) for row in rows if b"a0" in dict(row.headers).values()
    )
    for story in (b"s0", b"s1"):
        mine = [row for row in rows if row.key == story]
        assert 1 == len({row.partition for row in mine})
        assert ["0", "2", "4"] == [str(int(dict(r.headers)["id"][1:]) - (story == b"s1")) for r in mine]


@pytest.mark.kafka
async def test_a_topic_that_does_not_exist_says_so(kafka_broker):
    harness = KafkaHarness(kafka_broker)
    channel = harness.channel(topic="nowhere-at-all", timeout_s=2.0)

    with pytest.raises(ChannelError, match="nowhere-at-all") as problem:
        await channel.send(alert(), key="a1")
    await channel.close()
    assert isinstance(problem.value, Broken) or "does the topic exist" in str(problem.value)
