"""How does a channel speak HTTP? One guarded POST, with every way to fail said in our own words.

The whole address is treated as a secret but for its host: many services put their token into path or query.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import msgspec

from marsad.clean import clean
from marsad.errors import Broken, ChannelError, Retry
from marsad.guard import connector, refused_address
from marsad.resolve import Resolver

ANSWER_BYTES = 256 * 1024


class Answer(NamedTuple):
    """What came back; `body` is empty unless it was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object, empty when it is none."""
        try:
            told = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return {}
        return told if isinstance(told, dict) else {}


class Caller:
    """POSTs through the guarded connector; follows no redirect, keeps no cookie, asks no proxy of the environment."""

    def __init__(self, url: str, *, allow_private: Sequence[str] = (), timeout_s: float = 10.0) -> None:
        self.whom = host_of(url)
        self._allow, self._timeout_s = tuple(allow_private), timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, read: bool = True) -> Answer:
        """Return the answer to a POST; raises Retry or Broken when there is none.

        With `read` the body too, at most 256 KiB of it; a body that breaks off is an answer that did not come.
        """
        try:
            async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as answer:
                told = await answer.content.read(ANSWER_BYTES) if read else b""
                while read and len(told) < ANSWER_BYTES and (more := await answer.content.read(ANSWER_BYTES)):
                    told += more
                return Answer(answer.status, answer.headers, told)
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise self._failure(problem) from None  # the cause would print the address

    async def close(self) -> None:
        """Close the session; the next call opens another."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # No kept connection: the receiver may have closed it meanwhile, and a POST cannot tell.
            self._session = aiohttp.ClientSession(
                connector=connector(self._allow, force_close=True, resolver=Resolver()),
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "marsad"},
            )
        return self._session

    def _failure(self, problem: Exception) -> ChannelError:
        """Say in our own words what kept the answer away."""
        if refused_address(problem):
            return Broken(f"{self.whom} is a private address. If it is yours, name its network in allow_private")
        if isinstance(problem, TimeoutError):
            return Retry(f"{self.whom} gave no answer within {self._timeout_s:g} s")
        if isinstance(problem, aiohttp.ClientConnectorError):
            return Retry(f"{self.whom} cannot be reached: {_unreached(problem)}")
        if isinstance(problem, aiohttp.InvalidURL):
            return Broken(f"the address at {self.whom} is not usable. Correct the url of the channel")
        return Retry(f"{self.whom} broke off or did not answer in HTTP ({type(problem).__name__})")


def _unreached(problem: aiohttp.ClientConnectorError) -> str:
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return "its name has no address"
    if isinstance(problem, aiohttp.ClientSSLError):
        return "its TLS certificate or protocol is not accepted"
    return problem.os_error.strerror or "connection failed"


def host_of(url: str) -> str:
    """Return the part of an address that may be shown: host and port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "the receiver", parts.port
    except ValueError:
        return "the receiver"
    return host if port is None else f"{host}:{port}"


def told(words: object, *secrets: str, limit: int = 160) -> str:
    """Return the words of a service as they may be shown: one clean short line, no secret in it."""
    text = str(words or "")
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    return clean(text, limit)
