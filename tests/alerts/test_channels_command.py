"""`marsad channels`: what the ledger knows of each, and a test through the real one."""

import asyncio
import json

import pytest

from marsad.cli import main
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


async def test_a_channel_nobody_knows_is_named(config, capsys):
    """Exit status 2."""
    assert 2 == await command("test", "newsrom", "--config", config)
    assert "Did you mean 'newsroom'?" in capsys.readouterr().err
