"""`marsad run --role analyse` and `--role decide`: one Faust application each, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from marsad.config.load import Loaded
from marsad.config.models import Config
from marsad.config.secrets import reveal
from marsad.errors import Away, MarsadError
from marsad.faultpoint import fault
from marsad.pool import AnalysePool
from marsad.ports import LogRow
from marsad.records import Decision, encode
from marsad.runtime import topics
from marsad.runtime.agent import TRY_AGAIN, Agent, Out, Place, Pulse, dead_letter
from marsad.runtime.cluster import SESSION_S, Application
from marsad.runtime.decider import Decider, Poison, Rebuilt
from marsad.runtime.fitting import START_S, fitting
from marsad.runtime.lag import LagReader
from marsad.runtime.rebuild import end_of, read, rebuilt
from marsad.runtime.shell import Shell, no_letters, nothing
from marsad.runtime.watchdog import Watchdog
from marsad.stores.redis import RedisMemory, Stale, connect, suited

_log = logging.getLogger("marsad.runtime")

T = TypeVar("T")

ANALYSE_DEPTH = 4  # articles under way: one at the worker, others on their way to and from it
DECIDE_DEPTH = 32
BEAT_S = 1.0
REFUSED = 2


class Part(Protocol):
    """What a worker does with records."""

    name: str
    source: str
    targets: tuple[str, ...]
    depth: int

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:
        """Return what is to be sent for a record. Raises Away to be tried again."""

    def turn(self, place: Place) -> AbstractAsyncContextManager[object]:
        """Return what a record holds until its stage is done with it, tries included."""

    async def sent(self, place: Place) -> None:
        """Hear that the brokers have all that `stage` returned for a record. Raises Away to be asked again."""

    @property
    def preparing(self) -> bool:
        """Whether records wait for something that may take minutes: the watchdog has patience then."""

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Hear of partitions that came."""

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Hear of partitions that went."""

    async def take(self, config: Config) -> None:
        """Go on with another configuration."""

    async def close(self) -> None:
        """Let everything go."""


class Worker:
    """One worker process. `run` returns when it was told to stop and all that was begun is committed."""

    def __init__(self, shell: Shell, part: Part, *, session_s: float = SESSION_S) -> None:
        self.shell, self.part = shell, part
        settings = shell.config.settings.cluster
        self.pulse = Pulse(part.name)
        self.application = Application(settings, part.name, part.source, part.targets, session_s=session_s)
        agent = Agent(
            part.stage, self.application.send, self.pulse, shell.metrics, depth=part.depth, stopping=self._is_stopping,
            turn=part.turn, sent=part.sent,
        )  # fmt: skip
        self._lag = LagReader(settings, self.application.group, part.source)
        self.application.attach(agent, assigned=self._assigned, revoked=self._revoked)
        self.watchdog = Watchdog(self.pulse, part.source, self._lag.read, shell.metrics)
        self._assignment: frozenset[int] = frozenset()
        shell.taken(shell.loaded)

    async def run(self) -> None:
        """Serve until told to stop. Raises UsageError when the topics do not fit, Away when Kafka does not answer."""
        self.shell.heed_signals(self.reload)
        sites = contextlib.AsyncExitStack()
        extra: list[asyncio.Task[None]] = []
        try:
            await self.shell.serve_machines(
                sites,
                healthy=self._healthy,
                ready=self._ready,
                reload=self.reload,
                refresh=nothing,
                revive=no_letters,
            )
            await fitting(self.shell.config.settings.cluster)
            extra = [
                asyncio.create_task(self.shell.watch_config(self.reload), name="config"),
                asyncio.create_task(self._beat(), name="beat"),
            ]
            self.watchdog.start()
            await self.application.run(self.shell.stopping)
        finally:
            self.watchdog.stop()
            for task in extra:
                task.cancel()
            await asyncio.gather(*extra, return_exceptions=True)
            await sites.aclose()
            await self.part.close()
            self._lag.close()
            _log.info("stopped")

    async def reload(self) -> list[str]:
        """Take the configuration anew, whole or not at all; return the problems of a refused one."""
        return await self.shell.reload(self.part.take)

    def _is_stopping(self) -> bool:
        return self.shell.stopping.is_set()

    async def _beat(self) -> None:
        while True:
            self.pulse.beat = time.monotonic()
            if self.part.preparing and self.pulse.in_hand_since is not None:
                self.pulse.in_hand_since = self.pulse.beat
            await asyncio.sleep(BEAT_S)

    async def _assigned(self, partitions: frozenset[int]) -> None:
        self._assignment = partitions
        self._lag.partitions = partitions
        _log.info("%s has partitions %s of %s", self.part.name, sorted(partitions), self.part.source)
        await self.part.assigned(partitions)

    async def _revoked(self, partitions: frozenset[int]) -> None:
        self._assignment -= partitions
        self._lag.partitions = self._assignment
        await self.part.revoked(partitions)

    async def _healthy(self) -> str:
        return self.watchdog.trouble

    async def _ready(self) -> str:
        return self.pulse.trouble


# ---------------------------------------------------------------------------------------------------- analyse


class _Addressed(msgspec.Struct):
    """What of an Analysis says where it goes."""

    article: str
    language: str = "ar"


class NoAnalysis(MarsadError):
    """An article that the stage cannot take."""


class AnalysePart:
    """`articles` -> `analyses`: pure and wide, in a process that can be killed."""

    name, source, depth = "analyse", "articles", ANALYSE_DEPTH
    targets: tuple[str, ...] = ("analyses",)

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._languages = shell.config.settings.cluster.languages
        self._pool = AnalysePool(shell.config, 1)
        self._where = msgspec.json.Decoder(_Addressed)

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:  # noqa: ARG002 - the same for every stage
        """Return the analysis of an article, for the partition of its language."""
        (done,) = await self._pool.analyse([value])
        fault("analysed")
        metrics = self._shell.metrics
        metrics.stage_duration_seconds.labels("analyse").observe(done.seconds)
        metrics.stage_last_processed_timestamp_seconds.labels("analyse").set(time.time())
        if not done.value:
            raise NoAnalysis(done.error)
        to = self._where.decode(done.value)
        return [Out("analyses", to.article.encode(), done.value, partition_of(to.language, self._languages))]

    def turn(self, place: Place) -> AbstractAsyncContextManager[object]:  # noqa: ARG002 - the same for every stage
        """Wait for nobody: articles have no order."""
        return contextlib.nullcontext()

    async def sent(self, place: Place) -> None:
        """Owe nothing: what is not acknowledged comes again."""

    @property
    def preparing(self) -> bool:
        """Never."""
        return False

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Have nothing to prepare."""

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Have nothing to put down."""

    async def take(self, config: Config) -> None:
        """Analyse with another configuration from the next article on."""
        old, self._pool = self._pool, AnalysePool(config, 1)
        asyncio.get_running_loop().run_in_executor(None, old.close)

    async def close(self) -> None:
        """Let the worker process go."""
        await asyncio.to_thread(self._pool.close)


def partition_of(language: str, languages: Sequence[str]) -> int:
    """Return the place of a language; one that is not listed shares the last."""
    return languages.index(language) if language in languages else len(languages) - 1


# ---------------------------------------------------------------------------------------------------- decide


class DecidePart:
    """`analyses` -> `stories`, `alerts`: one decider for each language whose partition this process has."""

    name, source, depth = "decide", "analyses", DECIDE_DEPTH
    targets: tuple[str, ...] = ("stories", "alerts")

    def __init__(self, shell: Shell, environ: Mapping[str, str], directory: Path) -> None:
        self._shell, self._settings = shell, shell.config.settings.cluster
        secret = self._settings.redis_password
        password = reveal(secret, environ, directory, of="cluster.redis_password") if secret else ""
        self._redis = connect(self._settings.redis, password)
        self._stories = next(
            topic.partitions for topic in topics.wanted(self._settings) if topic.name.endswith("stories")
        )
        self._deciders = {place: self._decider(place) for place in range(len(self._settings.languages))}
        self._turns = {place: asyncio.Lock() for place in self._deciders}  # FIFO: events take their turn in order
        self._owning: set[asyncio.Task[None]] = set()

    def _decider(self, partition: int) -> Decider:
        async def read_hole(first: int, last: int) -> list[LogRow]:
            return await asyncio.to_thread(lambda: list(read(self._settings, "analyses", partition, first, last)))

        async def rebuild() -> Rebuilt:
            return await asyncio.to_thread(rebuilt, self._settings, partition)

        language = self._settings.languages[partition]
        memory = RedisMemory(self._redis, self._settings.prefix, language)
        return Decider(language, memory, self._shell.metrics, read_hole=read_hole, rebuild=rebuild)

    async def check(self) -> None:
        """Look at how Redis is set up. Raises UsageError when it would forget stories, Away after a minute without it."""
        deadline = time.monotonic() + START_S
        while True:
            try:
                for warning in await suited(self._redis):
                    _log.warning("%s", warning)
            except Away:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(1)
            else:
                return

    async def stage(self, place: Place, value: bytes) -> Sequence[Out]:
        """Return the decision on an analysis, its alerts, and those of records that Kafka had skipped."""
        began = time.perf_counter()
        settled = await self._fenced(self._deciders[place.partition].settle(place.offset, value))
        fault("decided")
        metrics = self._shell.metrics
        metrics.stage_duration_seconds.labels("decide").observe(time.perf_counter() - began)
        metrics.stage_last_processed_timestamp_seconds.labels("decide").set(time.time())
        metrics.stories_open.set(sum(decider.stories for decider in self._deciders.values()))
        outs: list[Out] = []
        for each in settled:
            if isinstance(each, Poison):
                at = place._replace(offset=each.offset)
                metrics.dead_letters_total.labels("decide").inc()
                outs.append(dead_letter("decide", at, each.value, each.error))
            else:
                outs += self._said(each)
        return outs

    def _said(self, decision: Decision) -> list[Out]:
        metrics = self._shell.metrics
        metrics.verdicts_total.labels(decision.verdict).inc()
        outs = [
            Out(
                "stories",
                f"a:{decision.article}:{decision.revision}".encode(),
                encode(decision),
                zlib.crc32(decision.story.encode()) % self._stories,  # all of a story in order
            )
        ]
        for alert in decision.alerts:
            metrics.alerts_total.labels(alert.severity, alert.reason).inc()
            metrics.rule_matches_total.labels(metrics.rule_label(alert.rule)).inc()
            _log.info(
                "alert reason=%s rule=%s severity=%s story=%s id=%s",
                alert.reason, alert.rule, alert.severity, alert.story, alert.id,
            )  # fmt: skip
            outs.append(Out("alerts", alert.story.encode(), encode(alert)))
        return outs

    async def _fenced(self, step: Awaitable[T]) -> T:
        """Return what `step` gives; end at once when another process has taken over: all that is known here is old."""
        try:
            return await step
        except Stale as problem:
            _log.critical("decide: %s: leaving, with nothing acknowledged", problem)
            os._exit(TRY_AGAIN)

    def turn(self, place: Place) -> AbstractAsyncContextManager[object]:
        """Let no record pass by one that waits for Redis: that one may have been written, and is not in the index."""
        return self._turns[place.partition]

    async def sent(self, place: Place) -> None:
        """Tell the decider that nothing is owed up to here."""
        await self._fenced(self._deciders[place.partition].sent(place.offset))

    @property
    def preparing(self) -> bool:
        """Whether the memory of a language is being read, or rebuilt."""
        return any(self._turns[place].locked() and not decider.owned for place, decider in self._deciders.items())

    async def assigned(self, partitions: frozenset[int]) -> None:
        """Begin to read the memory of the languages that came; their events wait for it."""
        for partition in partitions & self._deciders.keys():
            task = asyncio.create_task(self._own(partition), name=f"own {partition}")
            self._owning.add(task)
            task.add_done_callback(self._owning.discard)

    async def _own(self, partition: int) -> None:
        async with self._turns[partition]:
            with contextlib.suppress(Away):  # the first event tries again
                await self._fenced(self._deciders[partition].own())
                await self._refuse_another_log(partition)

    async def _refuse_another_log(self, partition: int) -> None:
        """End when Redis is ahead of the log: it was made anew, and all that comes would count as decided long ago."""
        end = await asyncio.to_thread(end_of, self._settings, "analyses", partition)
        decided = self._deciders[partition].next
        if decided > end:
            language = self._settings.languages[partition]
            _log.critical(
                "analyses of %s ends at offset %d, and Redis has decided up to %d: the topic was made anew. Delete"
                " %s{%s}:at in Redis; its memory is then read from `stories`",
                language, end, decided, self._settings.prefix, language,
            )  # fmt: skip
            os._exit(REFUSED)

    async def revoked(self, partitions: frozenset[int]) -> None:
        """Own no more; another process may."""
        for partition in partitions & self._deciders.keys():
            self._deciders[partition].disown()

    async def take(self, config: Config) -> None:
        """Need nothing of it: rules are matched before, channels are chosen after."""

    async def close(self) -> None:
        """Let Redis go."""
        for task in self._owning:
            task.cancel()
        await self._redis.aclose()


def analyse_worker(
    read_config: Callable[[], Loaded], directory: Path, *, session_s: float = SESSION_S, **listening: object
) -> Worker:
    """Return the worker of `--role analyse`. `session_s`: after how long of silence others take its partitions."""
    shell = Shell(read_config, directory=directory, runtime="cluster", **listening)  # type: ignore[arg-type]
    return Worker(shell, AnalysePart(shell), session_s=session_s)


async def decide_worker(
    read_config: Callable[[], Loaded],
    directory: Path,
    environ: Mapping[str, str],
    *,
    session_s: float = SESSION_S,
    **listening: object,
) -> Worker:
    """Return the worker of `--role decide`; Redis has been looked at. `session_s` as for analyse."""
    shell = Shell(read_config, directory=directory, runtime="cluster", **listening)  # type: ignore[arg-type]
    part = DecidePart(shell, environ, directory)
    await part.check()
    return Worker(shell, part, session_s=session_s)
