"""A resolver that does not answer, asked for more names than the event loop has threads: the others are told, and a stop is one."""

import os
import time
from datetime import UTC, datetime

import pytest

from alerts.trial import trial
from marsad.stores.database import Database
from marsad.stores.desk import record_alert
from tests.alerts.samples import until
from tests.runtime.setting import Service, toml

pytestmark = pytest.mark.slow

THREADS = min(32, (os.cpu_count() or 1) + 4)  # asyncio.to_thread has so many
HOOKS = [f"hook-{n}" for n in range(THREADS + 1)]
# getaddrinfo(3) blocks its thread, for 30 s with three servers that do not answer (resolv.conf(5): timeout, attempts).
NO_ANSWER = """
import pathlib, socket, time
ask = socket.getaddrinfo
def asked(host, *rest, **more):
    if str(host).endswith(".example"):
        pathlib.Path(__file__).with_name(str(host)).touch()
        time.sleep(30)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return ask(host, *rest, **more)
socket.getaddrinfo = asked
"""


def configured(folder):
    """A configuration of webhooks whose names nobody resolves, and of a file."""
    directory = folder / "config"
    (directory / "channels.d").mkdir(parents=True)
    (directory / "marsad.toml").write_text(
        f'[store]\npath = "{folder}/marsad.db"\n[analyse]\nworkers = 1\n[console]\nport = 0\n[admin]\nport = 0\n'
    )
    rows = [{"id": hook, "type": "webhook", "url": f"https://{hook}.example/"} for hook in HOOKS]
    rows.append({"id": "file", "type": "tail", "path": str(folder / "alerts.jsonl")})
    (directory / "channels.d" / "hooks.toml").write_text("\n".join(toml("channel", row) for row in rows))
    return directory


def write_down(folder, channels):
    database, now = Database(folder / "marsad.db"), datetime.now(UTC)
    database.submit(lambda db: record_alert(db, trial(now), channels, now)).result()
    database.close()


async def test_the_file_gets_its_alert_meanwhile_and_a_stop_is_one(tmp_path, monkeypatch):
    """Names are asked for where nothing else waits for a thread."""
    names = tmp_path / "names"
    names.mkdir()
    (names / "sitecustomize.py").write_text(NO_ANSWER)
    monkeypatch.setenv("PYTHONPATH", str(names))
    directory = configured(tmp_path)
    write_down(tmp_path, [*HOOKS, "file"])
    service = Service(directory)
    await service.start()
    try:
        await service.ready()
        await until(lambda: len(list(names.glob("*.example"))) >= THREADS, 30)
        await until((tmp_path / "alerts.jsonl").exists, 5)
        began = time.monotonic()
        status = await service.stop()
        stopped_in_s = time.monotonic() - began
    finally:
        if service.process.returncode is None:
            await service.kill()

    assert 0 == status, service.log.read_text()
    assert stopped_in_s < 10
