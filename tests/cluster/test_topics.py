"""`marsad topics` on a real broker: made once, the same the second time, never to the harm of what lies in them."""

import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from marsad.config.models import ClusterSettings
from marsad.errors import UsageError
from marsad.runtime import fitting, kafka, topics
from tests.cluster.shipping import cluster
from tests.servers.kafka import create_topics, fresh_prefix, read_all
from tests.servers.process import ROOT, free_port, until

pytestmark = pytest.mark.kafka


@pytest.fixture
def marsad(tmp_path, kafka_broker, here):
    """Run `marsad topics` on a configuration of its own prefix."""

    def run(*arguments, brokers=kafka_broker.address, languages='["ar", "fa", "ur"]', how=here):
        (tmp_path / "marsad.toml").write_text(
            f'[cluster]\nbrokers = ["{brokers}"]\nprefix = "{prefix}"\nlanguages = {languages}\n'
        )
        return how("topics", *arguments, "--config", tmp_path)

    prefix = run.prefix = fresh_prefix()
    return run


def process(*arguments):
    """Run a command as a step of a deployment does."""
    done = subprocess.run(
        [sys.executable, "-m", "marsad", *arguments], capture_output=True, text=True, cwd=ROOT, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_apply_makes_the_topics_once(marsad):
    """check: 1, dry run: 1 and nothing done, apply: 0, and then there is nothing left to do."""
    states = [
        marsad(*act.split(), "--replication", "1")[0]
        for act in ("check", "apply --dry-run", "check", "apply", "check", "apply", "apply --dry-run")
    ]

    assert [1, 1, 1, 0, 0, 0, 0] == states


def test_a_cluster_of_one_node_is_told_to_say_so(marsad):
    """Three replicas on one broker: exit status 2 and the option that helps; then with it, then without it again."""
    first, _, unhelped = marsad("apply")
    made, _, _ = marsad("apply", "--replication", "1")
    later, _, again = marsad("apply")

    assert [2, 0, 2] == [first, made, later]
    assert "--replication 1" in unhelped
    assert "--replication 1" in again


def test_a_language_more_is_a_partition_more_and_never_one_less(marsad, kafka_broker):
    """Appending grows `analyses`; taking one away is refused with the way out."""
    marsad("apply", "--replication", "1")
    more, done, _ = marsad("apply", "--replication", "1", languages='["ar", "fa", "ur", "ku"]')
    less, _, refused = marsad("apply", "--replication", "1", languages='["ar"]')
    settings = ClusterSettings(brokers=(kafka_broker.address,), prefix=marsad.prefix)
    with closing(kafka.admin(settings)) as admin:
        name = marsad.prefix + "analyses"
        partitions = kafka.describe(admin, [name])[name].partitions

    assert (0, 2, 4) == (more, less, partitions)
    assert "analyses: 3 -> 4 partitions" in done
    assert "put it back" in refused
    assert "nothing was changed" in refused


def test_less_retention_needs_force(marsad, kafka_broker):
    """Refused with 2 and nothing changed; done with --force."""
    settings = cluster(kafka_broker.address, marsad.prefix)
    with closing(kafka.admin(settings)) as admin:
        kafka.configure(admin, settings.prefix + "alerts", {"retention.ms": "-1", "max.message.bytes": "1000"})
    refused, _, why = marsad("apply", "--replication", "1")
    forced, _, _ = marsad("apply", "--replication", "1", "--force")

    assert (2, 0) == (refused, forced)
    assert "retention.ms -1 -> 2592000000" in why
    assert 0 == marsad("check", "--replication", "1")[0]


def test_a_broker_that_is_away_is_named(marsad):
    """Exit status 2, and the key that names it."""
    status, _, err = marsad("check", brokers=f"127.0.0.1:{free_port()}", how=process)

    assert 2 == status
    assert "Unable to bootstrap" in err
    assert "cluster.brokers = 127.0.0.1:" in err


def test_no_role_may_start_without_its_topics(kafka_broker):
    """Each missing topic, and too few partitions for the languages, are a line; a sound cluster has none."""
    prefix = fresh_prefix()
    settings = ClusterSettings(brokers=(kafka_broker.address,), prefix=prefix)
    create_topics(kafka_broker.address, {f"{prefix}analyses": 2, f"{prefix}stories": 1})
    problems = fitting.problems(settings)

    assert 6 == len(problems)
    assert f"{prefix}articles: no such topic. Run `marsad topics apply`." == problems[0]
    assert "2 partitions, and [cluster] languages names 3: ar, fa, ur" in problems[-1]
    assert [] == fitting.problems(cluster(kafka_broker.address, fresh_prefix()))


def test_too_many_replicas_are_refused_by_the_brokers(kafka_broker):
    """The message says how many are wanted."""
    settings = ClusterSettings(brokers=(kafka_broker.address,), prefix=fresh_prefix())

    with pytest.raises(UsageError, match="3 replicas need as many brokers"):
        topics.carry_out(settings, topics.compared(settings).steps)


def test_an_article_of_2018_survives_retention(kafka_broker):
    """Retention counts from the arrival; a topic without LogAppendTime loses the same record at once."""
    settings = cluster(kafka_broker.address, fresh_prefix())
    naive, ours = settings.prefix + "naive", settings.prefix + "articles"
    week = str(int(timedelta(days=7).total_seconds() * 1000))
    create_topics(kafka_broker.address, {naive: 1}, configs={"retention.ms": week})
    stamp = int(datetime(2018, 3, 1, tzinfo=UTC).timestamp() * 1000)
    with closing(kafka.admin(settings)) as admin:
        for name in (naive, ours):
            kafka.configure(admin, name, {"segment.bytes": "1048576"})
    producer = kafka.producer(settings)
    for name in (naive, ours):
        producer.send(name, key=b"old", value=b"2018", partition=0, timestamp_ms=stamp).get(10)
        for _ in range(3):  # the segment must be closed before it can go
            producer.send(name, key=b"new", value=os.urandom(600_000), partition=0, timestamp_ms=stamp).get(10)
    kafka.shut(producer, timeout_s=5)

    def has_old(name):
        return any(record.key == b"old" for record in read_all(kafka_broker.address, name))

    assert until(lambda: not has_old(naive), timeout_s=30), "retention does not work here: the test proves nothing"
    until(lambda: False, timeout_s=2.5)  # two more rounds of retention
    assert has_old(ours)
