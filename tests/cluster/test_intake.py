"""The desk of a cluster hears of everything once, in the order of each story, whatever dies meanwhile."""

import asyncio
import contextlib
import os
import random
import sqlite3
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import kafka
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.ports import FeedState
from marsad.records import Article, DeadLetter, encode
from marsad.runtime.desk_records import work_of
from marsad.runtime.kafka_reader import Message
from marsad.stores.desk import SqliteDesk
from marsad.stores.history import SqliteHistory
from tests.cluster.desk_rig import CHANNELS, REASONS, Desk, Others, became, cluster, decision, now, stories
from tests.contract.stores import DAY, database, minute
from tests.servers.process import ROOT, free_port

KILLS = int(os.environ.get("MARSAD_TEST_KILLS", "12"))


def in_any_interleaving(draw: random.Random, *queues: list) -> list:
    """The items of the queues, each queue in its order."""
    left = [list(queue) for queue in queues]
    woven = []
    while any(left):
        woven.append(draw.choice([queue for queue in left if queue]).pop(0))
    return woven


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), again=st.integers(0, 3))
def test_topics_may_come_in_any_order(seed, again):
    """Alerts ahead of decisions or behind, some said twice: the same case, told in the same order to each channel."""
    draw = random.Random(seed)
    said = [decision("s", n) for n in range(5)]
    repeated = sorted([*range(5), *draw.choices(range(5), k=again)])
    first = [Message("stories", 0, n, b"", encode(said[n]), {}) for n in repeated]
    second = [Message("alerts", 0, n, b"", encode(a), {}) for n in repeated for a in said[n].alerts]

    async def play(db):
        for message in in_any_interleaving(draw, first, second):
            await db.write(work_of(message, lambda _: CHANNELS, DAY))
        (case,) = await SqliteDesk(db).wall()
        view = await SqliteDesk(db).story("s")
        assert (5, 1, tuple(f"p{n}" for n in range(5))) == (case.articles, case.updates, case.families)
        assert [f"s-a{n}" for n in range(5)] == [source.article for source in view.sources]
        for channel in CHANNELS:
            assert [f"s-{n}" for n in range(5)] == [row.alert for row in view.deliveries if row.channel == channel]

    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as db:
        asyncio.run(play(db))


async def test_an_update_that_comes_first_still_speaks_for_the_case(tmp_path):
    """A compacted topic keeps the later copy of a decision said twice: the opening may stand behind its update."""
    with database(tmp_path) as db:
        for n in (1, 0):
            message = Message("stories", 0, n, b"", encode(decision("s", n)), {})
            await db.write(work_of(message, lambda _: (), DAY))
        (case,) = await SqliteDesk(db).wall()

    assert (1, 2, encode(decision("s", 1).alerts[0])) == (case.updates, case.articles, case.alert)


TEXT = Article(
    id=decision("s0", 0).article, revision="r1", url="", title=decision("s0", 0).title, seen=minute(0),
    text="وأدى القصف إلى قطع الطريق الجبلي.",
)  # fmt: skip
SAID = (Message("stories", 0, 0, b"", encode(decision("s0", 0)), {}), Message("articles", 0, 0, b"", encode(TEXT), {}))


@pytest.mark.parametrize(("said", "body"), [(SAID[:1], ""), (SAID, TEXT.text), (SAID[::-1], TEXT.text)])
async def test_the_search_has_headlines_until_the_text_comes(tmp_path, said, body):
    """Whichever comes first; the text may be gone from Kafka."""
    with database(tmp_path) as db:
        for message in said:
            await db.write(work_of(message, lambda _: (), DAY))
        found, _ = await SqliteHistory(db, lambda _: ()).search(TEXT.title)

    assert [(TEXT.id, "s0", body)] == [(each.article, each.story, each.body) for each in found]


async def test_a_decision_said_again_moves_nothing(tmp_path):
    """The decider repeats itself after a kill; the case keeps its place on the wall and its time."""
    with database(tmp_path) as db:
        desk = SqliteDesk(db)
        for story, n in (("s", 0), ("s", 1), ("t", 0)):
            await db.write(work_of(Message("stories", 0, 0, b"", encode(decision(story, n)), {}), lambda _: (), DAY))
        wall = await desk.wall()
        await db.write(work_of(Message("stories", 0, 9, b"", encode(decision("s", 0)), {}), lambda _: (), DAY))

        assert ["t", "s"] == [case.story for case in wall]
        assert wall == await desk.wall()


