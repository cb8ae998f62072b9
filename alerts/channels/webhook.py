"""Alerts to a program: one signed JSON POST each. The format is public, see docs/webhook.md."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp
import msgspec

from alerts.channels.answers import problem_of
from alerts.render import payload
from marsad.errors import Broken, ChannelError, Retry
from marsad.guard import connector, refused_address
from marsad.records import Alert


def signature(secret: str, moment: datetime, body: bytes) -> str:
    """Return the value of `Marsad-Signature`: the time it covers, and HMAC-SHA256 over "time.body" in hex."""
    seconds = int(moment.timestamp())
    code = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={code}"


class Webhook:
    """POSTs alerts to `url` through the guarded connector; follows no redirect, reads no answer body.

    The whole address is treated as a secret but for its host: many services put their token into path or query.
    """

    idempotent = True

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        secret: str = "",
        allow_private: Sequence[str] = (),
        timeout_s: float = 10.0,
        give_up_s: float = 86_400.0,
    ) -> None:
        self.give_up_s = give_up_s
        self._url, self._secret, self._now = url, secret, now
        self._allow, self._timeout_s = tuple(allow_private), timeout_s
        self._whom = _host(url)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, alert: Alert, *, key: str) -> str:
        """POST the alert; a receiver gives no id, so return ""."""
        body = msgspec.json.encode(payload(alert))
        try:
            async with self._opened().post(
                self._url, data=body, headers=self._headers(key, body), allow_redirects=False
            ) as answer:
                status, headers = answer.status, answer.headers
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise self._failure(problem) from None  # the cause would print the address
        refusal = problem_of(status, headers, whom=self._whom, now=self._now())
        if refusal is not None:
            raise refusal
        return ""

    async def close(self) -> None:
        """Close the session; the next send opens another."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # No kept connection: the receiver may have closed it meanwhile, and a POST cannot tell.
            self._session = aiohttp.ClientSession(
                connector=connector(self._allow, force_close=True),
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "marsad"},
            )
        return self._session

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._secret:
            headers["Marsad-Signature"] = signature(self._secret, self._now(), body)
        return headers

    def _failure(self, problem: Exception) -> ChannelError:
        """Say in our own words what kept the answer away."""
        if refused_address(problem):
            return Broken(f"{self._whom} is a private address. If it is yours, name its network in allow_private")
        if isinstance(problem, TimeoutError):
            return Retry(f"{self._whom} gave no answer within {self._timeout_s:g} s")
        if isinstance(problem, aiohttp.ClientConnectorError):
            return Retry(f"{self._whom} cannot be reached: {_unreached(problem)}")
        if isinstance(problem, aiohttp.InvalidURL):
            return Broken(f"the address at {self._whom} is not usable. Correct the url of the channel")
        return Retry(f"{self._whom} broke off or did not answer in HTTP ({type(problem).__name__})")


def _unreached(problem: aiohttp.ClientConnectorError) -> str:
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return "its name has no address"
    if isinstance(problem, aiohttp.ClientSSLError):
        return "its TLS certificate or protocol is not accepted"
    return problem.os_error.strerror or "connection failed"


def _host(url: str) -> str:
    """Return the part of an address that may be shown: host and port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "the receiver", parts.port
    except ValueError:
        return "the receiver"
    return host if port is None else f"{host}:{port}"
