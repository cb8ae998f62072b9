"""What people did with cases is only ever added; how a case stands follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from marsad.handling import Act, Judged, Standing, View, standing
from marsad.records import Alert
from marsad.stores.database import Database
from marsad.stores.desk import record
from marsad.stores.handling import SqliteHandling
from tests.contract.stores import DAY, database, decision, minute


def act(kind: str, n: int = 1, *, severity: str = "high", until: int | None = None) -> Act:
    return Act(
        n=n, rule="attack", story="s", kind=kind, who="سامي", at=minute(n), severity=severity,
        until=None if until is None else minute(until),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("open", []),
        ("acked", ["ack"]),
        ("acked", ["ack", "note"]),
        ("false_alarm", ["ack", "false_alarm"]),
        ("open", ["false_alarm", "reopen"]),
        ("closed", ["mute", "close"]),
        ("open", ["note"]),
    ],
)
def test_the_last_act_that_decides_something_counts(state: str, kinds: list[str]) -> None:
    """A note decides nothing."""
    assert state == standing([act(kind, n) for n, kind in enumerate(kinds)], "high", minute(60)).state


def test_a_snooze_ends_with_its_time() -> None:
    """At the minute itself."""
    snoozed = act("snooze", until=30)

    assert Standing("snoozed", snoozed) == standing([snoozed], "high", minute(29))
    assert Standing("open") == standing([snoozed], "high", minute(30))


@pytest.mark.parametrize("kind", ["ack", "snooze", "false_alarm", "mute", "close"])
def test_escalation_opens_a_case_again(kind: str) -> None:
    """What was decided was decided on less."""
    assert "open" == standing([act(kind, severity="medium")], "high", minute(2)).state
    assert "open" != standing([act(kind, severity="high")], "high", minute(2)).state


@pytest.fixture
def store(tmp_path) -> Iterator[Database]:
    with database(tmp_path) as opened:
        yield opened


async def open_cases(store: Database, *rules: str, story: str = "s") -> None:
    alerts = tuple(
        Alert(
            id=f"{rule}-{story}", reason="opened", level="0", rule=rule, name=rule, severity="high", story=story,
            article=story, url="", title="هجوم", at=DAY, seen=DAY,
        )
        for rule in rules
    )  # fmt: skip
    await store.write(lambda db: record(db, decision(story, story=story, alerts=alerts), {}, DAY))


async def test_acts_are_kept_with_who_and_when(store: Database) -> None:
    """In order, by case, with the severity of that moment; a case that is not there is not reached."""
    await open_cases(store, "attack", "fire")
    handling = SqliteHandling(store)
    until = minute(61)
    reached = await handling.act("snooze", "attack", "s", who="هدى", at=minute(1), until=until, note="بانتظار تأكيد")
    missed = await handling.act("ack", "attack", "elsewhere", who="هدى", at=minute(1), until=None, note="")
    kept = await handling.of_cases([("attack", "s"), ("fire", "s")])

    assert (1, 0) == (reached, missed)
    assert {("attack", "s")} == set(kept)
    (one,) = kept["attack", "s"]
    assert ("snooze", "هدى", minute(1), until, "high", "بانتظار تأكيد") == (
        one.kind, one.who, one.at, one.until, one.severity, one.note,
    )  # fmt: skip


async def test_muting_reaches_every_case_of_the_story(store: Database) -> None:
    """And no other story."""
    await open_cases(store, "attack", "fire")
    await open_cases(store, "attack", story="t")
    handling = SqliteHandling(store)

    assert 2 == await handling.act("mute", "attack", "s", who="هدى", at=minute(1), until=None, note="")
    assert {("attack", "s"), ("fire", "s")} == {(one.rule, one.story) for one in await handling.since(0)}
    assert ([], 2) == (await handling.since(2), await handling.last())


async def test_false_alarms_are_counted_by_rule(store: Database) -> None:
    """The last judgement of a case counts; a note judges nothing."""
    for story in "abc":
        await open_cases(store, "attack", story=story)
    handling = SqliteHandling(store)
    for story, kinds in (("a", ["ack", "false_alarm", "note"]), ("b", ["false_alarm", "ack"])):
        for kind in kinds:
            await handling.act(kind, "attack", story, who="هدى", at=DAY + timedelta(1), until=None, note="")

    assert [Judged("attack", 3, 2, 1)] == await handling.judged()


async def test_views_are_kept_by_name(store: Database) -> None:
    """A second one of a name replaces the first."""
    handling = SqliteHandling(store)
    await handling.save_view(View("ميدان", "severity=high", "هدى"), DAY)
    await handling.save_view(View("ميدان", "severity=critical", "سامي"), DAY)
    await handling.save_view(View("بحر", "actor=pl:port", "هدى"), DAY)
    await handling.drop_view("بحر")

    assert [View("ميدان", "severity=critical", "سامي")] == await handling.views()
