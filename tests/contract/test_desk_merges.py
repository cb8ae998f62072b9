"""The desk shows two stories that were merged as one, in whatever order it hears of it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.config.load import load
from marsad.records import Alert, Decision
from marsad.runtime.embedded import Embedded
from marsad.stores.deliveries import delivery_of
from marsad.stores.desk import SqliteDesk, record, record_alert
from marsad.stores.handling import SqliteHandling
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import Index
from tests.contract.stores import DAY, database, minute
from tests.processors_news import DAM_AGAIN, analysis, flood, minutes

CHANNELS = ("chat", "hook")


def decided() -> list[Decision]:
    """Two stories, the article that merges them, and a copy of the second that comes after."""
    index, memory = Index(), PlainMemory()
    late = analysis("https://d.example/1", DAM_AGAIN, at=minutes(200), publisher="alwasat", rules=("power",))
    return [decide(each, index, memory) for each in (*flood(), late)]


ONE, TWO, BOTH, LATE = DECISIONS = decided()
SPOKEN: tuple[Decision | Alert, ...] = (*DECISIONS, *(alert for each in DECISIONS for alert in each.alerts))


def said(alert: Alert) -> tuple[str, ...]:
    """Every alert goes to all channels, as without routes."""
    return CHANNELS


def take(db, what: Decision | Alert) -> None:
    if isinstance(what, Alert):
        record_alert(db, what, said(what), DAY)
    else:
        record(db, what, {alert.id: said(alert) for alert in what.alerts}, DAY)


async def told(store, *what: Decision | Alert) -> SqliteDesk:
    for each in what:
        await store.write(lambda db, each=each: take(db, each))
    return SqliteDesk(store)


@pytest.fixture
def store(tmp_path):
    with database(tmp_path) as opened:
        yield opened


async def test_the_wall_shows_which_cases_ended_and_where_they_go_on(store):
    """The rule that both had ends in the story that is gone; the rule that only it had goes on in the one that stays."""
    desk = await told(store, ONE, TWO, BOTH)
    cases = {(case.rule, case.story): case.into for case in await desk.wall()}

    assert {
        ("dam", ONE.story): "",
        ("flood", ONE.story): "",
        ("flood", TWO.story): ONE.story,
        ("power", ONE.story): "",
    } == cases


@pytest.mark.parametrize("order", [(ONE, TWO, BOTH), (BOTH, TWO, ONE), (TWO, BOTH, ONE, BOTH)])
async def test_the_totals_count_one_story_and_each_article_once(store, order):
    """However often it is said, and whichever comes first."""
    totals = await (await told(store, *order)).totals()

    assert (1, 3) == (totals["stories"], totals["articles"])


async def test_a_service_that_is_asked_what_came_in_counts_stories_as_the_wall_does(tmp_path):
    """So that a demo ends with the number its console shows."""
    (tmp_path / "marsad.toml").write_text(f'[store]\npath = "{tmp_path}/marsad.db"\n')
    service = Embedded(lambda: load(tmp_path), directory=tmp_path, environ={})
    try:
        desk = await told(service.database, ONE, TWO, BOTH)

        assert 1 == (await service.counts())["stories"] == (await desk.totals())["stories"]
    finally:
        service.pump.pool.close()
        service.database.close()


async def test_the_old_id_finds_the_story_with_all_its_articles(store):
    """Sources, alerts and what befell the story, under either id; a later copy is among them."""
    desk = await told(store, *DECISIONS)
    view, old = await desk.story(ONE.story), await desk.story(TWO.story)

    assert view == old
    assert [each.article for each in DECISIONS] == [each.article for each in view.sources]
    assert [("merged", TWO.story)] == [(each.kind, each.story) for each in view.events]
    assert {alert.id for each in DECISIONS for alert in each.alerts} == {alert.id for alert in await alerts_of(desk)}


async def alerts_of(desk):
    return [alert for _, alert in await desk.alerts(0)]


async def test_what_people_did_with_a_case_goes_with_it(store):
    """Somebody took the case that goes on: it is taken under the new id too."""
    await told(store, ONE, TWO)
    handling = SqliteHandling(store)
    await handling.act("ack", "power", TWO.story, who="منى", at=minute(50), until=None, note="")
    await told(store, BOTH)

    (acts,) = (await handling.of_cases([("power", ONE.story)])).values()
    assert ["ack"] == [act.kind for act in acts]


async def test_a_redelivery_moves_nothing(store):
    """Everything again: the same wall, the same rows."""
    desk = await told(store, *DECISIONS)
    wall, rows = await desk.wall(), await deliveries(store)
    await told(store, *DECISIONS)

    assert (wall, rows) == (await desk.wall(), await deliveries(store))


async def deliveries(store) -> dict[tuple[str, str], str]:
    """The story under which each channel hears of each alert."""
    rows = await store.read(lambda db: list(delivery_of(db, "1 order by d.n", ())))
    return {(row.alert, row.channel): row.story for row in rows}


async def test_what_waits_unsent_waits_under_the_story_that_stays(store):
    """Nobody was told of the story that is gone: all of it is part of the other's one message."""
    await told(store, ONE, TWO, BOTH)

    assert {ONE.story} == set((await deliveries(store)).values())


@settings(max_examples=40)
@given(st.permutations(range(len(SPOKEN))))
def test_the_order_of_partitions_does_not_matter(order):
    """Decisions and alerts of two partitions in any order: the same cases, articles, and channels that hear of it."""

    async def play(store, what):
        desk = await told(store, *what)
        view = await desk.story(TWO.story)
        cases = {(c.rule, c.story, c.into, c.severity, frozenset(c.families)) for c in await desk.wall()}
        return cases, {each.article for each in view.sources}, set(await deliveries(store))

    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        with database(Path(one)) as store:
            expected = asyncio.run(play(store, SPOKEN))
        with database(Path(other)) as store:
            found = asyncio.run(play(store, [SPOKEN[n] for n in order]))

    assert expected == found