async def test_a_feed_state_of_an_earlier_poll_does_not_come_back(tmp_path):
    """Where ingest writes the same file, the copy from Kafka is behind."""
    with database(tmp_path) as db:
        later, earlier = (FeedState(feed="a", polls=n, last_poll=minute(n)) for n in (2, 1))
        for state in (later, earlier):
            await db.write(work_of(Message("feeds", 0, 0, b"a", encode(state), {}), lambda _: (), minute(3)))

        assert [later] == [health.state for health in await SqliteDesk(db).feeds()]
        await db.write(work_of(Message("feeds", 0, 1, b"a", None, {}), lambda _: (), DAY))
        assert [] == await SqliteDesk(db).feeds()


async def test_a_feed_state_of_a_clock_that_was_ahead_does_not_stay(tmp_path):
    """Else the console would show it until that time comes."""
    with database(tmp_path) as db:
        ahead, right = FeedState(feed="a", last_poll=minute(60 * 24)), FeedState(feed="a", polls=1, last_poll=minute(1))
        for state in (ahead, right):
            await db.write(work_of(Message("feeds", 0, 0, b"a", encode(state), {}), lambda _: (), minute(1)))

        assert [right] == [health.state for health in await SqliteDesk(db).feeds()]


@pytest.mark.kafka
async def test_everything_of_a_cluster_arrives(tmp_path, kafka_broker):
    """Decisions, alerts, feeds and letters that were there before the start: read to the end, then told to be so.

    And texts, behind all that, for the search; of one that cannot be read who analyses it makes the letter.
    """
    mine = cluster(kafka_broker.address)
    state = FeedState(feed="bbc", polls=3, last_poll=DAY)
    with Others(mine) as others:
        others.decide(*stories(20))
        others.put("feeds", "bbc", encode(FeedState(feed="bbc", polls=2)))
        others.put("feeds", "bbc", encode(state))
        others.bury("articles/2/17", b"{}")
        others.put("articles", "x", b"{}", 2)
        others.put("articles", TEXT.id, encode(TEXT), 2)
        others.flush()
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()
        await desk.until(2, "select max(offset) from position where topic = 'articles/2'")
        ((found,), _) = await SqliteHistory(desk.database, lambda _: ("جبلي", "الجبلي")).search("جبل")
        assert (TEXT.id, "s0", TEXT.text) == (found.article, found.story, found.body)
        shown = SqliteDesk(desk.database)
        totals = {"articles": 60, "stories": 20, "alerts": 20, "pending": 120, "dead_letters": 1}
        assert totals == await shown.totals()
        for each in [f"s{n}" for n in range(20)]:
            view = await shown.story(each)
            for channel in CHANNELS:
                rows = [row.alert for row in view.deliveries if row.channel == channel]
                assert [f"{each}-{n}" for n in range(len(REASONS))] == rows
        assert [state] == [health.state for health in await shown.feeds()]
        letter = DeadLetter(stage="analyse", place="articles/2/17", error="ValidationError: x", at=DAY, value=b"{}")
        assert [(1, letter)] == await shown.dead_letters()
        assert 1 <= desk.changes
        assert ("", "") == (desk.intake.problem, desk.intake.lost)
        lag = desk.metrics.registry.get_sample_value("marsad_consumer_lag_messages", {"topic": "stories"})
        assert 0 == lag
        moved = "marsad_consumer_last_commit_timestamp_seconds"
        assert 0 < desk.metrics.registry.get_sample_value(moved, {"topic": "alerts"})


