"""What may a scenario do to a marsad, whatever it runs on, and what may it ask? Nothing here knows a runtime."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import aiohttp

from marsad.records import Article, Decision
from marsad.stores.desk import SqliteDesk
from tests.runtime.setting import ROOT, Sink, toml

CHANNEL = "hook"
SETTLE_S = 60.0


class System(Protocol):
    """A whole marsad without feeds: articles are put into its log, alerts go to a webhook."""

    name: str
    sink: Sink
    deciders: list[set[str]]  # the languages of each, in the order of `analyses`

    @property
    def desk(self) -> SqliteDesk:
        """What people see."""

    async def start(self) -> None:
        """Start all stages."""

    async def publish(self, *what: Article | bytes) -> None:
        """Put into the log of articles: an article as the poller does, bytes as they are and as often as they are given."""

    async def settle(self, timeout_s: float = SETTLE_S) -> None:
        """Wait until all that was published is decided or buried, the desk has it, and its alerts are delivered."""

    async def analyses(self) -> list[list[bytes]]:
        """Return what was to be decided, in the order of the log: one list for each decider."""

    async def decisions(self) -> list[Decision]:
        """Return what was decided, in that order; fails when a revision has two different decisions."""

    async def configure(self, rule: str, **fields: object) -> None:
        """Add a rule to the configuration on disk; return when the running stages have taken it."""

    async def retry(self) -> int:
        """Put the dead letters back in line; return how many."""

    async def restart(self) -> None:
        """Stop all stages in order and start them anew on what they left."""

    def complaints(self) -> list[str]:
        """Return what was logged as a warning or worse since the start, and tracebacks."""

    async def stop(self) -> None:
        """End all stages, and whatever else was started for them."""


def write_config(folder: Path, hook: str, cluster: Mapping[str, object] | None = None) -> Path:
    """The shipped keywords, actors and rules, no feed that is read, the sink as the only channel; `cluster` is its table."""
    directory = folder / "config"
    for name in ("keywords.d", "actors.d", "rules.d"):
        shutil.copytree(ROOT / "config" / name, directory / name)
    tables = (
        f'[store]\npath = "{folder}/marsad.db"\n[ingest]\ncontact = "test@desk.example"\n[analyse]\nworkers = 1\n'
        "[console]\nport = 0\n[admin]\nport = 0\n"
    )
    if cluster:
        tables += "[cluster]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in cluster.items())
    (directory / "marsad.toml").write_text(tables)
    (directory / "feeds.d").mkdir()
    feed = {"id": "none", "url": "https://a.example/rss", "publisher": "none", "enabled": False}  # without any it warns
    (directory / "feeds.d" / "test.toml").write_text(toml("feed", feed))
    (directory / "channels.d").mkdir()
    channel = {"id": CHANNEL, "type": "webhook", "url": hook, "allow_private": ["127.0.0.0/8"]}
    (directory / "channels.d" / "test.toml").write_text(toml("channel", channel))
    return directory


def write_rule(directory: Path, rule: str, fields: Mapping[str, object]) -> None:
    """Add a rule in a file of its own."""
    (directory / "rules.d" / f"{rule}.toml").write_text(toml("rule", {"id": rule, **fields}))


async def until(behind: Callable[[], Awaitable[str]], timeout_s: float, every_s: float = 0.1) -> None:
    """Wait until `behind` has nothing to say; fail with the last it said."""
    deadline = time.monotonic() + timeout_s
    while said := await behind():
        assert time.monotonic() < deadline, f"after {timeout_s:.0f} s: {said}"
        await asyncio.sleep(every_s)


async def ask(url: str, method: str = "GET") -> str:
    """Return what a port for machines answers."""
    async with aiohttp.ClientSession() as session, session.request(method, url) as answer:
        said = await answer.text()
        assert answer.ok, f"{url}: {answer.status} {said}"
        return said


async def taken(admins: Sequence[str], rule: str, timeout_s: float = 20) -> None:
    """Wait until every process has a rule: its series is on /metrics from then on."""

    async def behind() -> str:
        pages = await asyncio.gather(*(ask(f"{admin}/metrics") for admin in admins))
        return "" if all(f'rule="{rule}"' in page for page in pages) else f"rule {rule} is not taken"

    await until(behind, timeout_s)


def once_each(decisions: Sequence[Decision]) -> dict[tuple[str, str], Decision]:
    """Return decisions by (article, revision), in order; said twice they must be the same."""
    found: dict[tuple[str, str], Decision] = {}
    for each in decisions:
        assert each == found.setdefault((each.article, each.revision), each), "two decisions about one revision"
    return found
