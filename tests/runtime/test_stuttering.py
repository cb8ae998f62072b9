"""Mail servers that send a byte now and then, more of them than the event loop has threads: marsad serves, and stops."""

import os
import time
from datetime import UTC, datetime

import aiohttp
import pytest

from alerts.trial import trial
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from tests.alerts.fakes.smtp import FakeSmtp
from tests.alerts.samples import until
from tests.runtime.setting import Service, toml

pytestmark = pytest.mark.slow

THREADS = min(32, (os.cpu_count() or 1) + 4)  # asyncio.to_thread has so many
CHANNELS = [f"mail-{n}" for n in range(THREADS + 1)]


def configured(folder, smtp):
    """A configuration of mail channels with an alert that waits for each of them."""
    directory = folder / "config"
    (directory / "channels.d").mkdir(parents=True)
    (directory / "marsad.toml").write_text(
        f'[store]\npath = "{folder}/marsad.db"\n[analyse]\nworkers = 1\n[console]\nport = 0\n[admin]\nport = 0\n'
    )
    server = {"host": "127.0.0.1", "port": smtp.port, "security": "none", "allow_private": ["127.0.0.0/8"]}
    people = {"sender": "marsad@desk.example", "to": ["desk@desk.example"]}
    rows = [{"id": channel, "type": "email", **server, **people} for channel in CHANNELS]
    (directory / "channels.d" / "mail.toml").write_text("\n".join(toml("channel", row) for row in rows))
    database, now = Database(folder / "marsad.db"), datetime.now(UTC)
    database.submit(lambda db: record_alert(db, trial(now), CHANNELS, now)).result()
    database.close()
    return directory


async def test_the_store_is_read_meanwhile_and_a_stop_is_one(tmp_path):
    """An exchange that a byte keeps open for hours must hold up nothing but its own channel."""
    smtp = FakeSmtp()
    smtp.replies = {"connect": ["drip"] * 1000}
    await smtp.start()
    service = Service(configured(tmp_path, smtp))
    await service.start()
    try:
        await service.ready()
        await until(lambda: smtp.dripping >= THREADS, 30)
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.get(f"{service.admin}/-/ready") as answer,
        ):
            ready = answer.status
        began = time.monotonic()
        status = await service.stop()
        stopped_in_s = time.monotonic() - began
    finally:
        if service.process.returncode is None:
            await service.kill()
        await smtp.stop()

    assert (200, 0) == (ready, status), service.log.read_text()
    assert stopped_in_s < 10
    assert 0 < len(service.ask("select 1 from delivery where state in ('pending', 'sending')"))
