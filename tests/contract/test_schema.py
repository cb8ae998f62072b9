"""An older file comes forward with all its rows, whole steps or none."""

import hashlib
import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta

import msgspec
import pytest

from marsad.ports import FeedState
from marsad.records import Alert, DeadLetter, encode
from marsad.stores.database import Database
from marsad.stores.desk import record
from marsad.stores.schema import STEPS, VERSION, bring_forward
from tests.contract.stores import DAY, decision


def connect(path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def version_1(path) -> None:
    """A file as the first marsad left it, with a row in the tables that a later step touches."""
    alert = Alert(
        id="a1", reason="opened", level="0", rule="attack", name="هجوم", severity="high", story="s", article="x", url="",
        title="هجوم على حاجز", at=DAY, seen=DAY,
    )  # fmt: skip
    letter = DeadLetter(stage="analyse", place="articles/1", error="x", at=DAY, value=b"{")
    with closing(connect(path)) as db:
        bring_forward(db, STEPS[:1])
        db.execute("insert into alert (id, story, at, value) values ('a1', 's', 1, ?)", (encode(alert),))
        db.execute(
            "insert into delivery (alert, channel, story, state, created) values ('a1', 'hook', 's', 'delivered', 1)"
        )
        db.execute(
            "insert into dead_letter (stage, place, at, value) values ('analyse', 'articles/1', 1, ?)",
            (encode(letter),),
        )
        db.execute("insert into feed values ('bbc', ?)", (encode(FeedState(feed="bbc", polls=3)),))
        db.execute("insert into log (topic, key, at, value) values ('stories', 'k', 1, ?)", (encode(decision("x")),))


def tables(db) -> dict[str, list]:
    """Every row of the file, by table."""
    names = [name for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name")]
    return {name: db.execute(f"select * from {name}").fetchall() for name in names}  # noqa: S608


def version(db) -> int:
    return db.execute("pragma user_version").fetchone()[0]


def test_an_older_file_opens_with_all_its_rows(tmp_path):
    """A version 1 file becomes one of today; each row is as it was, new columns behind hold their default."""
    path = tmp_path / "marsad.db"
    version_1(path)
    with closing(connect(path)) as db:
        before = tables(db)
    Database(path).close()
    with closing(connect(path)) as db:
        after = tables(db)

        assert (VERSION, 10) == (version(db), len(STEPS))
        assert [(0,)] == db.execute("select mirrored from delivery").fetchall()
    for name, rows in before.items():
        assert rows == [row[: len(was)] for row, was in zip(after[name], rows, strict=True)]


def test_a_story_of_an_older_file_is_as_old_as_when_it_was_last_seen(tmp_path):
    """Until then the age of a story was its event time; one without articles keeps that."""
    path = tmp_path / "marsad.db"
    seen = DAY + timedelta(days=400, microseconds=5)
    with closing(connect(path)) as db:
        bring_forward(db, STEPS[:7])
        record(db, decision("x"), {}, DAY)
        record(db, msgspec.structs.replace(decision("x", "r2"), seen=seen), {}, DAY)
        db.execute("update story set at = ?", (DAY.timestamp(),))
        db.execute("insert into story (id, articles, families, at) values ('gone', 0, '[]', 7)")
        bring_forward(db)
        ages = dict(db.execute("select id, at from story"))

    assert {"x": int(seen.timestamp()), "gone": 7} == ages


def test_a_new_file_has_the_layout_of_one_brought_forward(tmp_path):
    """Two ways, one layout."""
    version_1(tmp_path / "old.db")
    layouts = []
    for name in ("old.db", "new.db"):
        Database(tmp_path / name).close()
        with closing(connect(tmp_path / name)) as db:
            layouts.append(db.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall())

    assert layouts[0] == layouts[1]


def half_a_step(db) -> None:
    db.execute("delete from feed")
    db.execute("create table half (n integer)")
    db.execute("pragma user_version = 2")


def die_in_a_step(path) -> None:
    def step(db):
        half_a_step(db)
        os.kill(os.getpid(), signal.SIGKILL)

    bring_forward(connect(path), (*STEPS[:1], step))


def test_a_kill_in_the_middle_of_a_step_leaves_the_older_file(tmp_path):
    """Version 1 with every row; the next start does the step from its beginning."""
    path = tmp_path / "marsad.db"
    version_1(path)
    with closing(connect(path)) as db:
        before = tables(db)
    child = multiprocessing.get_context("spawn").Process(target=die_in_a_step, args=(path,))
    child.start()
    child.join(30)
    with closing(connect(path)) as db:
        assert (-signal.SIGKILL, 1, before) == (child.exitcode, version(db), tables(db))
    Database(path).close()
    with closing(connect(path)) as db:
        assert (VERSION, before["feed"]) == (version(db), tables(db)["feed"])


def test_a_step_that_raises_takes_its_elders_back_too(tmp_path):
    """One transaction for all steps: no file stands between two layouts."""
    path = tmp_path / "marsad.db"
    version_1(path)

    def broken(_):
        raise ValueError("no")

    with closing(connect(path)) as db:
        before = tables(db)
        with pytest.raises(ValueError, match="no"):
            bring_forward(db, (*STEPS[:1], half_a_step, broken))

        assert (1, before) == (version(db), tables(db))
        db.execute("begin immediate")  # nothing is left open


def test_a_shipped_step_is_not_edited(tmp_path):
    """Files out there have run the first step as it was: a change of the layout is the next step."""
    with closing(connect(tmp_path / "marsad.db")) as db:
        bring_forward(db, STEPS[:1])
        layout = repr(db.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall())

    assert "b0382313993d6073" == hashlib.sha256(layout.encode()).hexdigest()[:16]
