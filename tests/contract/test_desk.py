"""Every Desk shows what was decided: cases by their last change, stories with their sources in order."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ports import Elsewhere, Entry, FeedState
from marsad.records import LATER, Alert, DeadLetter, decode
from marsad.stores.desk import SqliteDesk, record, record_alert
from marsad.stores.feeds import SqliteFeedStore
from marsad.stores.log import SqliteLog
from tests.contract.stores import DAY, database, decision, minute

SEVERITIES = {"attack": "high", "coup": "critical"}
ARTICLES = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from("st"), st.sampled_from(((), ("attack",), ("attack", "coup"))), st.booleans()
    ),
    max_size=10,
)


def alert(rule: str, story: str, n: int, *, reason: str = "opened") -> Alert:
    return Alert(
        id=f"{rule}-{story}-{reason}-{n if reason != 'opened' else 0}", reason=reason, level=str(n), rule=rule, name=rule,
        severity=SEVERITIES[rule], story=story, article=f"a{n}", url=f"https://a.example/{n}", title=f"خبر {n}",
        at=minute(n), seen=minute(n), actors=("grp:isis",) if rule == "attack" else (),
    )  # fmt: skip


class Model:
    """Cases in order of change, sources in order of arrival."""

    def __init__(self):
        self.cases, self.sources, self.alerts = [], {}, set()

    def record(self, d):
        fresh = {a.id for a in d.alerts} - self.alerts
        self.alerts |= fresh
        if (d.article, d.revision) not in [(s.article, s.revision) for rows in self.sources.values() for s in rows]:
            self.sources.setdefault(d.story, []).append(d)
        elif not fresh:
            return
        for a in d.alerts:
            if (a.rule, a.story) not in self.cases:
                self.cases.append((a.rule, a.story))
        touched = sorted(case for case in self.cases if case[1] == d.story)
        self.cases = [case for case in self.cases if case[1] != d.story] + touched


@settings(max_examples=40)
@given(articles=ARTICLES)
def test_the_wall_shows_cases_by_their_last_change(articles):
    """record, wall with filters and paging, changes and story agree with lists; a redelivery moves nothing twice."""

    async def play(db):
        desk, model = SqliteDesk(db), Model()
        for n, story, rules, updated in articles:
            reason = "updated" if updated else "opened"
            alerts = tuple(
                alert(rule, story, n, reason=reason) for rule in rules if not updated or (rule, story) in model.cases
            )
            d = decision(
                f"a{n}{story}",
                story=story,
                at=minute(n),
                publisher=f"p{n}",
                family=f"p{n}",
                families=(f"p{n}",),
                alerts=alerts,
            )
            await db.write(lambda c, d=d: record(c, d, {}, DAY))
            model.record(d)
        newest = list(reversed(model.cases))
        wall = await desk.wall()
        assert newest == [(case.rule, case.story) for case in wall]
        assert [c for c in newest if c[0] == "coup"] == [
            (c.rule, c.story) for c in await desk.wall(severities=["critical"])
        ]
        assert [c for c in newest if c[0] == "attack"] == [(c.rule, c.story) for c in await desk.wall(actor="grp:isis")]
        assert [c for c in newest if c[0] == "coup"] == [(c.rule, c.story) for c in await desk.wall(rule="coup")]
        assert wall[::-1] == await desk.changes(0)
        if wall:
            assert wall[1:] == await desk.wall(before=wall[0].seq)
            assert [] == await desk.changes(await desk.last_change())
        for story, rows in model.sources.items():
            view = await desk.story(story)
            assert [d.article for d in rows] == [source.article for source in view.sources]
            assert len({d.article for d in rows}) == (
                view.cases[0].articles if view.cases else len({d.article for d in rows})
            )
        assert len(model.cases) == (await desk.totals())["alerts"]
        counts = Counter(SEVERITIES[rule] for rule, _ in model.cases)
        assert [(each, counts[each]) for each in ("critical", "high", "medium", "low")] == [
            *(await desk.by_severity()).items()
        ]
        assert len(model.sources) == (await desk.totals())["stories"]
        assert (
            sum(len({d.article for d in rows}) for rows in model.sources.values()) == (await desk.totals())["articles"]
        )

    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as db:
        asyncio.run(play(db))


@pytest.mark.parametrize("later", LATER)
async def test_an_update_speaks_for_the_case_from_then_on(later, tmp_path):
    """The wall shows the last update's sentence; the story keeps every alert in order."""
    with database(tmp_path) as db:
        desk = SqliteDesk(db)
        for n, reason in ((1, "opened"), (2, later), (3, "spread")):
            d = decision(f"a{n}", story="s", at=minute(n), alerts=(alert("attack", "s", n, reason=reason),))
            await db.write(lambda c, d=d: record(c, d, {}, DAY))
        (case,) = await desk.wall()
        view = await desk.story("s")

    assert ("خبر 2", 1) == (decode(case.alert, Alert).title, case.updates)
    assert ["opened", later, "spread"] == [decode(value, Alert).reason for value in view.alerts]


