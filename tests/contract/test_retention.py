"""What may go: the file is bounded by its window, and nothing leaves ahead of a reader."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from marsad.records import Alert, DeadLetter, encode
from marsad.stores.deliveries import delivery_of
from marsad.stores.desk import SqliteDesk, record
from marsad.stores.ledger import SqliteLedger
from marsad.stores.log import SqliteLog
from marsad.stores.memory import SqliteMemory
from marsad.stores.retention import WINDOW, expire
from processors.decide import decide
from processors.window.index import Index
from tests.contract.stores import DAY, database, decision, footprint, minute
from tests.processors_news import BLAST, DAM_AGAIN, RATES, analysis, flood, minutes

ROOT = Path(__file__).parents[2]
KEEP = timedelta(days=30)
NOW = DAY + timedelta(days=40)


def old_and_new(db) -> None:
    log, memory = SqliteLog(db), SqliteMemory(db)
    for name, at in (("old", DAY), ("new", NOW)):
        alert = Alert(
            id=f"alert-{name}", reason="opened", level="0", rule="attack", name="هجوم", severity="high", story=name, article=name,
            url="", title="هجوم", at=at, seen=at, actors=("grp:isis",),
        )  # fmt: skip
        d = decision(name, at=at, alerts=(alert,))
        log.append("articles", name, b"{}", at=at)
        memory.keep(footprint(name, at=at), d)
        log.append("stories", name, encode(d), at=at)
        record(db, d, {alert.id: ["hook"]}, at)
    log.bury(DeadLetter(stage="analyse", place="articles/1", error="x", at=DAY))


def rows(db) -> dict[str, int]:
    tables = ("log", "memory", "case_", "case_actor", "story", "source", "alert", "delivery", "dead_letter")
    return {name: db.execute(f"select count(*) from {name}").fetchone()[0] for name in tables}  # noqa: S608


async def test_old_stories_leave_with_everything_of_theirs(tmp_path):
    """Thirty days after, nothing of a story is left in any table; what is new stays whole."""
    with database(tmp_path) as db:
        await db.write(old_and_new)
        await SqliteLedger(db).delivered((await SqliteLedger(db).due("hook", NOW, 9))[0], DAY)
        await db.write(lambda c: SqliteLog(c).advance("decide", "articles", 999))
        assert 0 < (await db.write(lambda c: expire(c, now=NOW, keep=KEEP))).rows
        left = await db.read(rows)
        wall, totals = await SqliteDesk(db).wall(), await SqliteDesk(db).totals()

        assert (1, 1) == (totals["stories"], totals["articles"])
        assert {"log": 2, "dead_letter": 0} | dict.fromkeys(left.keys() - {"log", "dead_letter"}, 1) == left
        assert ["new"] == [case.story for case in wall]
        assert (0, {}) == await db.write(lambda c: expire(c, now=NOW, keep=KEEP))


async def test_what_nobody_has_read_stays_in_the_log(tmp_path):
    """A reader that was away for a month still finds its articles."""
    with database(tmp_path) as db:
        await db.write(old_and_new)
        await db.write(lambda c: expire(c, now=NOW, keep=KEEP))

        assert ["old", "new"] == [row.key for row in await db.read(lambda c: SqliteLog(c).read("articles", 0, 9))]


async def test_time_is_the_newest_articles(tmp_path):
    """A replay of last year's news does not expire while it runs."""
    with database(tmp_path) as db:
        await db.write(lambda c: SqliteMemory(c).keep(footprint("a", at=minute(0)), decision("a", at=minute(0))))
        await db.write(lambda c: expire(c, now=NOW + timedelta(days=400), keep=KEEP))

        assert decision("a", at=minute(0)) == await db.read(lambda c: SqliteMemory(c).latest("a"))


# ------------------------------------------------------------------------- what is dated long ago, and seen today

SEEN, FEW = minutes(0) + timedelta(days=6), timedelta(days=5)  # the articles are dated longer ago than stories are kept


def taken(db, index, *told) -> list[list[str]]:
    """Decide articles as the running marsad does, everything for one channel; return the ids of the alerts that are new."""
    fresh = []
    for each in told:
        made = decide(each, index, SqliteMemory(db))
        fresh.append([alert.id for alert in record(db, made, {alert.id: ["hook"] for alert in made.alerts}, each.seen)])
    return fresh


def restarted(db) -> Index:
    memory, index = SqliteMemory(db), Index()
    index.load(memory.window(memory.newest() - timedelta(days=7)))
    return index


def house_kept(db, *, days: float = 0) -> None:
    while expire(db, now=SEEN + timedelta(days=days), keep=FEW).rows:
        pass


def seen(told, *, days: float = 0):
    return replace(told, seen=SEEN + timedelta(days=days))


def today(days: float = 0, text: str = RATES):
    at = SEEN + timedelta(days=days)
    return analysis(f"https://c.example/{days}", text, at=at)


