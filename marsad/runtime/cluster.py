"""The stages as Faust agents, the only file that imports faust. See marsad.runtime.agent for what an agent promises.

`articles` -> analyse -> `analyses` -> decide -> `stories`, `alerts`. Each stage is an application of its own: a
rebalance stops every agent of one, and scaling analyse must not stop deciding. Faust carries bytes, nothing else: no
tables, no transactions, no schemas, no web server.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import faust
from aiokafka import errors
from faust.exceptions import ProducerSendError
from faust.types import TP, EventT, StreamT

from marsad.config.models import ClusterSettings
from marsad.errors import TRY_AGAIN, Away, Unsendable
from marsad.runtime.agent import Agent, Event, Out, Place

_log = logging.getLogger("marsad.cluster")

# While brokers are away it tells each attempt, seventy lines a second; what matters the agent and the watchdog say.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

# A worker that says nothing for so long has lost its partitions. One that was killed and started anew waits for the end
# of its own session too, and all must be decided 30 s later. Heartbeats come from a thread: a busy loop misses none.
SESSION_S = 12.0
COMMIT_S = 1.0
# Who leads a group shares out what its last look at the topics showed: where Kafka did not tell it of one, and where a
# topic has grown, partitions lie unread until the next look.
TOPICS_S = 10.0
FETCH_WAIT_MS, FETCH_LEAST_BYTES = 100, 65_536  # one record costs as much on its way as ten together
STOP_S = 12.0  # of the twenty seconds a stop may take
RECORD_BYTES, FETCH_BYTES = 3_000_000, 4_000_000  # any dead letter passes

_UNSENDABLE = (
    errors.MessageSizeTooLargeError,
    errors.InvalidMessageError,
    errors.RecordTooLargeError,
    errors.InvalidTimestampError,
    TypeError,
    ValueError,
    AssertionError,
)

Partitions = Callable[[frozenset[int]], Awaitable[None]]


class _Event:
    """A Faust event as an agent sees it."""

    def __init__(self, stream: StreamT[Any], event: EventT[Any], topic: str) -> None:
        self._stream, self._event = stream, event
        self.place = Place(topic, event.message.partition, event.message.offset)
        self.value = bytes(event.value or b"")

    async def ack(self) -> None:
        """Let the position move over the event."""
        await self._stream.ack(self._event)


class Application:
    """One Faust application: one agent on one topic, and the topics it may write."""

    def __init__(
        self,
        settings: ClusterSettings,
        stage: str,
        source: str,
        targets: Iterable[str],
        *,
        session_s: float = SESSION_S,
    ) -> None:
        self._source = source
        self.group = f"{settings.prefix}{stage}"
        self.app = app = faust.App(
            self.group,
            broker=[f"aiokafka://{broker}" for broker in settings.brokers],
            store="memory://",
            datadir=tempfile.mkdtemp(prefix="marsad-faust-"),
            processing_guarantee="at_least_once",
            consumer_auto_offset_reset="earliest",
            topic_allow_declare=False,  # topics are a step of the deployment
            topic_disable_leader=True,
            broker_commit_interval=COMMIT_S,
            consumer_metadata_max_age_ms=int(TOPICS_S * 1000),
            broker_max_poll_records=200,
            broker_session_timeout=session_s,
            broker_heartbeat_interval=session_s / 10,
            broker_client_id="marsad",
            stream_buffer_maxsize=1024,  # thrown away at each rebalance; with 256 the fetcher stops and starts, at half the rate
            stream_wait_empty=True,
            stream_recovery_delay=0.0,
            producer_request_timeout=60.0,
            producer_linger_ms=10,  # at a hundred records a second half the requests, for ten milliseconds
            producer_max_request_size=RECORD_BYTES,
            producer_compression_type="zstd",
            consumer_max_fetch_size=FETCH_BYTES,
            worker_redirect_stdouts=False,
            web_enabled=False,
        )
        raw: dict[str, Any] = {
            "key_serializer": "raw",
            "value_serializer": "raw",
            "key_type": bytes,
            "value_type": bytes,
        }
        self._topics = {
            name: app.topic(f"{settings.prefix}{name}", **raw) for name in {source, "dead-letters", *targets}
        }

    def attach(self, agent: Agent, *, assigned: Partitions, revoked: Partitions) -> None:
        """Let `agent` have the events; the others hear of partitions that come and go, by their numbers."""

        async def body(stream: StreamT[Any]) -> None:
            stream.enable_acks = False  # the agent acknowledges, in order, when all is durable
            await agent.run(self._events(stream))

        body.__name__ = self._source
        self.app.agent(self._topics[self._source], name=self.group, concurrency=1)(body)

        async def came(_: object, partitions: Iterable[TP] = (), **__: Any) -> None:
            self._answer_soon()
            await assigned(frozenset(tp.partition for tp in partitions))

        async def went(_: object, partitions: Iterable[TP] = (), **__: Any) -> None:
            await revoked(frozenset(tp.partition for tp in partitions))

        self.app.on_partitions_assigned.connect(came, weak=False)  # type: ignore[arg-type]
        self.app.on_partitions_revoked.connect(went, weak=False)  # type: ignore[arg-type]

    def _answer_soon(self) -> None:
        """Have a fetch answered after 100 ms, not after the 1.5 s that Faust fixes, and before that when it is worth it.

        While records of one partition are still buffered the client asks for the others alone, and what comes for the
        first waits until that question is answered: with one busy language among idle ones, always.
        """
        consumer = self.app.consumer._thread._consumer  # type: ignore[attr-defined]  # noqa: SLF001 - no setting for it
        consumer._fetcher._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        consumer._fetcher._fetch_min_bytes = FETCH_LEAST_BYTES  # noqa: SLF001

    async def _events(self, stream: StreamT[Any]) -> AsyncIterator[Event]:
        async for event in stream.events():
            yield _Event(stream, event, self._source)

    async def send(self, out: Out) -> Awaitable[None]:
        """Put a record into the producer's buffer; the result ends with the broker's ack. Raises Away, Unsendable."""
        topic = self._topics[out.topic]
        headers = out.headers or {}
        try:
            sent = await topic.send(key=out.key, value=out.value, partition=out.partition, headers=headers)
        except Exception as problem:  # Faust hides what its client says
            raise _told(problem) from problem
        return _acked(sent)

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping`. Raises Away when Faust ended by itself."""
        await self.app.start()
        ended = asyncio.ensure_future(self.app.wait_until_stopped())
        stop = asyncio.ensure_future(stopping.wait())
        await asyncio.wait([ended, stop], return_when=asyncio.FIRST_COMPLETED)
        crashed = self.app.crashed
        stop.cancel()
        ended.cancel()
        await self._put_down()
        if crashed and not stopping.is_set():
            raise Away(f"Faust ended by itself: {self.app.crash_reason!r}")

    async def _put_down(self) -> None:
        """Stop Faust, or end the process: while brokers are away its consumer's thread dies of the stop, and is waited for."""
        try:
            await asyncio.wait_for(self.app.stop(), STOP_S)
        except TimeoutError:
            _log.warning("Faust does not stop within %.0f s: leaving, what is not acknowledged is left", STOP_S)
            os._exit(TRY_AGAIN)


async def _acked(sent: Awaitable[object]) -> None:
    try:
        await sent
    except asyncio.CancelledError:
        raise
    except Exception as problem:  # Faust hides what its client says
        raise _told(problem) from problem


def _told(problem: Exception) -> Away | Unsendable:
    """Return the error in our words: the record is at fault, or the world is."""
    cause = problem.__cause__ if isinstance(problem, ProducerSendError) and problem.__cause__ else problem
    if isinstance(cause, _UNSENDABLE):
        return Unsendable(f"{type(cause).__name__}: {cause}")
    return Away(f"Kafka does not take records ({type(cause).__name__}: {cause})")
