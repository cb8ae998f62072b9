"""`marsad rules report`: the marks of operators in a store, rule by rule, with the key to change."""

import asyncio
import json
from datetime import timedelta

import msgspec
import pytest

from marsad.cli import main
from marsad.identity import alert_id
from marsad.records import Alert, Clause, Hit
from marsad.runtime.shell import now
from marsad.stores.desk import record
from marsad.stores.handling import SqliteHandling
from tests.config.sound import SOUND, write
from tests.contract.stores import database, decision

RULE = '[[rule]]\nid = "attack"\nname = "هجوم"\nseverity = "high"\nall = [{ any = ["هجوم", "سيطرة"] }]\n'


@pytest.fixture
def config(tmp_path):
    return str(write(tmp_path / "config", SOUND | {"rules.d/base.toml": RULE}))


def opening(n, keyword, at, rule="attack") -> Alert:
    story = f"s{n}"
    by = Hit(keyword=keyword, level="strict", form=keyword, field="title", start=0, end=4)
    return Alert(
        id=alert_id(rule, story, "opened", "0"), reason="opened", level="0", rule=rule, name="هجوم", severity="high",
        story=story, article=story, url="", title="خبر", at=at, seen=at, clauses=(Clause(clause="all[0]", ok=True, by=(by,)),),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    """12 right ones on one word, 6 false alarms on the other, one that ended in another story; of another rule two, one old."""
    today = now()

    async def fill(opened):
        handling = SqliteHandling(opened)
        for n in range(18):
            false = n >= 12
            made = opening(n, "سيطرة" if false else "هجوم", today)
            await opened.write(lambda db, m=made: record(db, decision(m.story, alerts=(m,)), {}, today))
            kind, note = ("false_alarm", "سيطرة على حريق") if false else ("ack", "")
            await handling.act(kind, "attack", made.story, who="هدى", at=today, until=None, note=note)
        ended = opening(40, "هجوم", today)
        merged = msgspec.structs.replace(ended, id="merged", reason="merged", level="s0", into="s0")
        for each in (ended, merged):
            await opened.write(lambda db, each=each: record(db, decision(each.story, alerts=(each,)), {}, today))
        for n, rule, at in ((30, "fire", today), (31, "fire", today - timedelta(days=9))):
            made = opening(n, "هجوم", at, rule)
            await opened.write(lambda db, m=made, at=at: record(db, decision(m.story, alerts=(m,)), {}, at))

    with database(tmp_path) as opened:
        asyncio.run(fill(opened))
    return str(opened.path)


def test_it_counts_the_marks_and_names_the_key_to_change(config, store, capsys):
    """File and line of the rule, the clause and the word, and what operators wrote."""
    assert 0 == main(["rules", "report", "--config", config, "--store", store])
    said = capsys.readouterr().out

    assert "12 right, 6 false alarms, 0 not judged; precision 67% (95 %: 44% to 84%)" in said
    assert "rules.d/base.toml:1: all[0]: " in said
    assert "6 of 6 false alarms and 0 of 12 right ones" in said
    assert "سيطرة على حريق" in said
    assert "0 right, 0 false alarms, 2 not judged\n" in said


def test_as_json_it_has_everything(config, store, capsys):
    """One object a line and rule."""
    assert 0 == main(["rules", "report", "--config", config, "--store", store, "--json", "--days", "7"])
    attack, fire = map(json.loads, capsys.readouterr().out.splitlines())

    assert ("attack", 12, 6, 18, False) == tuple(attack[key] for key in ("rule", "right", "false", "judged", "few"))
    assert ("keyword", "all[0]", "سيطرة") == tuple(attack["suspects"][0][key] for key in ("kind", "key", "value"))
    assert (1, None, []) == (fire["open"], fire["precision"], fire["suspects"])


def test_a_store_that_nobody_judged_says_how_to(config, tmp_path, capsys):
    with database(tmp_path) as opened:
        pass

    assert 0 == main(["rules", "report", "--config", config, "--store", str(opened.path)])
    assert "nobody judged a case yet" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "more"), [("no such store", ["--store", "none.db"]), ("--days 0", ["--days", "0"])])
def test_what_cannot_be_reported_says_why(config, words, more, capsys):
    """Exit status 2."""
    assert 2 == main(["rules", "report", "--config", config, *more])
    assert words in capsys.readouterr().err
