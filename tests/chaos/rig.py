"""A cluster to be broken: every role a process, what ends is started anew, and what it was given and gave can be asked."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from marsad.config.models import ClusterSettings
from marsad.runtime import topics
from tests.chaos.feed import article
from tests.chaos.history import History, Kept, problems, revision
from tests.runtime.setting import Sink
from tests.scenarios.system import write_config
from tests.servers.kafka import KafkaBroker, fresh_prefix, read_all
from tests.servers.process import Process
from tests.servers.redis import RedisServer

SESSION_S = 4.0
RECOVERED_S = 30.0  # the promise: so long after a fault has ended, everything is decided and delivered
SETTLE_S = 90.0
PER_S = 20.0
ROLES = ("feed", "analyse", "decide", "desk")
STORY_DAYS = 1  # how long ago the news began: inside every window

_OWNER = re.compile(r"^(\S+ \S+) INFO marsad.decider owner of ar", re.MULTILINE)
_HAS = re.compile(r" has partitions \[\d")


class Member:
    """One process of a cluster. `faults`: where its next starts die, in order; `ends`: with what it ended, in order."""

    def __init__(self, name: str, command: Sequence[str | Path], log: Path) -> None:
        self.name, self._command = name, command
        self.process = Process(log)
        self.wanted = False
        self.faults: list[str] = []
        self.ends: list[int] = []

    def start(self) -> None:
        """Start it, with the next of its faults as MARSAD_FAULT."""
        self.wanted = True
        fault = self.faults.pop(0) if self.faults else ""
        with self.process.log.open("a") as log:
            log.write(f"---- start {len(self.ends) + 1} {fault}\n")
        self.process.run(["env", f"MARSAD_FAULT={fault}", *self._command], ready=lambda: True, timeout_s=5)

    def tend(self) -> None:
        """Note an end, and start it anew if it is wanted."""
        if self.wanted and not self.process.running:
            self._noted()
            self.start()

    def kill(self) -> None:
        """Kill -9; it stays down until it is started."""
        self.wanted = False
        if self.process.running:
            self.process.kill()
            self._noted()

    def stop(self) -> None:
        """End it in order."""
        self.wanted = False
        if self.process.running:
            self.process.stop(20)
            self._noted()

    @property
    def log(self) -> str:
        """All that it has said, over all its starts."""
        return self.process.log.read_text(errors="replace") if self.process.log.exists() else ""

    def owner_since(self) -> str:
        """When it began to own the language of the news, as its log says; "" never."""
        return max(_OWNER.findall(self.log), default="")

    def _noted(self) -> None:
        child = self.process._child
        assert child is not None, "start it first"
        self.ends.append(child.wait(5))


class SinkThread:
    """An idempotent webhook on a loop of its own, as the tests here block."""

    def __init__(self) -> None:
        self.sink = Sink()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sink", daemon=True)
        self._thread.start()
        self.address = self._do(self.sink.open())

    def close(self) -> None:
        """End it."""
        self._do(self.sink.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


class Cluster:
    """The roles on one broker and one Redis under a prefix of their own. Its methods block.

    `way`: addresses of Kafka and Redis for the roles, where those lead through proxies. `session_s` None: the members
    of groups are started by `marsad run`, with the session of service.
    """

    def __init__(
        self,
        folder: Path,
        broker: KafkaBroker,
        redis: RedisServer,
        *,
        session_s: float | None = SESSION_S,
        way: tuple[str, str] | None = None,
        per_s: float = PER_S,
    ) -> None:
        self.folder, self.broker, self.redis = folder, broker, redis
        self._session_s, self._per_s = session_s, per_s
        self.prefix = fresh_prefix()
        self._kafka, url = way or (broker.address, redis.url)
        self.sink = SinkThread()
        table = {"brokers": [self._kafka], "prefix": self.prefix, "redis": url}
        self.directory = write_config(folder, self.sink.address, table)
        self._began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=STORY_DAYS)
        self._wanted, self._put = folder / "wanted", 0
        self._wanted.write_text("0")
        self._revisions: list[str] = []
        settings = ClusterSettings(brokers=(broker.address,), prefix=self.prefix)
        topics.carry_out(settings, topics.compared(settings, replication=1).steps)
        self.members: dict[str, Member] = {}

    # ------------------------------------------------------------------------------------------ processes

    def start(self, names: Iterable[str] = ROLES) -> Cluster:
        """Start members that are named for their roles; a second one of a role is "analyse-2"."""
        for name in names:
            self.members[name] = Member(name, self._command(name.partition("-")[0]), self.folder / f"{name}.log")
            self.members[name].start()
        return self

    def _command(self, role: str) -> list[str | Path]:
        if role == "feed":
            store, start = self.folder / "feed.db", self._began.isoformat()
            words = [store, self._kafka, self.prefix, self._wanted, start, str(self._per_s)]
            return [sys.executable, "-m", "tests.chaos.feed", *words]
        if self._session_s is not None and role in ("analyse", "decide", "ingest"):
            return [sys.executable, "-m", "tests.chaos.role", role, self.directory, str(self._session_s)]
        marsad = [sys.executable, "-m", "marsad", "run", "--config", self.directory]
        return [*marsad, "--role", role, "--admin-port", "0"]

    def __getitem__(self, name: str) -> Member:
        return self.members[name]

    def tend(self) -> None:
        """Start anew what has ended, as whoever runs containers does."""
        for member in self.members.values():
            member.tend()

    def close(self) -> None:
        """Kill everything."""
        for member in self.members.values():
            member.process.resume()
            member.kill()
        self.sink.close()

    def told(self, lines: int = 40) -> str:
        """Return the ends of all logs."""
        return "\n".join(
            f"======== {member.name} ended {member.ends}\n{member.process.last_lines(lines)}"
            for member in self.members.values()
        )

    # ------------------------------------------------------------------------------------------ in and out

    def publish(self, count: int) -> None:
        """Let so many more articles come in, one after the other."""
        self._put += count
        self._wanted.write_text(str(self._put))

    def revisions(self) -> list[str]:
        """All that was published, in order."""
        for number in range(len(self._revisions), self._put):
            self._revisions.append(revision(article(number, self._began)))
        return self._revisions

    def decided(self) -> int:
        """How many revisions the desk has."""
        return len(self._desk("select article from source"))

    def behind(self) -> str:
        """Return what has not arrived yet, "" when all has."""
        if self._desk("select 1 from dead_letter where place not like '%.%' limit 1"):
            return ""  # it would never arrive; the checker says which
        there = {f"{article}:{of}" for article, of in self._desk("select article, revision from source")}
        if missing := [name for name in self.revisions() if name not in there]:
            return f"{len(missing)} articles are not at the desk, the first is {missing[0]}"
        waiting = self._desk("select alert from delivery where state in ('pending', 'sending')")
        return f"{len(waiting)} deliveries wait" if waiting else ""

    def _desk(self, query: str) -> list[tuple]:
        return asked(self.folder / "marsad-desk.db", query)

    def ended_of(self, faults: Mapping[str, Sequence[str]], timeout_s: float) -> dict[str, list[int]]:
        """Let members end of their faults, each of one after the other, with news coming in; return with what they ended.

        Then they run without one.
        """
        before = {}
        for name, named in faults.items():
            member = self.members[name]
            member.stop()
            before[name], member.faults = len(member.ends), list(named)
            member.start()

        def ends() -> dict[str, list[int]]:
            return {name: self.members[name].ends[before[name] :] for name in faults}

        def alive() -> str:
            self.publish(1)
            living = [name for name, found in ends().items() if len(found) < len(faults[name])]
            return f"{', '.join(living)} did not die" if living else ""

        self._until(alive, timeout_s, every_s=0.25)
        return ends()

    def owner(self, *names: str) -> str:
        """Return who of these decides about the news: the one that took it over last."""
        return max(names, key=lambda name: self.members[name].owner_since())

    def joined(self, name: str, timeout_s: float = SETTLE_S) -> None:
        """Wait until a member of a group has been given something to do since its last start."""
        log = self.members[name].process.log
        self._until(
            lambda: "" if _HAS.search(log.read_text().rpartition("---- start")[2]) else f"{name} waits", timeout_s
        )

    def wait(self, seconds: float) -> None:
        """Let a fault last, and what has ended start anew meanwhile."""
        end = time.monotonic() + seconds
        self._until(lambda: "" if time.monotonic() > end else "a fault lasts", seconds + SETTLE_S)

    def reached(self, count: int, timeout_s: float = SETTLE_S) -> None:
        """Wait until the desk has so many revisions."""
        self._until(lambda: "" if self.decided() >= count else f"{self.decided()} of {count} at the desk", timeout_s)

    def settle(self, timeout_s: float = SETTLE_S) -> float:
        """Wait until all that was published has arrived; return how long that took, in seconds."""
        return self._until(self.behind, timeout_s)

    def _until(self, behind: Callable[[], str], timeout_s: float, every_s: float = 0.1) -> float:
        begun = time.monotonic()
        while said := behind():
            self.tend()
            assert time.monotonic() - begun < timeout_s, f"after {timeout_s:.0f} s: {said}"
            time.sleep(every_s)
        return time.monotonic() - begun

    def history(self) -> History:
        """Read back what was given and what came of it."""
        return History(
            put=list(self.revisions()),
            analyses=self._kept("analyses"),
            stories=self._kept("stories"),
            alerts=self._kept("alerts"),
            sink=dict(self.sink.sink.messages),
            buried=[kept.value for kept in self._kept("dead-letters")],
        )

    def _kept(self, topic: str) -> list[Kept]:
        found = read_all(self.broker.address, self.prefix + topic)
        return [Kept(each.partition, each.value) for each in found if each.value is not None]

    def check(self, within_s: float = RECOVERED_S) -> float:
        """Let it come to rest from the end of a fault on, and check that it did so in time and nothing went wrong.

        Return the seconds it took.
        """
        took_s = self.settle(within_s)
        history = self.history()
        found = problems(history)
        again = Counter(kept.value for kept in history.stories)
        posts = self.sink.sink.posts
        print(
            f"recovered in {took_s:.1f} s: {len(history.put)} articles, {len(history.sink)} alerts,"
            f" {again.total() - len(again)} decisions said again, {posts.total() - len(posts)} posts repeated;"
            f" ends { ({member.name: member.ends for member in self.members.values()}) }"
        )
        assert not found, "\n".join([f"{len(found)} problems", *found[:20]])
        return took_s


def asked(path: Path, query: str) -> list[tuple]:
    """Return what a store says that another process holds; nothing when it is not made yet."""
    if not path.exists():
        return []
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return db.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()
