"""The stage that analyses: what it sends where, and what it does about records that Kafka did not bring."""

from collections import Counter

import msgspec
import pytest

from marsad.config.load import Loaded
from marsad.config.models import Settings
from marsad.demo.corpus import shipped_corpus
from marsad.records import Analysis, decode, encode
from marsad.runtime.agent import Place
from marsad.runtime.analyse_part import AnalysePart, NoAnalysis
from marsad.runtime.kafka import producer, send, shut
from marsad.runtime.shell import Shell
from tests.analysed import article
from tests.cluster.shipping import cluster
from tests.servers.kafka import fresh_prefix, read_all
from tests.shipped import CONFIG, config

pytestmark = pytest.mark.kafka
ARTICLES = [encode(article(piece)) for piece in shipped_corpus()[:6]]


@pytest.fixture
async def part(kafka_broker):
    """The stage, on a partition that holds six articles, the second of them broken."""
    settings = cluster(kafka_broker.address, fresh_prefix())
    out = producer(settings)
    for number, value in enumerate(ARTICLES):
        sent = send(out, f"{settings.prefix}articles", key="k", value=b'{"id": 7' if number == 1 else value)
        sent.wait(10)
    shut(out, timeout_s=5)
    whole = config().model_copy(update={"settings": Settings(cluster=settings)})
    made = AnalysePart(Shell(lambda: Loaded(whole, (), ""), directory=CONFIG, runtime="cluster"))
    made.held = next(
        number for number in range(12) if len(held(kafka_broker, settings.prefix, number)) == len(ARTICLES)
    )
    yield made
    await made.close()


def held(broker, prefix, partition):
    return [row for row in read_all(broker.address, f"{prefix}articles") if row.partition == partition]


def articles(outs) -> list[str]:
    return [decode(out.value, Analysis).article for out in outs if out.topic == "analyses"]


async def test_records_that_kafka_skipped_are_read_and_analysed_first(part):
    """Offsets 1 to 3 never came: their analyses go out before the one of offset 4, the broken one as a dead letter."""
    await part.stage(Place("articles", part.held, 0), ARTICLES[0])
    outs = await part.stage(Place("articles", part.held, 4), ARTICLES[4])
    ids = [article(piece).id for piece in shipped_corpus()]

    assert ids[2:5] == articles(outs)
    (letter,) = [out for out in outs if out.topic == "dead-letters"]
    assert (b'{"id": 7', f"articles/{part.held}/1".encode()) == (letter.value, letter.key)
    assert ids[5:6] == articles(await part.stage(Place("articles", part.held, 5), ARTICLES[5]))


async def test_the_rules_that_fired_are_counted_where_they_were_matched(part):
    """On a cluster as on one machine: for every article they fired on, though it opens no case."""
    metrics = part._shell.metrics
    metrics.declare(feeds=[], rules=[rule.id for rule in part._shell.config.rules], channels=[])
    outs = [out for n in (2, 3, 4, 5) for out in await part.stage(Place("articles", part.held, n), ARTICLES[n])]
    fired = Counter(match.rule for out in outs for match in decode(out.value, Analysis).matches)

    assert fired
    assert fired == {
        rule: metrics.registry.get_sample_value("marsad_rule_matches_total", {"rule": rule}) for rule in fired
    }


async def test_a_partition_that_was_assigned_anew_begins_where_it_begins(part):
    """The group knows where; what another worker did meanwhile is no gap. A redelivery is none either."""
    await part.stage(Place("articles", part.held, 0), ARTICLES[0])
    await part.assigned(frozenset({part.held}))

    assert 1 == len(await part.stage(Place("articles", part.held, 4), ARTICLES[4]))
    assert 1 == len(await part.stage(Place("articles", part.held, 2), ARTICLES[2]))
    assert 1 == len(await part.stage(Place("articles", part.held, 5), ARTICLES[5]))


async def test_an_article_that_is_none_is_told_with_its_reason(part):
    """The agent makes a dead letter of it."""
    with pytest.raises(NoAnalysis, match="ValidationError"):
        await part.stage(Place("articles", part.held, 0), b'{"id": 7}')


async def test_a_language_goes_to_its_partition(part):
    """Each listed language has its place; another shares the last."""
    (first, *_) = shipped_corpus()
    places = []
    for number, language in enumerate(("ar", "fa", "ku")):
        value = encode(msgspec.structs.replace(article(first), language=language))
        (out,) = await part.stage(Place("articles", part.held, number), value)
        places.append(out.partition)

    assert [0, 1, 2] == places
