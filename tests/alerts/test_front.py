"""What people see and hear, on one store: a test that is taken puts in line what waits for the channel."""

from datetime import timedelta

import pytest

from alerts.trial import trial
from marsad.config.load import load
from marsad.runtime.front import Front
from marsad.runtime.shell import Shell, now
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from tests.config.sound import SOUND, write
from tests.runtime.setting import toml

pytestmark = pytest.mark.channel


@pytest.mark.parametrize("answer", [204, 503])
async def test_what_waits_goes_when_a_test_of_the_console_is_taken(tmp_path, receiver, answer):
    """And only then: who asked us to wait until tomorrow is left alone as long as he refuses."""
    receiver.script = [answer]
    hook = {"id": "hook", "type": "webhook", "url": receiver.url, "allow_private": ["127.0.0.0/8"]}
    config = write(tmp_path / "config", SOUND | {"channels.d/base.toml": toml("channel", hook)})
    database = Database(tmp_path / "marsad.db")
    shell = Shell(lambda: load(config), directory=config, runtime="embedded")
    front = Front(shell, database, directory=config, environ={})
    until = now() + timedelta(days=1)
    await database.write(lambda db: record_alert(db, trial(now()), ["hook"], now()))
    (row,) = await front.ledger.due("hook", now(), 9)
    await front.ledger.failed(row, "HTTP 429", until)
    await front.ledger.pause("hook", until, asked=True)
    problem = await front.send_test("hook")
    due, paused = await front.ledger.due("hook", now(), 9), await front.ledger.paused_until("hook")
    database.close()

    assert ((True, 1, None) if answer == 204 else (False, 0, until)) == (not problem, len(due), paused)