@pytest.mark.kafka
async def test_an_alert_ahead_of_its_decision_waits_for_the_wall(tmp_path, kafka_broker):
    """It goes out to its channels at once; the case shows when the story is there, as a change."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            shown = SqliteDesk(desk.database)
            others.decide(decision("s", 0), topics=("alerts",))
            await desk.until(2, "select count(*) from delivery where state = 'pending'")
            seen = await shown.last_change()
            assert ([], []) == (await shown.wall(), await shown.changes(0))
            others.decide(decision("s", 0), topics=("stories",))
            await desk.until(1, "select count(*) from story")

            assert ["s"] == [case.story for case in await shown.changes(seen)]
            assert 2 == await desk.value("select count(*) from delivery")


@pytest.mark.kafka
async def test_what_cannot_be_read_is_kept_and_the_rest_goes_on(tmp_path, kafka_broker):
    """Bytes that are no decision, a letter without headers: dead letters of the desk, each once, with the place."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.put("stories", "a:x:y", b"{", 2)
        others.put("stories", "a:x:z", None, 2)
        others.put("dead-letters", "articles/0/1", b"bare")
        others.bury("articles/0/2", b"[]")
        others.bury("articles/0/2", b"[]", at=minute(1))  # its stage was killed before the commit, and said so again
        others.bury("bbc", b"<rss", stage="extract")
        others.bury("bbc", b"<rss", stage="extract", at=minute(9))  # a feed fails more than once
        others.decide(decision("s", 0))
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()
        letters = {
            (each.stage, each.place, each.at, each.value) for _, each in await SqliteDesk(desk.database).dead_letters()
        }

        assert {("analyse", "articles/0/2", DAY, b"[]"), ("extract", "bbc", DAY, b"<rss"), ("extract", "bbc", minute(9), b"<rss")} == {
            each for each in letters if each[0] != "desk"
        }  # fmt: skip
        assert {("stories/2/0", b"{"), ("dead-letters/0/0", b"bare")} == {
            each[1::2] for each in letters if each[0] == "desk"
        }
        assert 1 == await desk.value("select count(*) from case_")


@pytest.mark.kafka
async def test_what_retention_took_is_told_and_the_rest_is_read(tmp_path, kafka_broker):
    """A desk that was away too long goes on at the oldest record there is: alerts go out, and the hole is counted."""
    mine = cluster(kafka_broker.address)
    with Others(mine) as others:
        others.decide(decision("s", 0))
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            await desk.caught_up()
        others.decide(decision("s", 1), decision("s", 2))
        part = kafka.TopicPartition(f"{mine.prefix}stories", sum(b"s") % 4)
        with contextlib.closing(kafka.KafkaAdminClient(bootstrap_servers=kafka_broker.address)) as admin:
            admin.delete_records({part: 2})
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            await desk.caught_up()
            articles = await desk.ask("select article from source order by n")
            lost = desk.metrics.registry.get_sample_value("marsad_log_gaps_total", {"topic": "stories"})

            assert [("s-a0",), ("s-a2",)] == articles
            assert 1 == lost
            assert "wanted offset 1, the oldest is 2" in desk.intake.lost
            assert "" == desk.intake.problem
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            await desk.caught_up()
            assert "" == desk.intake.lost, "told once"


@pytest.mark.kafka
async def test_topics_that_were_made_anew_are_read_from_their_start(tmp_path, kafka_broker):
    """A position behind the end belongs to another log: everything is read, what is known changes nothing."""
    mine = cluster(kafka_broker.address)
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.caught_up()
        await desk.database.write(
            lambda db: db.execute("insert or replace into position values ('desk', 'stories/3', 99)")
        )
    with Others(mine) as others:
        others.decide(decision("s", 0))  # partition 3
        async with Desk(tmp_path / "marsad.db", mine) as desk:
            await desk.caught_up()

            assert 1 == await desk.value("select count(*) from source")
            assert 1 == await desk.value("select offset from position where topic = 'stories/3'")


async def test_a_broker_that_is_away_is_told_and_the_desk_can_stop(tmp_path):
    """No answer: one line says so, nothing is caught up, and stopping does not wait for Kafka for ever."""
    mine = cluster(f"127.0.0.1:{free_port()}", topics=False)
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        assert await became(lambda: desk.intake.problem)
        assert not desk.intake.caught_up
        assert 1 == len(desk.intake.problem.splitlines())
        since = "marsad_agent_retrying_since_timestamp_seconds"
        assert 0 < desk.metrics.registry.get_sample_value(since, {"stage": "desk"})


@pytest.mark.kafka
async def test_missing_topics_are_named_with_the_way_out(tmp_path, kafka_broker):
    """A deploy step was left out."""
    mine = cluster(kafka_broker.address, topics=False)
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        assert await became(lambda: desk.intake.problem)
        assert (
            "deliveries: Kafka does not have it. Create the topics with `marsad topics apply`." in desk.intake.problem
        )


@pytest.mark.kafka
@pytest.mark.slow
async def test_a_broker_killed_in_mid_stream_loses_and_repeats_nothing(tmp_path, own_broker):
    """Kill -9 of the broker, twice: the desk says so, comes back by itself, and has every decision once."""
    mine = cluster(own_broker.address)
    said = stories(40)
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        for part in (said[:50], said[50:90], said[90:]):
            with Others(mine) as others:
                await asyncio.to_thread(others.decide, *part)
            await asyncio.to_thread(own_broker.kill)
            await asyncio.sleep(random.uniform(0, 2))
            await asyncio.to_thread(own_broker.start)
        await desk.until(len(said), "select count(*) from source", 60)
        await desk.until(2 * len(said), "select count(*) from delivery")
        await asyncio.sleep(1)

        assert "" == desk.intake.problem
        assert [] == await desk.ask("select article, count(*) from source group by 1 having count(*) > 1")


@pytest.mark.kafka
@pytest.mark.fault
@pytest.mark.slow
async def test_kills_of_the_desk_lose_and_repeat_nothing(tmp_path, kafka_broker):
    """Kill -9 at random moments: every decision has its rows once, in order, and positions are those of the rows."""
    seed = int(os.environ.get("MARSAD_TEST_SEED", random.randrange(10**6)))
    print(f"seed {seed}: repeat with MARSAD_TEST_SEED={seed}")
    draw = random.Random(seed)
    mine, path = cluster(kafka_broker.address), tmp_path / "marsad.db"
    said = stories(60, articles=10)

    async def imported() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.cluster.take_in", str(path), kafka_broker.address, mine.prefix,
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip

    with Others(mine) as others:
        following = await imported()
        for kill in range(KILLS):
            child, following = following, await imported()
            child.stdin.write(b"start\n")
            async with asyncio.timeout(30):
                assert b"started\n" == await child.stdout.readline()
            part = said[kill * len(said) // KILLS : (kill + 1) * len(said) // KILLS]
            sending = asyncio.create_task(asyncio.to_thread(others.decide, *part))
            await asyncio.sleep(draw.uniform(0.1, 1.2))
            child.kill()
            await child.wait()
            consistent(path)
            await sending
        following.kill()
        await following.wait()
    async with Desk(path, mine) as desk:
        await desk.caught_up()

        assert len(said) == await desk.value("select count(*) from source")
        assert len(said) == await desk.value("select count(*) from alert")
        assert 2 * len(said) == await desk.value("select count(*) from delivery")
        assert len(said) == await desk.value("select sum(offset) from position where topic like 'stories/%'")
        for story in range(60):
            rows = await desk.ask(
                "select alert from delivery where channel = 'hook' and story = ? order by n", f"s{story}"
            )
            assert [(f"s{story}-{n}",) for n in range(10)] == rows


def consistent(path: Path) -> None:
    """What a killed desk left: as many decisions as its positions in `stories` say, no alert without its deliveries."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        (moved,) = db.execute("select coalesce(sum(offset), 0) from position where topic like 'stories/%'").fetchone()
        (rows,) = db.execute("select count(*) from source").fetchone()
        (bare,) = db.execute("select count(*) from alert where id not in (select alert from delivery)").fetchone()
    assert (moved, 0) == (rows, bare)


@pytest.mark.kafka
@pytest.mark.slow
async def test_a_backlog_is_taken_in_fast(tmp_path, kafka_broker):
    """A desk that was down for a day catches up in a minute: hundreds of decisions a second."""
    mine = cluster(kafka_broker.address)
    said = stories(1500, articles=4)
    with Others(mine) as others:
        await asyncio.to_thread(others.decide, *said)
    async with Desk(tmp_path / "marsad.db", mine) as desk:
        await desk.until(1, "select count(*) > 0 from source")
        begun, had = now(), await desk.value("select count(*) from source")
        await desk.until(len(said), "select count(*) from source", 60)
        rate = (len(said) - had) / ((now() - begun) / timedelta(seconds=1))
        print(f"{rate:.0f} decisions/s with their alerts and two deliveries each")

        assert rate > 200
