"""Did anything go wrong? What was put in against what came out, by ids. Pure: it asks no server and knows no fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from marsad.records import Alert, Analysis, Article, Decision, decode, encode
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import Index


class Kept(NamedTuple):
    """A record as it lies in Kafka, in the order of offsets within its partition."""

    partition: int
    value: bytes


class History(NamedTuple):
    """All that a cluster was given and all that it gave. A revision is named "article:revision"."""

    put: Sequence[str]  # revisions in the log of ingest
    analyses: Sequence[Kept] = ()
    stories: Sequence[Kept] = ()
    alerts: Sequence[Kept] = ()
    sink: Mapping[str, Mapping[str, Any]] = {}  # idempotency key -> message
    buried: Sequence[bytes] = ()  # values of dead letters


def problems(history: History) -> list[str]:
    """Return what is wrong, one line each: its kind, a colon, what it is about."""
    decided = {revision(decision): decision for decision in _decisions(history)}
    return [
        *_missing_and_foreign(history, decided),
        *_contradictions(history),
        *_out_of_order(history),
        *_differing(history),
        *_alerts(history),
    ]


def revision(of: Article | Analysis | Decision) -> str:
    """Return the name of a revision."""
    return f"{of.id if isinstance(of, Article) else of.article}:{of.revision}"


def _decisions(history: History) -> list[Decision]:
    return [decode(kept.value, Decision) for kept in history.stories]


def _missing_and_foreign(history: History, decided: Mapping[str, Decision]) -> Iterator[str]:
    letters = {name for value in history.buried for name in [_name_of(value)] if name}
    for name in history.put:
        if name in letters:
            yield f"buried: {name}"
        elif name not in decided:
            yield f"lost: {name}"
    for name in decided.keys() - set(history.put):
        yield f"unexpected: {name} was decided and never put"


def _name_of(value: bytes) -> str:
    """Return the revision of a dead letter, "" when no article and no analysis can be read in it."""
    for kind in (Article, Analysis):
        try:
            return revision(decode(value, kind))
        except ValueError:
            continue
    return ""


def _contradictions(history: History) -> Iterator[str]:
    first: dict[str, bytes] = {}
    for kept in history.stories:
        name = revision(decode(kept.value, Decision))
        if first.setdefault(name, kept.value) != kept.value:
            yield f"conflict: {name} was decided in two ways"


def _out_of_order(history: History) -> Iterator[str]:
    """Within a story, first decisions come in the order of the analyses."""
    place: dict[str, tuple[int, int]] = {}
    for number, kept in enumerate(history.analyses):
        place.setdefault(revision(decode(kept.value, Analysis)), (kept.partition, number))
    said: set[str] = set()
    last: dict[str, tuple[int, int]] = {}
    for decision in _decisions(history):
        name = revision(decision)
        if name in said or name not in place:
            continue
        said.add(name)
        if place[name] < last.get(decision.story, place[name]):
            yield f"order: {name} came behind its successor in story {decision.story}"
        last[decision.story] = place[name]


def _differing(history: History) -> Iterator[str]:
    """Deciding the analyses one after the other, with nothing going wrong, gives the same bytes."""
    said: dict[str, bytes] = {}
    for kept in history.stories:
        said.setdefault(revision(decode(kept.value, Decision)), kept.value)
    for name, value in _undisturbed(history).items():
        if name in said and said[name] != value:
            yield f"parity: {name} would have been decided otherwise: {value!r}, not {said[name]!r}"


def _undisturbed(history: History) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    states: dict[int, tuple[Index, PlainMemory]] = {}
    for kept in history.analyses:
        analysis = decode(kept.value, Analysis)
        index, memory = states.setdefault(kept.partition, (Index(), PlainMemory()))
        decision = decide(analysis, index, memory)
        found.setdefault(revision(analysis), encode(decision))
    return found


def _alerts(history: History) -> Iterator[str]:
    called_for = {alert.id: alert for decision in _decisions(history) for alert in decision.alerts}
    logged = {alert.id for alert in (decode(kept.value, Alert) for kept in history.alerts)}
    for name in called_for.keys() - history.sink.keys():
        yield f"alert lost: {name} was decided and did not reach the sink"
    for name in called_for.keys() - logged:
        yield f"alert not logged: {name} was decided and is not in the topic alerts"
    for name in history.sink.keys() - called_for.keys():
        yield f"alert unexpected: {name} reached the sink and was never decided"
    ids: dict[tuple[str, str, str, str], str] = {}
    for name, alert in called_for.items():
        if ids.setdefault((alert.rule, alert.story, alert.reason, alert.level), name) != name:
            yield f"alert twice: {name} says what {ids[alert.rule, alert.story, alert.reason, alert.level]} says"
    for key, message in history.sink.items():
        if message.get("id") != key:
            yield f"alert mislabelled: the message under {key} has the id {message.get('id')}"
