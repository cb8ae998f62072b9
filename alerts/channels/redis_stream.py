"""Alerts to a Redis stream: one entry each, the format of docs/webhook.md in the field `alert`."""

from __future__ import annotations

import asyncio

import msgspec
from redis.asyncio import Redis
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry as RedisRetry

from alerts.channels.caller import host_of, told
from alerts.render import payload
from marsad.errors import Broken, ChannelError, Retry
from marsad.records import Alert

REMEMBER_S = 7 * 86_400  # how long a repeat is known as one
# One step in the server: nobody sees an entry whose id is not remembered, and no repeat adds a second one.
_ADD = """
local place = redis.call('GET', KEYS[2])
if place then return place end
place = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*',
    'id', ARGV[3], 'story', ARGV[4], 'rule', ARGV[5], 'severity', ARGV[6], 'reason', ARGV[7], 'alert', ARGV[8])
redis.call('SET', KEYS[2], place, 'EX', ARGV[2])
return place
"""


class RedisStream:
    """Adds to `stream`, which keeps about `maxlen` entries. An alert stands in it once for a week of repeats."""

    idempotent = True

    def __init__(
        self,
        url: str,
        stream: str,
        *,
        password: str = "",
        maxlen: int = 100_000,
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
    ) -> None:
        self.give_up_s = give_up_s
        self._url, self._password, self._timeout_s = url, password, timeout_s
        self._stream, self._maxlen, self._whom = stream, maxlen, host_of(url)
        self._client: Redis | None = None

    async def send(self, alert: Alert, *, key: str) -> str:
        """Add the entry unless it was added, and return its place in the stream."""
        told_to = (key, alert.story, alert.rule, alert.severity, alert.reason, msgspec.json.encode(payload(alert)))
        try:
            async with asyncio.timeout(self._timeout_s):
                place = await self._opened().eval(
                    # One slot of a Redis Cluster: what stands in braces is hashed.
                    _ADD, 2, self._stream, f"{{{self._stream}}}:seen:{key}", self._maxlen, REMEMBER_S, *told_to
                )  # fmt: skip
        except (RedisError, OSError, TimeoutError) as problem:
            await self.close()
            raise self._failure(problem) from None
        return place.decode() if isinstance(place, bytes) else str(place)

    async def close(self) -> None:
        """Close the connection; the next send opens another."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _opened(self) -> Redis:
        if self._client is None:
            self._client = Redis.from_url(
                self._url,
                password=self._password or None,
                socket_timeout=self._timeout_s,
                socket_connect_timeout=self._timeout_s,
                retry=RedisRetry(NoBackoff(), 0),  # trying again is the desk's
            )
        return self._client

    def _failure(self, problem: Exception) -> ChannelError:
        words = told(problem, self._password)
        if isinstance(problem, AuthenticationError | NoPermissionError):
            return Broken(f"{self._whom} refuses us: {words}. Correct the password, or the rights it gives")
        if isinstance(problem, OutOfMemoryError | ReadOnlyError | BusyLoadingError):
            return Retry(f"{self._whom} takes nothing now: {words}")
        if isinstance(problem, ResponseError):
            return Broken(f"{self._whom} answered: {words}. Name another stream, or mend the server")
        if isinstance(problem, TimeoutError) or "Timeout" in type(problem).__name__:
            return Retry(f"{self._whom} gave no answer within {self._timeout_s:g} s")
        return Retry(f"{self._whom} cannot be reached ({type(problem).__name__})")
