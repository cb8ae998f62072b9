"""What may go: the file is bounded by its window, and nothing leaves ahead of a reader."""

from datetime import timedelta

from marsad.records import Alert, DeadLetter, encode
from marsad.stores.desk import SqliteDesk, record
from marsad.stores.log import SqliteLog
from marsad.stores.memory import SqliteMemory
from marsad.stores.retention import expire
from tests.contract.stores import DAY, database, decision, footprint, minute

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
        await db.write(lambda c: SqliteLog(c).advance("decide", "articles", 999))
        assert 0 < await db.write(lambda c: expire(c, now=NOW, keep=KEEP))
        left = await db.read(rows)
        wall, totals = await SqliteDesk(db).wall(), await SqliteDesk(db).totals()

        assert (1, 1) == (totals["stories"], totals["articles"])
        assert {"log": 2, "dead_letter": 0} | dict.fromkeys(left.keys() - {"log", "dead_letter"}, 1) == left
        assert ["new"] == [case.story for case in wall]
        assert 0 == await db.write(lambda c: expire(c, now=NOW, keep=KEEP))


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
