"""What `marsad topics` would do about a difference: a table of decisions."""

import pytest

from marsad.config.models import ClusterSettings
from marsad.runtime.kafka import Existing
from marsad.runtime.topics import Configure, Create, Grow, Plan, plan, wanted

SETTINGS = ClusterSettings(prefix="t.")


def there(*, replication: int = 3, **changes) -> dict[str, Existing]:
    """The topics as they should be, one of them with other partitions or configuration."""
    found = {
        topic.name: Existing(topic.partitions, replication, dict(topic.config))
        for topic in wanted(SETTINGS, replication)
    }
    for name, (partitions, config) in changes.items():
        old = found[f"t.{name}"]
        found[f"t.{name}"] = Existing(partitions or old.partitions, replication, {**old.config, **config})
    return found


def test_the_table_has_every_topic_of_the_cluster():
    """Under the prefix, `analyses` with a partition for each language, all with the time of arrival."""
    topics = {topic.name: topic for topic in wanted(ClusterSettings(prefix="x-", languages=("ar", "fa")))}

    assert {
        "x-articles": 12, "x-analyses": 2, "x-stories": 4, "x-alerts": 4, "x-dead-letters": 1, "x-deliveries": 4,
        "x-feeds": 1,
    } == {name: topic.partitions for name, topic in topics.items()}  # fmt: skip
    assert {("LogAppendTime", "producer", "2")} == {
        tuple(topic.config[key] for key in ("message.timestamp.type", "compression.type", "min.insync.replicas"))
        for topic in topics.values()
    }
    assert {"x-articles", "x-analyses"} == {name for name, topic in topics.items() if topic.grows}
    assert {"x-stories", "x-deliveries", "x-feeds"} == {
        name for name, topic in topics.items() if "compact" in topic.config["cleanup.policy"]
    }


@pytest.mark.parametrize(("replication", "insync"), [(1, "1"), (2, "1"), (3, "2"), (5, "2")])
def test_replicas_decide_how_many_must_have_a_record(replication, insync):
    """Two of three; with one or two replicas one, else nothing could be written while one is away."""
    assert {(replication, insync)} == {
        (topic.replication, topic.config["min.insync.replicas"]) for topic in wanted(SETTINGS, replication)
    }


def test_what_is_missing_is_made_and_what_is_right_is_left():
    """An empty cluster gets all topics, a sound one nothing."""
    topics = wanted(SETTINGS)

    assert Plan(tuple(Create(topic) for topic in topics)) == plan(topics, {})
    assert Plan() == plan(topics, there())


GROWING = [
    ("articles", 6, (Grow("t.articles", 6, 12),)),
    ("analyses", 2, (Grow("t.analyses", 2, 3),)),
    ("articles", 24, ()),
]


@pytest.mark.parametrize(("name", "partitions", "steps"), GROWING)
def test_articles_and_languages_may_grow(name, partitions, steps):
    """Articles have no order that keys must keep; more of them than the table names are left as they are."""
    assert Plan(steps) == plan(wanted(SETTINGS), there(**{name: (partitions, {})}))


@pytest.mark.parametrize(
    ("name", "partitions", "says"),
    [
        ("stories", 2, "delete it"),
        ("stories", 8, "delete it"),
        ("feeds", 2, "delete it"),
        ("analyses", 4, "put it back"),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_what_would_break_the_order_is_refused(name, partitions, says, force):
    """Kafka takes no partition away, and a new one moves keys: never, not by force; the message says the way out."""
    steps, refusals = plan(wanted(SETTINGS), there(**{name: (partitions, {})}), force=force)

    assert ((), 1) == (steps, len(refusals))
    assert f"t.{name}: {partitions} partitions, not " in refusals[0]
    assert says in refusals[0]


@pytest.mark.parametrize(
    ("name", "key", "old", "new"),
    [
        ("articles", "retention.ms", "1209600000", "604800000"),
        ("articles", "retention.ms", "-1", "604800000"),
        ("stories", "delete.retention.ms", "5184000000", "2592000000"),
        ("feeds", "cleanup.policy", "compact,delete", "compact"),
        ("alerts", "cleanup.policy", "compact", "delete"),
    ],
)
def test_what_deletes_records_needs_force(name, key, old, new):
    """Less retention and another policy; the refusal says what and how."""
    existing, change = there(**{name: (0, {key: old})}), Configure(f"t.{name}", key, old, new)
    refused = plan(wanted(SETTINGS), existing)

    assert ((), 1) == (refused.steps, len(refused.refusals))
    assert f"t.{name}: {key} {old} -> {new}" in refused.refusals[0]
    assert "--force" in refused.refusals[0]
    assert Plan((change,)) == plan(wanted(SETTINGS), existing, force=True)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("retention.ms", "86400000", "604800000"),
        ("message.timestamp.type", "CreateTime", "LogAppendTime"),
        ("max.message.bytes", "1048588", "2097152"),
    ],
)
def test_other_configuration_is_set(key, old, new):
    """More retention, the time of arrival, larger records: nothing is lost by them."""
    steps = (Configure("t.articles", key, old, new),)

    assert Plan(steps) == plan(wanted(SETTINGS), there(articles=(0, {key: old})))


def test_fewer_replicas_than_wanted_are_told_and_nothing_is_broken():
    """A cluster of one node, asked without --replication 1, must not get to need two replicas for each record."""
    steps, refusals = plan(wanted(SETTINGS), there(replication=1))

    assert () == steps
    assert len(wanted(SETTINGS)) == len(refusals)
    assert all("--replication 1" in refusal for refusal in refusals)
    assert Plan() == plan(wanted(SETTINGS, 1), there(replication=3)), "more replicas than asked for are no harm"