@pytest.mark.parametrize("order", ["opened high critical", "opened critical high", "critical opened high"])
async def test_an_escalation_raises_its_case_whatever_comes_first(order, tmp_path):
    """Alerts of a cluster may overtake each other; the other rule of the story stays as it is."""
    raised = {
        level: msgspec.structs.replace(
            alert("attack", "s", 2, reason="escalated"), id=level, level=level, severity=level
        )
        for level in ("high", "critical")
    }
    said = raised | {"opened": msgspec.structs.replace(alert("attack", "s", 1), severity="low")}
    with database(tmp_path) as db:
        d = decision(
            "a1", story="s", at=minute(1), alerts=(alert("coup", "s", 1), *(said[name] for name in order.split()))
        )
        await db.write(lambda c: record(c, msgspec.structs.replace(d, alerts=()), {}, DAY))
        for each in d.alerts:
            await db.write(lambda c, each=each: record_alert(c, each, (), DAY))
        cases = await SqliteDesk(db).wall()

    assert {"attack": "critical", "coup": "critical"} == {case.rule: case.severity for case in cases}


async def test_a_story_tells_which_articles_of_others_its_own_are_of(tmp_path):
    """Those of its own are among its sources; what was forgotten is not told."""
    with database(tmp_path) as db:
        for article, story, of in [
            ("a", "s", None),
            ("b", "t", None),
            ("c", "s", "a"),
            ("d", "s", "b"),
            ("e", "s", "x"),
        ]:
            d = decision(article, story=story, of=of, publisher=f"of-{article}")
            await db.write(lambda c, d=d: record(c, d, {}, DAY))
        told = [(await SqliteDesk(db).story(story)).elsewhere for story in ("s", "t")]

    assert [(Elsewhere(article="b", story="t", publisher="of-b"),), ()] == told


async def test_unknown_story_feeds_letters_and_counts(tmp_path):
    """The other pages: nothing is None or empty, not an error."""
    with database(tmp_path) as db:
        desk = SqliteDesk(db)
        assert None is await desk.story("nowhere")
        assert [] == await desk.feeds()
        state = FeedState(feed="bbc", polls=1)
        entry = Entry(feed="bbc", key="k", id="i", url="https://a.example/1", title="هجوم", seen=DAY)
        await SqliteFeedStore(db).save_poll(state, [entry])
        letter = DeadLetter(stage="analyse", place="articles/1", error="x", at=DAY, value=b"{")
        await db.write(lambda c: SqliteLog(c).bury(letter))

        assert [(state, 1)] == [(health.state, health.pending) for health in await desk.feeds()]
        assert [(1, letter)] == await desk.dead_letters()
        assert {"articles": 0, "stories": 0, "alerts": 0, "pending": 0, "dead_letters": 1} == await desk.totals()


async def test_what_was_put_right_goes_back_in_line(tmp_path):
    """A buried article is at the end of the log again, once."""
    with database(tmp_path) as db:
        letter = DeadLetter(stage="analyse", place="articles/1", error="x", at=DAY, value=b"{}")
        await db.write(lambda c: SqliteLog(c).bury(letter))

        assert [1, 0] == [await db.write(lambda c: SqliteLog(c).revive()) for _ in range(2)]
        assert [b"{}"] == [row.value for row in await db.read(lambda c: SqliteLog(c).read("articles", 0, 9))]
