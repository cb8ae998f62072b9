"""A whole marsad in a folder: configuration of the shipped rules, a newsroom's feeds, a webhook that counts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path

from aiohttp import web

from marsad.demo.feeds_config import feed_tables
from marsad.demo.newsroom import Newsroom

ROOT = Path(__file__).parents[2]


class Sink:
    """An idempotent webhook: a key it has seen is answered 200 and not counted as another message."""

    def __init__(self):
        self.messages: dict[str, dict] = {}
        self.posts = Counter()
        self.down = False

    async def take(self, request: web.Request) -> web.Response:
        key = request.headers["Idempotency-Key"]
        self.posts[key] += 1
        if self.down:
            return web.Response(status=503, headers={"Retry-After": "1"})
        self.messages.setdefault(key, await request.json())
        return web.Response()

    async def open(self) -> str:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"

    async def close(self) -> None:
        await self._runner.cleanup()


def write_config(folder: Path, newsroom: Newsroom, hook: str) -> Path:
    """The shipped keywords, actors and rules; the newsroom's feeds; the sink as the only channel."""
    directory = folder / "config"
    for name in ("keywords.d", "actors.d", "rules.d"):
        shutil.copytree(ROOT / "config" / name, directory / name)
    (directory / "marsad.toml").write_text(
        f'[store]\npath = "{folder}/marsad.db"\n[ingest]\ncontact = "test@desk.example"\nper_host_s = 0.0\n'
        "[analyse]\nworkers = 1\n[console]\nport = 0\n[admin]\nport = 0\n"
    )
    for name, table, rows in (
        ("feeds.d", "feed", feed_tables(newsroom)),
        ("channels.d", "channel", [{"id": "hook", "type": "webhook", "url": hook, "allow_private": ["127.0.0.0/8"]}]),
    ):
        (directory / name).mkdir()
        (directory / name / "test.toml").write_text("\n".join(toml(table, row) for row in rows))
    return directory


def toml(table: str, row: dict[str, object]) -> str:
    """One TOML table: JSON's strings, numbers, booleans and lists are TOML's."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    return "\n".join([f"[[{table}]]", *lines])


class Service:
    """One marsad process with all its children."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.log = directory.parent / "marsad.log"

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.runtime.serve", str(self.directory), cwd=ROOT, stderr=log, stdout=log,
                start_new_session=True,
            )  # fmt: skip
        self.pid = self.process.pid

    async def ready(self) -> None:
        """Wait until both ports are named in the log."""
        for _ in range(300):
            said = self.log.read_text()
            if found := re.search(r"console (http://\S+).*metrics (http://\S+)/metrics", said, re.DOTALL):
                self.console, self.admin = found.groups()
                return
            assert self.process.returncode is None, said
            await asyncio.sleep(0.1)
        raise AssertionError(said)

    def kill_workers(self) -> None:
        """Kill -9 to every process that is not marsad itself and not a fork server."""
        for pid in self.family():
            with contextlib.suppress(OSError):
                ancestor = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
                if self.pid not in {pid, ancestor}:
                    os.kill(pid, signal.SIGKILL)

    async def kill(self) -> None:
        """Kill -9 to marsad alone: its workers must notice by themselves."""
        os.kill(self.pid, signal.SIGKILL)
        await self.process.wait()

    def family(self) -> list[int]:
        """The processes of this start that are alive, its workers included."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = entry.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.pid and fields[0] != "Z":
                    found.append(int(entry.parent.name))
        return found

    async def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 15)

    def ask(self, query: str) -> list[tuple]:
        """Read the store, as it stands on disk."""
        path = self.directory.parent / "marsad.db"
        if not path.exists():
            return []
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return db.execute(query).fetchall()
        except sqlite3.OperationalError:  # not made yet
            return []
        finally:
            db.close()

    def settled(self) -> bool:
        """Nothing waits any more."""
        waiting = (
            "select (select count(*) from entry where due is not null)"
            " + (select count(*) from log where topic = 'articles' and offset > coalesce((select offset from position"
            " where consumer = 'decide'), 0)) + (select count(*) from delivery where state in ('pending', 'sending'))"
        )
        return self.ask(waiting) == [(0,)]
