"""`marsad demo`, `tail`, `dead-letters`, `check`, `schema`: one finished run, read by the commands that look at it."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from marsad.commands import holder
from marsad.demo.corpus import shipped_corpus
from marsad.records import Article, DeadLetter, encode
from marsad.stores.database import Database
from marsad.stores.log import SqliteLog
from tests.config.sound import SOUND, write
from tests.contract.stores import DAY

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def marsad(*arguments, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "marsad", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, check=False,
        timeout=120, env=os.environ | {"NO_COLOR": "1"}, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The store of a demo that published everything, and what the demo said of it."""
    store = tmp_path_factory.mktemp("demo") / "marsad.db"
    done = marsad("demo", "--speed", "3000", "--until-done", "--json", "--port", "0", "--store", store)
    assert 0 == done.returncode, done.stderr
    return store, json.loads(done.stdout)


def test_a_demo_loses_nothing_and_alerts(finished):
    """Published = processed, nothing waits, nothing is dead."""
    _, totals = finished

    assert (90, 90) == (totals["published"], totals["processed"])
    assert {0} == {
        totals[name] for name in ("dead_letters", "entries_pending", "articles_waiting", "deliveries_pending")
    }


def test_a_demo_alerts_on_what_its_corpus_says_and_on_nothing_else(finished):
    """Every (rule, event) of the labels, and no other."""
    store, _ = finished
    lines = store.with_name("alerts.jsonl").read_text(encoding="utf-8").splitlines()
    event = {piece.title: piece.story for piece in shipped_corpus()}
    alerted = {(alert["rule"]["id"], event[alert["title"]]) for alert in map(json.loads, lines)}

    assert {(rule, piece.story) for piece in shipped_corpus() for rule in piece.expect} == alerted


def test_invented_news_reaches_no_configured_channel(finished):
    """Alerts of a demo go to a file beside its store, whatever channels.d says."""
    store, totals = finished

    assert totals["alerts"] == len(store.with_name("alerts.jsonl").read_text(encoding="utf-8").splitlines())
    assert [("demo",)] == sqlite3.connect(store).execute("select distinct channel from delivery").fetchall()


def test_tail_prints_alerts_as_json_and_as_text(finished, here):
    """The last ones of the store, one object a line, or a card of right-to-left lines."""
    store, totals = finished
    lines = marsad("tail", "--store", store, "--no-follow", "--json", "-n", "1000").stdout.splitlines()
    _, card, _ = here("tail", "--store", store, "--no-follow", "-n", "1")

    assert totals["alerts"] == len(lines)
    assert {"id", "rule", "severity", "story", "sentence", "marks", "url"} <= json.loads(lines[0]).keys()
    assert all(line.startswith("\u200f") for line in card.splitlines() if line)
    assert json.loads(lines[-1])["title"] in card


def test_dead_letters_are_listed_and_put_back(tmp_path, here):
    """list: exit status 1 while something lies there; retry: it is at the end of the log again."""
    store = tmp_path / "marsad.db"
    database = Database(store)
    article = encode(Article(id="a", revision="r", url="https://a.example/1", title="هجوم", seen=DAY))
    letter = DeadLetter(stage="analyse", place="articles/1", error="ValueError: x", at=DAY, value=article)
    database.submit(lambda db: SqliteLog(db).bury(letter)).result()
    database.close()
    listed = marsad("dead-letters", "list", "--store", store, "--json")
    status, retried, _ = here("dead-letters", "retry", "--store", store, "--json")

    assert (1, "articles/1") == (listed.returncode, json.loads(listed.stdout)["place"])
    assert (0, {"revived": 1}) == (status, json.loads(retried))
    assert 0 == here("dead-letters", "list", "--store", store)[0]
    assert [(article,)] == sqlite3.connect(store).execute("select value from log").fetchall()


def test_dead_letters_are_listed_to_the_last(tmp_path, here):
    """However many: who counts the lines must not be told of a part. The newest stands first."""
    store = tmp_path / "marsad.db"
    database = Database(store)
    letters = [
        DeadLetter(stage="analyse", place=f"articles/0/{n}", error="x", at=DAY, value=b"{") for n in range(12_000)
    ]
    database.submit(lambda db: [SqliteLog(db).bury(each) for each in letters]).result()
    database.close()
    _, out, _ = here("dead-letters", "list", "--store", store, "--json")

    assert [each.place for each in reversed(letters)] == [json.loads(line)["place"] for line in out.splitlines()]


def test_a_marsad_that_takes_long_to_put_letters_back_is_left_at_it(tmp_path, here, monkeypatch):
    """It was asked and is at work: to stop it would be wrong advice, which is for one whose port nobody opens."""
    monkeypatch.setattr(holder, "PATIENCE_S", 0.3)
    database = Database(tmp_path / "marsad.db")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = f"{SOUND['marsad.toml']}[admin]\nport = {silent.getsockname()[1]}\n"
        config = write(tmp_path / "config", SOUND | {"marsad.toml": settings})
        asking = ("dead-letters", "retry", "--config", config, "--store", database.path)
        late = here(*asking)
    closed = here(*asking)
    database.close()

    assert (2, 2) == (late[0], closed[0])
    assert "has not answered within" in late[2], late
    assert "leave it running" in late[2], late
    assert "Stop that one" not in late[2], late
    assert "Stop that one" in closed[2], closed


def test_the_shipped_configuration_is_sound(here):
    """`marsad check` says how much of everything there is."""
    done = marsad("check", "config")
    _, as_json, _ = here("check", ROOT / "config", "--json")

    assert (0, True) == (done.returncode, json.loads(as_json)["ok"])
    assert "sound" in done.stdout


def test_check_names_every_mistake(tmp_path, here):
    """All mistakes of all files in one pass, exit status 2."""
    (tmp_path / "rules.d").mkdir()
    (tmp_path / "marsad.toml").write_text("[consle]\n")
    (tmp_path / "rules.d" / "a.toml").write_text('[[rule]]\nid = "a"\nname = "x"\nseverity = "loud"\nall = ["هجوم"]\n')
    status, _, err = here("check", tmp_path)

    assert 2 == status
    assert "marsad.toml:1: " in err
    assert "a.toml:4: " in err
    assert "console" in err


def test_the_schema_covers_every_kind_of_file():
    """Editors complete feeds, keywords, actors, rules, channels and the settings."""
    schema = json.dumps(json.loads(marsad("schema").stdout))

    for word in ("feed", "keyword", "actor", "rule", "channel", "route", "console"):
        assert word in schema


def test_an_unusable_corpus_is_named(tmp_path, here):
    """A bad line of a corpus: file and line, exit status 1."""
    (tmp_path / "bad.jsonl").write_text('{"url": "https://a.example/1", "title": "x", "text": "y"}\n{oops\n')
    status, _, err = here("demo", "--corpus", tmp_path / "bad.jsonl", "--until-done")

    assert 1 == status
    assert "bad.jsonl:2" in err
