"""Alerts to a Kafka topic: one record each, keyed by story, the format of docs/webhook.md as value."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Sequence

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    AuthenticationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from alerts.channels.caller import told
from alerts.render import payload
from marsad.errors import Broken, ChannelError, Refused, Retry
from marsad.records import Alert

_REFUSED = (MessageSizeTooLargeError, RecordListTooLargeError)
_BROKEN = (AuthenticationFailedError, TopicAuthorizationFailedError, UnknownTopicOrPartitionError)


class KafkaTopic:
    """Writes to `topic` with acks=all and an idempotent producer.

    The broker drops what one producer repeats; after a kill another producer repeats, so a record may be there twice,
    with the same `id` in its headers.
    """

    idempotent = False

    def __init__(
        self,
        brokers: Sequence[str],
        topic: str,
        *,
        tls: bool = False,
        user: str = "",
        password: str = "",
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
    ) -> None:
        self.give_up_s = give_up_s
        self._brokers, self._topic, self._timeout_s = tuple(brokers), topic, timeout_s
        self._tls, self._user, self._password = tls, user, password
        self._producer: AIOKafkaProducer | None = None

    async def send(self, alert: Alert, *, key: str) -> str:
        """Write the record and return "partition/offset"."""
        headers = [("id", key.encode()), ("reason", alert.reason.encode()), ("severity", alert.severity.encode())]
        value = msgspec.json.encode(payload(alert))
        try:
            async with asyncio.timeout(self._timeout_s):
                producer = await self._opened()
                done = await producer.send_and_wait(self._topic, value, key=alert.story.encode(), headers=headers)
        except (KafkaError, OSError, TimeoutError, ValueError) as problem:
            await self.close()
            raise self._failure(problem) from None
        return f"{done.partition}/{done.offset}"

    async def close(self) -> None:
        """Close the producer; the next send opens another."""
        producer, self._producer = self._producer, None
        if producer is not None:
            with contextlib.suppress(KafkaError, OSError, TimeoutError):
                async with asyncio.timeout(self._timeout_s):
                    await producer.stop()

    async def _opened(self) -> AIOKafkaProducer:
        if self._producer is None:
            protocol = ("SASL_" if self._user else "") + ("SSL" if self._tls else "PLAINTEXT")
            producer = AIOKafkaProducer(
                bootstrap_servers=list(self._brokers),
                client_id="marsad",
                acks="all",
                enable_idempotence=True,
                request_timeout_ms=max(1, int(self._timeout_s * 1000)),
                security_protocol=protocol,
                ssl_context=ssl.create_default_context() if self._tls else None,
                sasl_mechanism="SCRAM-SHA-512" if self._user else "PLAIN",
                sasl_plain_username=self._user or None,
                sasl_plain_password=self._password or None,
            )
            self._producer = producer
            await producer.start()
        return self._producer

    def _failure(self, problem: Exception) -> ChannelError:
        whom = f"topic {self._topic} at {self._brokers[0]}"
        words = f"{type(problem).__name__} {told(problem, self._password, limit=120)}".strip()
        if isinstance(problem, TimeoutError):
            return Retry(f"{whom} gave no answer within {self._timeout_s:g} s. Is it there, and does the topic exist?")
        if isinstance(problem, _REFUSED):
            return Refused(f"{whom} takes no record of this size")
        if isinstance(problem, _BROKEN):
            return Broken(f"{whom}: {words}. Create the topic, or correct user, password or rights")
        return Retry(f"{whom} cannot be reached: {words}")
