"""The embedded runtime as a scenario sees it: one process, this one, on one SQLite file."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from pathlib import Path

from marsad.config.load import load
from marsad.records import Article, Decision, decode, encode
from marsad.runtime.embedded import Embedded
from marsad.runtime.pump import CONSUMER
from marsad.runtime.shell import now
from marsad.stores.database import Reader
from marsad.stores.desk import SqliteDesk
from marsad.stores.log import SqliteLog
from tests.runtime.setting import Sink
from tests.scenarios.system import SETTLE_S, ask, once_each, taken, until, write_config, write_rule

_EVERYTHING = 1_000_000
_OPEN = "select count(*) from delivery where state in ('pending', 'sending')"


class EmbeddedSystem:
    """tests.scenarios.system.System on SQLite."""

    name = "embedded"
    deciders = [{"ar", "fa", "ur"}]  # noqa: RUF012 - never changed

    def __init__(self, folder: Path) -> None:
        self._folder, self.sink = folder, Sink()
        self._raw = 0
        self._heard = _Heard(logging.WARNING)

    @property
    def desk(self) -> SqliteDesk:
        return SqliteDesk(self._reader)

    async def start(self) -> None:
        logging.getLogger("marsad").addHandler(self._heard)
        self._directory = write_config(self._folder, await self.sink.open())
        await self._begin()
        self._reader = Reader(self._folder / "marsad.db")

    async def _begin(self) -> None:
        self._marsad = Embedded(lambda: load(self._directory), directory=self._directory, environ={})
        self._running = asyncio.create_task(self._marsad.run())

        async def behind() -> str:
            return "" if self._running.done() or self._marsad.shell.admin_port else "no port for machines"

        await until(behind, 20)
        self._admin = f"http://127.0.0.1:{self._marsad.shell.admin_port}"

    async def _end(self) -> None:
        self._marsad.stopping.set()
        await asyncio.wait_for(self._running, 15)

    async def publish(self, *what: Article | bytes) -> None:
        def write(db) -> None:
            for each in what:
                if isinstance(each, bytes):
                    self._raw += 1
                    SqliteLog(db).append("articles", f"raw:{self._raw}", each, at=now())
                else:
                    SqliteLog(db).append("articles", f"{each.id}:{each.revision}", encode(each), at=each.at)

        await self._marsad.database.write(write)
        self._marsad.pump.wake()

    async def settle(self, timeout_s: float = SETTLE_S) -> None:
        def waiting(db) -> str:
            articles = SqliteLog(db).waiting(CONSUMER, "articles")
            (deliveries,) = db.execute(_OPEN).fetchone()
            return f"{articles} articles and {deliveries} deliveries wait" if articles or deliveries else ""

        async def behind() -> str:
            return await self._reader.read(waiting)

        await until(behind, timeout_s)

    async def analyses(self) -> list[list[bytes]]:
        return [await self._log("analyses")]

    async def decisions(self) -> list[Decision]:
        return list(once_each([decode(value, Decision) for value in await self._log("stories")]).values())

    async def _log(self, topic) -> list[bytes]:
        rows = await self._reader.read(lambda db: SqliteLog(db).read(topic, 0, _EVERYTHING))
        return [row.value for row in rows]

    async def configure(self, rule: str, **fields: object) -> None:
        write_rule(self._directory, rule, fields)
        await taken([self._admin], rule)

    async def retry(self) -> int:
        return json.loads(await ask(f"{self._admin}/-/dead-letters/retry", "POST"))["revived"]

    async def restart(self) -> None:
        await self._end()
        await self._begin()

    def complaints(self) -> list[str]:
        return self._heard.lines

    async def stop(self) -> None:
        async with contextlib.AsyncExitStack() as ends:
            ends.callback(logging.getLogger("marsad").removeHandler, self._heard)
            ends.push_async_callback(self.sink.close)
            ends.callback(self._reader.close)
            await self._end()


class _Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")
