"""The checker finds each kind of trouble, and none where there is none."""

from __future__ import annotations

import msgspec
import pytest

from marsad.records import Alert, Decision, decode, encode
from tests.chaos.history import History, Kept, problems, revision
from tests.contract.decided import analyses, decided


@pytest.fixture
def sound() -> History:
    """Return what a cluster with one partition, where nothing went wrong, would leave."""
    decisions = [decision for _, decision in decided()]
    alerts = [alert for decision in decisions for alert in decision.alerts]
    assert len(alerts) > 5
    return History(
        put=[revision(each) for each in decisions],
        analyses=[Kept(0, encode(each)) for each in analyses()],
        stories=[Kept(0, encode(each)) for each in decisions],
        alerts=[Kept(0, encode(alert)) for alert in alerts],
        sink={alert.id: {"id": alert.id} for alert in alerts},
    )


def kinds(history: History) -> set[str]:
    return {each.partition(":")[0] for each in problems(history)}


def with_alert(history: History) -> int:
    """The number of the first decision that has an alert."""
    return next(n for n, kept in enumerate(history.stories) if decode(kept.value, Decision).alerts)


def altered(kept: Kept, **fields: object) -> Kept:
    return Kept(kept.partition, encode(msgspec.structs.replace(decode(kept.value, Decision), **fields)))


def test_a_sound_history_has_no_problems(sound: History) -> None:
    """Also when everything was said twice, as after a crash."""
    assert [] == problems(sound)
    twice = sound._replace(analyses=[*sound.analyses] * 2, stories=[*sound.stories] * 2, alerts=[*sound.alerts] * 2)
    assert [] == problems(twice)


def test_a_lost_article_is_found(sound: History) -> None:
    """One that was put, and neither decided nor buried."""
    alone = next(n for n, kept in enumerate(sound.stories) if not decode(kept.value, Decision).alerts)
    stories = [kept for n, kept in enumerate(sound.stories) if n != alone]
    assert [f"lost: {sound.put[alone]}"] == problems(sound._replace(stories=stories))


def test_a_buried_article_is_told_from_a_lost_one(sound: History) -> None:
    """No article of these tests deserves a dead letter, so it is a problem of its own kind."""
    letter = sound.analyses[0].value
    assert {"buried"} == kinds(sound._replace(buried=[letter, b"\x00 no record"]))


def test_an_article_from_nowhere_is_found(sound: History) -> None:
    """It was decided and never put."""
    assert {"unexpected"} == kinds(sound._replace(put=sound.put[1:]))


def test_two_verdicts_on_one_revision_are_found(sound: History) -> None:
    """However late the second one comes."""
    other = altered(sound.stories[0], why="another reason")
    assert {"conflict"} == kinds(sound._replace(stories=[*sound.stories, other]))


def test_a_verdict_that_should_have_been_another_is_found(sound: History) -> None:
    """One that nothing contradicts, and that deciding in order does not give."""
    stories = [altered(sound.stories[0], why="another reason"), *sound.stories[1:]]
    assert {"parity"} == kinds(sound._replace(stories=stories))


def test_a_story_told_in_another_order_is_found(sound: History) -> None:
    """The desk would show an update before what it updates."""
    assert {"order"} == kinds(sound._replace(stories=sound.stories[::-1]))


def test_an_alert_that_did_not_arrive_is_found(sound: History) -> None:
    """At the sink, or in the topic that others may read."""
    missing = next(iter(sound.sink))
    sink = {key: message for key, message in sound.sink.items() if key != missing}
    assert {"alert lost"} == kinds(sound._replace(sink=sink))
    assert {"alert not logged"} == kinds(sound._replace(alerts=sound.alerts[1:]))


def test_an_alert_nobody_called_for_is_found(sound: History) -> None:
    """As a decider does that has forgotten its stories and is not the owner."""
    assert {"alert unexpected"} == kinds(sound._replace(sink={**sound.sink, "f00d": {"id": "f00d"}}))


def test_one_alert_under_two_ids_is_found(sound: History) -> None:
    """No sink could tell that it is the same."""
    n = with_alert(sound)
    decision = decode(sound.stories[n].value, Decision)
    other: Alert = msgspec.structs.replace(decision.alerts[0], id="f00d")
    again = altered(sound.stories[n], alerts=(*decision.alerts, other))
    history = sound._replace(
        stories=[*sound.stories, again],
        alerts=[*sound.alerts, Kept(0, encode(other))],
        sink={**sound.sink, "f00d": {"id": "f00d"}},
    )
    assert {"conflict", "alert twice"} == kinds(history)


def test_a_message_under_a_foreign_key_is_found(sound: History) -> None:
    """The sink would take it for another one."""
    key = next(iter(sound.sink))
    assert {"alert mislabelled"} == kinds(sound._replace(sink={**sound.sink, key: {"id": "f00d"}}))
