"""Which topics must be there, and what may be done about a difference? The table is topics.toml beside this file.

Topics are a step of deployment: no role makes or changes one, it only refuses to start without them.
"""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from marsad.config.models import ClusterSettings
from marsad.runtime import kafka
from marsad.runtime.kafka import Existing

REPLICATION = 3
_LASTING = ("retention.ms", "retention.bytes", "delete.retention.ms")  # less of it deletes; -1 = for ever


class Topic(NamedTuple):
    """A topic as it should be. One that `grows` may have more partitions, and gets more when it has fewer."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]
    grows: bool = False


class Create(NamedTuple):
    """Make a topic."""

    topic: Topic

    def __str__(self) -> str:
        name, partitions, replication, config, _ = self.topic
        keys = ", ".join(f"{key}={value}" for key, value in config.items())
        return f"{name}: create with {partitions} partitions, {replication} replicas, {keys}"


class Grow(NamedTuple):
    """Add partitions."""

    name: str
    old: int
    new: int

    def __str__(self) -> str:
        return f"{self.name}: {self.old} -> {self.new} partitions"


class Configure(NamedTuple):
    """Set a key of a topic."""

    name: str
    key: str
    old: str | None
    new: str

    def __str__(self) -> str:
        return f"{self.name}: {self.key} {self.old} -> {self.new}"


Step = Create | Grow | Configure


class Plan(NamedTuple):
    """What is to be done, and what is not done although there is a difference, with the way out."""

    steps: tuple[Step, ...] = ()
    refusals: tuple[str, ...] = ()


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    config: dict[str, str]
    partitions: int | Literal["languages"] = 1
    key: str = ""
    grows: bool = False


def wanted(settings: ClusterSettings, replication: int = REPLICATION) -> list[Topic]:
    """Return the topics of the table under the prefix of `settings`, `analyses` with a partition for each language."""
    text = files("marsad.runtime").joinpath("topics.toml").read_text(encoding="utf-8")
    table = msgspec.convert(tomllib.loads(text), dict[str, _Row])
    every = table.pop("every").config
    languages = len(settings.languages)
    return [
        Topic(
            settings.prefix + name,
            languages if row.partitions == "languages" else row.partitions,
            replication,
            {**row.config, **every, "min.insync.replicas": _insync(replication)},
            row.grows,
        )
        for name, row in table.items()
    ]


def plan(topics: Iterable[Topic], existing: Mapping[str, Existing], *, force: bool = False) -> Plan:
    """Return what makes `existing` into `topics`; `force` allows what deletes records, never what breaks their order."""
    steps: list[Step] = []
    refusals: list[str] = []
    for topic in topics:
        if topic.name not in existing:
            steps.append(Create(topic))
            continue
        there = existing[topic.name]
        for part in (_partitions(topic, there), _replicas(topic, there), _config(topic, there, force=force)):
            steps += part.steps
            refusals += part.refusals
    return Plan(tuple(steps), tuple(refusals))


def compared(settings: ClusterSettings, *, replication: int = REPLICATION, force: bool = False) -> Plan:
    """Return the plan for the topics as they are now. Raises Away."""
    topics = wanted(settings, replication)
    with contextlib.closing(kafka.admin(settings)) as admin:
        return plan(topics, kafka.describe(admin, [topic.name for topic in topics]), force=force)


def carry_out(settings: ClusterSettings, steps: Iterable[Step]) -> None:
    """Do what was planned, step by step; what is done stays done when one fails. Raises Away, or UsageError."""
    with contextlib.closing(kafka.admin(settings)) as admin:
        for step in steps:
            match step:
                case Create(topic):
                    kafka.create(
                        admin, topic.name,
                        partitions=topic.partitions, replication=topic.replication, config=topic.config,
                    )  # fmt: skip
                case Grow(name, _, new):
                    kafka.grow(admin, name, new)
                case Configure(name, key, _, new):
                    kafka.configure(admin, name, {key: new})


def _partitions(topic: Topic, there: Existing) -> Plan:
    name, have, want = topic.name, there.partitions, topic.partitions
    if have == want or (topic.grows and have > want and not _by_language(topic)):
        return Plan()
    if have < want and topic.grows:
        return Plan((Grow(name, have, want),))
    if have > want and _by_language(topic):
        way_out = "A language has left [cluster] languages: put it back, the list only grows at its end."
    else:
        way_out = "Keys would change their partition: read it to its end, delete it, then apply again."
    return Plan(refusals=(f"{name}: {have} partitions, not {want}. {way_out}",))


def _by_language(topic: Topic) -> bool:
    return topic.name.endswith("analyses")


def _replicas(topic: Topic, there: Existing) -> Plan:
    have, want = there.replication, topic.replication
    if have >= want:
        return Plan()
    way_out = f"Move it with kafka-reassign-partitions, or give --replication {have}."
    return Plan(refusals=(f"{topic.name}: {have} replicas, not {want}. {way_out}",))


def _config(topic: Topic, there: Existing, *, force: bool) -> Plan:
    # With more acknowledgements demanded than it has replicas a topic takes nothing any more.
    want = {**topic.config, "min.insync.replicas": _insync(there.replication)}
    changes = [Configure(topic.name, key, there.config.get(key), new) for key, new in want.items()]
    changes = [change for change in changes if change.old != change.new]
    refused = [] if force else [change for change in changes if _deletes(change)]
    return Plan(
        tuple(change for change in changes if change not in refused),
        tuple(f"{change}: that deletes records. Give --force if it is meant to." for change in refused),
    )


def _deletes(change: Configure) -> bool:
    if change.key in _LASTING and change.old is not None:
        return _lasting(change.new) < _lasting(change.old)
    return change.key == "cleanup.policy"


def _lasting(value: str) -> float:
    return float("inf") if value == "-1" else float(value)


def _insync(replication: int) -> str:
    return str(min(2, max(1, replication - 1)))
