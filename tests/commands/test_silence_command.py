"""`marsad silence`: kept in the file, or by the marsad that holds it; it says what it holds back."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from marsad.cli import main
from marsad.metrics import Metrics
from marsad.runtime import admin
from marsad.runtime.shell import now
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from marsad.stores.ledger import SqliteLedger
from tests.alerts.samples import alert
from tests.config.sound import SOUND, write
from tests.runtime.setting import Service

BY = ("--author", "سلمى")
WORDS = ("--author", "ناديا", "--reason", "تدريب للدفاع المدني")


@pytest.fixture
def silence(tmp_path, capsys):
    """Run the command on a store of its own; return status, output and complaints."""
    config = write(tmp_path / "config", SOUND)
    with_store = ("--config", str(config), "--store", str(tmp_path / "marsad.db"))
    Database(tmp_path / "marsad.db").close()

    def run(*arguments):
        status = main(["silence", *arguments, *with_store])
        said = capsys.readouterr()
        return status, said.out, said.err

    run.folder = tmp_path
    return run


def listed(silence, *more):
    return [json.loads(line) for line in silence("list", "--json", *more)[1].splitlines()]


def test_a_silence_is_kept_listed_and_ended(silence):
    """With matchers, author, reason and end; ended it is over, and still there for who asks for all."""
    status, said, _ = silence("add", "rule=attack", "severity=<high", *WORDS, "--for", "2h")
    (row,) = listed(silence)
    lasts = timedelta(hours=2)

    assert (0, True) == (status, said.startswith("silence 1 until "))
    assert ("severity=<high rule=attack", "ناديا", "تدريب للدفاع المدني", True, 0) == tuple(
        row[key] for key in ("match", "author", "reason", "in_force", "held_back")
    )
    assert lasts == type(now()).fromisoformat(row["expires"]) - type(now()).fromisoformat(row["created"])
    assert (0, "silence 1 ended\n") == silence("end", "1", *BY)[:2]
    assert ([], [False]) == (listed(silence), [each["in_force"] for each in listed(silence, "--all")])
    (line,) = silence("list", "--all")[1].splitlines()
    assert ["ناديا: تدريب للدفاع المدني", "ended by سلمى"] == [
        each for each in ("ناديا: تدريب للدفاع المدني", "ended by سلمى") if each in line
    ]


def test_ending_what_is_not_in_force_is_status_1(silence):
    status, _, err = silence("end", "7", *BY)

    assert (1, True) == (status, "no silence 7 is in force" in err)


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ("a silence must end", ("rule=attack", *WORDS)),
        ("Give one of --for", ("rule=attack", *WORDS, "--for", "1h", "--until", "2027-01-01")),
        ("--for soon: write a duration", ("rule=attack", *WORDS, "--for", "soon")),
        ("--until noon: write a time", ("rule=attack", *WORDS, "--until", "noon")),
        ("at most 3650d", ("rule=attack", *WORDS, "--for", "99999999999d")),
        ("at most 30 days", ("rule=attack", *WORDS, "--for", "31d")),
        ("at most 30 days", ("rule=attack", *WORDS, "--until", "2021-01-01")),
        ("an author and a reason", ("rule=attack", "--author", " ", "--reason", "x", "--for", "1h")),
        ("Did you mean 'rule'?", ("rules=attack", *WORDS, "--for", "1h")),
        ("place=AF: write the country in small letters. Did you mean 'af'?", ("place=pk,AF", *WORDS, "--for", "1h")),
        ("actor=grp:talban: unknown actor 'grp:talban'. Did you", ("actor=grp:talban", *WORDS, "--for", "1h")),
    ],
)
def test_what_is_no_silence_is_refused(silence, words, arguments):
    """Exit status 2 and the way out."""
    status, _, err = silence("add", *arguments)

    assert (2, True) == (status, words in err), err
    assert [] == listed(silence, "--all")


def test_a_rule_nobody_knows_is_doubted_and_kept(silence):
    """It may come tomorrow."""
    status, _, err = silence("add", "rule=atack", *WORDS, "--for", "1h")

    assert (0, True) == (status, "warning: rule=atack: no rule is called 'atack'. Did you mean 'attack'?" in err)


def test_it_says_how_many_it_held_back(silence):
    """By its number, in the ledger: alerts, each once, however many channels would have told it."""
    silence("add", "rule=attack", *WORDS, "--for", "1h")

    async def hold_back():
        database = Database(silence.folder / "marsad.db")
        await database.write(lambda db: record_alert(db, alert(), ["wall", "mail"], now()))
        ledger = SqliteLedger(database)
        for channel in ("wall", "mail"):
            await ledger.silence(await ledger.due(channel, now(), 1), "silenced", "1", now())
        database.close()

    asyncio.run(hold_back())
    (row,) = listed(silence)

    assert 1 == row["held_back"]
    assert "1 held back" in silence("list")[1]


async def nothing() -> str:
    return ""


@pytest.fixture
async def holder(silence):
    """A marsad that holds the store, as far as its port for machines; the configuration names the port."""
    database = Database(silence.folder / "marsad.db")
    ledger = SqliteLedger(database)
    app = admin.build(
        Metrics("0", "test").registry, refresh=nothing, healthy=nothing, ready=nothing, reload=nothing, revive=nothing,
        outbox=ledger,
    )  # fmt: skip
    server = TestServer(app)
    await server.start_server(access_log=None)
    settings = SOUND["marsad.toml"] + f"[admin]\nport = {server.port}\n"
    write(silence.folder / "config", {"marsad.toml": settings})
    yield server, ledger
    await server.close()
    database.close()


async def test_while_marsad_runs_it_is_asked_to_keep_and_to_end_it(silence, holder):
    """The file has one writer."""
    _, ledger = holder
    added = await asyncio.to_thread(silence, "add", "rule=attack", *WORDS, "--for", "1h", "--json")
    (kept,) = await ledger.silences(now())
    (row,) = await asyncio.to_thread(listed, silence)
    refused = await asyncio.to_thread(silence, "add", "rule=attack", *WORDS, "--for", "99d")
    ended = await asyncio.to_thread(silence, "end", "1", *BY)
    again = await asyncio.to_thread(silence, "end", "1", *BY)

    assert (0, {"id": 1}) == (added[0], json.loads(added[1]))
    assert ("ناديا", b'{"rule":["attack"]}', 1) == (kept.author, kept.match, row["id"])
    assert (2, True) == (refused[0], "at most 30 days" in refused[2])
    assert (0, 1, []) == (ended[0], again[0], await ledger.silences(now()))


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (415, "text/plain", b"{}"),
        (422, "application/json", b"{}"),
        (422, "application/json", b"no json"),
        (
            422,
            "application/json",
            b'{"matchers":["rule=a"],"author":"a","reason":"b","expires":"2030-01-01T00:00:00"}',
        ),
        (422, "application/json", b'{"matchers":[],"author":"a","reason":"b","expires":"2030-01-01T00:00:00Z"}'),
    ],
)
async def test_the_port_takes_nothing_it_cannot_read(silence, holder, status, kind, body):
    """Nor what a page of another site could send."""
    import aiohttp

    server, ledger = holder
    async with (
        aiohttp.ClientSession() as session,
        session.post(server.make_url("/-/silences"), data=body, headers={"Content-Type": kind}) as answer,
    ):
        assert status == answer.status
        assert await answer.text()
    assert [] == await ledger.silences(now())


@pytest.mark.slow
async def test_a_running_marsad_keeps_it(tmp_path, unused_tcp_port, capsys):
    """The whole program, as operators run it."""
    settings = (
        f'[store]\npath = "{tmp_path}/marsad.db"\n[ingest]\ncontact = "test@desk.example"\n[analyse]\nworkers = 1\n'
        f"[console]\nport = 0\n[admin]\nport = {unused_tcp_port}\n"
    )
    feeds = SOUND["feeds.d/base.toml"] + "enabled = false\n"
    config = write(tmp_path / "config", SOUND | {"marsad.toml": settings, "feeds.d/base.toml": feeds})
    service = Service(config)
    await service.start()
    try:
        await service.ready()
        arguments = ["silence", "add", "rule=attack", *WORDS, "--for", "1h", "--json", "--config", str(config)]
        assert 0 == await asyncio.to_thread(main, arguments)
        kept = service.ask("select id, author from silence")
        assert 0 == await asyncio.to_thread(main, ["silence", "end", "1", *BY, "--config", str(config)])
    finally:
        await service.stop()

    assert [(1, "ناديا")] == kept
    assert '{"id": 1}\nsilence 1 ended\n' == capsys.readouterr().out
