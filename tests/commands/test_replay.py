"""The log gives the same decisions again, and says where it does not."""

import json
import sqlite3

import msgspec
import pytest

from marsad.cli import main
from marsad.records import Decision, decode, encode
from marsad.stores.log import SqliteLog
from marsad.stores.memory import PlainMemory
from processors.decide import decide
from processors.window.index import Index
from tests.analysed import analyses
from tests.contract.stores import database

EVER = "2000-01-01"


@pytest.fixture
async def store(tmp_path):
    """A store that analysed and decided the shipped corpus, and its first decision."""
    index, memory = Index(), PlainMemory()
    (tmp_path / "config" / "keywords.d").mkdir(parents=True)
    with database(tmp_path) as db:

        def work(connection):
            log = SqliteLog(connection)
            for analysis in analyses():
                key = f"{analysis.article}:{analysis.revision}"
                log.append("analyses", key, encode(analysis), at=analysis.at)
                decision = decide(analysis, index, memory)
                log.append("stories", key, encode(decision), at=analysis.at)

        await db.write(work)
    return tmp_path / "marsad.db"


def replay(store, *options) -> int:
    return main(["replay", "--config", str(store.parent / "config"), "--store", str(store), *options])


def test_the_same_log_gives_the_same_bytes(store, capsys):
    """Exit status 0 and nothing printed: every decision came out as it was recorded."""
    status = replay(store, "--since", EVER, "--compare")

    assert (0, "") == (status, capsys.readouterr().out)


def test_a_decision_that_came_out_otherwise_is_shown_with_its_fields(store, capsys):
    """Exit status 1; both decisions stand side by side, and what differs is named."""
    db = sqlite3.connect(store)
    offset, raw = db.execute("select offset, value from log where topic = 'stories' order by offset limit 1").fetchone()
    other = msgspec.structs.replace(decode(raw, Decision), verdict="copy")
    db.execute("update log set value = ? where offset = ?", (encode(other), offset))
    db.execute("delete from log where offset = ?", (offset + 2,))
    db.commit()
    db.close()
    status = replay(store, "--since", EVER, "--compare")
    changed, missing = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert 1 == status
    assert (["verdict"], "new", "copy") == (changed["differs"], changed["now"]["verdict"], changed["then"]["verdict"])
    assert (["missing"], None) == (missing["differs"], missing["then"])


def test_decisions_are_printed_from_a_moment_on(store, capsys):
    """What was seen before is read for the window, and not printed."""
    seen = sorted(analysis.seen for analysis in analyses())
    middle = seen[len(seen) // 2]

    assert 0 == replay(store, "--since", middle.isoformat())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(moment >= middle for moment in seen) == len(lines)
    assert 0 == replay(store, "--since", "1h")
    assert "" == capsys.readouterr().out


def test_a_moment_and_a_store_that_are_none_are_named(store, capsys):
    """Exit status 2 with the way out."""
    assert 2 == replay(store, "--since", "yesterday")
    assert "--since yesterday: write a duration" in capsys.readouterr().err
    assert 2 == replay(store, "--since", "9999999d")
    assert "at most 3650d" in capsys.readouterr().err
    assert 2 == replay(store.with_name("none.db"))
    assert "no such store" in capsys.readouterr().err
