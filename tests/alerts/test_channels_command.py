"""`marsad channels`: what the ledger knows of each, and a test through the real one."""

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from marsad.cli import main
from marsad.metrics import Metrics
from marsad.runtime import admin
from marsad.runtime.shell import now
from marsad.stores.desk import record_alert
from marsad.stores.ledger import SqliteLedger
from tests.alerts.fakes.script import answering
from tests.alerts.newsdesk import CHAT, shown
from tests.alerts.samples import TOKEN, alert
from tests.config.sound import SOUND, write
from tests.contract.stores import database

TELEGRAM = """
[[channel]]
id = "newsroom"
type = "telegram"
token = {{ file = "{token}" }}
chat = {chat}
api = "{url}"
allow_private = ["127.0.0.0/8"]
enabled = false
"""


@pytest.fixture
def config(tmp_path, telegram):
    """A file, and a group on Telegram, switched off, that hears of what nobody answers; the token in a file."""
    secret = tmp_path / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o600)
    escalated = 'escalate_after = "10m"\nescalate_to = ["newsroom"]\n'
    channels = SOUND["channels.d/base.toml"] + escalated + TELEGRAM.format(token=secret, chat=CHAT, url=telegram.url)
    return str(write(tmp_path / "config", SOUND | {"channels.d/base.toml": channels}))


async def command(*arguments):
    return await asyncio.to_thread(main, ["channels", *arguments])


async def test_the_list_says_how_each_channel_is(config, tmp_path, capsys):
    """What waits, came through and failed, the last error in its own words, and the routes that lead there."""
    with database(tmp_path) as opened:
        ledger = SqliteLedger(opened)
        for number in range(3):
            each = alert(f"a{number}", story=f"s{number}")
            await opened.write(lambda db, each=each: record_alert(db, each, ["wall"], now()))
        first, second, _ = await ledger.due("wall", now(), 3)
        await ledger.delivered(first, now())
        await ledger.dead(second, "wall: No space left on device", now())
        await command("list", "--config", config, "--store", str(opened.path), "--json")
    wall, newsroom = map(json.loads, capsys.readouterr().out.splitlines())

    assert ("wall", "tail", True, [1], 1, 1, 1) == tuple(
        wall[key] for key in ("id", "type", "enabled", "routes", "waiting", "delivered", "dead")
    )
    assert "wall: No space left on device" == wall["error"]
    assert (False, [1], 0) == (newsroom["enabled"], newsroom["routes"], newsroom["delivered"])


@pytest.mark.channel
async def test_a_test_goes_through_the_real_channel(config, telegram, capsys):
    """Also where it is switched off; the service's id of the message is printed."""
    status = await command("test", "newsroom", "--config", config)
    (message,) = shown(telegram)

    assert (0, True) == (status, capsys.readouterr().out.startswith(f"newsroom: taken as {CHAT}/"))
    assert "رسالة اختبار من مرصد" in message


@pytest.mark.channel
async def test_what_the_service_answers_is_printed_without_a_secret(config, telegram, capsys):
    """Exit status 1 and its own words, though the address has the token in it."""
    body = '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
    telegram.script = [answering(400, text=body)] * 2
    status = await command("test", "newsroom", "--config", config)
    said = capsys.readouterr()
    telegram.script = [answering(503)]
    as_json = await command("test", "newsroom", "--config", config, "--json")
    answer = json.loads(capsys.readouterr().out)

    assert (1, True) == (status, "chat not found" in said.err)
    assert (1, False) == (as_json, answer["ok"])
    assert "503" in answer["problem"]
    assert TOKEN not in said.out + said.err + str(answer)


async def held(opened, until):
    """Let an alert wait for a group that asked for a pause, another one behind it; return the ledger."""
    ledger = SqliteLedger(opened)
    for name in ("a1", "b1"):
        each = alert(name, story=name)
        await opened.write(lambda db, each=each: record_alert(db, each, ["newsroom"], now()))
    first, _ = await ledger.due("newsroom", now(), 2)
    await ledger.failed(first, "HTTP 429 Too Many Requests", until)
    await ledger.pause("newsroom", until, asked=True)
    return ledger


async def test_the_list_says_until_when_a_channel_was_told_to_wait(config, tmp_path, capsys):
    """And no more of it when that is over."""
    until = now().replace(microsecond=0) + timedelta(hours=20)
    with database(tmp_path) as opened:
        ledger = await held(opened, until)
        await command("list", "--config", config, "--store", str(opened.path))
        await ledger.pause("newsroom", now() - timedelta(seconds=1), asked=True)
        await command("list", "--config", config, "--store", str(opened.path))
    before, after = [line for line in capsys.readouterr().out.splitlines() if line.startswith("id=newsroom")]

    assert f"paused={until.isoformat()}" in before
    assert "paused=" not in after


@pytest.mark.channel
@pytest.mark.parametrize("trouble", [[], [answering(503)]])
async def test_a_test_that_is_taken_ends_the_pause(config, tmp_path, telegram, trouble):
    """What waits goes at the next start, all of it; one that is not taken changes nothing."""
    telegram.script = list(trouble)
    with database(tmp_path) as opened:
        await held(opened, now() + timedelta(hours=20))
    status = await command("test", "newsroom", "--config", config, "--store", str(opened.path))
    with database(tmp_path) as opened:
        ledger = SqliteLedger(opened)
        due, paused = await ledger.due("newsroom", now(), 9), await ledger.paused_until("newsroom")

    assert ((1, 1, True) if trouble else (0, 2, False)) == (status, len(due), paused is not None)


@pytest.mark.channel
async def test_while_marsad_runs_it_is_told_that_the_channel_answers(config, tmp_path, telegram, capsys):
    """The file has one writer; where that one does not answer, the test was taken all the same."""
    with database(tmp_path) as opened:
        ledger = await held(opened, now() + timedelta(hours=20))
        app = admin.build(
            Metrics("0", "test").registry, refresh=nothing, healthy=nothing, ready=nothing, reload=nothing,
            revive=nothing, outbox=ledger,
        )  # fmt: skip
        server = TestServer(app)
        await server.start_server(access_log=None)
        settings = SOUND["marsad.toml"] + f"[admin]\nport = {server.port}\n"
        write(tmp_path / "config", {"marsad.toml": settings})
        asked = ("test", "newsroom", "--config", config, "--store", str(opened.path))
        status = await command(*asked)
        due, paused = await ledger.due("newsroom", now(), 9), await ledger.paused_until("newsroom")
        await server.close()
        alone = await command(*asked)
    said = capsys.readouterr()

    assert (0, 2, None) == (status, len(due), paused)
    assert 0 == alone
    assert "warning: newsroom: what waits for it was not put in line: " in said.err


async def nothing():
    return ""


async def test_a_channel_nobody_knows_is_named(config, capsys):
    """Exit status 2."""
    assert 2 == await command("test", "newsrom", "--config", config)
    assert "Did you mean 'newsroom'?" in capsys.readouterr().err
