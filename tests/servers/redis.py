"""How does a test get a real Redis? One server on loopback that may be stopped, killed and frozen."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from urllib.parse import quote

import redis

from tests.servers.process import Process, free_port
from tests.servers.wanted import need

READY_S = 15


class RedisServer:
    """One server whose data lies in `folder`; `url` stays the same over restarts. Its methods block.

    With `appendonly` what it has is on disk when it was stopped; without it nothing survives its end.
    """

    def __init__(
        self,
        folder: Path,
        *,
        appendonly: bool = True,
        maxmemory_policy: str = "noeviction",
        maxmemory_bytes: int = 0,
        password: str | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.password = password
        self.started_in_s = 0.0
        self.process = Process(folder / "redis.log")
        self.stop, self.kill = self.process.stop, self.process.kill
        self.pause, self.resume = self.process.pause, self.process.resume
        self._settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": _quoted(str(folder)),
            "save": '""',
            "appendonly": "yes" if appendonly else "no",
            "appendfsync": "everysec",
            "maxmemory": maxmemory_bytes,
            "maxmemory-policy": maxmemory_policy,
            **({"requirepass": _quoted(password)} if password else {}),
        }

    @property
    def url(self) -> str:
        """Return where clients find it, with the password if there is one."""
        login = f":{quote(self.password, safe='')}@" if self.password else ""
        return f"redis://{login}127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start with the data it has, and return when it answers PING. Raises NotStarted after 15 s."""
        program = need("redis-server")
        begun = time.monotonic()
        self.folder.mkdir(parents=True, exist_ok=True)
        conf = self.folder / "redis.conf"
        conf.write_text("".join(f"{key} {value}\n" for key, value in self._settings.items()))
        self.process.run([program, conf], ready=self._answers, timeout_s=READY_S)
        self.started_in_s = time.monotonic() - begun

    def restart(self) -> None:
        """Stop it if it runs, and start it with the data it has."""
        self.stop()
        self.start()

    def flush(self) -> None:
        """Forget all keys."""
        with self.client() as client:
            client.flushall()

    def client(self) -> redis.Redis:
        """Return a client that tries once and waits 5 s at most; close it, or use it in `with`."""
        return redis.Redis.from_url(self.url, socket_timeout=5, socket_connect_timeout=5, retry=None)

    def _answers(self) -> bool:
        with self.client() as client, contextlib.suppress(redis.RedisError):
            return bool(client.ping())
        return False


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # Redis knows no \\u