async def test_a_case_dated_long_ago_stays_for_as_long_as_one_of_today(tmp_path):
    """On the wall, in its story and in the ledger; five days after it was seen it goes, whatever its date."""
    old = seen(analysis("https://a.example/1", BLAST, rules=("bombing",)))
    with database(tmp_path) as db:
        await db.write(lambda c: taken(c, Index(), old, today()))
        await db.write(house_kept)
        desk, ledger = SqliteDesk(db), SqliteLedger(db)
        (waiting,) = await ledger.due("hook", SEEN, 9)
        await ledger.delivered(waiting, SEEN)
        await db.write(house_kept)

        assert [old.article] == [case.story for case in await desk.wall()]
        assert (await desk.story(old.article)).alerts
        await db.write(lambda c: taken(c, Index(), today(6)))
        await db.write(lambda c: house_kept(c, days=6))
        assert (None, []) == (await desk.story(old.article), await desk.wall())


async def test_no_case_is_alerted_again_because_its_article_is_dated_long_ago(tmp_path):
    """The next version of the page is an update of the story it had, after housekeeping and a restart too."""
    first = seen(analysis("https://a.example/1", BLAST, rules=("bombing",)))
    joined = seen(analysis("https://b.example/1", BLAST, at=minutes(30), publisher="alufuq", rules=("bombing",)))
    again = replace(seen(joined, days=1), revision="r2")
    with database(tmp_path) as db:
        told = await db.write(lambda c: taken(c, Index(), first, joined, today()))
        await db.write(house_kept)
        index = await db.read(restarted)
        later = await db.write(lambda c: taken(c, index, today(1, DAM_AGAIN), again))
        memory = await db.read(lambda c: SqliteMemory(c).latest(joined.article))

    assert [1, 0, 0] == [len(each) for each in told]
    assert [[], []] == later
    assert ("r2", "update", first.article) == (memory.revision, memory.verdict, memory.story)


async def test_what_waits_for_a_channel_keeps_its_story_and_not_for_ever(tmp_path):
    """For twice the time; then it goes, and is told by channel."""
    with database(tmp_path) as db:
        await db.write(old_and_new)
        ledger = SqliteLedger(db)
        await db.write(lambda c: expire(c, now=NOW, keep=KEEP))
        waits = [row.alert for row in await ledger.due("hook", NOW, 9)]
        at = DAY + 2 * KEEP + timedelta(days=1)
        await db.write(lambda c: SqliteMemory(c).keep(footprint("last", at=at), decision("last", at=at)))
        done = await db.write(lambda c: expire(c, now=at, keep=KEEP))

        assert ["alert-old", "alert-new"] == waits
        assert {"hook": 1} == done.given_up
        assert ["alert-new"] == [row.alert for row in await ledger.due("hook", at, 9)]


MOVED = (
    "select alert from delivery d where exists (select 1 from alert a join story_alias l on l.story = a.story"
    " where a.id = d.alert and d.story <> a.story)"
)


async def test_an_alert_that_waits_under_the_name_of_another_story_stays(tmp_path):
    """Its story was merged, and is older than the one that goes on."""

    def work(db) -> tuple[list[str], list[str]]:
        taken(db, Index(), *flood())
        db.execute("update story set at = ? where id in (select story from story_alias)", ((DAY - KEEP).timestamp(),))
        db.execute(f"update delivery set state = 'delivered' where alert not in ({MOVED})")  # noqa: S608
        waits = [alert for (alert,) in db.execute(MOVED)]
        expire(db, now=minutes(0) + timedelta(days=1), keep=KEEP)
        return waits, [row.alert for row in delivery_of(db, "d.state = 'pending'", ())]

    with database(tmp_path) as db:
        waits, kept = await db.write(work)

    assert waits
    assert sorted(waits) == sorted(kept)


async def test_the_memory_of_what_was_seen_is_bounded(tmp_path):
    """Eight days after it was seen an article is forgotten, whatever its date."""
    with database(tmp_path) as db:
        await db.write(lambda c: taken(c, Index(), seen(analysis("https://a.example/1", BLAST)), today()))
        await db.write(lambda c: taken(c, Index(), today(WINDOW.days + 1)))
        await db.write(lambda c: house_kept(c, days=WINDOW.days + 1))

        assert 1 == await db.read(lambda c: c.execute("select count(*) from memory").fetchone()[0])


async def test_what_a_clock_dated_ahead_is_taken_out_as_the_docs_say(tmp_path):
    """Else nothing behind it would be forgotten until that time comes."""
    command = re.search(
        r'^sqlite3 \S+ "(.*unixepoch.*)"$', (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    now = datetime.now(UTC)
    dated = {"ahead": now + timedelta(days=365), "right": now - timedelta(days=1), "last": now + timedelta(minutes=50)}
    with database(tmp_path) as db:
        for name, at in dated.items():
            await db.write(lambda c, n=name, at=at: SqliteMemory(c).keep(footprint(n, at=at), decision(n, at=at)))
        await db.write(lambda c: c.execute(command[1]))
        left = await db.read(lambda c: list(SqliteMemory(c).window(now - timedelta(days=7))))

    assert ["right", "last"] == [kept.article for kept, _ in left]
